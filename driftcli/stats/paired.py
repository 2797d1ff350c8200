"""The difference of one metric between two models, judged on the same rows or on parts of a split (METHODS 6.4).

Rows, or clusters of rows that depend on each other, are units. Each unit moves the difference by a part; the parts add
up to it to first order, so its standard error is that of a sum over independent units.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.stats.influence import Codes, FloatArray, Influence
from driftcli.stats.special import ndtri, stdtr, stdtrit

FEW_CARRIERS = 10
"""Units that carry the difference below which the rule of three widens the interval."""
_SURE = 0.975
_ONE_SIDED = 0.95
SEEN_FACTOR = float(ndtri(_SURE) + ndtri(0.80))
"""A difference of so many standard errors is seen with probability 0.8."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference of two models: the second less the first."""

    value: float
    se: float
    low: float
    """Lower end of the 95 % interval."""
    high: float
    p_value: float
    """Of the hypothesis that there is no difference, two-sided."""
    p_equivalent: float
    """Of the hypothesis that the difference is larger than the margin either way (the larger of two one-sided)."""
    method: str
    """Name of the test."""
    carriers: float
    """Effective number of units that carry the difference."""
    discordant: tuple[int, int] | None = None
    """Rows that only the second and that only the first model got right."""


@dataclass(frozen=True)
class Units:
    """What is independent: rows, or clusters of rows."""

    codes: Codes | None
    """Cluster of each row, shape (rows,), in ``range(count)``; ``None``: each row is its own."""
    count: int

    def parts(self, influence: Influence, weights: FloatArray, rows: NDArray[np.bool_] | None = None) -> FloatArray:
        """Sum by unit of ``w I / sum w``, shape (count,).

        Parameters
        ----------
        influence, weights
            Of the rows that a model was judged on.
        rows
            Which of all rows these are, shape (all rows,); ``None``: all of them.
        """
        moved = influence.rows * weights
        moved /= weights.sum()
        if self.codes is None:
            if rows is None:
                return np.asarray(moved, dtype=np.float64)
            parts = np.zeros(self.count)
            parts[rows] = moved
            return parts
        codes = self.codes if rows is None else self.codes[rows]
        return np.bincount(codes, moved, minlength=self.count).astype(np.float64)

    def resamples(self, draws: int, seed: int) -> Iterator[FloatArray]:
        """How often each row counts in a bootstrap sample of the units, shape (all rows,), ``draws`` times."""
        generator = np.random.default_rng(seed)
        for _ in range(draws):
            drawn = generator.integers(0, self.count, self.count)
            times = np.bincount(drawn, minlength=self.count).astype(np.float64)
            yield times if self.codes is None else times[self.codes]


def standard_error(parts: FloatArray) -> float:
    """Standard error of a sum over the units that take part, ``sqrt(sum z^2 n / (n - 1))``."""
    units = len(parts)
    return math.sqrt(float(parts @ parts) * units / (units - 1)) if units > 1 else 0.0


def carriers_of(parts: FloatArray) -> float:
    """Effective number of units that carry a sum, ``(sum z^2)^2 / sum z^4``; 0 where nothing does."""
    squares = float(parts @ parts)
    if squares <= 0:
        return 0.0
    scaled = parts**2 / squares
    return 1 / float(scaled @ scaled)


def contrast(first: Influence, second: Influence, parts: FloatArray, *, margin: float, method: str) -> Contrast:
    """Test a difference by its parts.

    Parameters
    ----------
    first, second
        The metric of either model.
    parts
        Parts of the second less those of the first, shape (units,).
    margin
        Largest difference that does not matter, not negative.

    Notes
    -----
    ``se^2 = sum z^2 n / (n - 1)``. A t distribution with ``(sum z^2)^2 / sum z^4 - 1`` degrees of freedom, so that a
    difference which hangs on a few units is not called certain: of d rows on which two classifiers differ it is d - 1.
    Where fewer than ten units carry the difference, 3 / base is added to either side of the interval: what was not
    seen in n rows may happen in 3 / n of them.

    References
    ----------
    Hanley & Lippman-Hand 1983, JAMA 249:1743 (rule of three); Schuirmann 1987 (two one-sided tests).
    """
    value, se, carriers = second.value - first.value, standard_error(parts), carriers_of(parts)
    freedom = max(1.0, carriers - 1)
    widened = 3 / min(first.base, second.base) if carriers < FEW_CARRIERS else 0.0
    half = (float(stdtrit(freedom, _SURE)) * se if se > 0 else 0.0) + widened
    farthest = first.farthest
    return Contrast(
        value=value,
        se=se,
        low=max(-farthest, value - half),
        high=min(farthest, value + half),
        p_value=_two_sided(value, se, freedom),
        p_equivalent=_equivalence(value, se, freedom, margin - widened),
        method=method,
        carriers=carriers,
    )


def drawn_contrast(value: float, draws: FloatArray, parts: FloatArray, *, margin: float, method: str) -> Contrast:
    """Test a difference of metrics in [0, 1] by bootstrap draws, shape (draws,), of which NaN are left out."""
    known = draws[np.isfinite(draws)]
    se = float(np.std(known, ddof=1)) if len(known) > 1 else 0.0
    carriers = carriers_of(parts)
    freedom = max(1.0, carriers - 1)
    half = float(stdtrit(freedom, _SURE)) * se
    return Contrast(
        value=value,
        se=se,
        low=max(-1.0, value - half),
        high=min(1.0, value + half),
        p_value=_two_sided(value, se, freedom),
        p_equivalent=_equivalence(value, se, freedom, margin),
        method=method,
        carriers=carriers,
    )


def _two_sided(value: float, se: float, freedom: float) -> float:
    if se <= 0:
        return 1.0
    return min(1.0, 2 * float(stdtr(freedom, -abs(value) / se)))


def _equivalence(value: float, se: float, freedom: float, margin: float) -> float:
    if se <= 0:
        return float(abs(value) > margin)
    return float(stdtr(freedom, (abs(value) - margin) / se))
