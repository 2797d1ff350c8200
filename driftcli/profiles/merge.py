"""Profiles of parts into the profile of the whole, of however many parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import accumulate

import numpy as np

from driftcli.errors import UsageError
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import ColumnProfile, DatasetFacts, DatasetProfile
from driftcli.profiles.many import merge_many
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.outcomes import Labels, OutcomesProfile
from driftcli.profiles.rows import RowSample, RowsProfile
from driftcli.profiles.windows import renumbered, row_of, window_order

AT_ONCE = 32
"""Profiles that are held and merged at a time."""


def merge_profiles(parts: Iterable[DatasetProfile], *, at_once: int = AT_ONCE) -> DatasetProfile:
    """Merge the profiles of disjoint parts of one dataset, in their order; ``at_once`` of them are held at a time.

    Raises
    ------
    UsageError
        When there is no part, columns differ, or numeric columns were counted in different edges.
    """
    levels: list[list[DatasetProfile]] = []
    for part in parts:
        _add(levels, part, at_once)
    if not levels:
        raise UsageError("nothing to merge", hint="name at least one profile")
    return _merge([part for level in reversed(levels) for part in level])


def _add(levels: list[list[DatasetProfile]], part: DatasetProfile, at_once: int) -> None:
    """Put a part behind those of the lowest level; a full level becomes one part of the next."""
    for level in levels:
        level.append(part)
        if len(level) < at_once:
            return
        part = _merge(level)
        level.clear()
    levels.append([part])


def _merge(parts: list[DatasetProfile]) -> DatasetProfile:
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    starts = accumulate((part.n for part in parts), initial=0)
    placed = [_placed_after(rows, part) for rows, part in zip(starts, parts, strict=False)]
    for part in placed:
        _require_same_columns(first, part)
    shared = [name for name in first.groups if all(name in part.groups for part in placed)]
    groups = {name: reduce(_union, (part.groups[name] for part in placed)) for name in shared}
    return DatasetProfile(
        facts=reduce(DatasetFacts.merge, (part.facts for part in placed)),
        schema=first.schema,
        columns={name: _merge_column(name, [_spread(part, name, groups) for part in placed]) for name in first.columns},
        rows=reduce(RowsProfile.merge, (part.rows for part in placed)),
        groups=groups,
        sample=_merge_samples(placed, groups),
        outcomes=_merge_outcomes(placed, groups),
    )


def _merge_samples(parts: Sequence[DatasetProfile], groups: Mapping[str, Labels]) -> RowSample | None:
    after = groups.get("window", ())
    placed = [part.sample.rewindowed(part.groups.get("window", ()), after) for part in parts if part.sample]
    return reduce(RowSample.merge, placed) if len(placed) == len(parts) else None


def _merge_outcomes(parts: Sequence[DatasetProfile], groups: Mapping[str, Labels]) -> OutcomesProfile | None:
    placed = [part.outcomes.regrouped(part.groups, groups) for part in parts if part.outcomes]
    return reduce(OutcomesProfile.merge, placed) if len(placed) == len(parts) else None


def _require_same_columns(left: DatasetProfile, right: DatasetProfile) -> None:
    differing = sorted(set(left.columns) ^ set(right.columns))
    if differing:
        raise UsageError(
            f"the parts have different columns: {', '.join(differing[:6])}",
            where=f"{left.facts.name} and {right.facts.name}",
            hint="profile every part with --edges BASELINE, and see that all parts are of one table",
        )


def _merge_column(name: str, parts: list[ColumnProfile]) -> ColumnProfile:
    if len({type(part) for part in parts}) > 1:
        raise UsageError(
            f"the parts take column {name!r} for different kinds",
            hint="profile every part with --edges BASELINE, or say the kind in [kinds]",
        )
    try:
        return merge_many(parts)
    except UsageError as error:
        raise UsageError(error.message, where=f"column {name!r}", hint=error.hint) from error


def _placed_after(rows: int, right: DatasetProfile) -> DatasetProfile:
    """Blocks of rows are numbered on from the part before: row 1 of two parts is not one window."""
    labels = right.groups.get("window", ())
    if not labels or row_of(labels[0]) is None:
        return right
    moved = tuple(renumbered(label, rows) for label in labels)
    return replace(right, groups={**right.groups, "window": moved})


def _union(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    return left if left == right else tuple(sorted({*left, *right}, key=window_order))


def _spread(profile: DatasetProfile, name: str, groups: Mapping[str, tuple[str, ...]]) -> ColumnProfile:
    """A column with its groups at their places among those of both parts."""
    column = profile.columns[name]
    if not isinstance(column, NumericProfile | CategoricalProfile) or not column.grouped:
        return column
    grouped, placed = column.grouped, {}
    for grouping, labels in groups.items():
        if grouping not in grouped:
            continue
        own = {label: row for row, label in enumerate(profile.groups[grouping])}
        table = grouped[grouping]
        wide = np.zeros((len(labels), table.shape[1]), dtype=table.dtype)
        for row, label in enumerate(labels):
            if label in own:
                wide[row] = table[own[label]]
        placed[grouping] = wide
    return replace(column, grouped=placed)
