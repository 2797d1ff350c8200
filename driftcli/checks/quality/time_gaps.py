"""Time gaps: a stretch of time without a row, longer than the reference lets expect.

## What it measures

The longest stretch without a row inside the current data's period, against the longest one of the reference. Times are
counted in buckets, a minute at best; nights and weekends without rows are in both. Where the current data has fewer
rows to a day than the reference, longer gaps are expected in proportion.

## When it applies

To columns of dates and times with at least 100 values on each side. Only gaps with at least 5 % of the rows on either
side of them count: stray dates far out leave gaps that say nothing.

## How to read it

A gap is an outage: of the source, of the load, or of one partition. Its start is in the details.

## Thresholds

A warning when a gap is more than three times the longest of the reference, and the stretches of the same length just
before and just after it hold 20 rows or more each.

## Example

    event_time has gaps in time longer than before: longest 9 h -> 3 d

## References

None: the reference's 99.9 % gap would not do as a measure, as the longest of many gaps exceeds it by chance.
"""

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.moments_in_time import as_instant
from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.temporal import Buckets, TemporalProfile

ENOUGH = 100
EDGE = 0.05
"""Share of the rows that lies on either side of a gap that counts."""
TIMES_LONGER = 3.0
ROWS_EXPECTED = 20.0


class Params(CheckParams):
    """The ``time_gaps`` check has no settings."""


@dataclass(frozen=True, slots=True)
class Middle:
    """The stretches without a row amid the middle rows of a column, and how dense those rows are."""

    gaps: FloatArray
    """Length of each stretch in seconds."""
    starts: FloatArray
    rows_around: FloatArray
    """Rows in the stretches of the same length just before and just after, the smaller of the two."""
    rows_per_second: float

    @property
    def longest(self) -> float:
        """Length of the longest stretch in seconds."""
        return float(self.gaps.max())


def measure(reference: TemporalProfile, current: TemporalProfile, params: Params) -> Answer:
    """Compare the longest gaps."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if min(reference.n, current.n) < ENOUGH:
        return Skipped(f"fewer than {ENOUGH} values on a side", insufficient=True)
    seconds = max(reference.buckets.seconds, current.buckets.seconds)
    before, after = _middle(reference.buckets.coarsened(seconds)), _middle(current.buckets.coarsened(seconds))
    if before is None or after is None:
        return Skipped("nearly all times fall together, so there are no gaps between them")
    usual = max(before.longest, float(seconds)) * max(1.0, before.rows_per_second / after.rows_per_second)
    is_gap = (after.gaps > TIMES_LONGER * usual) & (after.rows_around >= ROWS_EXPECTED)
    shown = int(np.argmax(np.where(is_gap, after.gaps, 0.0))) if is_gap.any() else int(np.argmax(after.gaps))
    found = float(after.gaps[shown])
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic(
            "longest_gap",
            found - before.longest,
            variant="between buckets, at least 5 % of the rows on either side",
            reference=before.longest,
            current=found,
            unit="seconds",
        ),
        n_reference=reference.n,
        n_current=current.n,
        fact=Severity.WARN if is_gap.any() else None,
        details={
            "start": as_instant(float(after.starts[shown])) if found else None,
            "rows_around": float(after.rows_around[shown]),
            "usual_seconds": usual,
            "bucket_seconds": seconds,
        },
    )


def _middle(buckets: Buckets) -> Middle | None:
    """Gaps in the middle of the rows; ``None`` where the middle is a single bucket."""
    reached = np.concatenate(([0], np.cumsum(buckets.counts)))
    first, last = np.searchsorted(reached[1:], [EDGE * reached[-1], (1 - EDGE) * reached[-1]])
    if last == first:
        return None
    left, right = buckets.starts[first:last], buckets.starts[first + 1 : last + 1]
    gaps = right - left - 1

    def rows_before(bucket: IntArray) -> IntArray:
        return np.asarray(reached[np.searchsorted(buckets.starts, bucket)])

    earlier = rows_before(left + 1) - rows_before(left + 1 - gaps)
    later = rows_before(right + gaps) - rows_before(right)
    covered = float(buckets.starts[last] - buckets.starts[first] + 1) * buckets.seconds
    return Middle(
        gaps=gaps.astype(np.float64) * buckets.seconds,
        starts=(left + 1).astype(np.float64) * buckets.seconds,
        rows_around=np.minimum(earlier, later).astype(np.float64),
        rows_per_second=float(reached[last + 1] - reached[first]) / covered,
    )


CHECK = Check(
    id="time_gaps",
    group="quality",
    reads=(TemporalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
