# ruff: noqa: SLF001 - a summary merges with another of its class
"""Windows, segments and clusters of a dataset: a code for each row, from columns held whole or stretch by stretch."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.profiles.cluster_table import CLUSTERS
from driftcli.profiles.column import as_floats, as_seconds, as_strings
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.encoded import decoded
from driftcli.profiles.grid import FloatArray
from driftcli.profiles.groups import Codes, Grouping
from driftcli.profiles.hashing import HashArray, hash_values
from driftcli.profiles.rank_summary import FEW_ROWS, Thinning
from driftcli.profiles.windows import (
    GRANULARITIES,
    WindowCounts,
    row_label,
    row_of,
    row_windows,
    rows_in_window,
    time_windows,
    window_length,
    window_numbers,
)
from driftcli.sources.kinds import RoleAssignment, is_number, is_string
from driftcli.sources.source import Source
from driftcli.sources.stretches import stretches

SEGMENT_LIMIT = 200
"""Values of a segment column that are kept apart."""
SEGMENT_VALUES = 100_000
"""Distinct values of a segment column that are counted at a time, where it is read in stretches."""


@dataclass(frozen=True)
class RowGroups:
    """How the rows of a dataset are grouped."""

    groupings: dict[str, Grouping]
    clusters: Codes | None
    missing_times: int


@dataclass(frozen=True)
class WindowCut:
    """Windows of about equally many rows in order of time, of a dataset of which only a part is at hand."""

    bounds: FloatArray
    """Last moment of each window but the last, in seconds since 1970."""
    labels: tuple[str, ...]


class TimesSurvey:
    """What the windows of a dataset need to know of its times; surveys of parts merge."""

    def __init__(self, *, has_dates: bool) -> None:
        self._counts, self._thinning = WindowCounts(), Thinning(None)
        self._has_dates = has_dates

    def add(self, seconds: FloatArray) -> None:
        """Take in times, shape (rows,), NaN where missing."""
        ordered = np.sort(seconds)
        ordered = ordered[: np.searchsorted(ordered, np.nan)]
        self._counts.add(ordered)
        self._thinning.add(ordered)

    def merge(self, other: "TimesSurvey") -> "TimesSurvey":
        """Take in another part."""
        self._counts.merge(other._counts)
        self._thinning.merge(other._thinning)
        return self

    def slimmed(self) -> "TimesSurvey":
        """The same, small enough to be sent."""
        self._thinning.slimmed(FEW_ROWS)
        return self

    def windows(self, asked: str | None) -> str | WindowCut:
        """The length of windows as ``GRANULARITIES`` names it, or where equal windows are cut."""
        length = self._counts.length(asked)
        if length is not None:
            return next(name for name, seconds in GRANULARITIES.items() if seconds == length)
        return _cut(self._thinning, self._counts.rows, asked, has_dates=self._has_dates)


def survey_times(source: Source, name: str) -> TimesSurvey:
    """Look at the times of one part of a dataset."""
    times = _Times(source, name, None)
    survey = TimesSurvey(has_dates=times.has_dates)
    for seconds in times.parts():
        survey.add(seconds)
    return survey


def group_rows(
    source: Source,
    roles: RoleAssignment,
    window: str | None,
    reference: DatasetProfile | None,
    *,
    stretch: int | None = None,
    cut: WindowCut | None = None,
) -> RowGroups:
    """Sort the rows of a dataset into groups, cut as the reference's; codes of stretches are as narrow as they fit.

    ``cut`` says where windows are cut, where the source is a part of a dataset that was looked at before.
    """
    groupings: dict[str, Grouping] = {}
    missing = 0
    names = {field.name for field in source.fields}
    asked = window or (window_of(reference) if reference else None)
    if roles.timestamp in names:
        times = _Times(source, str(roles.timestamp), stretch)
        groupings["window"], missing = _time_groups(times, asked) if cut is None else _between(times, cut)
    elif window:
        groupings["window"] = row_windows(source.rows, window) if stretch is None else _blocks(source.rows, window)
    for segment in roles.segments:
        if segment in names:
            known = reference.groups.get(f"segment:{segment}") if reference else None
            groupings[f"segment:{segment}"] = _segments(source, segment, known, stretch)
    clusters = None
    if roles.cluster in names:
        clusters = _clusters(source, str(roles.cluster), stretch)
    return RowGroups(groupings, clusters, missing)


def read_column(source: Source, name: str) -> pa.ChunkedArray:
    """All arrays of a column as one."""
    arrays = list(source.column(name))
    if not arrays:
        return pa.chunked_array([], type=next(field.type for field in source.fields if field.name == name))
    return pa.chunked_array(arrays)


def window_of(reference: DatasetProfile) -> str | None:
    """Window length of the reference, so that both sides are cut alike."""
    labels = reference.groups.get("window", ())
    if not labels:
        return None
    if row_of(labels[0]) is not None:
        return f"rows:{(row_of(labels[1]) or 1) - 1}" if len(labels) > 1 else "rows"
    if len(labels) < 2:
        return "D"
    step = float(np.min(np.diff(np.array(labels, dtype="datetime64[s]").astype(np.int64))))
    return min(GRANULARITIES, key=lambda name: abs(GRANULARITIES[name] - step))


class _Times:
    """A column of times, whole or in stretches."""

    def __init__(self, source: Source, name: str, stretch: int | None) -> None:
        self._source, self._name = source, name
        self.rows = source.rows
        self.stretch = stretch
        self.has_dates = not any(field.name == name and is_number(field.type) for field in source.fields)

    def parts(self) -> Iterator[FloatArray]:
        """Seconds since 1970, NaN where missing, from the first row on."""
        if self.stretch is None:
            yield self._seconds(read_column(self._source, self._name))
            return
        for arrays in stretches(self._source.column(self._name), self.stretch):
            yield self._seconds(pa.chunked_array(arrays))

    def _seconds(self, values: pa.ChunkedArray) -> FloatArray:
        if is_number(values.type):
            return as_floats(values)
        if is_string(values.type) or pa.types.is_boolean(values.type):
            raise UsageError(
                f"the timestamp column {self._name!r} holds {values.type}, not times",
                where=self._source.facts.name,
                hint="name a column of dates, times or numbers with --timestamp",
            )
        return as_seconds(values)


def _time_groups(times: _Times, asked: str | None) -> tuple[Grouping, int]:
    """Windows of the rows, and how many rows have no time."""
    if times.stretch is None:
        seconds = next(times.parts())
        length = window_length(seconds, asked)
        if length is not None:
            return time_windows(seconds, length), int(np.isnan(seconds).sum())
        grouping = row_windows(seconds, asked, has_dates=times.has_dates)
        return grouping, int(np.isnan(seconds).sum())
    counts, thinning = WindowCounts(), Thinning(times.rows)
    for seconds in times.parts():
        ordered = np.sort(seconds)
        ordered = ordered[: np.searchsorted(ordered, np.nan)]
        counts.add(ordered)
        thinning.add(ordered)
    missing = times.rows - counts.rows
    length = counts.length(asked)
    if length is not None:
        starts = counts.starts(length)
        places = (np.where(np.isnan(s), -1, _place(starts, window_numbers(s, length))) for s in times.parts())
        return Grouping(counts.labels(length), _narrow(places, times.rows, len(starts))), missing
    return _equal_windows(times, thinning, counts.rows, asked), missing


def _place(starts: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(starts, numbers)


def _equal_windows(times: _Times, thinning: Thinning, rows: int, asked: str | None) -> Grouping:
    """Windows of about equally many rows in order of time; rows of one moment stay together."""
    return _between(times, _cut(thinning, rows, asked, has_dates=times.has_dates))[0]


def _cut(thinning: Thinning, rows: int, asked: str | None, *, has_dates: bool) -> WindowCut:
    size = rows_in_window(rows, asked)
    firsts = np.arange(0, rows, size)
    known = thinning.summary()
    bounds = known.at(firsts[1:] - 1) if len(firsts) > 1 else np.empty(0)
    begins = known.at(firsts).tolist() if has_dates else [None] * len(firsts)
    labels = tuple(row_label(1 + first, begin) for first, begin in zip(firsts.tolist(), begins, strict=True))
    return WindowCut(bounds, labels)


def _between(times: _Times, cut: WindowCut) -> tuple[Grouping, int]:
    """Windows that are cut already, and how many rows have no time."""
    missing = 0

    def places() -> Iterator[NDArray[np.int64]]:
        nonlocal missing
        for seconds in times.parts():
            is_missing = np.isnan(seconds)
            missing += int(is_missing.sum())
            yield np.where(is_missing, -1, np.searchsorted(cut.bounds, seconds, side="left"))

    codes = _narrow(places(), times.rows, len(cut.labels))
    return Grouping(cut.labels, codes if times.stretch is not None else codes.astype(np.int32)), missing


def _blocks(rows: int, asked: str) -> Grouping:
    """Blocks of rows in the order of the file."""
    size = rows_in_window(rows, asked)
    count = -(-rows // size)
    codes: Codes = np.repeat(np.arange(count, dtype=_type_for(count)), size)[:rows]
    return Grouping(tuple(row_label(1 + block * size) for block in range(count)), codes)


def _segments(source: Source, name: str, known: tuple[str, ...] | None, stretch: int | None) -> Grouping:
    if known is None:
        known = _most_frequent(source, name, stretch)
    place = {value: code for code, value in enumerate(known)}

    def codes() -> Iterator[NDArray[np.int32]]:
        for values, indices in _coded(source, name, stretch):
            lookup = np.array([place.get(value, -1) for value in values] + [-1], dtype=np.int32)
            yield lookup[indices]

    if stretch is None:
        return Grouping(known, next(codes()))
    return Grouping(known, _narrow(codes(), source.rows, len(known)))


def _most_frequent(source: Source, name: str, stretch: int | None) -> tuple[str, ...]:
    totals: Counter[str] = Counter()
    for values, indices in _coded(source, name, stretch):
        counts = np.bincount(indices[indices >= 0], minlength=len(values))
        totals.update(dict(zip(values, counts.tolist(), strict=True)))
        if len(totals) > SEGMENT_VALUES:
            totals = Counter(dict(totals.most_common(SEGMENT_VALUES // 2)))
    return tuple(sorted(totals, key=lambda value: (-totals[value], value))[:SEGMENT_LIMIT])


def _coded(source: Source, name: str, stretch: int | None) -> Iterator[tuple[list[str], NDArray[np.int64]]]:
    """Distinct values and the code of each row, -1 where it is missing; of the whole column, or of each stretch."""
    if stretch is None:
        whole = [read_column(source, name)]
    parts = whole if stretch is None else map(pa.chunked_array, stretches(source.column(name), stretch))
    for values in parts:
        encoded = as_strings(decoded(values)).combine_chunks().dictionary_encode()
        yield encoded.dictionary.to_pylist(), np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int64)


def _clusters(source: Source, name: str, stretch: int | None) -> Codes:
    if stretch is None:
        return next(_coded(source, name, None))[1].astype(np.int32)
    nothing = DistinctSample.from_hashes(np.empty(0, dtype=np.uint64), size=CLUSTERS)
    followed = nothing
    for hashes, _ in _hashed(source, name, stretch):
        followed = followed.merge(DistinctSample.from_hashes(np.unique(hashes), size=CLUSTERS))
    known = followed.hashes
    codes: Codes = np.full(source.rows, -1, dtype=np.int32)
    start = 0
    for hashes, is_there in _hashed(source, name, stretch):
        place = np.minimum(np.searchsorted(known, hashes), max(0, len(known) - 1))
        part = np.full(len(is_there), -1, dtype=np.int32)
        part[is_there] = np.where(known[place] == hashes, place, -1) if len(known) else -1
        codes[start : start + len(part)] = part
        start += len(part)
    return codes


def _hashed(source: Source, name: str, stretch: int) -> Iterator[tuple[HashArray, NDArray[np.bool_]]]:
    """Hashes of the values that are there, and which rows they stand in; as strings, so that 1 and 1.0 are one."""
    for arrays in stretches(source.column(name), stretch):
        strings = as_strings(pa.chunked_array(arrays))
        yield hash_values(strings.drop_null()), np.asarray(strings.is_valid())


def _narrow(parts: Iterator[NDArray[np.int64]] | Iterator[NDArray[np.int32]], rows: int, count: int) -> Codes:
    """Put codes together in the narrowest type that holds them."""
    codes: Codes = np.empty(rows, dtype=_type_for(count))
    start = 0
    for part in parts:
        codes[start : start + len(part)] = part
        start += len(part)
    return codes


def _type_for(count: int) -> type:
    return next(kind for kind in (np.int8, np.int16, np.int32) if count <= np.iinfo(kind).max)
