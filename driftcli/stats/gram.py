"""Products of many columns, or rows, with each other, summed over blocks: the blocks are never held together."""

from collections.abc import Iterable

import numpy as np

from driftcli.stats.vector_rows import Floats


def products(parts: Iterable[Floats], size: int) -> Floats:
    """Sum of ``part @ part.T``, shape (size, size), of which the lower triangle is filled and the upper is 0.

    Parameters
    ----------
    parts : iterable of ndarray, shape (size, any)
        May be overwritten once the next is asked for.
    """
    from scipy.linalg.blas import dsyrk  # noqa: PLC0415

    total = np.zeros((size, size), order="F")
    for part in parts:
        is_turned = part.flags.c_contiguous
        total = dsyrk(1.0, part.T if is_turned else part, beta=1.0, c=total, trans=is_turned, lower=1, overwrite_c=1)
    return total


def mirror(lower: Floats) -> Floats:
    """Fill the upper triangle from the lower one, in place."""
    for place in range(len(lower)):
        lower[place, place + 1 :] = lower[place + 1 :, place]
    return lower
