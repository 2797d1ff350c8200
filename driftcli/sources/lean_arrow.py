"""Arrow's large modules in Python, imported without what is of no use here; import them from here or after this.

``pyarrow.compute`` writes a manual and a signature for each of its 280 functions, which takes seven times as long as
the functions themselves, and ``pyarrow.parquet`` brings the file systems of four clouds, for paths that here are always
those of files. Of ``cloudpickle``, where it is installed, Arrow uses only what ``pickle`` has as well. Where a version
of Arrow does it otherwise, the modules are imported as always.
"""

import pickle
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from driftcli.stats.bare_packages import altered, import_apart, standing_in
from driftcli.stats.lean_numpy import import_numpy


class _Unsigned:
    """Stands for signatures and their parameters while nobody asks for them."""

    POSITIONAL_ONLY = VAR_POSITIONAL = POSITIONAL_OR_KEYWORD = KEYWORD_ONLY = 0
    parameters: dict[str, Any] = {}  # noqa: RUF012 - empty for ever

    def __init__(self, *_: object, **__: object) -> None:
        """Take whatever is said of a parameter."""


def _import_compute() -> None:
    with standing_in("cloudpickle", **{name: getattr(pickle, name) for name in pickle.__all__}):
        import_module("pyarrow")
    for needed in ("pyarrow._compute", "pyarrow._compute_docstrings"):
        import_module(needed)
    with (
        standing_in("pyarrow.vendored.docscrape", NumpyDocString=lambda _: {"Parameters": ()}),
        altered("textwrap", dedent=str),
        altered("inspect", signature=_Unsigned, Parameter=_Unsigned, Signature=lambda _: None),
    ):
        import_module("pyarrow.compute")


def _parquet() -> Any:
    """Import ``pyarrow.parquet`` for the files of this program alone; whoever imports it by name gets all of it."""
    needless = {"LocalFileSystem": None, "FileType": None, "_ensure_filesystem": None}
    if "pyarrow.parquet" not in sys.modules:
        with (
            suppress(Exception),
            standing_in("pyarrow.fs", _resolve_filesystem_and_path=_file_itself, **needless),
        ):
            return import_apart("pyarrow.parquet")
    return import_module("pyarrow.parquet")


def _file_itself(file: Any, *_: object, **__: object) -> tuple[None, Any]:
    """Leave a file to Arrow's readers and writers, which open paths on their own."""
    return None, file


import_numpy()  # which Arrow imports
if "pyarrow.compute" not in sys.modules:
    with suppress(Exception):
        _import_compute()
if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa = import_module("pyarrow")
    pq = _parquet()

__all__ = ["pa", "pq"]
