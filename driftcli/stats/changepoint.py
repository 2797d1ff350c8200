"""Onset and shape: since when a series has changed, and whether suddenly, gradually, for a while or in a rhythm.

One value a window, each with its standard error. Shapes are compared by BIC; none is named unless it is far better
than a constant.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass

Floats = npt.NDArray[np.float64]
Place = tuple[int, int | None]
"""First window of a change, and of what follows it."""

MARGIN = 10.0
"""BIC that a shape gains over a constant before it is named: posterior odds of about 150."""
NEAR = 4.0
"""Onsets whose BIC is within this of the best make the interval."""
FEWEST = 12
"""Windows below which shapes are not told apart."""
LEAST_RAMP = 3
"""Windows that a gradual change takes at least."""
PERIODS_SEEN = 3
"""Times that a rhythm is seen at least."""
FINEST = 1e-4
"""Standard errors are taken as this share of the series' range at least: a column that is constant within each window
has errors of zero, and no sum of squares is finite with those."""


class Shape(StrEnum):
    """How a series changed over time."""

    NONE = "none"
    SUDDEN = "sudden"
    GRADUAL = "gradual"
    TEMPORARY = "temporary"
    RECURRING = "recurring"


PARAMETERS = {Shape.SUDDEN: 3, Shape.GRADUAL: 4, Shape.TEMPORARY: 4}
"""Parameters of each shape: levels and places; a rhythm has one for each place in its period."""


@dataclass(frozen=True)
class Onset:
    """Shape of a series, with the windows in which it began and ended."""

    shape: Shape
    bic: dict[Shape, float]
    """BIC of the best fit of each shape that was tried."""
    start: int | None = None
    """First window of the change; ``None`` for a constant and a rhythm."""
    end: int | None = None
    """First window of the new level after a ramp, or of the old level after a temporary change."""
    earliest: int | None = None
    latest: int | None = None
    """Onsets that fit nearly as well: BIC within 4 of the best."""
    period: int | None = None
    """Windows of a rhythm."""
    before: float | None = None
    after: float | None = None
    """Levels of the fit; for a ramp those at its ends."""


def find_onset(
    series: npt.ArrayLike, errors: npt.ArrayLike, *, periods: Sequence[int] = (), boundary: int | None = None
) -> Onset:
    """Choose the shape of a series and date its onset.

    Parameters
    ----------
    series : array_like, shape (K,)
        One finite value a window, in order of time.
    errors : array_like, shape (K,)
        Positive standard errors. Raised to the robust standard deviation of first differences,
        1.4826 MAD(diff) / sqrt 2, where that is larger: windows that differ by more than their rows explain.
    periods : sequence of int
        Lengths of rhythms to try, in windows; each needs to be seen three times.
    boundary : int, optional
        First window of the current data, where windows of the reference come before it.

    Returns
    -------
    Onset
        Shape ``none`` with fewer than 12 windows.

    Notes
    -----
    Weighted least squares over all positions, ``BIC = sum ((y - fit) / se)^2 + k ln K``: constant k = 1; one step
    k = 3; a linear ramp of at least 3 windows k = 4; a step there and back k = 4; means by place in the period
    k = period. A step at the boundary has k = 2, for its place is known before; a temporary change must not be over
    before the current data begin, for it would not tell them from the reference. A shape is named only when its BIC is
    at least 10 below that of the constant, and also when the standard errors are held to be known up to a factor,
    ``BIC = K ln SSE + k ln K``: where windows vary by more than their rows explain, the robust estimate of that is
    itself uncertain (of 14 such windows, 14 % had a shape without this, 3 % have one with it).

    References
    ----------
    Schwarz 1978; Kass & Raftery 1995 (odds); METHODS 9.2 holds the simulated error rates.
    """
    y = np.asarray(series, dtype=float)
    spread = robust_spread(y)
    finest = FINEST * float(np.ptp(y)) if len(y) else 0.0
    se = np.maximum(np.asarray(errors, dtype=float), max(spread, finest))
    if not np.all(se > 0):
        return Onset(Shape.NONE, {Shape.NONE: 0.0})
    weights = 1 / se**2
    constant = _sum_of_squares(y, weights)
    found = {Shape.NONE: constant + math.log(max(len(y), 1))}
    if len(y) < FEWEST:
        return Onset(Shape.NONE, found)
    tried = (
        _sudden(y, weights, boundary),
        _gradual(y, weights),
        _temporary(y, weights, boundary or 0),
        _recurring(y, weights, [p for p in periods if len(y) >= PERIODS_SEEN * p]),
    )
    fits = [fit for fit in tried if fit is not None]
    best = min(fits, key=lambda fit: fit.bic[fit.shape])
    bic = found | {fit.shape: fit.bic[fit.shape] for fit in fits}
    if bic[best.shape] > found[Shape.NONE] - MARGIN or _profiled_gain(best, constant, len(y), boundary) < MARGIN:
        return Onset(Shape.NONE, bic)
    return Onset(
        best.shape, bic, best.start, best.end, best.earliest, best.latest, best.period, best.before, best.after
    )


def _profiled_gain(best: Onset, constant: float, count: int, boundary: int | None) -> float:
    """BIC gained over the constant when the scale of the standard errors is estimated as well."""
    penalty = PARAMETERS[best.shape] if best.period is None else best.period
    penalty -= best.shape is Shape.SUDDEN and best.start == boundary
    squares = max(best.bic[best.shape] - penalty * math.log(count), 1e-9)
    return count * math.log(max(constant, 1e-9) / squares) - (penalty - 1) * math.log(count)


def robust_spread(series: Floats) -> float:
    """Standard deviation of a series about a slowly moving level: 1.4826 MAD of first differences / sqrt 2."""
    if len(series) < 3:
        return 0.0
    steps = np.diff(series)
    return float(1.4826 * np.median(np.abs(steps - np.median(steps))) / math.sqrt(2))


def _sum_of_squares(y: Floats, weights: Floats) -> float:
    return float(np.sum(weights * (y - np.average(y, weights=weights)) ** 2)) if len(y) else 0.0


def _fitted(y: Floats, weights: Floats, designs: Floats) -> tuple[Floats, Floats, Floats]:
    """Regress on a constant and one variable at a time, designs of shape (D, K): squares left, level, slope."""
    total = weights.sum()
    mean_y = float(weights @ y) / total
    mean_x = designs @ weights / total
    varied = (designs**2) @ weights - total * mean_x**2
    shared = designs @ (weights * y) - total * mean_x * mean_y
    slope = np.divide(shared, varied, out=np.zeros_like(shared), where=varied > 1e-12 * total)
    squares = float(weights @ (y - mean_y) ** 2) - slope * shared
    return np.maximum(squares, 0.0), mean_y - slope * mean_x, slope


def _best(
    shape: Shape,
    series: tuple[Floats, Floats],
    places: Sequence[Place],
    designs: Floats,
    *,
    boundary: int | None = None,
) -> Onset:
    """Fit each design, one at each place, to values and their weights, and keep the best."""
    y, weights = series
    squares, levels, slopes = _fitted(y, weights, designs)
    starts = np.array([start for start, _ in places])
    bic = squares + (PARAMETERS[shape] - (starts == boundary)) * math.log(len(y))
    place = int(np.argmin(bic))
    near = starts[bic <= bic[place] + NEAR]
    start, end = places[place]
    level = float(levels[place])
    return Onset(
        shape,
        {shape: float(bic[place])},
        start,
        end,
        int(near.min()),
        int(near.max()),
        before=level,
        after=level + float(slopes[place]),
    )


def _sudden(y: Floats, weights: Floats, boundary: int | None) -> Onset:
    count = len(y)
    places: list[Place] = [(start, None) for start in range(1, count)]
    at = np.arange(count)
    designs = (at[None, :] >= np.arange(1, count)[:, None]).astype(float)
    return _best(Shape.SUDDEN, (y, weights), places, designs, boundary=boundary)


def _gradual(y: Floats, weights: Floats) -> Onset:
    """Ramps of at least three windows, from the last one of the old level to the first one of the new."""
    count = len(y)
    pairs = [(a, b) for a in range(count - LEAST_RAMP) for b in range(a + LEAST_RAMP, count)]
    starts, ends = (np.array(side, dtype=float)[:, None] for side in zip(*pairs, strict=True))
    designs = np.clip((np.arange(count)[None, :] - starts) / (ends - starts), 0.0, 1.0)
    places: list[Place] = [(a + 1, b) for a, b in pairs]
    return _best(Shape.GRADUAL, (y, weights), places, designs)


def _temporary(y: Floats, weights: Floats, boundary: int) -> Onset | None:
    """Steps there and back; those that are over where the current data begin are left out."""
    count = len(y)
    pairs = [(a, b) for a in range(1, count - 1) for b in range(max(a, boundary) + 1, count)]
    if not pairs:
        return None
    starts, ends = (np.array(side)[:, None] for side in zip(*pairs, strict=True))
    at = np.arange(count)[None, :]
    places: list[Place] = list(pairs)
    return _best(Shape.TEMPORARY, (y, weights), places, ((at >= starts) & (at < ends)).astype(float))


def _recurring(y: Floats, weights: Floats, periods: Sequence[int]) -> Onset | None:
    found = []
    for period in periods:
        phase = np.arange(len(y)) % period
        mass = np.bincount(phase, weights)
        means = np.bincount(phase, weights * y) / mass
        squares = float(weights @ (y - means[phase]) ** 2)
        found.append((squares + period * math.log(len(y)), period))
    if not found:
        return None
    bic, period = min(found)
    return Onset(Shape.RECURRING, {Shape.RECURRING: bic}, period=period)
