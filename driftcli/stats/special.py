"""The functions of ``scipy.special`` that the statistics stand on, without the rest of that package.

``import scipy.special`` also imports what lets it work on arrays of other libraries, and for that the whole of NumPy,
down to the front end of its Fortran compiler and its tools for tests: a quarter of the start-up of a small audit; the
packages around it import what tests SciPy. The
functions live in one compiled module, which is loaded here by itself. They are the same objects that ``scipy.special``
holds, and that package can be imported afterwards as always.
"""

# ruff: noqa: PLC0414 - the names are passed on
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from driftcli.stats.bare_packages import bare_packages

if TYPE_CHECKING:
    from scipy.special import bdtr as bdtr
    from scipy.special import betaincinv as betaincinv
    from scipy.special import chdtr as chdtr
    from scipy.special import chdtrc as chdtrc
    from scipy.special import chdtri as chdtri
    from scipy.special import chndtrinc as chndtrinc
    from scipy.special import expit as expit
    from scipy.special import fdtrc as fdtrc
    from scipy.special import fdtri as fdtri
    from scipy.special import gammaln as gammaln
    from scipy.special import kolmogorov as kolmogorov
    from scipy.special import kve as kve
    from scipy.special import logit as logit
    from scipy.special import ndtr as ndtr
    from scipy.special import ndtri as ndtri
    from scipy.special import psi as psi
    from scipy.special import rel_entr as rel_entr
    from scipy.special import stdtr as stdtr
    from scipy.special import stdtrit as stdtrit
    from scipy.special import zeta as zeta
else:

    def __getattr__(name: str) -> Any:
        """Find a function when it is imported from here, in the whole package where SciPy keeps it elsewhere."""
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(_compiled(), _COMPILED_NAMES.get(name, name), None)
        return getattr(import_module("scipy.special"), name) if found is None else found


_COMPILED_NAMES = {"zeta": "_zeta"}
"""What the compiled module calls otherwise: of zeta, the function of two arguments."""


@cache
def _compiled() -> ModuleType | None:
    """Import the compiled functions; ``None`` where SciPy keeps them elsewhere."""
    try:
        with bare_packages("scipy", "scipy._lib", "scipy.special"):
            import_module("scipy._distributor_init")  # finds its libraries on Windows
            return import_module("scipy.special._ufuncs")
    except ImportError:
        return None
