"""Many tests at once: adjusted p-values that keep the error rate of the whole family."""

import numpy as np
import numpy.typing as npt

PValues = npt.NDArray[np.float64]


def bonferroni(p_values: npt.ArrayLike) -> PValues:
    """Return p-values times their number, at most 1: controls the chance of any false discovery."""
    p = np.asarray(p_values, dtype=np.float64)
    return np.minimum(1.0, p * p.size)


def holm(p_values: npt.ArrayLike) -> PValues:
    """Step-down Bonferroni: same promise, never less powerful.

    Parameters
    ----------
    p_values : array_like, shape (M,)
        In [0, 1], in any order.

    Returns
    -------
    ndarray, shape (M,)
        Adjusted p-values in the order given.

    References
    ----------
    Holm 1979, Scand. J. Stat. 6:65.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return _in_given_order(stepped, order)


def benjamini_hochberg(p_values: npt.ArrayLike) -> PValues:
    """Adjust p-values so that the false discovery rate is controlled.

    Parameters
    ----------
    p_values : array_like, shape (M,)
        In [0, 1], in any order; independent or positively dependent.

    Returns
    -------
    ndarray, shape (M,)
        Adjusted p-values in the order given: rejecting those at or below q keeps the expected share of false
        discoveries at or below q.

    References
    ----------
    Benjamini & Hochberg 1995, JRSS B 57:289.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    ranked = p[order] * p.size / np.arange(1, p.size + 1)
    return _in_given_order(np.minimum.accumulate(ranked[::-1])[::-1], order)


def benjamini_yekutieli(p_values: npt.ArrayLike) -> PValues:
    """As `benjamini_hochberg`, valid under any dependence, at the price of the factor sum 1/i.

    References
    ----------
    Benjamini & Yekutieli 2001, Ann. Stat. 29:1165.
    """
    p = np.asarray(p_values, dtype=np.float64)
    penalty = float(np.sum(1 / np.arange(1, p.size + 1)))
    order = np.argsort(p, kind="stable")
    ranked = p[order] * p.size * penalty / np.arange(1, p.size + 1)
    return _in_given_order(np.minimum.accumulate(ranked[::-1])[::-1], order)


def _in_given_order(ordered: PValues, order: npt.NDArray[np.intp]) -> PValues:
    adjusted = np.empty_like(ordered)
    adjusted[order] = np.minimum(1.0, ordered)
    return adjusted
