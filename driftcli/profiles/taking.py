"""Rows of Arrow values by their numbers.

Arrow looks whether an array of NumPy's is masked before it takes it over, for which a process imports masked arrays;
what is handed over as a buffer is not looked at.
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def taken(values: Any, places: NDArray[np.integer[Any]]) -> Any:
    """Values of an array or chunked array at places counted from 0, in their order."""
    numbers = np.ascontiguousarray(places, dtype=np.int64)
    return values.take(pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)]))
