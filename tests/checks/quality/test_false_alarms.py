"""The size of the quality family (METHODS 11.3, item 12): at most 1 % of unchanged audits may warn or fail."""

import numpy as np
import pyarrow as pa
import pytest

from .audits import alarms, audit, population


@pytest.mark.parametrize(
    ("n", "m", "runs"), [(200, 200, 100), (1_000, 1_000, 40), (10_000, 1_000, 10), (1_000, 10_000, 10)]
)
def test_unchanged_tables_stay_quiet(n, m, runs):
    found = []
    for run in range(runs):
        rng = np.random.default_rng([n, m, run])
        found += alarms(audit(population(rng, n), population(rng, m)))
    assert len(found) <= runs // 100, found


def narrow(rng, rows):
    """Categories and small numbers alone: most rows repeat."""
    return pa.table(
        {"a": rng.choice(list("abcde"), rows), "b": rng.integers(0, 30, rows), "c": rng.integers(0, 12, rows)}
    )


def bunched(rng, rows):
    """Rows that come in bunches of equal ones, as the lines of one order do; bunches of another sample are others."""
    values = np.repeat(rng.integers(0, 2**31, rows), rng.geometric(0.4, rows))[:rows]
    return pa.table({"a": values % 7, "b": pa.array(values % 1_000_003, pa.int64())})


@pytest.mark.parametrize("table", [narrow, bunched])
@pytest.mark.parametrize(("n", "m", "runs"), [(200, 200, 50), (5_000, 500, 20), (500, 5_000, 20)])
def test_rows_that_repeat_by_nature_are_no_duplicates(table, n, m, runs):
    found = []
    for run in range(runs):
        rng = np.random.default_rng([n, m, run])
        found += [one for one in alarms(audit(table(rng, n), table(rng, m))) if one[0] == "duplicate_rows"]
    assert not found
