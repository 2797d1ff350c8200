"""Keeps pandas out of a run that does not need it.

pyarrow imports pandas, where it is installed, the first time that it makes an array; that costs as much as a small
audit. It is refused once, before any thread runs; whoever imports pandas later gets it, and pyarrow works with it.
"""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


class _RefusePandas:
    """Finder that knows of no pandas."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse pandas, leave all else to the finders behind."""
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return None


def keep_pandas_out() -> None:
    """Let pyarrow find out that there is no pandas."""
    if "pandas" in sys.modules:
        return
    import pyarrow as pa  # noqa: PLC0415

    refusing = _RefusePandas()
    sys.meta_path.insert(0, refusing)
    try:
        pa.array([""])
    finally:
        sys.meta_path.remove(refusing)
