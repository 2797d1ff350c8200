"""Whether values or rows repeat within the current data more than in the reference, whatever the number of rows.

The share of repeats grows with the rows where equal rows come about by chance, and stays where they come in bunches
(the lines of one order, a batch sent twice). Both are allowed for: the current data must exceed the reference under
either. Groups of equal rows are counted, not rows, because a bunch is one event; and one row that stands for many is
looked for by itself, as a spike. Rows that both datasets have in common do not enter: they are the business of
``overlap``.
"""

import math

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.quality.shares import Part
from driftcli.frozen import dataclass
from driftcli.profiles.distinct import DistinctSample
from driftcli.stats.counts import pair_size
from driftcli.stats.ordered import is_among, joined
from driftcli.stats.proportions import cohen_h, share_test
from driftcli.stats.spikes import spike_p_value

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

GROUP_SIZES = (2, 3, 5, 10)
"""Equal rows from which groups are counted; one question each."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Repeated rows of both datasets, as far as the samples of hashes show them, and what to make of them."""

    reference: Part
    current: Part
    expected: float
    """Share of the current rows that would repeat if nothing had changed."""
    p_value: float
    size: float
    """Cohen's h between the shares, at least 0; a current share of more rows is thinned first."""
    pair_size: float


def compare_repeats(reference: DistinctSample, current: DistinctSample) -> Repeats:
    """Compare repeats on the hashes that both samples would have kept; the p-value is one-sided."""
    limit = min(_limit(reference), _limit(current))
    kept = joined(reference.hashes[reference.hashes <= limit], current.hashes[current.hashes <= limit]).values
    a, b = _counts(reference, kept), _counts(current, kept)
    n, m = int(a.sum()), int(b.sum())
    pairs = pair_size(n, m)
    before, after = Part(_repeated(a), n), Part(_repeated(b), m)
    if not (n and m):
        return Repeats(before, after, after.share, 1.0, 0.0, pairs)
    rows = reference.rows, current.rows
    thinned = _thinned_share(b, min(rows) / current.rows)
    groups = min(_more_groups(a, b, of=size, rows=rows) for size in GROUP_SIZES)
    single, single_size = _stands_for_many(a, b)
    size = max(0.0, cohen_h(before.count, n, thinned * m, m))
    return Repeats(
        reference=before,
        current=after,
        expected=max(0.0, before.share + after.share - thinned),
        p_value=min(1.0, (len(GROUP_SIZES) + 1) * min(groups, single)),
        size=size if groups <= single else single_size,
        pair_size=pairs,
    )


def _limit(sample: DistinctSample) -> np.uint64:
    return np.uint64(0xFFFFFFFFFFFFFFFF) if sample.is_complete else np.uint64(sample.hashes[-1])


def _counts(sample: DistinctSample, kept: NDArray[np.uint64]) -> IntArray:
    """Rows of each kept hash."""
    counts = np.zeros(len(kept), dtype=np.int64)
    own = is_among(sample.hashes, kept)
    counts[np.searchsorted(kept, sample.hashes[own])] = sample.counts[own]
    return counts


def _repeated(counts: IntArray) -> int:
    return int(np.maximum(counts - 1, 0).sum())


def _thinned_share(counts: IntArray, kept: float) -> float:
    """Repeated rows by share when each row is kept with probability f: of t equal ones t f - 1 + (1 - f)^t repeat."""
    t = counts[counts > 1].astype(np.float64)
    return float((t * kept - 1 + (1 - kept) ** t).sum()) / (float(counts.sum()) * kept)


def _more_groups(a: IntArray, b: IntArray, *, of: int, rows: tuple[int, int]) -> float:
    """Bound the probability of so many groups of so many equal rows in the current data, given those of both.

    Of the larger sample's groups a share remains in as few rows as the smaller one has: at most the share f of rows
    where they come in bunches, and where they come by chance the binomial tail of each group, f to the power of its
    size at least. Whichever makes groups in the current data likelier is taken.
    """
    groups = int((a >= of).sum()), int((b >= of).sum())
    is_fewer = rows[1] <= rows[0]
    larger = a[a >= of] if is_fewer else b[b >= of]
    fraction = min(rows) / max(rows)
    by_chance = max(float(_chance_of_at_least(of, larger, fraction).mean()) if len(larger) else 0.0, fraction**of)
    kept = max(by_chance, fraction) if is_fewer else min(by_chance, fraction)
    return _binomial_upper_tail(groups[1], sum(groups), kept / (1 + kept) if is_fewer else 1 / (1 + kept))


def _chance_of_at_least(found: int, drawn: IntArray, probability: float) -> FloatArray:
    """Upper tail of the binomial for each number drawn, by summing the few terms below."""
    if probability >= 1:
        return (drawn >= found).astype(np.float64)
    t = drawn.astype(np.float64)
    term = (1 - probability) ** t
    below = term.copy()
    for j in range(found - 1):
        term = term * (t - j) / (j + 1) * probability / (1 - probability)
        below += term
    return np.maximum(0.0, 1 - below)


def _binomial_upper_tail(found: int, total: int, probability: float) -> float:
    """Chernoff bound exp(-total KL(found / total, probability)); exact when all are found."""
    share = found / total if total else 0.0
    if share <= probability:
        return 1.0
    divergence = share * math.log(share / probability)
    if share < 1:
        divergence += (1 - share) * math.log((1 - share) / (1 - probability))
    return math.exp(-total * divergence)


def _stands_for_many(a: IntArray, b: IntArray) -> tuple[float, float]:
    """p-value and size of the most frequent current row.

    It must be frequent against itself in the reference, paid for by every row that could have been chosen, and against
    the reference's most frequent row, both by share and, as bunches do not grow with the rows, by bare number.
    """
    n, m, top = int(a.sum()), int(b.sum()), int(np.argmax(b))
    found, usual = int(b[top]), int(a.max())
    against_itself = spike_p_value(int(a[top]), n, found, m, int((a + b >= found).sum()))
    by_share = share_test(usual, n, found, m)
    by_number = _binomial_upper_tail(found, found + usual, 0.5)
    p_value = max(against_itself, by_share.p_value, by_number) if by_share.size > 0 else 1.0
    return p_value, max(0.0, cohen_h(usual * n / min(n, m), n, found, m))
