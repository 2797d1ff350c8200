"""Profile of a column of dates or times: range, gaps, hour of day, weekday, and the values as numbers."""

from collections.abc import Mapping

import numpy as np

from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.groups import Grouping
from driftcli.profiles.numeric import NumericProfile, ascending, profile_numbers
from driftcli.profiles.presence import Presence

SECONDS_A_DAY = 86_400
BUCKET_LIMIT = 10_000
"""Occupied buckets kept at most; beyond, the granularity is coarsened."""
GRANULARITIES = (60, 3_600, 86_400, 7 * 86_400, 28 * 86_400)
"""Bucket lengths in seconds, finest first."""


@dataclass(frozen=True)
class Buckets:
    """Rows by time bucket."""

    seconds: int
    """Length of a bucket."""
    starts: IntArray
    """Bucket number (time divided by the length, rounded down), ascending."""
    counts: IntArray

    def coarsened(self, seconds: int) -> "Buckets":
        """The same rows in longer buckets."""
        if seconds == self.seconds:
            return self
        coarse = self.starts * self.seconds // seconds
        starts, inverse = np.unique(coarse, return_inverse=True)
        return Buckets(seconds, starts, np.bincount(inverse, weights=self.counts).astype(np.int64))

    def merge(self, other: "Buckets") -> "Buckets":
        """Add a part, in the coarser of the two granularities."""
        seconds = max(self.seconds, other.seconds)
        left, right = self.coarsened(seconds), other.coarsened(seconds)
        starts, inverse = np.unique(np.concatenate([left.starts, right.starts]), return_inverse=True)
        counts = np.bincount(inverse, weights=np.concatenate([left.counts, right.counts])).astype(np.int64)
        return _fitted(Buckets(seconds, starts, counts))

    @property
    def largest_gap(self) -> tuple[int, float] | None:
        """Empty buckets between two occupied ones, as (seconds, time at which the gap begins); ``None`` below two."""
        if len(self.starts) < 2:
            return None
        steps = np.diff(self.starts)
        widest = int(np.argmax(steps))
        return int((steps[widest] - 1) * self.seconds), float((self.starts[widest] + 1) * self.seconds)

    def gap_quantile(self, level: float) -> float:
        """Quantile of the empty time between occupied buckets, in seconds."""
        if len(self.starts) < 2:
            return 0.0
        return float(np.quantile((np.diff(self.starts) - 1) * self.seconds, level))


@dataclass(frozen=True)
class TemporalProfile:
    """Everything the audit keeps of a temporal column; times are seconds since 1970-01-01 UTC."""

    presence: Presence
    times: NumericProfile
    hours: IntArray
    """Rows by hour of day, shape (24,)."""
    weekdays: IntArray
    """Rows by weekday, Monday first, shape (7,)."""
    midnights: int
    """Rows at exactly 00:00:00; all of them for dates."""
    buckets: Buckets
    future: int
    """Rows later than the moment of the audit."""
    zone: str | None = None
    """Time zone of the type, if any."""
    seen_at: float = 0.0
    """Moment of the audit, in seconds since 1970."""

    @property
    def n(self) -> int:
        """Rows with a value."""
        return self.times.n

    @property
    def is_date(self) -> bool:
        """Whether no row carries a time of day."""
        return self.n > 0 and self.midnights == self.n

    def merge(self, other: "TemporalProfile") -> "TemporalProfile":
        """Add a part."""
        return TemporalProfile(
            presence=self.presence.merge(other.presence),
            times=self.times.merge(other.times),
            hours=self.hours + other.hours,
            weekdays=self.weekdays + other.weekdays,
            midnights=self.midnights + other.midnights,
            buckets=self.buckets.merge(other.buckets),
            future=self.future + other.future,
            zone=self.zone if self.zone == other.zone else None,
            seen_at=max(self.seen_at, other.seen_at),
        )


def profile_times(
    seconds: FloatArray,
    presence: Presence,
    *,
    now: float,
    zone: str | None = None,
    reference: "TemporalProfile | None" = None,
    groupings: Mapping[str, Grouping] | None = None,
) -> TemporalProfile:
    """Summarise times given as seconds since 1970-01-01 UTC, shape (rows,), NaN for missing."""
    ordered = ascending(seconds)
    numbers = profile_numbers(
        seconds,
        presence,
        ordered=ordered,
        grid=reference.times.grid if reference else None,
        groupings=groupings,
    )
    finest = _counted(ordered, GRANULARITIES[0])
    hours = finest.coarsened(3_600)
    by_hour = np.bincount(hours.starts % 24, weights=hours.counts, minlength=24)
    by_weekday = np.bincount((hours.starts // 24 + 3) % 7, weights=hours.counts, minlength=7)  # from a Thursday on
    return TemporalProfile(
        presence=presence,
        times=numbers,
        hours=by_hour.astype(np.int64),
        weekdays=by_weekday.astype(np.int64),
        midnights=_midnights(ordered, hours.coarsened(SECONDS_A_DAY).starts),
        buckets=_fitted(finest.coarsened(reference.buckets.seconds) if reference else finest),
        future=len(ordered) - int(np.searchsorted(ordered, now, side="right")),
        zone=zone,
        seen_at=now,
    )


def _midnights(ordered: FloatArray, days: IntArray) -> int:
    """Rows at the very beginning of one of the days."""
    begins = days * float(SECONDS_A_DAY)
    first, stop = np.searchsorted(ordered, begins, "left"), np.searchsorted(ordered, begins, "right")
    return int((stop - first).sum())


def _counted(ordered: FloatArray, seconds: int) -> Buckets:
    """Buckets of a length that ascending times fall into."""
    numbers = np.floor(ordered / seconds)
    starts = np.flatnonzero(np.append(len(numbers) > 0, numbers[1:] != numbers[:-1]))
    return Buckets(seconds, numbers[starts].astype(np.int64), np.diff(starts, append=len(numbers)))


def _fitted(buckets: Buckets) -> Buckets:
    for seconds in GRANULARITIES:
        if len(buckets.starts) <= BUCKET_LIMIT:
            break
        if seconds > buckets.seconds:
            buckets = buckets.coarsened(seconds)
    return buckets
