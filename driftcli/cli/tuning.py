"""How a process that lives for seconds is set up, before anything large is imported."""

import gc
import os

GARBAGE_THRESHOLD = 50_000
"""Containers made before Python looks for cycles among them (its own: 700): imports make many and leave no garbage."""
_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def tune() -> None:
    """Leave one thread to linear algebra, and look for garbage less often.

    Its matrices are small here, while its threads, one per core and library, spin before they sleep. Columns are what
    this program works on in parallel. With one thread sums also come out the same on every machine. What the user said
    in the environment holds.
    """
    for name in _BLAS_THREADS:
        os.environ.setdefault(name, "1")
    gc.set_threshold(GARBAGE_THRESHOLD)
