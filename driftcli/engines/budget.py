"""How much memory an audit may take: what was asked for, or a quarter of what the machine or the container has.

Part of it is the program itself with its libraries; the rest is shared among the columns that are worked on at a time.
"""

import re

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.sources.machine import available_cores, available_memory

PROGRAM = 320 << 20
"""Bytes that the program, its libraries and the checks on sampled rows take, however small the data are."""
LEAST = 512 << 20
"""The smallest budget to work in."""
SHARE = 4
"""Without a budget, one part in so many of what there is."""
THREAD_BYTES = 64 << 20
"""Bytes that must be there for each column that is worked on at a time."""
ROW_BYTES = 64
"""Bytes that a value takes while its column is summarised: decoded, converted, sorted, counted."""
NUMBER_BYTES = 32
"""Bytes of these where the column holds numbers or times."""
VARIED_TIMES = 3
"""Bytes that a byte of strings or lists takes besides: read, freed of missing ones, looked at."""
WHOLE_BYTES = 256 << 20
"""Bytes of such a column beyond which it is read in stretches whatever the budget."""
STRETCH_BYTES = 32 << 20
"""Bytes of a stretch of such a column at most."""
FEWEST_BYTES = 1 << 20
TEXT_TIMES = 3
"""Bytes that a byte of a text file takes while its columns are held in memory and typed."""
WHOLE_ROWS = 5_000_000
"""A column of more rows is read in stretches whatever the budget: little slower, far smaller."""
WHOLE_NUMBERS = 12_000_000
"""The same where it holds numbers or times, which take less and are read once instead of twice."""
STRETCH_ROWS = 1 << 20
"""Rows of a stretch at most: it should sort in the cache."""
FEWEST_ROWS = 1 << 15
LIBRARIES = 180 << 20
"""Bytes that are taken however narrow and short the data are."""
COLUMN_BYTES = 128 << 10
"""Bytes that the profiles and findings of a column take, of both sides together, for as long as the audit runs."""
SAMPLED_BYTES = 34
"""Bytes that a sampled row takes in each column, of both sides together."""
LOOKED_AT_BYTES = 51
"""Bytes that it takes besides while checks look at it."""
_UNITS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Budget:
    """What one dataset may take while it is profiled."""

    memory: int
    """Bytes of the whole process."""
    threads: int

    @property
    def rows(self) -> int:
        """Rows of a column that may be held at a time."""
        return (self.memory - PROGRAM) // (2 * self.threads * ROW_BYTES)

    @property
    def text(self) -> int:
        """Bytes of a text file that may be held in memory."""
        return (self.memory - PROGRAM) // TEXT_TIMES

    def fits(self, rows: int) -> bool:
        """Whether columns of so many rows may be held whole."""
        return rows <= min(self.rows, WHOLE_ROWS)

    def fits_numbers(self, rows: int) -> bool:
        """Whether columns of so many numbers or times may be held whole."""
        return rows <= WHOLE_NUMBERS and rows * self.threads * NUMBER_BYTES <= self.memory - PROGRAM

    def fits_bytes(self, size: int) -> bool:
        """Whether a column of so many bytes of strings or lists may be held whole."""
        return size <= min(WHOLE_BYTES, self._varied_bytes)

    @property
    def stretch_bytes(self) -> int:
        """Bytes of a stretch of strings or lists."""
        return max(FEWEST_BYTES, min(STRETCH_BYTES, self._varied_bytes // 2))

    @property
    def _varied_bytes(self) -> int:
        return (self.memory - PROGRAM) // (2 * self.threads * VARIED_TIMES)

    @property
    def stretch(self) -> int:
        """Rows of a stretch."""
        return max(FEWEST_ROWS, min(STRETCH_ROWS, self.rows))


def budget_for(memory: int | None, threads: int | None) -> Budget:
    """The budget for so many bytes and threads; ``None`` takes a share of the memory, and as many as there are cores.

    No more threads work than have room for what each takes however short its columns are.
    """
    room = memory or max(LEAST, available_memory() // SHARE)
    return Budget(room, max(1, min(threads or available_cores(), (room - PROGRAM) // THREAD_BYTES)))


def parse_memory(text: str) -> int:
    """Bytes of a size such as ``2GiB``, ``1500M`` or ``4g``; every unit counts in powers of 1024.

    Raises
    ------
    UsageError
        When it is no size, or too small to work in.
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise UsageError(
            f"{text!r} is not an amount of memory", where="memory", hint="write for example 2GiB or 800MiB"
        )
    size = int(float(found[1]) * (1 << _UNITS[found[2].lower()]))
    if size < LEAST:
        raise UsageError(
            f"{text} of memory is too little to work in", where="memory", hint=f"give {LEAST >> 20}MiB or more"
        )
    return size


def table_bytes(columns: int, sampled: int, *, is_looked_at: bool = True) -> int:
    """Bytes that an audit of so many columns, and rows of the sample, takes however few rows are read at a time."""
    row_bytes = SAMPLED_BYTES + (LOOKED_AT_BYTES if is_looked_at else 0)
    return LIBRARIES + columns * (COLUMN_BYTES + row_bytes * sampled)


def require_width(columns: int, sampled: int, memory: int | None, *, where: str, is_looked_at: bool = True) -> None:
    """Refuse an audit of so many columns, and rows of the sample, that take more than was allowed by themselves.

    Raises
    ------
    UsageError
        When that is so; nothing is asked where no amount was said, or no row is sampled.
    """
    needed = table_bytes(columns, sampled, is_looked_at=is_looked_at)
    if memory is None or sampled == 0 or needed <= memory:
        return
    told = f"{columns:,} columns take about {needed >> 20:,} MiB, however few rows are read at a time"
    hint = f"allow as much by --memory, or audit some of the columns at a time (--columns); {where} has that many"
    raise UsageError(f"{told}; {memory >> 20:,} MiB are allowed", where="--memory", hint=hint)
