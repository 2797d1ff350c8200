"""Vectors by the thousand, each where it lies in memory; a block of them is widened to double precision at a time.

Embeddings have thousands of numbers, mostly of single precision. A matrix of those that are asked for would take their
room a second time, and in double precision twice that again, so nothing here holds more than a block.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.floating[Any]]
Vectors = Numbers | Sequence[Numbers]
"""A matrix, shape (rows, columns), or rows of one length, shape (columns,) each."""

BLOCK_BYTES = 1 << 20
"""Of a block: one that stays in the processor's cache is gone through several times at no cost."""
_COLUMNS = 192
"""Columns of a block of columns."""


def dimensions(vectors: Vectors) -> int:
    """Numbers of a vector."""
    return len(vectors[0])


def taken(vectors: Vectors, places: npt.NDArray[np.integer[Any]]) -> Vectors:
    """Vectors at places counted from 0, not copied."""
    return [vectors[place] for place in places.tolist()]


def row_blocks(
    vectors: Vectors, centre: Floats | None = None, spread: Floats | None = None
) -> Iterator[tuple[slice, Floats]]:
    """Places of some rows, and a copy of them in double precision, which the next ones overwrite.

    Less a centre, and divided by a spread, shape (columns,), where they are given.
    """
    columns = dimensions(vectors)
    rows = max(1, BLOCK_BYTES // (8 * max(1, columns)))
    room = np.empty((min(rows, len(vectors)), columns))
    for start in range(0, len(vectors), rows):
        part = vectors[start : start + rows]
        block = room[: len(part)]
        np.concatenate(part, out=block.reshape(-1))
        yield slice(start, start + len(part)), _scaled(block, centre, spread)


def column_blocks(
    vectors: Vectors, centre: Floats | None = None, spread: Floats | None = None
) -> Iterator[tuple[slice, Floats]]:
    """The same of some columns, shape (rows, some), each time in a room of its own."""
    for start in range(0, dimensions(vectors), _COLUMNS):
        place = slice(start, min(start + _COLUMNS, dimensions(vectors)))
        block = np.empty((len(vectors), place.stop - place.start))
        np.concatenate([row[place] for row in vectors], out=block.reshape(-1))
        own = [None if whole is None else whole[place] for whole in (centre, spread)]
        yield place, _scaled(block, *own)


def _scaled(block: Floats, centre: Floats | None, spread: Floats | None) -> Floats:
    if centre is not None:
        block -= centre
    if spread is not None:
        block /= spread
    return block
