"""Keys that occur again, counted exactly in bounded memory: every reading looks at one part of the space of hashes."""

from collections.abc import Callable, Iterator

import numpy as np

from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.hashing import HashArray, mix
from driftcli.profiles.rows import exact_repeats


def count_keys(parts: Callable[[], Iterator[HashArray]], rows: int, most: int) -> tuple[DistinctSample, int]:
    """Sample the hashes of keys, and count the rows whose key occurred before.

    Parameters
    ----------
    parts
        Gives the hashes of all keys, stretch by stretch, as often as it is called.
    rows, most
        Rows in all, and about how many hashes may be held at a time.
    """
    readings = max(1, -(-rows // most))
    sample: DistinctSample | None = None
    repeated = 0
    for reading in range(readings):
        held: list[HashArray] = []
        for hashes in parts():
            if reading == 0:
                own = DistinctSample.from_hashes(mix(hashes))
                sample = own if sample is None else sample.merge(own)
            held.append(hashes[hashes % np.uint64(readings) == np.uint64(reading)])
        repeated += exact_repeats(np.concatenate(held)) if held else 0
    return sample or DistinctSample.from_hashes(np.empty(0, dtype=np.uint64)), repeated
