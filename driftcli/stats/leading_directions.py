"""The directions in which long vectors vary most, without a matrix of all of them."""

from collections.abc import Iterator

import numpy as np

from driftcli.stats.gram import products
from driftcli.stats.standardised import Scale
from driftcli.stats.vector_rows import Floats, Vectors, column_blocks, dimensions, row_blocks

_LEAST_VARIANCE = 1e-12
"""Share of the largest variance below which a direction holds nothing but rounding."""


def leading_directions(vectors: Vectors, scale: Scale, *, most: int) -> Floats:
    """Find the leading principal components of standardised columns.

    Parameters
    ----------
    vectors : ndarray or sequence of ndarray, shape (rows, columns)
        Finite, as they are.
    scale : Scale
        By which columns are standardised.
    most : int
        Components at most.

    Returns
    -------
    ndarray, shape (components, columns)
        Of length 1, largest variance first, the largest of their numbers positive; fewer where vectors vary in fewer.

    Notes
    -----
    Eigenvectors of ``Z'Z``, or of ``ZZ'`` where that is smaller, ``Z`` being the standardised columns.
    """
    is_long = len(vectors) < dimensions(vectors)
    size = min(len(vectors), dimensions(vectors))
    found = _eigenvectors(products(_parts(vectors, scale, is_long=is_long), size), most)
    directions = _through_rows(found, vectors, scale) if is_long else found.T.copy()
    largest = np.abs(directions).argmax(axis=1)
    directions *= np.sign(directions[np.arange(len(directions)), largest])[:, None]
    return directions


def _parts(vectors: Vectors, scale: Scale, *, is_long: bool) -> Iterator[Floats]:
    """Standardised blocks, shape (rows, some columns), or (columns, some rows) where vectors are shorter than many."""
    if is_long:
        yield from (block for _, block in column_blocks(vectors, scale.mean, scale.spread))
    else:
        yield from (block.T for _, block in row_blocks(vectors, scale.mean, scale.spread))


def _eigenvectors(lower: Floats, most: int) -> Floats:
    """Eigenvectors of the largest eigenvalues, shape (size, at most so many); the matrix is overwritten."""
    from scipy.linalg import eigh  # noqa: PLC0415

    size = len(lower)
    leading = [max(0, size - most), size - 1]
    values, found = eigh(lower, subset_by_index=leading, lower=True, overwrite_a=True, check_finite=False)
    is_told = values > _LEAST_VARIANCE * values[-1]
    return np.asarray(found[:, is_told][:, ::-1])


def _through_rows(found: Floats, vectors: Vectors, scale: Scale) -> Floats:
    """Turn weights of rows into directions of columns."""
    directions = np.concatenate([found.T @ block for block in _parts(vectors, scale, is_long=True)], axis=1)
    return np.asarray(directions / np.linalg.norm(directions, axis=1, keepdims=True))
