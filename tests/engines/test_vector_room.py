import numpy as np
import pyarrow as pa
import pytest

from driftcli.audit import run_audit
from driftcli.engines import vector_room
from driftcli.engines.vector_room import require_room_for_vectors
from driftcli.errors import UsageError
from driftcli.sources.open import open_source
from driftcli.suite.load import default_suite

SMALL = 512 << 20


def table(numbers, rows=4, width=np.float32):
    flat = pa.array(np.zeros(numbers * rows, dtype=width))
    vectors = pa.ListArray.from_arrays(pa.array(np.arange(rows + 1) * numbers, type=pa.int32()), flat)
    return open_source(pa.table({"embedding": vectors, "price": [1.0] * rows}))


def is_refused(source, sampled, memory, **how):
    try:
        require_room_for_vectors(source, sampled, memory, **how)
    except UsageError:
        return True
    return False


@pytest.mark.parametrize("numbers", [768, 1_536, 3_072, 4_096])
def test_embeddings_of_usual_lengths_fit_the_least_budget(numbers):
    """Peaks of whole audits, results/small_memory.md: at most 470 MiB."""
    assert not is_refused(table(numbers), 6_000, SMALL)


@pytest.mark.parametrize(
    ("numbers", "sampled", "width"),
    [(6_144, 6_000, np.float32), (3_072, 6_000, np.float64), (1_536, 20_000, np.float32)],
)
def test_what_cannot_fit_is_refused_before_it_is_read(numbers, sampled, width):
    source = table(numbers, width=width)
    with pytest.raises(
        UsageError, match=r"vectors of 'embedding' a side take about .* MiB .*; 512 MiB are all"
    ) as told:
        require_room_for_vectors(source, sampled, SMALL)
    assert "--ignore-columns" in str(told.value.hint)
    assert not is_refused(source, sampled, SMALL << 2)


def test_nothing_is_asked_without_an_amount_or_a_sample():
    source = table(100_000)
    assert is_refused(source, 6_000, SMALL)
    assert not is_refused(source, 6_000, None)
    assert not is_refused(source, 0, SMALL)


def test_one_side_is_kept_where_no_check_looks_at_it():
    source = table(6_144)
    assert is_refused(source, 6_000, SMALL)
    assert not is_refused(source, 6_000, SMALL, is_looked_at=False)


def test_columns_of_lists_that_are_no_vectors_do_not_count():
    words = pa.table(
        {"words": pa.array([["a"] * 10_000] * 3), "empty": pa.array([[], None, []], pa.list_(pa.float32()))}
    )
    assert not is_refused(open_source(words), 20_000, SMALL)


def test_an_audit_asks_before_it_reads(monkeypatch):
    monkeypatch.setattr(vector_room, "WORKED_ON", SMALL)
    frame = pa.table({"embedding": pa.array([[1.0, 2.0]] * 200), "price": np.arange(200.0)})
    with pytest.raises(UsageError, match="vectors of 'embedding'"):
        run_audit(frame, frame, suite=default_suite(memory="512MiB"))
