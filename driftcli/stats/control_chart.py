"""Control charts over runs: p-values as scores, their moving average, and a limit that is seldom passed by chance."""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from driftcli.stats.special import ndtr, ndtri

Floats = npt.NDArray[np.float64]

WEIGHT = 0.2
"""Weight of the newest score in the moving average (lambda)."""
LEAST_SCORE, MOST_SCORE = -5.0, 8.0
"""Scores are clipped to these, so that one run does not fill the average for weeks."""
_STATES = 400
_LOWEST = -2.0
"""Six standard deviations of the average below its mean: what is below counts as being there."""
_NEAR = 1e-3
"""Relative error of a run length at which a limit is found."""
_NEAR_WIDTH = (-4.03808, 3.88662, -0.59907, 0.05057)
"""Cubic through limits of 60 Markov chains between L 2.4 and 5.6, where the search begins."""
_BESIDE = 0.01


def scores(p_values: npt.ArrayLike) -> Floats:
    """Turn p-values into scores that are standard normal where nothing changed.

    Parameters
    ----------
    p_values : array_like
        Between 0 and 1; NaN where there is none, which stays NaN.

    Returns
    -------
    ndarray
        ``Phi^-1(1 - p)`` clipped to [-5, 8]: large where p is small.
    """
    with np.errstate(invalid="ignore"):
        return np.clip(-ndtri(np.asarray(p_values, dtype=float)), LEAST_SCORE, MOST_SCORE)


def limits(counts: npt.ArrayLike, width: float) -> Floats:
    """Limit of the moving average after so many scores.

    Parameters
    ----------
    counts : array_like of int
        Scores that went into the average, 1 or more.
    width : float
        Standard deviations of the average (L).

    Notes
    -----
    ``L sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^(2 t)))`` with lambda = 0.2: the exact standard deviation of an
    average that began at 0.

    References
    ----------
    Roberts 1959; Lucas & Saccucci 1990.
    """
    t = np.asarray(counts, dtype=float)
    return np.asarray(width * np.sqrt(WEIGHT / (2 - WEIGHT) * (1 - (1 - WEIGHT) ** (2 * t))))


def average_run_length(width: float, *, shift: float = 0.0) -> float:
    """Mean number of runs until the moving average passes its upper limit.

    Parameters
    ----------
    width : float
        The limit in standard deviations of the average (L), positive.
    shift : float
        Mean of the scores; 0 where nothing changed, which gives the mean time to a false alarm (ARL0).

    Notes
    -----
    Markov chain of 400 states between -2 and the limit; the average is taken at the middle of its state, the mean
    time from each state solves ``(I - Q) r = 1``. The limit is that of a long series; that of its first runs is
    narrower, which shortens the time by 1 % at L 2.86 and by less above.

    References
    ----------
    Brook & Evans 1972; Lucas & Saccucci 1990.
    """
    top = width * math.sqrt(WEIGHT / (2 - WEIGHT))
    edges = np.linspace(_LOWEST, top, _STATES + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    edges[0] = -np.inf
    reached = ndtr((edges[None, :] - (1 - WEIGHT) * middles[:, None]) / WEIGHT - shift)
    times = np.linalg.solve(np.eye(_STATES) - np.diff(reached, axis=1), np.ones(_STATES))
    return float(np.interp(0.0, middles, times))


@lru_cache(maxsize=64)
def width_for(run_length: float) -> float:
    """Limit, in standard deviations of the average, whose mean time to a false alarm is at least so many runs.

    Parameters
    ----------
    run_length : float
        Mean runs to a false alarm of one chart; charts that are watched together share theirs, so that M charts with
        ``run_length = 365 M`` have one false alarm among them in 365 runs or more.

    Notes
    -----
    Newton's rule on ``ln ARL0`` with the slope of a cubic in ``sqrt(ln ARL0)`` that is itself right to 0.01: two Markov
    chains or three.
    """
    wanted = math.log(run_length) + _NEAR / 2
    width = _near_width(wanted)
    slope = _BESIDE / (_near_width(wanted + _BESIDE) - width)
    while abs(missing := wanted - math.log(average_run_length(width))) > _NEAR / 2:
        width += missing / slope
    return width


def _near_width(log_run_length: float) -> float:
    return math.fsum(factor * log_run_length ** (power / 2) for power, factor in enumerate(_NEAR_WIDTH))
