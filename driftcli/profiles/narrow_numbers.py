"""Whole numbers of a column in the narrowest type that holds them, where a column has to be held whole."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

_KINDS = (pa.int8(), pa.int16(), pa.int32())


def narrowed(arrays: Iterable[pa.Array], value_type: pa.DataType) -> pa.ChunkedArray:
    """Put the arrays of a column together; one of integers is narrowed array by array, as it is read."""
    if not pa.types.is_integer(value_type):
        return pa.chunked_array(list(arrays), value_type)
    parts = [_narrow(array) for array in arrays]
    widest = max((part.type for part in parts), key=lambda kind: kind.bit_width, default=value_type)
    return pa.chunked_array([part.cast(widest) for part in parts], widest)


def _narrow(array: pa.Array) -> pa.Array:
    span = pc.min_max(array).as_py()
    if span["min"] is None:
        return array.cast(_KINDS[0])
    for kind in _KINDS:
        most = 2 ** (kind.bit_width - 1)
        if kind.bit_width < array.type.bit_width and -most <= span["min"] and span["max"] < most:
            return array.cast(kind)
    return array
