"""Keeping pandas away from libraries which import it where it is installed, if only to look whether values are its own.

That costs every short run a third of a second.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType


@dataclass(frozen=True)
class _NoPandas:
    """A finder of modules which finds, for one thread, that there is no pandas."""

    thread: int

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Refuse pandas and leave every other module to the finders behind this one."""
        del path, target
        if name == "pandas" and threading.get_ident() == self.thread:
            raise ImportError("kept out of this process", name=name)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Let ``import pandas`` fail in this thread, unless it was imported before; afterwards it works as always."""
    if "pandas" in sys.modules:
        yield
        return
    finder = _NoPandas(threading.get_ident())
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
