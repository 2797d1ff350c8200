import numpy as np
import pyarrow as pa
import pytest

from driftcli.profiles.column import column_facts
from driftcli.profiles.held import HeldColumn
from driftcli.profiles.stretched_facts import SAMPLE, stretched_facts

COLUMNS = {
    "row numbers": np.arange(7, 5_007),
    "falling": np.arange(5_000)[::-1],
    "zeros and ones": np.arange(5_000) % 2,
    "codes of one width": 10_000_000 + 7 * np.random.default_rng(0).permutation(5_000),
    "few": np.arange(5_000) % 30,
    "unsigned": np.arange(5_000, dtype=np.uint64) + np.uint64(2**63),
    "strings": np.array([f"name {i % 700} of it" for i in range(5_000)]),
    "nothing": pa.nulls(5_000, pa.int64()),
    "sparse": pa.array([i if i % 9 == 0 else None for i in range(5_000)]),
    "floats": np.linspace(0, 1, 5_000),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("rows", [600, 4_999])
def test_facts_of_stretches_are_those_of_the_whole(name, rows):
    whole = pa.chunked_array([pa.array(COLUMNS[name])])
    found = stretched_facts((whole.slice(start, rows) for start in range(0, len(whole), rows)), whole.type)
    expected = column_facts(HeldColumn(whole))
    if name == "floats":  # of numbers with a fraction only whether there are any is asked
        assert (found.rows > 0) == (expected.rows > 0)
    else:
        assert found == expected


@pytest.mark.parametrize("distinct", [400_000, 220_000])
def test_many_distinct_values_are_estimated_within_two_percent(rng, distinct):
    values = pa.chunked_array([pa.array(rng.permutation(np.arange(400_000) % distinct))])
    found = stretched_facts((values.slice(start, 50_000) for start in range(0, 400_000, 50_000)), values.type)
    assert distinct > SAMPLE
    assert found.distinct == pytest.approx(distinct, rel=0.02)  # five standard deviations of 1 / sqrt(65,536)


def test_codes_of_several_dictionaries_are_facts_of_their_strings(rng):
    parts = [pa.array([f"name {code}" for code in rng.integers(0, 900, 1_000).tolist()]) for _ in range(4)]
    unused = pa.DictionaryArray.from_arrays(pa.array([0, None], pa.int32()), pa.array(["name 1", "never"]))
    codes = pa.chunked_array([*(part.dictionary_encode() for part in parts), unused])
    strings = pa.chunked_array([*parts, pa.array(["name 1", None])])
    assert stretched_facts(iter([codes]), pa.string()) == stretched_facts(iter([strings]), pa.string())
