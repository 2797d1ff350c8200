"""In executors: the second reading, in which every partition is profiled as the local engine profiles a file."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

import numpy as np
import pyarrow as pa

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.engines.spark.parts import Batches, PartReading, memory_error, partition, telling
from driftcli.engines.spark.sending import packed, unpacked
from driftcli.errors import SourceError
from driftcli.frozen import dataclass
from driftcli.profiles.dataset import ColumnProfile, DatasetProfile
from driftcli.profiles.merge import merge_profiles
from driftcli.sources.source import Source

SCHEMA = "part int, payload binary"
HELD = 4
"""Profiles that a task holds at a time; each takes some 200 KiB a column."""
_ARROW = pa.schema([("part", pa.int32()), ("payload", pa.binary())])


@dataclass(frozen=True)
class CountJob:
    """What is counted in every part of a dataset."""

    reading: PartReading
    plan: ProfilePlan
    reference: bytes
    """The profile that gives edges, kinds and tracked categories, packed."""

    def run(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Profile one partition: no row, or one that holds its profile."""
        with telling(self.reading.name):
            known: DatasetProfile = unpacked(self.reference)
            profiles = map(partial(self._profile, known=known), self.reading.sources(batches))
            first = next(profiles, None)
            if first is not None:
                yield _row(partition(), merge_profiles(chain([first], profiles), at_once=HELD))

    def merged(self, table: pa.Table) -> pa.Table:
        """Merge the profiles of some parts, in their order."""
        with telling(self.reading.name):
            order = np.argsort(table["part"].to_numpy(), kind="stable").tolist()
            parts = (unpacked(table["payload"][place].as_py()) for place in order)
            merged = merge_profiles(parts, at_once=HELD)
        part = int(table["part"][order[0]].as_py())
        return pa.Table.from_batches([_row(part, merged)], schema=_ARROW)

    def _profile(self, source: Source, known: DatasetProfile) -> DatasetProfile:
        try:
            profile = profile_source(source, self.plan, known)
        except SourceError as error:
            if not isinstance(error.__cause__, MemoryError):
                raise
            raise memory_error(error.message, self.reading.name) from error
        return replace(profile, columns={name: _numberless(own) for name, own in profile.columns.items()})


def _numberless(column: ColumnProfile) -> ColumnProfile:
    """Rows of a table in Spark have no number, so none is told."""
    if not column.presence.unparseable_rows:
        return column
    return replace(column, presence=replace(column.presence, unparseable_rows=()))


def _row(part: int, profile: DatasetProfile) -> pa.RecordBatch:
    return pa.record_batch([pa.array([part], pa.int32()), pa.array([packed(profile)], pa.binary())], schema=_ARROW)
