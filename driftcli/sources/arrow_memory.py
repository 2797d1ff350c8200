"""Where Arrow gets memory from."""

import os
from pathlib import Path

import pyarrow as pa

SMALL = 16 * 2**20
"""Bytes of all files together up to which a run is small."""
_CHOSEN = "ARROW_DEFAULT_MEMORY_POOL"


def use_plain_memory(*paths: str | None) -> None:
    """Let Arrow take memory as everything else in the process does, where all that is read is small.

    Arrow's own pools give every thread pages of its own, which a short run touches first and never fills: a quarter of
    what the system does for it. Long runs are quicker with them, and stay smaller. For the command line only: it holds
    for the whole process. What the user said in the environment stands.

    Parameters
    ----------
    *paths : str, optional
        What is going to be read. Anything but a file, a pattern or standard input say, counts as large.
    """
    files = [Path(path) for path in paths if path is not None]
    if _CHOSEN not in os.environ and all(map(_is_file, files)) and sum(file.stat().st_size for file in files) <= SMALL:
        pa.set_memory_pool(pa.system_memory_pool())


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False
