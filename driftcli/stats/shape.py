"""Shape: whether the two samples share out their rows over the cells alike.

The cell divergence V tests it; its square root is the size. The cells of a numeric column are cut at quantiles of the
reference (`kept_levels`), those of a categorical column are its categories; small ones are merged before the test.
"""

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.counts import Counts, occupied_counts, pair_size, paired_counts
from driftcli.stats.special import chdtr, chdtrc, chdtri, chndtrinc, ndtri

QUANTILE_LEVELS: tuple[float, ...] = (
    0.0001, 0.001, 0.005, 0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975, 0.995, 0.999, 0.9999,
)  # fmt: skip
"""Levels of the reference's quantiles at which the cells of a numeric column are cut."""

MINIMUM_EXPECTED = 5.0
"""Rows that the smaller sample should expect in each cell."""

NORMAL_BRANCH = 5000.0
"""Above this statistic the non-central chi-square is replaced by its normal limit."""

LARGEST_SIZE = 2.0
"""The size of disjoint samples: V is at most 4."""


@dataclass(frozen=True)
class ShapeTest:
    """How differently the two samples share out their rows over the cells.

    See `shape_test` for the formulas.
    """

    divergence: float
    """V, from 0 (equal shares) to 4 (disjoint)."""
    df: int
    """Occupied cells less one."""
    pair_size: float
    """N' = n m / (n + m)."""
    statistic: float
    """X2 = N' V, chi-square with `df` degrees of freedom when nothing changed."""
    p_value: float
    """Upper tail of that chi-square."""
    size: float
    """sqrt(V - df/N'), V less what chance alone adds; 0 when that is negative."""

    def shrunk(self, effect: float) -> "ShapeTest":
        """Give the same test on the rows that a design effect (at least 1) leaves."""
        if effect <= 1 or self.pair_size == 0:
            return self
        pairs, statistic = self.pair_size / effect, self.statistic / effect
        return replace(
            self,
            pair_size=pairs,
            statistic=statistic,
            p_value=float(chdtrc(self.df, statistic)) if self.df else 1.0,
            size=math.sqrt(max(0.0, self.divergence - self.df / pairs)),
        )

    def lower(self, alpha: float) -> float:
        """Lower bound of the size at one-sided level `alpha`, in [0, 2]."""
        if self.pair_size == 0:
            return 0.0
        return size_of_noncentrality(noncentrality_lower(self.statistic, self.df, alpha), self.pair_size)

    def upper(self, alpha: float) -> float:
        """Upper bound of the size at one-sided level `alpha`, in [0, 2]; 2 when a sample is empty.

        The statistic counts as at least the lower quartile of its null distribution: two samples that happen to agree
        better than chance allows prove no more than that (a power-constrained bound, Cowan, Cranmer, Gross and Vitells
        2011, arXiv:1105.3166). Without this, near-identical shares give a bound near 0 at any number of rows.
        """
        if self.pair_size == 0:
            return LARGEST_SIZE
        if self.df == 0:
            return 0.0
        statistic = max(self.statistic, float(chdtri(self.df, 0.75)))
        return size_of_noncentrality(noncentrality_upper(statistic, self.df, alpha), self.pair_size)


def cell_divergence(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> float:
    """Return V = 2 sum (p - q)^2 / (p + q), in [0, 4]; 0 when a sample is empty."""
    a, b = occupied_counts(reference_counts, current_counts)
    return _divergence(a, b)


def shape_test(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> ShapeTest:
    """Compare two samples over cells by the cell divergence V.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell, in any order. Cells empty in both are ignored; small ones should be merged first
        (`merge_small_cells`).

    Returns
    -------
    ShapeTest
        p-value 1 and size 0 when a sample is empty or there is one cell only.

    Notes
    -----
    ::

        V = 2 sum_k (p_k - q_k)^2 / (p_k + q_k)
        X2 = N' V ~ chi2(df) under no change, ~ ncx2(df, N' V_true) under a change

    V is twice the triangular discrimination: bounded when a cell is empty on one side, a property of the two
    populations alone, and close to the PSI for small changes.

    References
    ----------
    Vincze 1981; Le Cam 1986; Topsoe 2000. Potgieter et al. 2023 (testing beyond a tolerated difference).
    """
    a, b = occupied_counts(reference_counts, current_counts)
    divergence = _divergence(a, b)
    size = pair_size(float(a.sum()), float(b.sum()))
    df = len(a) - 1 if size > 0 else 0
    if df == 0:
        return ShapeTest(0.0, 0, size, 0.0, 1.0, 0.0)
    statistic = size * divergence
    debiased = math.sqrt(max(0.0, divergence - df / size))
    return ShapeTest(divergence, df, size, statistic, float(chdtrc(df, statistic)), debiased)


def noncentrality_lower(x2: float, df: float, alpha: float) -> float:
    """Lower confidence bound of the non-centrality behind a chi-square statistic.

    Parameters
    ----------
    x2 : float
        The statistic, at least 0.
    df : float
        Degrees of freedom; 0 gives 0.
    alpha : float
        One-sided error, in (0, 1).

    Returns
    -------
    float
        The lam with P(ncx2(df, lam) >= x2) = alpha, or 0 when even lam = 0 exceeds that. Above x2 = 5000 ncx2 is
        replaced by a normal with mean df + lam and variance 2 (df + 2 lam), which has a closed solution.
    """
    if df <= 0 or chdtrc(df, x2) >= alpha:
        return 0.0
    if x2 > NORMAL_BRANCH:
        return _normal_noncentrality(x2, df, -float(ndtri(1 - alpha)))
    return float(chndtrinc(x2, df, 1 - alpha))


def noncentrality_upper(x2: float, df: float, alpha: float) -> float:
    """Upper confidence bound: the lam with P(ncx2(df, lam) <= x2) = alpha; otherwise as `noncentrality_lower`."""
    if df <= 0 or chdtr(df, x2) <= alpha:
        return 0.0
    if x2 > NORMAL_BRANCH:
        return _normal_noncentrality(x2, df, float(ndtri(1 - alpha)))
    return float(chndtrinc(x2, df, alpha))


def size_of_noncentrality(noncentrality: float, pairs: float) -> float:
    """Return sqrt(lam / N'), at most 2."""
    return min(LARGEST_SIZE, math.sqrt(noncentrality / pairs))


def merge_small_cells(
    reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike, *, minimum_expected: float = MINIMUM_EXPECTED
) -> tuple[Counts, Counts, npt.NDArray[np.intp]]:
    """Merge neighbouring cells until the smaller sample expects enough rows in each.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell, in the order in which neighbours may be joined.
    minimum_expected : float
        Each merged cell holds min(n, m) (p + q) / 2 of at least this.

    Returns
    -------
    reference, current : ndarray, shape (L,)
        Counts of the merged cells; one cell when everything is too small.
    grouping : ndarray of int, shape (K,)
        The merged cell of each original cell.

    Notes
    -----
    Cells fill up from the first to the last; what remains at the end joins the last full cell. Only pooled shares
    decide, which are symmetric in the two samples, so the merging does not disturb the null distribution.
    """
    a, b = paired_counts(reference_counts, current_counts)
    n, m = float(a.sum()), float(b.sum())
    grouping = np.zeros(len(a), dtype=np.intp)
    if n > 0 and m > 0:
        expected = min(n, m) / 2 * (a / n + b / m)
        grouping = filled_groups(expected.tolist(), minimum_expected)
    cells = int(grouping[-1]) + 1 if len(grouping) else 0
    return _summed(a, grouping, cells), _summed(b, grouping, cells), grouping


def filled_groups(expected: list[float], minimum: float) -> npt.NDArray[np.intp]:
    """Group each cell with the one before it until the group is full; an unfilled last group joins the one before."""
    groups: list[int] = []
    group, filled = 0, 0.0
    for share in expected:
        groups.append(group)
        filled += share
        if filled >= minimum * (1 - 1e-12):
            group, filled = group + 1, 0.0
    return np.minimum(np.array(groups, dtype=np.intp), max(0, group - 1))


def kept_levels(n: float, m: float) -> tuple[float, ...]:
    """Levels of `QUANTILE_LEVELS` beyond which the smaller of n and m rows expects at least 5."""
    smaller = min(n, m) * (1 + 1e-12)
    return tuple(level for level in QUANTILE_LEVELS if smaller * min(level, 1 - level) >= MINIMUM_EXPECTED)


def shape_permutation_p_value(
    reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike, *, draws: int = 10_000, seed: int = 0
) -> float:
    """Monte-Carlo p-value of V, for samples too small for its chi-square limit.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell, whole numbers.
    draws : int
        Random tables with the margins of the observed one.
    seed : int
        Seed of those tables: equal data give equal p-values.

    Returns
    -------
    float
        (1 + #{V* >= V}) / (1 + draws), in (0, 1]; 1 when a sample is empty or there is one cell only.

    References
    ----------
    Phipson & Smyth 2010, SAGMB 9:39.
    """
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = int(a.sum()), int(b.sum())
    if n == 0 or m == 0 or len(a) == 1:
        return 1.0
    pooled, smaller = a + b, min(n, m)
    drawn = _drawn_tables(pooled, smaller, draws=draws, seed=seed)
    p, q = drawn / smaller, (pooled - drawn) / max(n, m)
    divergences = 2 * np.sum((p - q) ** 2 / (p + q), axis=1)
    hits = np.count_nonzero(divergences >= _divergence(a, b) * (1 - 1e-9))
    return float((1 + hits) / (1 + draws))


def _divergence(a: Counts, b: Counts) -> float:
    n, m = a.sum(), b.sum()
    if n == 0 or m == 0:
        return 0.0
    p, q = a / n, b / m
    return float(2 * np.sum((p - q) ** 2 / (p + q)))


def _normal_noncentrality(x2: float, df: float, z: float) -> float:
    """Solve lam + df - x2 = z sqrt(2 (df + 2 lam)) for lam, at least 0."""
    excess = x2 - df
    return max(0.0, excess + 2 * z * z + z * math.sqrt(max(0.0, 4 * excess + 4 * z * z + 2 * df)))


def _summed(counts: Counts, grouping: npt.NDArray[np.intp], cells: int) -> Counts:
    return np.bincount(grouping, weights=counts, minlength=cells).astype(np.float64, copy=False)


def _drawn_tables(pooled: Counts, rows: int, *, draws: int, seed: int) -> npt.NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    if pooled.sum() < 1e9:  # NumPy's limit for drawing without replacement; beyond it replacement changes nothing
        return rng.multivariate_hypergeometric(pooled.astype(np.int64), rows, size=draws)
    return rng.multinomial(rows, pooled / pooled.sum(), size=draws)
