"""Single rows taken out of a column while it passes by in stretches."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from driftcli.errors import SourceError
from driftcli.profiles.encoded import decoded
from driftcli.profiles.grid import IntArray
from driftcli.profiles.taking import taken


class Gathered:
    """The values of a column in chosen rows."""

    def __init__(self, rows: IntArray) -> None:
        self._rows = rows
        self._parts: list[pa.ChunkedArray] = []

    def take(
        self, values: pa.ChunkedArray, start: int, made: Callable[[pa.ChunkedArray], pa.ChunkedArray] = decoded
    ) -> None:
        """Take the chosen rows of a stretch that begins at a row, rows ascending, and keep what is made of them."""
        first, stop = np.searchsorted(self._rows, [start, start + len(values)])
        self._parts.append(made(taken(values, self._rows[first:stop] - start)))

    def values(self) -> pa.ChunkedArray:
        """All values taken, in the order of rows."""
        return pa.chunked_array([chunk for part in self._parts for chunk in part.chunks], self._parts[0].type)


def out_of_memory(column: str, name: str) -> SourceError:
    """Say which column was too much, and what helps."""
    return SourceError(
        f"not enough memory for column {column!r}",
        where=name,
        hint="give a smaller --memory than the machine has free, use fewer --threads, or leave it out with "
        "--ignore-columns",
    )
