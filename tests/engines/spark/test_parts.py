"""The rows of one partition, a bounded number at a time."""

import pyarrow as pa

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.engines.spark import sending
from driftcli.engines.spark.count_job import CountJob
from driftcli.engines.spark.parts import CHUNK_ROWS, PartReading, chunks
from driftcli.engines.spark.survey_job import SurveyJob
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions


def test_a_chunk_is_not_held_while_the_next_one_comes_in(monkeypatch):
    """Else two of them would take memory at once, in either reading."""
    monkeypatch.setattr("driftcli.engines.spark.parts.CHUNK_ROWS", 2_000)
    size, rests = 20_000_000, []

    def batches():
        before = pa.total_allocated_bytes()
        for first in range(0, 8_000, 2_000):
            rests.append(pa.total_allocated_bytes() - before)
            yield pa.record_batch({"x": [f"{first + place:010000}" for place in range(2_000)]})

    reading, plan = PartReading("data", SourceOptions()), ProfilePlan(threads=1)
    known = sending.packed(profile_source(open_source(pa.table({"x": ["text"] * 100})), plan))
    jobs = (CountJob(reading, plan, known), SurveyJob(reading, RoleAssignment(), {}, None, None, 0.0))
    for job in jobs:
        rests.clear()
        assert len(list(job.run(batches()))) == 1
        assert len(rests) == 4
        assert max(rests) < size / 2


def test_a_part_is_read_as_it_was_settled():
    reading = PartReading("data", SourceOptions(), types={"x": "number"})
    assert [source.rows for source in reading.sources([pa.record_batch({"x": ["1", "2"]})])] == [2]


def test_small_batches_are_put_together():
    batch = pa.record_batch({"x": pa.array(range(CHUNK_ROWS // 4))})
    assert [table.num_rows for table in chunks([batch] * 6, name="data")] == [CHUNK_ROWS, CHUNK_ROWS // 2]
    assert [table.num_rows for table in chunks([batch] * 6, name="data", is_whole=True)] == [CHUNK_ROWS // 4 * 6]
    assert list(chunks([], name="data")) == []
