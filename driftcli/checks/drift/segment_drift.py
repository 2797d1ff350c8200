"""Segment drift: in which of your segments columns moved, and whether only the mix of segments did.

## What it measures

For each segment column that you name (`--segment region`), inside each segment, every numeric and categorical column as
`numeric_drift` and `categorical_drift` measure it (location and shape, in sd-equivalents `s`, between the edges that
windows and segments are counted in). One answer a segment: the smallest p-value over its columns, times their number
and components, and the largest size with a lower bound at level 0.05 over the same number. Where the edges lie near the
reference's quantiles rather than on them (data in stretches, merged profiles), nothing is claimed of how far the size
is from that between the quantiles (`error_bound` null); tests are exact for the cells that were counted.

The change of a column over all segments is split into two parts that add up (Kitagawa), on the mean of a row's score
(mid-rank in the reference; for categories `(q - p)/(q + p)` of its cell): `mix`, because segments changed their shares,
and `within`, because it moved inside segments.

## When it applies

With at least one segment column. The 20 most frequent segments of the reference with 100 rows on both sides are asked;
the others are counted as having too little data. Tail and unseen values are not asked inside segments.

## How to read it

A column may move although it moved in no segment, when the shares of segments moved (Simpson): then `mix` is nearly all
of it, and the remedy is about who comes, not about the column. It may stand still as a whole and move in two segments
against each other: then only this check shows it. Inside a segment called changed, columns are named by Holm's method.
Error control is hierarchical: the false discovery rate over segments is a family of its own, columns come after.

## Thresholds

On the lower bound of `s`: warns above 0.10 and never fails, since the columns as a whole decide; set `fail` to let
segments decide.

## Example

    region = north: price moved (+0.62 sd); the mix of region explains 85 % of the change of income

## References

Kitagawa 1955; Simpson 1951; Holm 1979; Benjamini and Bogomolov 2014 (selective inference on families).
"""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.approximate import P_VALUE, naming
from driftcli.checks.check import (
    Answer,
    Check,
    CheckParams,
    Effect,
    Family,
    Measurement,
    Rule,
    Skipped,
    Statistic,
    Thresholds,
)
from driftcli.checks.drift import category_components, number_components
from driftcli.checks.drift.dependence import Defence
from driftcli.declared import setting
from driftcli.frozen import dataclass
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.sources.kinds import Role
from driftcli.stats.mix import MixSplit
from driftcli.stats.multiplicity import holm
from driftcli.stats.segment_shift import mix_of_column, shift_tests

PREFIX = "segment:"
LEVEL = 0.05
LISTED = 5
MIXED = 10
"""Columns whose change is split, largest first."""
TELLING = 0.02
"""Change of the mean score below which nothing is split."""


class Params(CheckParams):
    """Settings of the ``segment_drift`` check."""

    segments: int = setting(
        20, ge=1, le=200, description="Segments of a column that are asked, the most frequent ones."
    )
    minimum_rows: int = setting(100, ge=30, description="Rows that a segment needs on both sides.")


@dataclass(frozen=True)
class SegmentTable:
    """Rows of one column in each segment and cell, on both sides."""

    name: str
    reference: NDArray[np.float64]
    current: NDArray[np.float64]
    is_ordered: bool
    defence: Defence
    has_own_edges: bool = True
    """Whether cells are cut at the reference's own quantiles, or each value has a cell."""


@dataclass(frozen=True)
class SegmentColumn:
    """One segment column with every column counted by it."""

    name: str
    labels: tuple[str, ...]
    tables: tuple[SegmentTable, ...]

    @cached_property
    def rows(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of each segment on both sides: those of the column with the fewest missing values."""
        before = np.max([one.reference.sum(axis=1) for one in self.tables], axis=0)
        return before, np.max([one.current.sum(axis=1) for one in self.tables], axis=0)


@dataclass(frozen=True)
class ColumnShift:
    """One column inside one segment."""

    name: str
    p_value: float
    size: float
    lower: float
    upper: float


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Ask every segment of every segment column, and split the changes over all of them."""
    groupings = [name for name in reference.groups if name.startswith(PREFIX) and name in current.groups]
    if not groupings:
        yield Skipped("no segment column is named (--segment)")
    for grouping in groupings:
        about = grouping.removeprefix(PREFIX)
        tables = tuple(_tables(reference, current, grouping))
        if not tables:
            yield Skipped(f"no numeric or categorical column is counted by {about}")
            continue
        yield from _measure_grouping(SegmentColumn(about, reference.groups[grouping], tables), params)


def _measure_grouping(asked: SegmentColumn, params: Params) -> Iterator[Answer]:
    before, after = asked.rows
    is_large = (before >= params.minimum_rows) & (after >= params.minimum_rows)
    chosen = [place for place in np.argsort(-before, kind="stable").tolist() if is_large[place]][: params.segments]
    for place in chosen:
        yield _measure_segment(asked, place, params)
    small = int(((before + after > 0) & ~is_large).sum())
    if small:
        has = "segment has" if small == 1 else "segments have"
        reason = f"{small} {has} fewer than {params.minimum_rows} rows on a side ({asked.name})"
        yield Skipped(reason, insufficient=True)
    yield _mix(asked, len(chosen))


def _tables(reference: DatasetProfile, current: DatasetProfile, grouping: str) -> Iterator[SegmentTable]:
    for name, old in reference.columns.items():
        new = current.columns.get(name)
        is_feature = reference.schema[name].role in {Role.FEATURE, Role.SEGMENT}
        if not is_feature or name == grouping.removeprefix(PREFIX):
            continue
        if isinstance(old, NumericProfile) and isinstance(new, NumericProfile):
            defence: Defence | str = number_components.choose_defence(old, new) if old.n and new.n else "empty"
        elif isinstance(old, CategoricalProfile) and isinstance(new, CategoricalProfile):
            cells = category_components.category_cells(old, new)
            defence = category_components.choose_defence(old, new, cells) if old.n and new.n else "empty"
        else:
            continue
        a, b = old.grouped.get(grouping), new.grouped.get(grouping)
        if a is not None and b is not None and a.shape == b.shape and not isinstance(defence, str):
            is_ordered = isinstance(old, NumericProfile)
            yield SegmentTable(name, a.astype(float), b.astype(float), is_ordered, defence, _has_own_edges(old))


def _has_own_edges(profile: NumericProfile | CategoricalProfile) -> bool:
    if isinstance(profile, CategoricalProfile) or profile.grid.placed_on == "rows":
        return True
    return profile.grid.is_exact and len(profile.grid.window_edges) == len(profile.grid.edges)


def _measure_segment(asked: SegmentColumn, place: int, params: Params) -> Answer:
    about, label, tables = asked.name, asked.labels[place], asked.tables
    shifts = [
        _shift(table, place, len(tables))
        for table in tables
        if min(table.reference[place].sum(), table.current[place].sum()) >= params.minimum_rows
    ]
    if not shifts:
        return Skipped(f"no column has {params.minimum_rows} values in {about} = {label}", insufficient=True)
    adjusted = holm([one.p_value for one in shifts])
    order = sorted(range(len(shifts)), key=lambda k: (-shifts[k].lower, adjusted[k], -abs(shifts[k].size)))
    leading = shifts[order[0]]
    named = [shifts[k] for k in order if adjusted[k] <= LEVEL][:LISTED]
    before, after = asked.rows
    off, moved = _off(tables), float(sum(adjusted <= LEVEL))
    upper = max(one.upper for one in shifts)
    found = Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("columns_moved", moved, variant=f"of {len(shifts)}, Holm at 0.05", error_bound=off),
        n_reference=int(before[place]),
        n_current=int(after[place]),
        effect=Effect("s", abs(leading.size), leading.lower, upper, error_bound=off),
        p_value=min(1.0, len(shifts) * min(one.p_value for one in shifts)),
        subject=f"{about} = {label}",
        details={
            "segment_column": about,
            "segment": label,
            "share_reference": float(before[place] / before.sum()),
            "share_current": float(after[place] / after.sum()),
            "columns": [{"name": one.name, "s": one.size, "lower": one.lower} for one in named],
            "tested": len(shifts),
            "defence": tables[0].defence.name,
        },
    )
    return naming(found, [P_VALUE, "columns"] if off else [])


def _shift(table: SegmentTable, place: int, columns: int) -> ColumnShift:
    tests = shift_tests(table.reference[place], table.current[place], is_ordered=table.is_ordered)
    looks = 2 if table.is_ordered else 1
    alpha = LEVEL / (looks * columns)
    parts = [(tests.shape.size, table.defence.shape(tests.shape, alpha, LEVEL))]
    if tests.location is not None:
        parts.append((tests.location.size, table.defence.location(tests.location, alpha, LEVEL)))
    size, leading = max(parts, key=lambda part: (part[1].lower, abs(part[0])))
    p_value = min(1.0, looks * min(part.p_value for _, part in parts))
    return ColumnShift(table.name, p_value, size, leading.lower, max(part.upper for _, part in parts))


def _mix(asked: SegmentColumn, segments: int) -> Measurement:
    """Which part of each column's change the shares of the segments explain."""
    about, tables, rows = asked.name, asked.tables, asked.rows
    splits = [(one.name, mix_of_column(one.reference, one.current, is_ordered=one.is_ordered)) for one in tables]
    moved = [(name, split) for name, split in splits if split is not None and abs(split.total) >= TELLING]
    moved = sorted(moved, key=lambda pair: -abs(pair[1].total))[:MIXED]
    by_mix = [name for name, split in moved if abs(split.mix) > abs(split.within)]
    off = _off(tables)
    found = Measurement(
        rule=Rule.EXACT,
        statistic=Statistic(
            "columns_by_mix", float(len(by_mix)), variant=f"of {len(moved)} that changed", error_bound=off
        ),
        n_reference=int(rows[0].sum()),
        n_current=int(rows[1].sum()),
        subject=about,
        details={"segment_column": about, "segments_asked": segments, "mix": [_described(*pair) for pair in moved]},
    )
    return naming(found, ["mix"] if off else [])


def _off(tables: Sequence[SegmentTable]) -> float:
    """Nothing is claimed where some edges lie elsewhere than at the reference's own quantiles."""
    return 0.0 if all(table.has_own_edges for table in tables) else math.inf


def _described(name: str, split: MixSplit) -> dict[str, Any]:
    return {"name": name, "total": split.total, "mix": split.mix, "within": split.within}


CHECK = Check(
    id="segment_drift",
    group="drift",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.SEGMENTS,
    thresholds=Thresholds(warn=0.10, fail=None),
)
