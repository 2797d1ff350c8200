"""Keeping packages away from libraries which import them where they are installed, if only to look at their types.

pandas costs every short run a third of a second in this way, others less, and they do the same without.
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
class _KeptOut:
    """A finder of modules which finds, for one thread, that some packages are not there."""

    packages: frozenset[str]
    thread: int

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Refuse these packages and leave every other module to the finders behind this one."""
        del path, target
        if name in self.packages and threading.get_ident() == self.thread:
            raise ImportError("kept out of this process", name=name)


@contextmanager
def kept_out(*packages: str) -> Iterator[None]:
    """Let importing packages fail in this thread, unless they were imported before; afterwards it works as always."""
    absent = frozenset(packages) - sys.modules.keys()
    if not absent:
        yield
        return
    finder = _KeptOut(absent, threading.get_ident())
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
