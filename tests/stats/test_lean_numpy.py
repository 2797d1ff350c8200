"""What is imported of NumPy in the command's own process computes as all of it does, and others find it whole."""

import subprocess
import sys

import numpy as np
import pytest

from driftcli.stats import lean_numpy

CLAIMED = "from driftcli.stats.bare_packages import claim_process\nclaim_process()\n"
IMPORTED = "from driftcli.stats.lean_numpy import import_numpy\nimport_numpy()\nimport sys\nimport numpy as np\n"


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_neither_manuals_nor_names_of_types_are_imported():
    code = (
        "left_out = ('numpy._typing', 'numpy._core._add_newdocs', 'numpy._core._add_newdocs_scalars')\n"
        "print([name in sys.modules for name in left_out], np.ndarray.__doc__)"
    )
    assert _run(CLAIMED + IMPORTED + code) == "[False, False, False] None"


def test_all_names_are_there_and_compute_the_same():
    code = (
        "print([name for name in dir(np) if name[0] != '_'], dir(np.linalg))\n"
        "values = np.random.default_rng(5).normal(size=9).reshape(3, 3)\n"
        "print(np.linalg.inv(values), np.linalg.svd(values), np.quantile(values, 0.3), np.sort(values.ravel()))"
    )
    ours = _run(CLAIMED + IMPORTED + code)
    assert "'quantile'" in ours
    assert ours == _run(f"import numpy as np\n{code}")


def test_annotations_can_name_arrays():
    code = (
        "import numpy.typing as npt\nfrom numpy.typing import ArrayLike, DTypeLike, NDArray\n"
        "either = npt.NDArray[np.float64] | None\n"
        "def told(a: ArrayLike | None, b: NDArray[np.bool_], c: DTypeLike) -> npt.ArrayLike: return a\n"
        "print(np.typing is npt, told(3, None, None))"
    )
    assert _run(CLAIMED + IMPORTED + code) == "True 3"


def test_what_imports_more_of_numpy_afterwards_finds_it_whole():
    code = (
        "import numpy._typing, numpy.ma, numpy.polynomial, numpy.random, numpy.testing, scipy.stats, sklearn.ensemble\n"
        "print(numpy._typing.NDArray[np.float64], np.ma.masked_equal([1, 2], 1).sum(), np.version.version)"
    )
    whole = _run(f"import numpy as np\n{code}")
    assert whole.endswith(f"2 {np.__version__}")
    assert _run(CLAIMED + IMPORTED + code) == whole


def test_a_version_that_was_not_tried_is_imported_as_always():
    code = (
        "from driftcli.stats import lean_numpy\nlean_numpy._KNOWN = ('1.26.',)\nlean_numpy.import_numpy()\n"
        "import sys\nimport numpy as np\nprint('numpy._typing' in sys.modules, bool(np.ndarray.__doc__))"
    )
    assert _run(CLAIMED + code) == "True True"


def test_the_version_installed_here_was_tried():
    assert np.__version__.startswith(lean_numpy._KNOWN)


@pytest.mark.parametrize("before", ["", f"{CLAIMED}import numpy\n"], ids=["process of others", "imported before"])
def test_numpy_stays_whole_for_others(before):
    code = "import numpy.typing as npt\nprint(npt.__file__.endswith('.py'), bool(np.ndarray.__doc__))"
    assert _run(before + IMPORTED + code) == "True True"
