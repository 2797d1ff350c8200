"""Many runs as arrays, runs by charts, so that all columns are judged at once."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.history.record import Chart, Run, RunRecord, Trouble
from driftcli.judgement.finding import Outcome, Status

Floats = npt.NDArray[np.float64]
OUTCOMES = tuple(str(one) for one in Outcome)
STATUSES = tuple(str(one) for one in Status)
CELL = np.dtype(
    [("run", "i8"), ("chart", "i8")]
    + [(name, "f8") for name in ("p_value", "s", "s_low", "n", "m")]
    + [("outcome", "i2"), ("status", "i2"), ("may_fail", "?")]
)
"""One measurement; run and chart by their places, infinity where there is no number."""


@dataclass(frozen=True)
class Past:
    """Runs in order of time, with what was measured in each; arrays of shape (runs, charts)."""

    runs: tuple[Run, ...]
    charts: tuple[Chart, ...]
    p_value: Floats
    """NaN where nothing was measured, or where a fixed threshold decides."""
    s: Floats
    s_low: Floats
    n: Floats
    """NaN where nothing was measured."""
    m: Floats
    outcome: npt.NDArray[np.int8]
    """Place in ``OUTCOMES``; -1 where nothing was measured."""
    status: npt.NDArray[np.int8]
    """Place in ``STATUSES``; -1 where nothing was measured."""
    may_fail: npt.NDArray[np.bool_]
    """Whether it could have failed the audit."""
    troubles: tuple[tuple[Trouble, ...], ...]
    """Of each run."""


def past_of(records: Iterable[RunRecord]) -> Past:
    """Put records of runs in order; of two with one id the first counts."""
    by_id: dict[str, RunRecord] = {}
    for record in records:
        by_id.setdefault(record.run.id, record)
    ordered = sorted(by_id.values(), key=lambda one: one.run.moment)
    charts = sorted(
        {point.chart for record in ordered for point in record.points},
        key=lambda one: (one.column, one.check, one.subject),
    )
    place = {chart: index for index, chart in enumerate(charts)}
    rows = [
        (
            *(run, place[one.chart], *map(_finite, (one.p_value, one.s, one.s_low)), one.n, one.m),
            *(OUTCOMES.index(one.outcome), STATUSES.index(one.status), one.may_fail),
        )
        for run, record in enumerate(ordered)
        for one in record.points
    ]
    return arranged([one.run for one in ordered], charts, np.array(rows, dtype=CELL), [one.troubles for one in ordered])


def _finite(value: float | None) -> float:
    return math.inf if value is None else value


def arranged(
    runs: Sequence[Run], charts: Sequence[Chart], cells: npt.NDArray[np.void], troubles: Sequence[tuple[Trouble, ...]]
) -> Past:
    """Arrange measurements, each of which names its run and chart by place, as arrays."""
    places, shape = (cells["run"], cells["chart"]), (len(runs), len(charts))

    def numbers(name: str) -> Floats:
        made = np.full(shape, np.nan)
        made[places] = np.where(np.isfinite(cells[name]), cells[name], np.nan)
        return made

    def codes(name: str) -> npt.NDArray[np.int8]:
        made = np.full(shape, -1, dtype=np.int8)
        made[places] = cells[name]
        return made

    may_fail = np.zeros(shape, dtype=bool)
    may_fail[places] = cells["may_fail"]
    p_value, s, s_low, n, m = map(numbers, ("p_value", "s", "s_low", "n", "m"))
    outcome, status = codes("outcome"), codes("status")
    return Past(tuple(runs), tuple(charts), p_value, s, s_low, n, m, outcome, status, may_fail, tuple(troubles))
