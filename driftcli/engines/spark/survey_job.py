"""In executors: the first reading of a reference, which settles kinds, edges, classes and windows."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa

from driftcli.engines.row_groups import TimesSurvey, survey_times
from driftcli.engines.spark.parts import Batches, PartReading, memory_for, partition, telling
from driftcli.engines.spark.sending import packed, unpacked
from driftcli.frozen import dataclass
from driftcli.profiles.column import ColumnRequest
from driftcli.profiles.encoded import decoded, read_encoded
from driftcli.profiles.outcome_reading import OutcomesPlan, outcome_columns
from driftcli.profiles.outcome_survey import survey_outcomes
from driftcli.profiles.survey import ColumnSurvey, survey_column
from driftcli.sources.kinds import Kind, KindGuess, RoleAssignment
from driftcli.sources.source import Source

COLUMN, OUTCOMES, TIMES = "column:", "outcomes", "times"
"""What a survey is of; the name of the column follows."""
SCHEMA = "what string, part int, payload binary"


@dataclass(frozen=True)
class SurveyJob:
    """What is asked of every part of a reference."""

    reading: PartReading
    roles: RoleAssignment
    kinds: dict[str, Kind]
    """Said by the user."""
    task: str | None
    ranking: tuple[str, int] | None
    now: float
    is_times_only: bool = False
    """Whether only the timestamp column is looked at: of current data, whose windows follow the reference's."""

    def run(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Survey one partition: a row for each column, in Arrow as Spark takes it."""
        found: dict[str, Any] = {}
        with telling(self.reading.name):
            for source in self.reading.sources(batches):
                for what, survey in self._surveys(source):
                    with self._memory_for(what):
                        found[what] = found[what].merge(survey) if what in found else survey
                del source  # the next one is read meanwhile
            for what, survey in found.items():
                with self._memory_for(what):
                    row = _row(what, partition(), survey)
                yield row

    def merged(self, table: pa.Table) -> pa.Table:
        """Merge the surveys of one thing, in the order of parts."""
        with telling(self.reading.name), self._memory_for(_what(table)):
            return pa.Table.from_batches([_row(*_whole(table))], schema=_ARROW)

    def placed(self, table: pa.Table) -> pa.Table:
        """Merge the surveys of one thing and settle it."""
        with telling(self.reading.name), self._memory_for(_what(table)):
            what, part, survey = _whole(table)
            return pa.Table.from_batches([_row(what, part, self._settled(what, survey))], schema=_ARROW)

    def _memory_for(self, what: str) -> AbstractContextManager[None]:
        return memory_for(what.removeprefix(COLUMN), self.reading.name)

    def _settled(self, what: str, survey: Any) -> Any:
        if what == TIMES:
            return survey
        if what == OUTCOMES:
            return survey.placed(OutcomesPlan(self.roles, self.task, self.ranking))
        return self._column(what.removeprefix(COLUMN), survey)

    def _column(self, name: str, survey: ColumnSurvey) -> Any:
        said = self.kinds.get(name)
        guess = None if said is None else KindGuess(said, "said in the configuration")
        settled = survey.placed(ColumnRequest(name, self.now, kind=guess, is_binding=said is not None))
        return (*settled, survey.top(200) if name in self.roles.segments else ())

    def _surveys(self, source: Source) -> Iterator[tuple[str, Any]]:
        names = [field.name for field in source.fields]
        if self.roles.timestamp in names:
            yield TIMES, survey_times(source, str(self.roles.timestamp))
        if self.is_times_only:
            return
        wanted = outcome_columns(self.roles, self.ranking[0] if self.ranking else None)
        outcomes: dict[str, pa.ChunkedArray] = {}
        for name in names:
            with memory_for(name, self.reading.name):
                values = read_encoded(source, name)
                survey = survey_column(values, self.kinds.get(name), is_segment=name in self.roles.segments)
            yield COLUMN + name, survey
            if name in wanted:
                outcomes[name] = decoded(values)
        if outcomes:
            yield OUTCOMES, survey_outcomes(outcomes, OutcomesPlan(self.roles, self.task, self.ranking))


_ARROW = pa.schema([("what", pa.string()), ("part", pa.int32()), ("payload", pa.binary())])


def _what(table: pa.Table) -> str:
    return str(table["what"][0].as_py())


def _whole(table: pa.Table) -> tuple[str, int, Any]:
    order = np.argsort(table["part"].to_numpy(), kind="stable")
    parts = (unpacked(table["payload"][int(place)].as_py()) for place in order)
    merged = reduce(lambda left, right: left.merge(right), parts)
    return _what(table), int(table["part"][int(order[0])].as_py()), merged


def _row(what: str, part: int, survey: Any) -> pa.RecordBatch:
    slim = survey.slimmed() if isinstance(survey, ColumnSurvey | TimesSurvey) else survey
    columns = [pa.array([what]), pa.array([part], pa.int32()), pa.array([packed(slim)], pa.binary())]
    return pa.record_batch(columns, schema=_ARROW)
