"""What a guess of the kind needs of a column that is read stretch by stretch."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from driftcli.profiles.column import GUESS_SAMPLE, column_facts
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.encoded import decoded
from driftcli.profiles.facts_of_parts import distinct_hashes
from driftcli.profiles.hashing import HashArray, hash_values
from driftcli.profiles.held import HeldColumn
from driftcli.sources.kinds import ColumnFacts, is_string

SAMPLE = 65_536
"""Distinct values that are told apart exactly; of more, the number is estimated to within 0.4 % (one sd)."""
HEAD_BYTES = 16 << 20
"""Bytes of strings whose lengths and words are looked at, about."""


def stretched_facts(stretches: Iterable[pa.ChunkedArray], value_type: pa.DataType) -> ColumnFacts:
    """Gather facts; distinct values beyond ``SAMPLE`` are an estimate."""
    if is_string(value_type):
        return _of_strings(stretches)
    if pa.types.is_integer(value_type):
        return _of_integers(stretches)
    present = next((len(part) - part.null_count for part in stretches if part.null_count < len(part)), 0)
    return ColumnFacts(present, present)


def _of_strings(stretches: Iterable[pa.ChunkedArray]) -> ColumnFacts:
    present, distinct = 0, _nothing()
    head: list[pa.Array] = []
    for values in stretches:
        if present < GUESS_SAMPLE and sum(part.nbytes for part in head) < HEAD_BYTES:
            head += _head(values, GUESS_SAMPLE - present).chunks
        present += len(values) - values.null_count
        distinct = _taken_in(distinct, distinct_hashes(values))
    if present == 0:
        return ColumnFacts(0, 0)
    first = column_facts(HeldColumn(pa.chunked_array(head)))
    return replace(first, rows=present, distinct=_distinct(distinct, present))


def _of_integers(stretches: Iterable[pa.ChunkedArray]) -> ColumnFacts:
    present, distinct, is_rising = 0, _nothing(), True
    low: int | None = None
    high: int | None = None
    for values in stretches:
        there = values.drop_null()
        if len(there) == 0:
            continue
        integers = there.to_numpy()
        first = int(integers[0])
        is_rising = is_rising and (high is None or first > high) and bool(np.all(integers[1:] > integers[:-1]))
        least, most = int(integers.min()), int(integers.max())
        low, high = min(least, least if low is None else low), max(most, most if high is None else high)
        present += len(there)
        distinct = _taken_in(distinct, hash_values(there))
    if low is None or high is None:
        return ColumnFacts(0, 0)
    found = present if is_rising else _distinct(distinct, present)
    return ColumnFacts.of_integers(present, found, (low, high), is_rising=is_rising)


def _head(values: pa.ChunkedArray, most: int) -> pa.ChunkedArray:
    return decoded(values).drop_null().slice(0, most)


def _taken_in(sample: DistinctSample, hashes: HashArray) -> DistinctSample:
    """The smallest distinct hashes so far; those beyond them are not even sorted."""
    small = hashes if sample.is_complete else hashes[hashes < sample.largest()]
    return sample.merge(DistinctSample.from_hashes(small, size=SAMPLE)) if len(small) else sample


def _nothing() -> DistinctSample:
    return DistinctSample.from_hashes(np.empty(0, dtype=np.uint64), size=SAMPLE)


def _distinct(sample: DistinctSample, present: int) -> int:
    return min(present, round(sample.distinct))
