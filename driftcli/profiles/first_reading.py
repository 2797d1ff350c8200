"""The first reading of a column whose kind nobody said: facts for the guess, and edges for the kind it is likely to be.

Where the guess is another one, edges take a reading of their own.
"""

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.profiles.column import GUESS_SAMPLE
from driftcli.profiles.encoded import is_encoded
from driftcli.profiles.placing import ColumnPlacing
from driftcli.sources.kinds import LONG_TEXT, Kind, is_string
from driftcli.sources.repeats import is_mostly_distinct


class FirstReading:
    """Stretches of a column of ``rows`` rows on their way to whoever looks at them first."""

    def __init__(self, stretches: Callable[[], Iterator[pa.ChunkedArray]], rows: int) -> None:
        self._stretches = stretches
        self._rows = rows
        self._placing: ColumnPlacing | None = None

    def stretches(self) -> Iterator[pa.ChunkedArray]:
        """The column from its first row."""
        placing: ColumnPlacing | None = None
        for number, values in enumerate(self._stretches()):
            if number == 0:
                kind = _likely_kind(values)
                placing = ColumnPlacing(kind, self._rows) if kind else None
            if placing:
                placing.add(values)
            yield values
        self._placing = placing

    def placing(self, kind: Kind) -> ColumnPlacing:
        """What takes in a column of that kind, all of it already where it was the likely one."""
        if self._placing and self._placing.kind is kind:
            return self._placing
        placing = ColumnPlacing(kind, self._rows)
        for values in self._stretches():
            placing.add(values)
        return placing


def _likely_kind(values: pa.ChunkedArray) -> Kind | None:
    """Kind of a column that begins like this and is counted between edges; ``None`` where its type tells no more."""
    if pa.types.is_integer(values.type):
        return Kind.NUMERIC
    if is_encoded(values) or not is_string(values.type) or not is_mostly_distinct(values):
        return None
    is_long = (pc.mean(pc.utf8_length(values.slice(0, GUESS_SAMPLE))).as_py() or 0) > LONG_TEXT
    return Kind.TEXT if is_long else Kind.IDENTIFIER
