"""Keeping pandas out of a process which does not need it.

Arrow imports pandas, where it is installed, the first time it turns a Python or NumPy value into an Arrow one or back;
that costs every short run of the command line a tenth of a second.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType


class _NoPandas:
    """A finder of modules which finds that there is no pandas."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Refuse pandas and leave every other module to the finders behind this one."""
        del path, target
        if name == "pandas":
            raise ImportError("kept out of this process", name=name)


def keep_pandas_out() -> None:
    """Let Arrow find, once and for the whole process, that there is no pandas; ``import pandas`` itself still works.

    For the command line only: Arrow's own ``to_pandas`` fails afterwards, so a library must not do this to its caller.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.scalar(0)
    finally:
        sys.meta_path.remove(_NoPandas)
