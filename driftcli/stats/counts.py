"""Two samples as counts over the same cells: the form in which every statistic here takes its data."""

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.float64]
"""Counts of one sample over the cells, as floats so that products of large counts cannot overflow."""


def paired_counts(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> tuple[Counts, Counts]:
    """Both samples as float arrays over the same cells.

    Parameters
    ----------
    reference_counts, current_counts : array_like, shape (K,)
        Rows per cell, in the same order of cells.

    Returns
    -------
    tuple of ndarray
        The two arrays, shape (K,).

    Raises
    ------
    ValueError
        If the arrays are not one-dimensional or differ in length.
    """
    a = np.asarray(reference_counts, dtype=np.float64)
    b = np.asarray(current_counts, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"counts of two samples must cover the same cells, got shapes {a.shape} and {b.shape}")
    return a, b


def occupied_counts(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> tuple[Counts, Counts]:
    """Return `paired_counts` without the cells that are empty in both samples."""
    a, b = paired_counts(reference_counts, current_counts)
    occupied = a + b > 0
    return (a, b) if occupied.all() else (a[occupied], b[occupied])


def shares(reference_counts: npt.ArrayLike, current_counts: npt.ArrayLike) -> tuple[Counts, Counts] | None:
    """Shares of each sample over the occupied cells, or None when a sample has no rows."""
    a, b = occupied_counts(reference_counts, current_counts)
    n, m = a.sum(), b.sum()
    return (a / n, b / m) if n > 0 and m > 0 else None


def pair_size(n: float, m: float) -> float:
    """Return N' = n m / (n + m), the size of the pair: 500 for 1000 and 1000 rows, 0 when a sample is empty."""
    return n * m / (n + m) if n > 0 and m > 0 else 0.0
