"""Profile of a column of dates or times: range, gaps, hour of day, weekday, and the values as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from driftcli.profiles.grid import FloatArray, IntArray
from driftcli.profiles.groups import Grouping
from driftcli.profiles.numeric import NumericProfile, profile_numbers
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
    numbers = profile_numbers(seconds, presence, grid=reference.times.grid if reference else None, groupings=groupings)
    present = seconds[~np.isnan(seconds)]
    days = np.floor(present / SECONDS_A_DAY).astype(np.int64)
    within_day = present - days * float(SECONDS_A_DAY)
    hours = np.clip(within_day // 3_600, 0, 23).astype(np.int64)
    return TemporalProfile(
        presence=presence,
        times=numbers,
        hours=np.bincount(hours, minlength=24).astype(np.int64),
        weekdays=np.bincount((days + 3) % 7, minlength=7).astype(np.int64),  # 1970-01-01 was a Thursday
        midnights=int((within_day == 0).sum()),
        buckets=_bucket(present, reference.buckets.seconds if reference else GRANULARITIES[0]),
        future=int((present > now).sum()),
        zone=zone,
        seen_at=now,
    )


def _bucket(present: FloatArray, seconds: int) -> Buckets:
    numbers = np.floor(present / seconds).astype(np.int64)
    first = int(numbers.min()) if len(numbers) else 0
    if len(numbers) and int(numbers.max()) - first <= 4 * len(numbers):  # counting beats sorting where they lie close
        table = np.bincount(numbers - first)
        starts = np.flatnonzero(table)
        return _fitted(Buckets(seconds, starts + first, table[starts].astype(np.int64)))
    starts, counts = np.unique(numbers, return_counts=True)
    return _fitted(Buckets(seconds, starts, counts.astype(np.int64)))


def _fitted(buckets: Buckets) -> Buckets:
    for seconds in GRANULARITIES:
        if len(buckets.starts) <= BUCKET_LIMIT:
            break
        if seconds > buckets.seconds:
            buckets = buckets.coarsened(seconds)
    return buckets
