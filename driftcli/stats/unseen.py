"""Unseen mass: whether more rows fall in categories new to the reference than chance brings."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.counts import Counts, occupied_counts, pair_size
from driftcli.stats.proportions import cohen_h, size_lower, size_upper

NEWTON_STEPS = 60
"""Enough halvings of the bracket to reach float precision should every Newton step fail."""


@dataclass(frozen=True)
class UnseenTest:
    """How many more rows than expected fall in categories absent from the reference. See `unseen_test`."""

    p_value: float
    """One-sided, an upper bound of the exact p-value."""
    size: float
    """Cohen's h between the expected and the observed unseen share, at least 0."""
    expected: float
    """Unseen rows expected when nothing changed."""
    observed: int
    """Current rows in categories absent from the reference."""
    pair_size: float
    """N' = n m / (n + m)."""

    def lower(self, alpha: float) -> float:
        """Lower bound of the size at one-sided level `alpha`, at least 0."""
        return size_lower(self.size, self.pair_size, alpha)

    def upper(self, alpha: float) -> float:
        """Upper bound of the size at one-sided level `alpha`; pi when a sample is empty."""
        return size_upper(self.size, self.pair_size, alpha)


def unseen_test(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> UnseenTest:
    """Test the mass of categories that occur in the current sample only.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per category, complete: pooled rest categories would hide unseen ones.

    Returns
    -------
    UnseenTest
        p-value 1 and size 0 when a sample is empty or no more rows are unseen than expected.

    Notes
    -----
    Under exchangeability a category of t pooled rows lies wholly in the current sample with probability
    pi_t = (m / (n + m))^t. With f_t categories of that count and K unseen rows::

        E0 = sum_t f_t t pi_t
        p  = sum_{t > K} f_t pi_t + min_{u > 0} exp( sum_{t <= K} f_t ln(1 - pi_t + pi_t e^{u t}) - u K )

    A union bound for categories that alone exceed K and a Chernoff bound for the rest: always valid, conservative,
    nearly exact for a single new category. It never fires merely because identifiers are new.

    References
    ----------
    Good 1953, Biometrika 40:237 (E0 is Good-Turing in disguise).
    """
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = float(a.sum()), float(b.sum())
    pairs = pair_size(n, m)
    observed = float(b[a == 0].sum())
    if pairs == 0:
        return UnseenTest(1.0, 0.0, observed, int(observed), 0.0)
    t, f = np.unique(a + b, return_counts=True)
    log_pi = t * math.log(m / (n + m))
    expected = float(np.sum(f * t * np.exp(log_pi)))
    if observed <= expected:
        return UnseenTest(1.0, 0.0, expected, int(observed), pairs)
    large = t > observed
    p_value = float(np.sum(f[large] * np.exp(log_pi[large])))
    p_value += math.exp(_log_chernoff(t[~large], f[~large].astype(np.float64), log_pi[~large], total=observed))
    size = max(0.0, cohen_h(expected / m * n, n, observed, m))
    return UnseenTest(min(1.0, p_value), size, expected, int(observed), pairs)


def _log_chernoff(t: Counts, f: Counts, log_pi: Counts, *, total: float) -> float:
    """Return the minimum over u > 0 of sum f ln(1 - pi + pi e^(u t)) - u total, by safeguarded Newton steps.

    The sum is convex in u and its mean rises from the expectation to sum f t, which is `total` or more; when it is
    `total` exactly, the minimum is the limit for u to infinity: every category must be unseen.
    """
    if float(f @ t) <= total:
        return float(f @ log_pi)
    log_rest = np.log1p(-np.exp(log_pi))
    low, high = 0.0, math.inf
    u = 1.0 / total
    for _ in range(NEWTON_STEPS):
        log_odds = np.clip(log_pi - log_rest + u * t, -700.0, 700.0)
        share = 1 / (1 + np.exp(-log_odds))
        slope = float(f @ (t * share)) - total
        low, high = (u, high) if slope < 0 else (low, u)
        curvature = float(f @ (t * t * share * (1 - share)))
        step = u - slope / curvature if curvature > 0 else math.inf
        outside = 2 * u if math.isinf(high) else (low + high) / 2
        following = step if low < step < min(high, 2 * u + 1) else outside
        if abs(following - u) <= 1e-10 * u:
            break
        u = following
    return min(0.0, float(f @ np.logaddexp(log_rest, log_pi + u * t)) - u * total)
