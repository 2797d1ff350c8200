"""Many profiles of parts of one column into one at once: what merging two at a time would blur or do over and over."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.profiles.categorical import CategoricalProfile, rank_categories
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.grid import FloatArray
from driftcli.profiles.groups import ClusterSums
from driftcli.profiles.numeric import OWN_LEVELS, NumericProfile, require_same_edges
from driftcli.profiles.temporal import TemporalProfile
from driftcli.profiles.text import IdentifierProfile, TextProfile
from driftcli.profiles.values import FREQUENT_LIMIT, ValueCounts
from driftcli.profiles.vector import VectorProfile

T = TypeVar("T", bound=ColumnProfile)
_NO_VALUES = ValueCounts(np.empty(0), np.empty(0, dtype=np.int64))


def merge_many(parts: Sequence[T], *, frequent: int = FREQUENT_LIMIT) -> T:
    """Merge profiles of parts of one column, counted in the same edges; ``frequent`` numbers are kept of many.

    Raises
    ------
    UsageError
        When parts were counted in different edges.
    """
    first: Any = parts[0]
    if len(parts) == 1:
        return cast("T", first)
    given = cast("Sequence[Any]", parts)
    match first:
        case NumericProfile():
            merged: Any = merge_numbers(given, frequent=frequent)
        case CategoricalProfile():
            merged = merge_categories(given)
        case TemporalProfile():
            merged = _with_many(given, "times")
        case IdentifierProfile():
            merged = _with_many(given, "lengths", "patterns")
        case VectorProfile():
            merged = _with_many(given, "norms", "dimensions")
        case TextProfile():
            derived = {name: merge_numbers([part.derived[name] for part in given]) for name in first.derived}
            merged = replace(_merged([replace(part, derived={}) for part in given]), derived=derived)
        case _:
            merged = _merged(given)
    return cast("T", merged)


def merge_numbers(parts: Sequence[NumericProfile], *, frequent: int = FREQUENT_LIMIT) -> NumericProfile:
    """Merge numeric profiles; own quantiles are off by half a level of each part, however many parts there are."""
    first = parts[0]
    for part in parts:
        require_same_edges(first.grid, part.grid)
    return NumericProfile(
        presence=_merged([part.presence for part in parts]),
        grid=first.grid.lent,
        counts=np.sum([part.counts for part in parts], axis=0),
        values=ValueCounts.of_parts([part.values for part in parts], frequent=frequent),
        moments=_merged([part.moments for part in parts]),
        minimum=min((part.minimum for part in parts if part.minimum is not None), default=None),
        maximum=max((part.maximum for part in parts if part.maximum is not None), default=None),
        negative_infinities=sum(part.negative_infinities for part in parts),
        positive_infinities=sum(part.positive_infinities for part in parts),
        zeros=sum(part.zeros for part in parts),
        negatives=sum(part.negatives for part in parts),
        is_integer=all(part.is_integer for part in parts),
        quantiles=_quantiles(parts),
        grouped=_grouped(parts),
        clusters=_clusters(parts),
    )


def _grouped(parts: Sequence[NumericProfile] | Sequence[CategoricalProfile]) -> dict[str, NDArray[np.int32]]:
    """Tables of the groupings that every part has."""
    shared = [name for name in parts[0].grouped if all(name in part.grouped for part in parts)]
    return {name: np.sum([part.grouped[name] for part in parts], axis=0, dtype=np.int32) for name in shared}


def _clusters(parts: Sequence[NumericProfile] | Sequence[CategoricalProfile]) -> ClusterSums | None:
    sums = [part.clusters for part in parts if part.clusters is not None]
    return _merged(sums) if len(sums) == len(parts) else None


def merge_categories(parts: Sequence[CategoricalProfile]) -> CategoricalProfile:
    """Merge categorical profiles, counting their categories once."""
    encoded = pa.chunked_array(
        [pa.array(part.categories, type=pa.large_string()) for part in parts], pa.large_string()
    ).combine_chunks()
    encoded = (encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded).dictionary_encode()
    codes = np.asarray(pc.fill_null(encoded.indices, 0))
    totals = np.zeros(len(encoded.dictionary), dtype=np.int64)
    np.add.at(totals, codes, np.concatenate([part.counts for part in parts]))
    categories, counts, cut = rank_categories(encoded.dictionary, totals)
    is_alike = all(part.tracked == parts[0].tracked for part in parts)
    return CategoricalProfile(
        presence=_merged([part.presence for part in parts]),
        categories=categories,
        counts=counts,
        remainder=sum(part.remainder for part in parts) + cut,
        tracked=parts[0].tracked if is_alike else (),
        grouped=_grouped(parts) if is_alike else {},
        clusters=_clusters(parts) if is_alike else None,
    )


def _merged(parts: Sequence[Any]) -> Any:
    return reduce(lambda left, right: left.merge(right), parts)


def _with_many(parts: Sequence[Any], *names: str) -> Any:
    """Merge two at a time but for some fields, which are merged at once."""
    whole = {name: merge_many([getattr(part, name) for part in parts]) for name in names}
    bare = [replace(part, **{name: _emptied(getattr(part, name)) for name in names}) for part in parts]
    return replace(_merged(bare), **whole)


def _emptied(column: Any) -> Any:
    """What costs little to merge and is replaced afterwards."""
    if isinstance(column, NumericProfile):
        return replace(column, values=_NO_VALUES, quantiles=np.empty(0))
    return replace(column, categories=(), counts=column.counts[:0])


def _quantiles(parts: Sequence[NumericProfile]) -> FloatArray:
    known = [part for part in parts if len(part.quantiles)]
    if not known:
        return np.empty(0)
    values = np.concatenate([part.quantiles for part in known])
    weights = np.concatenate([np.full(len(part.quantiles), part.n / len(part.quantiles)) for part in known])
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = np.clip(np.searchsorted(reached, OWN_LEVELS * reached[-1]), 0, len(values) - 1)
    return np.asarray(values[order][place], dtype=np.float64)
