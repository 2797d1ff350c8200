"""Tail: whether more current rows lie beyond the reference's extremes than chance puts there.

Built for the nightly case of a large reference and a small batch with 1 % of its rows out of range, where
Kolmogorov-Smirnov and quantile bins see nothing.
"""

from collections.abc import Sequence

from driftcli.frozen import dataclass
from driftcli.stats.counts import pair_size
from driftcli.stats.hypergeometric import upper_tail
from driftcli.stats.proportions import cohen_h, size_lower, size_upper


@dataclass(frozen=True)
class TailTest:
    """How many more rows the current sample has beyond the reference's extremes. See `tail_test`."""

    p_value: float
    """One-sided, Bonferroni over the pairs."""
    size: float
    """Largest Cohen's h over the pairs, at least 0."""
    deciding: int | None
    """Position of the pair with the smallest p-value; None when there was nothing to test."""
    pairs: int
    """Number of (end, rank) pairs looked at."""
    pair_size: float
    """N' = n m / (n + m)."""

    def lower(self, alpha: float) -> float:
        """Lower bound of the size at one-sided level `alpha`, which is split over the pairs; at least 0."""
        return size_lower(self.size, self.pair_size, alpha / self.pairs) if self.pairs else 0.0

    def upper(self, alpha: float) -> float:
        """Upper bound of the size at one-sided level `alpha`; pi when there was nothing to test."""
        return size_upper(self.size, self.pair_size if self.pairs else 0.0, alpha)


def tail_ranks(n: int) -> tuple[int, ...]:
    """Ranks from either end at which the tails of a reference of n rows are cut.

    Returns
    -------
    tuple of int
        1, and the ranks just inside the outermost 0.1 % and 0.5 % where those hold at least 5 rows; ascending,
        empty when n is 0.
    """
    if n <= 0:
        return ()
    return (1, *(-(-n // parts) + 1 for parts in (1000, 200) if n >= 5 * parts))


def tail_test(n: int, m: int, exceedances: Sequence[tuple[int, int]]) -> TailTest:
    """Exact exceedance test at extreme order statistics of the reference.

    Parameters
    ----------
    n, m : int
        Rows of the reference and of the current sample.
    exceedances : sequence of (r, c)
        For every end and rank r: the number c of current rows strictly beyond the r-th extreme reference value.
        Ties count as not beyond, which errs on the quiet side.

    Returns
    -------
    TailTest
        p-value 1 and size 0 when a sample is empty or there are no pairs.

    Notes
    -----
    Under exchangeability the c + r - 1 outermost rows are a random draw from all n + m::

        p(r) = P(Hypergeometric(n + m, m good, c + r - 1 drawn) >= c),   p = min(1, pairs * min p(r))
        h(r) = 2 asin sqrt((c + 3/8) / (m + 3/4)) - 2 asin sqrt((r - 1 + 3/8) / (n + 3/4))

    One-sided: a loss of tail mass is the shape test's business.

    References
    ----------
    Rosenbaum 1954, Ann. Math. Stat. 25:146; Balakrishnan & Ng 2006.
    """
    if n <= 0 or m <= 0 or not exceedances:
        return TailTest(1.0, 0.0, None, 0, pair_size(n, m))
    p_values = [upper_tail(c, population=n + m, good=m, draws=c + r - 1) for r, c in exceedances]
    sizes = [cohen_h(r - 1, n, c, m) for r, c in exceedances]
    deciding = min(range(len(p_values)), key=lambda i: (p_values[i], -sizes[i]))
    return TailTest(
        p_value=min(1.0, len(p_values) * p_values[deciding]),
        size=max(0.0, *sizes),
        deciding=deciding,
        pairs=len(p_values),
        pair_size=pair_size(n, m),
    )
