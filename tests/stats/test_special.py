"""The functions are those of ``scipy.special``, and that package and those who import it are none the worse for it."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.special

from driftcli.stats import special

PACKAGE = Path(special.__file__).parents[1]


def _imported_names() -> set[str]:
    """Names that the package imports from ``driftcli.stats.special``."""
    return {
        alias.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == special.__name__
        for alias in node.names
    }


def _run(code: str, *, is_ours: bool = True) -> str:
    """What a process prints; the command's own, unless said otherwise."""
    if is_ours:
        code = f"from driftcli.stats.bare_packages import claim_process\nclaim_process()\n{code}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_functions_are_those_of_scipy_special_without_the_package():
    names = sorted(_imported_names() - {"zeta"})
    assert "ndtri" in names
    code = (
        f"from driftcli.stats.special import {', '.join(names)}\n"
        "import sys\n"
        "assert 'scipy.special' not in sys.modules\n"
        "assert 'numpy.f2py' not in sys.modules and 'numpy.testing' not in sys.modules\n"
        f"ours = [{', '.join(names)}]\n"
        "import scipy.special\n"
        f"print([name for name, one in zip({names!r}, ours) if one is not getattr(scipy.special, name)])\n"
    )
    assert _run(code) == "[]"


def test_in_the_process_of_others_the_package_is_imported_as_always():
    code = "import sys\nfrom driftcli.stats.special import ndtr\nprint(sys.modules['scipy.special'].ndtr is ndtr)"
    assert _run(code, is_ours=False) == "True"


def test_zeta_is_that_of_two_arguments():
    at = np.array([1.0, 2.5, 1e4])
    assert np.array_equal(special.zeta(2, at), scipy.special.zeta(2, at))
    assert special.zeta(2, 1) == pytest.approx(np.pi**2 / 6, rel=1e-15)  # Euler, 1735


def test_what_imports_scipy_afterwards_finds_it_whole():
    code = (
        "from driftcli.stats.special import ndtr\n"
        "import scipy.special, scipy.stats, sklearn.linear_model\n"
        "assert scipy.special.expit(0.0) == 0.5 and scipy.special.ndtr is ndtr\n"
        "print(scipy.stats.norm.cdf(0.0), scipy.special.__spec__.name)"
    )
    assert _run(code) == "0.5 scipy.special"


def test_what_scipy_keeps_elsewhere_is_found_in_the_package(monkeypatch):
    monkeypatch.setattr(special, "_compiled", lambda: None)
    assert special.ndtri is scipy.special.ndtri


def test_other_names_are_no_functions():
    with pytest.raises(AttributeError):
        special.no_such_function  # noqa: B018
