"""Profiles of parts into the profile of the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np

from driftcli.errors import UsageError
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import ColumnProfile, DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.profiles.rows import RowSample
from driftcli.profiles.windows import renumbered, row_of, window_order


def merge_profiles(parts: Sequence[DatasetProfile]) -> DatasetProfile:
    """Merge the profiles of disjoint parts of one dataset.

    Raises
    ------
    UsageError
        When there is no part, columns differ, or numeric columns were counted in different edges.
    """
    if not parts:
        raise UsageError("nothing to merge", hint="name at least one profile")
    return reduce(_merge, parts)


def _merge(left: DatasetProfile, right: DatasetProfile) -> DatasetProfile:
    _require_same_columns(left, right)
    right = _placed_after(left.n, right)
    groups = {name: _union(left.groups[name], right.groups[name]) for name in left.groups if name in right.groups}
    columns = {
        name: _merge_column(name, _spread(left, name, groups), _spread(right, name, groups)) for name in left.columns
    }
    return DatasetProfile(
        facts=left.facts.merge(right.facts),
        schema=left.schema,
        columns=columns,
        rows=left.rows.merge(right.rows),
        groups=groups,
        sample=_merge_samples(left, right, groups),
        outcomes=_merge_outcomes(left, right, groups),
    )


def _merge_samples(
    left: DatasetProfile, right: DatasetProfile, groups: Mapping[str, tuple[str, ...]]
) -> RowSample | None:
    if left.sample is None or right.sample is None:
        return None
    after = groups.get("window", ())
    first, second = (
        side.sample.rewindowed(side.groups.get("window", ()), after) for side in (left, right) if side.sample
    )
    return first.merge(second)


def _merge_outcomes(
    left: DatasetProfile, right: DatasetProfile, groups: Mapping[str, tuple[str, ...]]
) -> OutcomesProfile | None:
    if left.outcomes is None or right.outcomes is None:
        return None
    return left.outcomes.regrouped(left.groups, groups).merge(right.outcomes.regrouped(right.groups, groups))


def _require_same_columns(left: DatasetProfile, right: DatasetProfile) -> None:
    differing = sorted(set(left.columns) ^ set(right.columns))
    if differing:
        raise UsageError(
            f"the parts have different columns: {', '.join(differing[:6])}",
            where=f"{left.facts.name} and {right.facts.name}",
            hint="profile every part with --edges BASELINE, and see that all parts are of one table",
        )


def _merge_column(name: str, left: Any, right: Any) -> ColumnProfile:
    if type(left) is not type(right):
        raise UsageError(
            f"the parts take column {name!r} for different kinds",
            hint="profile every part with --edges BASELINE, or say the kind in [kinds]",
        )
    try:
        merged: ColumnProfile = left.merge(right)
    except UsageError as error:
        raise UsageError(error.message, where=f"column {name!r}", hint=error.hint) from error
    return merged


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
