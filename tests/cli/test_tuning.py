"""What a process of the command line is set to before it imports anything large."""

import gc
import os
import subprocess
import sys

import pytest

from driftcli.cli.tuning import GARBAGE_THRESHOLD, tune

ASKED = (
    "from driftcli.cli.tuning import tune\ntune()\n"
    "import numpy, scipy.linalg\nfrom threadpoolctl import threadpool_info\n"
    "print({pool['num_threads'] for pool in threadpool_info() if pool['user_api'] == 'blas'})"
)


def _threads(**environment):
    kept = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, env=kept | environment
    )
    return done.stdout.strip()


def test_linear_algebra_gets_one_thread():
    assert _threads() == "{1}"


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has one thread anyway")
def test_what_the_user_said_of_threads_holds():
    assert _threads(OPENBLAS_NUM_THREADS="2", MKL_NUM_THREADS="2") == "{2}"


def test_garbage_is_looked_for_less_often_but_still(monkeypatch):
    monkeypatch.setattr(os, "environ", {})
    monkeypatch.setattr("driftcli.stats.bare_packages._ours", {})
    before = gc.get_threshold()
    try:
        tune()
        assert gc.isenabled()
        assert gc.get_threshold() == (GARBAGE_THRESHOLD, *before[1:])
    finally:
        gc.set_threshold(*before)
