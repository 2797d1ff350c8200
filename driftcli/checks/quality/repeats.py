"""Whether values or rows repeat within the current data more than chance makes them, whatever the number of rows.

The share of repeated rows grows with the rows, so it cannot be compared raw. Under no change the t rows that hold one
value in both datasets together fall into the current data like t draws without replacement, and c of them make
max(c - 1, 0) repeats there. Counts of different values exclude each other (negative association), and draws without
replacement vary less than binomial ones (Hoeffding 1963), so a Chernoff bound over independent binomials is valid.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.quality.shares import Part
from driftcli.profiles.distinct import DistinctSample
from driftcli.stats.counts import pair_size
from driftcli.stats.proportions import cohen_h

FloatArray = NDArray[np.float64]
_TILTS = np.geomspace(1e-6, 40.0, 160)
"""Exponents at which the bound is tried; it holds at each, and the least is taken."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Repeated rows of both datasets, as far as the samples of hashes show them, and what to make of them."""

    reference: Part
    current: Part
    expected: float
    """Share of the current rows that chance would repeat."""
    p_value: float
    size: float
    """Cohen's h between the expected and the found share, at least 0."""
    pair_size: float


def compare_repeats(reference: DistinctSample, current: DistinctSample) -> Repeats:
    """Compare repeats on the hashes that both samples would have kept."""
    limit = min(_limit(reference), _limit(current))
    hashes = np.concatenate([reference.hashes[reference.hashes <= limit], current.hashes[current.hashes <= limit]])
    kept = np.unique(hashes)
    a, b = _counts(reference, kept), _counts(current, kept)
    before, after = Part(_repeated(a), int(a.sum())), Part(_repeated(b), int(b.sum()))
    weight = current.rows / max(1, reference.rows + current.rows)
    t, f = np.unique((a + b)[a + b > 1], return_counts=True)
    times, how_many = t.astype(np.float64), f.astype(np.float64)
    mean = float(how_many @ (times * weight - 1 + (1 - weight) ** times)) if 0 < weight < 1 else float(after.count)
    expected = mean / after.rows if after.rows else 0.0
    p_value = _chernoff(times, how_many, weight, after.count) if after.count > mean else 1.0
    size = max(0.0, cohen_h(expected * before.rows, before.rows, after.count, after.rows))
    return Repeats(before, after, expected, p_value, size, pair_size(before.rows, after.rows))


def _limit(sample: DistinctSample) -> np.uint64:
    return np.uint64(0xFFFFFFFFFFFFFFFF) if sample.is_complete else np.uint64(sample.hashes[-1])


def _counts(sample: DistinctSample, kept: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Rows of each kept hash."""
    counts = np.zeros(len(kept), dtype=np.int64)
    own = np.isin(sample.hashes, kept, assume_unique=True)
    counts[np.searchsorted(kept, sample.hashes[own])] = sample.counts[own]
    return counts


def _repeated(counts: NDArray[np.int64]) -> int:
    return int(np.maximum(counts - 1, 0).sum())


def _chernoff(times: FloatArray, how_many: FloatArray, weight: float, found: int) -> float:
    """Least over u of exp(sum f log E exp(u max(c - 1, 0)) - u found), with c binomial in t and the weight."""
    u = _TILTS[:, np.newaxis]
    none = times * np.log1p(-weight)
    tilted = times * np.log1p(weight * np.expm1(u))
    moments = np.logaddexp(none + np.log1p(-np.exp(-u)), tilted - u)
    bound = moments @ how_many - _TILTS * found
    return float(np.exp(min(0.0, bound.min())))
