"""Which columns of a large text file Arrow may read as floats at once, without the detour by strings.

Only where the result is surely the same: one of the first values has a fraction, so the column holds neither whole
numbers nor codes; numbers are written plainly; nobody wants another type. What Arrow then takes for a float is what
``parsing.numbers`` takes for one, but for NaN in odd spellings, which is missing: a column with one is read anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.sources.csv.marks import LOOKED_AT, guessed_marks
from driftcli.sources.parsing import has_fractions
from driftcli.sources.parts import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from driftcli.sources.bytes_at import Bytes
    from driftcli.sources.options import SourceOptions
    from driftcli.sources.parsing import Marks
    from driftcli.sources.retype import Wanted

WORTH_IT = 1 << 26
"""Bytes from which on a look at the beginning pays."""
HEAD = 1 << 22
"""Bytes that are looked at."""


@dataclass(frozen=True, slots=True)
class FloatRule:
    """What decides which columns are read as floats."""

    options: SourceOptions
    """How the user wants the file to be read."""
    wanted: Mapping[str, Wanted]
    """Types which columns should have."""

    def columns(self, head: pa.Table, names: Sequence[str], *, delimiter: str) -> frozenset[int]:
        """Give the positions of the columns to read as floats, by the first rows as strings."""
        if head.num_rows < LOOKED_AT or self.options.null_values:
            return frozenset()
        columns = head.columns[: len(names)]
        marks, _ = guessed_marks(columns, delimiter=delimiter, options=self.options)
        return frozenset(
            at
            for at, (name, column) in enumerate(zip(names, columns, strict=True))
            if (name not in self.wanted or self.wanted[name].family == "number") and _is_fractional(column, marks)
        )


def head_of(body: Bytes) -> memoryview | None:
    """Give the first lines of a large text; None where it is not large, or has no lines."""
    if body.size < WORTH_IT:
        return None
    head = body.read(0, HEAD)
    end = bytes(head).rfind(b"\n") + 1
    return head[:end] if end else None


def has_nan(arrays: Iterable[pa.Array]) -> bool:
    """Tell whether some float is not a number.

    Asks numpy first, which is done with a stretch before Arrow begins; it sees what lies under missing values as well.
    """
    return any(_may_hold_nan(array) and pc.any(pc.is_nan(array)).as_py() for array in arrays)


def _may_hold_nan(array: pa.Array) -> bool:
    if not pa.types.is_float64(array.type) or not len(array):
        return False
    values: npt.NDArray[np.float64] = np.frombuffer(array.buffers()[1], np.float64)
    return bool(np.isnan(values[array.offset : array.offset + len(array)]).any())


def _is_fractional(text: pa.ChunkedArray, marks: Marks) -> bool:
    """Tell whether all values are plain numbers, and one has a fraction."""
    try:
        return has_fractions(held(pc.cast(text, pa.float64())), marks)
    except pa.ArrowInvalid:
        return False
