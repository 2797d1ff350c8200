"""NumPy, imported without what is of no use here; it has to be imported by this before anything else imports it.

A third of the time goes into manuals, written into compiled functions and types for whoever asks for ``help``, and
into names for those who check types, of which annotations here use four. The manuals are left out, and the names mean
nothing. NumPy cannot be imported twice, so a version that was not tried is imported as always.
"""

import sys
from importlib import import_module
from types import GenericAlias

from driftcli.stats.bare_packages import bare_packages, stand_for_good, standing_in

_KNOWN = ("2.0.", "2.1.", "2.2.", "2.3.", "2.4.")
"""Beginnings of the versions that were tried."""


class _Named:
    """Stands in annotations for a type of arrays, or of what can become one."""

    def __class_getitem__(cls, scalar: object) -> GenericAlias:
        """Make one of a scalar type, which may be part of a union."""
        return GenericAlias(cls, scalar)


def import_numpy() -> None:
    """Import NumPy, unless somebody did."""
    if "numpy" not in sys.modules and _is_known():
        with (
            standing_in("numpy._core._add_newdocs"),
            standing_in("numpy._core._add_newdocs_scalars"),
            standing_in("numpy._typing", NDArray=_Named),
        ):
            import_module("numpy")
        stand_for_good("numpy.typing", ArrayLike=_Named, DTypeLike=_Named, NBitBase=_Named, NDArray=_Named)
    import_module("numpy")


def _is_known() -> bool:
    with bare_packages("numpy"):
        return str(import_module("numpy.version").version).startswith(_KNOWN)
