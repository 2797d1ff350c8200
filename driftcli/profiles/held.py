"""A column held whole, with what more than one question needs worked out once."""

from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.hashing import HashArray, hash_values


@dataclass(frozen=True)
class HeldColumn:
    """Arrow values, shape (rows,), strings perhaps encoded, and what was made of them."""

    values: pa.ChunkedArray

    @cached_property
    def hashes(self) -> HashArray:
        """Hashes of the values that are there, in row order."""
        return hash_values(self.values.drop_null())

    @cached_property
    def integers(self) -> tuple[NDArray[np.integer[Any]], bool]:
        """Integers that are there, ascending; and whether each was larger than the one before to begin with."""
        found = self.values.drop_null().to_numpy()
        if bool(np.all(found[1:] > found[:-1])):  # a difference of unsigned integers would wrap around
            return found, True
        if not found.flags.writeable:
            return np.sort(found), False
        found.sort()
        return found, False

    @property
    def is_integer(self) -> bool:
        """Whether the type is one of integers."""
        return bool(pa.types.is_integer(self.values.type))


def count_distinct(ascending: NDArray[np.integer[Any]]) -> int:
    """Count the distinct ones of ascending integers; sorting is many times quicker than looking each up in a table."""
    return min(1, len(ascending)) + int(np.count_nonzero(ascending[1:] != ascending[:-1]))
