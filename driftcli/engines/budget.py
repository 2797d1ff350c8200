"""How much memory an audit may take: what was asked for, or a quarter of what the machine or the container has.

Part of it is the program itself with its libraries; the rest is shared among the columns that are worked on at a time.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from driftcli.errors import UsageError

PROGRAM = 320 << 20
"""Bytes that the program, its libraries and the checks on sampled rows take, however small the data are."""
LEAST = 512 << 20
"""The smallest budget to work in."""
SHARE = 4
"""Without a budget, one part in so many of what there is."""
ROW_BYTES = 64
"""Bytes that a value takes while its column is summarised: decoded, converted, sorted, counted."""
NUMBER_BYTES = 32
"""Bytes of these where the column holds numbers or times."""
TEXT_TIMES = 3
"""Bytes that a byte of a text file takes while its columns are held in memory and typed."""
WHOLE_ROWS = 5_000_000
"""A column of more rows is read in stretches whatever the budget: little slower, far smaller."""
WHOLE_NUMBERS = 12_000_000
"""The same where it holds numbers or times, which take less and are read once instead of twice."""
STRETCH_ROWS = 1 << 20
"""Rows of a stretch at most: it should sort in the cache."""
FEWEST_ROWS = 1 << 15
LIBRARIES = 160 << 20
"""Bytes that are taken however narrow and short the data are."""
COLUMN_BYTES = 320 << 10
"""Bytes that the profiles and findings of a column take, of both sides together, for as long as the audit runs."""
SAMPLED_BYTES = 34
"""Bytes that a sampled row takes in each column, of both sides together."""
_UNITS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*", re.IGNORECASE)
_UNLIMITED = 1 << 60


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

    @property
    def stretch(self) -> int:
        """Rows of a stretch."""
        return max(FEWEST_ROWS, min(STRETCH_ROWS, self.rows))


def budget_for(memory: int | None, threads: int | None) -> Budget:
    """The budget for so many bytes; ``None`` takes a share of what there is."""
    return Budget(memory or max(LEAST, available_memory() // SHARE), threads or os.cpu_count() or 1)


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


def require_width(columns: int, sampled: int, memory: int | None, *, where: str) -> None:
    """Refuse an audit of so many columns, and rows of the sample, that take more than was allowed by themselves.

    Raises
    ------
    UsageError
        When that is so; nothing is asked where no amount was said, or no row is sampled.
    """
    needed = LIBRARIES + columns * (COLUMN_BYTES + SAMPLED_BYTES * sampled)
    if memory is None or sampled == 0 or needed <= memory:
        return
    told = f"{columns:,} columns take about {needed >> 20:,} MiB, however few rows are read at a time"
    hint = f"allow as much by --memory, or audit some of the columns at a time (--columns); {where} has that many"
    raise UsageError(f"{told}; {memory >> 20:,} MiB are allowed", where="--memory", hint=hint)


def available_memory() -> int:
    """Bytes that this process may use: the machine's, or less where its container or shell allows less."""
    return min(_of_the_machine(), *_of_the_groups(Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")), _of_the_shell())


def _of_the_machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # not a Unix
        return 8 << 30


def _of_the_shell() -> int:
    try:
        import resource  # noqa: PLC0415 - only Unix has it
    except ImportError:
        return _UNLIMITED
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return _UNLIMITED if soft == resource.RLIM_INFINITY else soft


def _of_the_groups(own: Path, root: Path) -> list[int]:
    """Limits of this process's control groups and of those around them, of either version."""
    found = [_UNLIMITED]
    for line in _text(own).splitlines():
        _, controllers, place = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        home, name = (root / "memory", "memory.limit_in_bytes") if controllers else (root, "memory.max")
        inside = home / place.lstrip("/")
        for folder in (inside, *inside.parents):
            limit = _text(folder / name).strip()
            if limit.isdigit():
                found.append(int(limit))
            if folder == home:
                break
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
