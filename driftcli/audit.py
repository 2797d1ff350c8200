"""The one orchestration: open, profile, measure, judge, diagnose, conclude."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from driftcli import __version__
from driftcli.checks.check import Measured, Measurement
from driftcli.engines.budget import budget_for, require_width
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.engines.vector_room import require_room_for_vectors
from driftcli.errors import SourceError, UsageError
from driftcli.frozen import dataclass
from driftcli.judgement.accounting import account_columns
from driftcli.judgement.diagnosis import diagnose
from driftcli.judgement.importance import importance_of
from driftcli.judgement.judge import judge
from driftcli.judgement.performance import performances
from driftcli.judgement.policy import Policy
from driftcli.judgement.power import CAUTIONS, power_statement
from driftcli.judgement.provenance import input_facts, run_facts
from driftcli.judgement.since import WINDOW
from driftcli.judgement.verdict import conclude
from driftcli.measuring import Progress, measure_all, rows_needed
from driftcli.profiles.baseline import is_baseline, read_baseline
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.outcome_rankings import RANKS
from driftcli.sources.frames import is_spark_frame
from driftcli.sources.open import open_timed
from driftcli.stats.side_by_side import threads
from driftcli.suite.load import default_suite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from driftcli.judgement.finding import Finding
    from driftcli.judgement.result import (
        ColumnAccount,
        Diagnosis,
        InputFacts,
        Performance,
        Power,
        RunFacts,
        TimePicture,
        Verdict,
    )
    from driftcli.profiles.dataset import DatasetProfile
    from driftcli.sources.options import SourceOptions
    from driftcli.sources.source import Source
    from driftcli.suite.suite import Suite


@dataclass(frozen=True)
class Result:
    """What an audit found; every face (terminal, JSON, HTML, exit code) is drawn from it alone."""

    verdict: Verdict
    diagnosis: Diagnosis
    findings: tuple[Finding, ...]
    """Worst first."""
    columns: tuple[ColumnAccount, ...]
    """Every column of either file exactly once, worst first."""
    power: Power | None
    caution: str
    """What was assumed of rows that may depend on each other."""
    inputs: Mapping[str, InputFacts]
    """``reference`` and ``current``."""
    config: Mapping[str, Any]
    """The resolved configuration, JSON-able."""
    run: RunFacts
    version: str = __version__
    warnings: tuple[str, ...] = ()
    """What the user should know of the configuration, such as a glob that matches no column."""
    performance: tuple[Performance, ...] = ()
    """Every metric of the model's performance, the one that decides first."""
    timeline: TimePicture | None = None
    """What changed, over windows of time; ``None`` without a timestamp column."""

    @property
    def counts(self) -> dict[str, int]:
        """Findings per status."""
        return dict(Counter(str(finding.status) for finding in self.findings))

    def to_frame(self) -> pd.DataFrame:
        """One row a finding, worst first, as a pandas DataFrame."""
        import pandas as pd  # noqa: PLC0415 - pandas is imported only for those who ask for a frame

        from driftcli.reports.formats.frame import result_to_frame  # noqa: PLC0415

        return pd.DataFrame(result_to_frame(self))

    def _repr_html_(self) -> str:
        """The report, in a notebook."""
        from html import escape  # noqa: PLC0415

        from driftcli.reports.html.page import render_html  # noqa: PLC0415

        page = escape(render_html(self), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:720px;border:0" title="driftcli report"></iframe>'


def run_audit(
    reference: Any,
    current: Any,
    *,
    suite: Suite | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
    **roles: Any,
) -> Result:
    """Audit two datasets.

    Parameters
    ----------
    reference, current
        A path, a glob, a folder, ``-``, or a frame (pandas, polars, Arrow, Spark); the reference may be a baseline
        file. A frame of Spark is profiled by its executors.
    suite
        What to ask; without one, the default suite, with ``roles`` such as ``target="y"``.
    now
        The moment of the audit, for dates in the future; the clock if not given.
    progress
        Told how far the audit is.

    Raises
    ------
    DriftError
        When the data cannot be read or the configuration does not fit it.
    """
    asked = suite or default_suite(roles=roles)
    started = now or datetime.now(UTC)
    plan = _plan(asked, started, progress)
    old = _reference_profile(reference, asked, _telling(plan, "reference"))
    new = _current_profile(current, asked, _telling(plan, "current data"), old)
    return _conclude(old, new, asked, started, progress=progress)


def run_split_audit(
    data: Any,
    *,
    split_at: str,
    suite: Suite | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
    **roles: Any,
) -> Result:
    """Audit one dataset against its own past: rows before ``split_at`` are the reference."""
    from driftcli.sources.split import split_in_time  # noqa: PLC0415

    asked = suite or default_suite(roles=roles)
    if asked.roles.timestamp is None:
        raise UsageError("a split in time needs a timestamp column", hint="name it with --timestamp")
    started = now or datetime.now(UTC)
    plan = _plan(asked, started, progress)
    if asked.engine == "spark" or is_spark_frame(data):
        from driftcli.engines.spark.splitting import split_with_spark  # noqa: PLC0415 - only where it is asked for

        sides = _telling(plan, "reference"), _telling(plan, "current data")
        old, new = split_with_spark(
            data, asked.roles.timestamp, split_at, plans=sides, options=asked.reference, settings=asked.spark
        )
        return _conclude(old, new, asked, started, progress=progress)
    budget = budget_for(asked.memory, asked.threads)
    with threads(budget.threads):
        source = open_timed(data, asked.roles.timestamp, options=asked.reference, room=budget.text)
    _require_room(source, plan.sample, asked)
    before, after = split_in_time(source, asked.roles.timestamp, split_at, room=budget.text)
    old = profile_source(before, _telling(plan, "reference"))
    new = profile_source(after, _telling(plan, "current data"), old)
    return _conclude(old, new, asked, started, progress=progress)


def profile_dataset(
    data: Any,
    *,
    suite: Suite | None = None,
    edges: str | Path | None = None,
    now: datetime | None = None,
    sample: int = 0,
    progress: Progress | None = None,
) -> DatasetProfile:
    """Profile a dataset; with ``edges``, in the edges of that baseline, so that profiles of parts merge."""
    asked = suite or default_suite()
    plan = _telling(replace(_plan(asked, now or datetime.now(UTC), progress), sample=sample), "data")
    baseline = read_baseline(edges) if edges is not None else None
    return _profiled(
        data, asked.reference, asked, plan, baseline, is_role_required=baseline is None, is_looked_at=False
    )


def _plan(suite: Suite, started: datetime, progress: Progress | None) -> ProfilePlan:
    return ProfilePlan(
        roles=suite.roles,
        kind_of=suite.kind_for,
        now=started.timestamp(),
        window=suite.window,
        threads=suite.threads,
        seed=suite.seed,
        sample=rows_needed(suite),
        task=_of_performance(suite, "task"),
        ranking=_ranking(suite),
        progress=progress,
        memory=suite.memory,
    )


def _telling(plan: ProfilePlan, side: str) -> ProfilePlan:
    """Let the plan tell of a side: that its file is being read, and then which of its columns are done."""
    report = plan.progress
    if report is None:
        return plan
    report(f"{side}: reading", 0, 1)
    return replace(plan, progress=lambda _, done, total: report(f"{side}: columns", done, total))


def _of_performance(suite: Suite, key: str) -> Any:
    """What the configuration of the ``performance`` check says; ``None`` where it does not."""
    said = suite.settings.get("performance")
    return said.params.get(key) if said else None


def _ranking(suite: Suite) -> tuple[str, int] | None:
    """Column of queries and k, where rows are to be judged as rankings."""
    query = _of_performance(suite, "query")
    return None if query is None else (str(query), int(_of_performance(suite, "k") or RANKS))


def _reference_profile(reference: Any, suite: Suite, plan: ProfilePlan) -> DatasetProfile:
    if isinstance(reference, str | Path) and is_baseline(reference):
        return read_baseline(reference)
    return _profiled(reference, suite.reference, suite, plan)


def _current_profile(current: Any, suite: Suite, plan: ProfilePlan, reference: DatasetProfile) -> DatasetProfile:
    """Profile the current data; a profile in the reference's edges, as a device may send it, stands as it is."""
    if not (isinstance(current, str | Path) and is_baseline(current)):
        return _profiled(current, suite.current, suite, plan, reference)
    profile = read_baseline(current)
    for name, old in reference.columns.items():
        new = profile.columns.get(name)
        if not (isinstance(old, NumericProfile) and isinstance(new, NumericProfile)):
            continue
        if not old.grid.has_same_edges(new.grid):
            raise UsageError(
                f"column {name!r} was not counted in the reference's edges, so the two profiles cannot be compared",
                where=str(current),
                hint="profile the current data with --edges REFERENCE, the reference being a baseline too",
            )
    return profile


def _profiled(
    data: Any,
    options: SourceOptions,
    suite: Suite,
    plan: ProfilePlan,
    reference: DatasetProfile | None = None,
    *,
    is_role_required: bool = False,
    is_looked_at: bool = True,
) -> DatasetProfile:
    """Profile a dataset with the engine that was asked for; a frame of Spark stays in Spark."""
    if suite.engine == "spark" or is_spark_frame(data):
        from driftcli.engines.spark.engine import profile_with_spark  # noqa: PLC0415 - only where it is asked for

        return profile_with_spark(
            data,
            plan,
            options=options,
            reference=reference,
            settings=suite.spark,
            is_role_required=is_role_required,
        )
    types, budget = reference.types if reference else None, budget_for(plan.memory, plan.threads)
    with threads(budget.threads):
        source = open_timed(data, suite.roles.timestamp, options=options, like=types, room=budget.text)
    if is_role_required:
        suite.roles.require([field.name for field in source.fields])
    _require_room(source, plan.sample, suite, is_looked_at=is_looked_at)
    return profile_source(source, plan, reference)


def _require_room(source: Source, sample: int, suite: Suite, *, is_looked_at: bool = True) -> None:
    """Refuse at once what cannot be audited within the memory that was allowed."""
    sampled = min(source.rows, sample)
    require_width(len(source.fields), sampled, suite.memory, where=source.facts.name, is_looked_at=is_looked_at)
    require_room_for_vectors(source, sampled, suite.memory)


def _conclude(
    reference: DatasetProfile,
    current: DatasetProfile,
    suite: Suite,
    started: datetime,
    *,
    progress: Progress | None = None,
) -> Result:
    _require_shared_columns(reference, current)
    names = list(dict.fromkeys([*reference.schema, *current.schema]))
    warnings = suite.require_columns(names)
    with threads(budget_for(suite.memory, suite.threads).threads):
        measured = measure_all(reference, current, suite, progress)
    policy = _policy(suite, names)
    findings = judge(measured, policy)
    defence = _defence(measured)
    onset, since, timeline = _dated(reference, current, findings)
    importance = importance_of(suite.importance, reference, current, findings)
    ignored = [name for name in names if suite.is_ignored(name)]
    return Result(
        verdict=conclude(findings, policy),
        diagnosis=diagnose(findings, suite.roles, onset=onset, importance=importance, faults_since=since),
        findings=findings,
        columns=account_columns(reference, current, findings, ignored=ignored, importance=importance),
        power=power_statement(measured, policy, defence),
        caution=CAUTIONS[defence],
        inputs={"reference": input_facts(reference), "current": input_facts(current)},
        config=suite.as_dict(),
        run=run_facts(started),
        warnings=tuple(warnings),
        performance=performances(findings),
        timeline=timeline,
    )


def _dated(
    reference: DatasetProfile, current: DatasetProfile, findings: Sequence[Finding]
) -> tuple[Mapping[str, Any] | None, Mapping[str, str], TimePicture | None]:
    """Date what changed and what broke, and follow it over time, where there are windows of time."""
    if not current.groups.get(WINDOW):
        return None, {}, None
    from driftcli.judgement.fault_onset import faults_since  # noqa: PLC0415 - most audits have no windows
    from driftcli.judgement.onset import date_onset  # noqa: PLC0415
    from driftcli.judgement.time_pictures import time_picture  # noqa: PLC0415

    asked = (reference, current, findings)
    return date_onset(*asked), faults_since(*asked), time_picture(*asked)


def _require_shared_columns(reference: DatasetProfile, current: DatasetProfile) -> None:
    if not any(name in current.schema for name in reference.schema):
        raise SourceError(
            f"the two datasets share no column: {_some(reference.schema)} and {_some(current.schema)}",
            where=f"{reference.facts.name} and {current.facts.name}",
            hint="check that both files are of one table, and that the CSV header and delimiter were read as meant",
        )


def _policy(suite: Suite, names: list[str]) -> Policy:
    return Policy(
        fdr=suite.fdr,
        fdr_method=suite.fdr_method,
        fail_on=suite.fail_on,
        allow_empty=suite.allow_empty,
        important=frozenset(filter(suite.is_important, names)) if suite.important else None,
        min_drifted=suite.min_drifted,
    )


def _defence(measured: list[Measured]) -> str:
    """Which defence against dependent rows was active."""
    notes = {one.answer.details.get("defence") for one in measured if isinstance(one.answer, Measurement)}
    return next((name for name in ("clusters", "windows", "windows_independent") if name in notes), "none")


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:6]) + (f" and {len(listed) - 6} more" if len(listed) > 6 else "")
