"""The entrance: a dataset profiled by Spark, in two readings of a reference and one of current data."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from typing import Any

from driftcli.engines.local import ProfilePlan
from driftcli.engines.row_groups import WindowCut, window_of
from driftcli.engines.spark.count_job import SCHEMA as COUNT_SCHEMA
from driftcli.engines.spark.count_job import CountJob
from driftcli.engines.spark.failures import Work, spark_errors
from driftcli.engines.spark.frame import SparkData, open_data
from driftcli.engines.spark.sending import packed, unpacked
from driftcli.engines.spark.session import hushed, spark_session
from driftcli.engines.spark.survey_job import COLUMN, OUTCOMES, SCHEMA, TIMES, SurveyJob
from driftcli.engines.spark.tree import at_last, in_tree
from driftcli.errors import NoRowsError
from driftcli.frozen import dataclass
from driftcli.profiles.dataset import ColumnSchema, DatasetFacts, DatasetProfile
from driftcli.profiles.placing import of_own_rows
from driftcli.profiles.ranks import with_counted_ranks
from driftcli.profiles.rowhash import leading_columns
from driftcli.profiles.rows import RowsProfile
from driftcli.profiles.stretched import tracking
from driftcli.sources.families import family_of
from driftcli.sources.frames import is_spark_frame
from driftcli.sources.options import SourceOptions

STEPS = 3
"""What is told of progress: opened, looked at, counted."""


def profile_with_spark(
    data: Any,
    plan: ProfilePlan,
    *,
    options: SourceOptions,
    reference: DatasetProfile | None = None,
    settings: Mapping[str, str] | None = None,
    is_role_required: bool = False,
) -> DatasetProfile:
    """Profile a path, a table or a frame of Spark; with a reference, in its edges, kinds and tracked categories.

    Raises
    ------
    DriftError
        When there is no Spark to work with, or the data cannot be read.
    """
    name = "DataFrame in Spark" if is_spark_frame(data) else str(data)
    with spark_errors(name), hushed():
        session = data.sparkSession if is_spark_frame(data) else spark_session(settings or {})
        like = reference.types if reference else None
        query = plan.ranking[0] if plan.ranking else None
        opened = open_data(data, session, options=options, roles=plan.roles, like=like, query=query)
        if is_role_required:
            plan.roles.require([field.name for field in opened.head.fields])
        return _Work(opened, plan, session).profile(reference)


@dataclass(frozen=True)
class _Work:
    """One dataset and what is to be made of it."""

    data: SparkData
    plan: ProfilePlan
    session: Any

    def profile(self, reference: DatasetProfile | None) -> DatasetProfile:
        """Place edges where there is no reference, then count."""
        self._tell(0)
        if reference is None:
            known, cut = self._surveyed()
        else:
            known, cut = reference, self._own_windows(reference)
        self._tell(1)
        is_score = known.outcomes.prediction_is_score if known.outcomes else None
        window, bounds = (cut, None) if isinstance(cut, str) else (self.plan.window, cut)
        plan = replace(self._sent(), window=window, cut=bounds, is_score=is_score)
        frame, reading = self.data.to_count()
        job = CountJob(reading, plan, packed(_bare(known)))
        with (
            kept(frame.mapInArrow(job.run, COUNT_SCHEMA)) as counted,
            spark_errors(self.data.name, Work("counted", self._names)),
        ):
            parts = counted.count()
            if parts == 0:
                raise self._nothing_left()
            rows = at_last(in_tree(counted, None, job.merged, parts=parts), None, job.merged).collect()
        whole: DatasetProfile = unpacked(bytes(rows[0]["payload"]))
        self._tell(2)
        return self._named(whole, parts, placed=known if reference is None else None)

    @property
    def _names(self) -> list[str]:
        return [field.name for field in self.data.head.fields]

    def _surveyed(self) -> tuple[DatasetProfile, str | WindowCut | None]:
        """Kinds, edges, classes and windows of a reference, as a profile without rows."""
        job = self._survey_job()
        settled = self._settled(job)
        head, columns, groups = self.data.head, {}, {}
        schema: dict[str, ColumnSchema] = {}
        for field in head.fields:
            guess, columns[field.name], top = settled[COLUMN + field.name]
            declared = head.declared_type(field.name)
            schema[field.name] = ColumnSchema(
                name=field.name,
                type=str(declared),
                kind=guess.kind,
                kind_reason=guess.reason,
                role=self.plan.roles.role_of(field.name),
                read_as=str(field.type),
                family=family_of(declared),
                nullable=field.nullable,
            )
            if top:
                groups[f"segment:{field.name}"] = top
        chosen = RowsProfile(None, chosen_by=leading_columns(head).names)
        known = DatasetProfile(
            DatasetFacts("", "spark", 0), schema, columns, chosen, groups, outcomes=settled.get(OUTCOMES)
        )
        return known, settled[TIMES].windows(self.plan.window) if TIMES in settled else None

    def _own_windows(self, reference: DatasetProfile) -> str | WindowCut | None:
        """Windows of current data as long as the reference's; where they hold equal rows, after a look at its times."""
        asked = self.plan.window or window_of(reference)
        name = self.plan.roles.timestamp
        if asked is not None and not asked.startswith("rows"):
            return asked
        if name not in self._names:
            return None
        windows: str | WindowCut = self._settled(replace(self._survey_job(), is_times_only=True))[TIMES].windows(asked)
        return windows

    def _survey_job(self) -> SurveyJob:
        plan = self.plan
        said = {name: kind for name in self._names if (kind := plan.kind_of(name)) is not None}
        return SurveyJob(self.data.reading, plan.roles, said, plan.task, plan.ranking, plan.now)

    def _settled(self, job: SurveyJob) -> dict[str, Any]:
        with (
            kept(self.data.frame.mapInArrow(job.run, SCHEMA)) as surveyed,
            spark_errors(self.data.name, Work("looked at", self._names)),
        ):
            count = surveyed.groupBy("what").count().agg({"count": "max"}).collect()[0][0]
            if not count:
                raise self._nothing_left()
            rows = at_last(in_tree(surveyed, "what", job.merged, parts=count), "what", job.placed).collect()
        return {row["what"]: unpacked(bytes(row["payload"])) for row in rows}

    def _sent(self) -> ProfilePlan:
        """The plan as executors get it: one thread a task, and nothing that belongs to the driver."""
        kinds = {name: kind for name in self._names if (kind := self.plan.kind_of(name)) is not None}
        return replace(self.plan, kind_of=kinds.get, threads=1, progress=None)

    def _nothing_left(self) -> NoRowsError:
        where = self.data.reading.options.where
        return NoRowsError(f"has no rows where {where}", where=self.data.name, hint="check the condition")

    def _tell(self, done: int) -> None:
        if self.plan.progress:
            self.plan.progress("profile", done, STEPS)

    def _named(self, whole: DatasetProfile, parts: int, *, placed: DatasetProfile | None) -> DatasetProfile:
        """Say what the dataset was and how it was read; a reference owns its edges and tracks its categories."""
        data, head = self.data, self.data.head
        told = f"profiled by Spark {self.session.version} in {parts} part{'' if parts == 1 else 's'}"
        notes = dict.fromkeys((*whole.facts.notes, *head.facts.notes, *data.notes, told))
        dialect = asdict(head.facts.dialect) if head.facts.dialect else None
        facts = replace(whole.facts, name=data.name, format=data.format, notes=tuple(notes), dialect=dialect)
        schema = {
            name: replace(one, type=str(head.declared_type(name)), family=family_of(head.declared_type(name)))
            for name, one in whole.schema.items()
        }
        columns = whole.columns
        if placed is not None:
            owned = {name: of_own_rows(tracking(column), placed.columns[name]) for name, column in columns.items()}
            columns = {name: with_counted_ranks(column) for name, column in owned.items()}
        return replace(whole, facts=facts, schema=schema, columns=columns)


@contextmanager
def kept(frame: Any) -> Iterator[Any]:
    """Keep what a frame holds while the block runs.

    An interrupted job leaves an answer unread, which Spark's gateway would take for that of the next call: what goes
    wrong then must not hide the interruption.
    """
    held = frame.persist()
    try:
        yield held
    except BaseException:
        with suppress(Exception):
            held.unpersist()
        raise
    held.unpersist()


def _bare(known: DatasetProfile) -> DatasetProfile:
    """What executors need of a reference: no sample of rows."""
    return replace(known, sample=None)
