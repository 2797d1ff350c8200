"""What is parsed waits in memory, or beyond the room for it in a temporary file, and says the same from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.sources.keeping import VALUE_BYTES, InMemory, OnDisk, Room
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from tests.sources.reading import values

if TYPE_CHECKING:
    from pathlib import Path

    from driftcli.sources.source import Source

ROWS = 400
TABLE = pa.table(
    {
        "dates": ["2024-01-01", "2024-01-02 10:00", None, "2024-01-03"] * 100,
        "numbers": ["1", "2.5", "??", "4"] * 100,
        "whole": [1.0, 2.0, None, 4.0] * 100,
        "flags": [True, False, None, True] * 100,
        "words": ["a", "b", None, "c"] * 100,
    }
)
LIKE = {"numbers": pa.float64(), "whole": pa.string(), "flags": pa.int64(), "words": pa.bool_()}


def said(source: Source) -> tuple[object, ...]:
    bad = [source.unparseable(field.name) for field in source.fields]
    return source.fields, values(source), bad, [source.declared_type(field.name) for field in source.fields]


@pytest.mark.parametrize("like", [None, LIKE])
@pytest.mark.parametrize("where", [None, "`whole` > 1"])
def test_parsed_columns_are_the_same_from_disk(like: dict[str, pa.DataType], where: str | None, tmp_path: Path) -> None:
    path = tmp_path / "all.parquet"
    pq.write_table(TABLE, path, row_group_size=30)
    options = SourceOptions(where=None if like else where)
    held, waiting = (open_source(path, options=options, like=like, room=room) for room in (None, 1))
    assert said(waiting) == said(held)
    assert (held.fields[0].type, held.fields[1].type) == (
        pa.timestamp("us"),
        pa.float64() if like else pa.string(),
    )


def test_files_of_unlike_types_are_the_same_from_disk(tmp_path: Path) -> None:
    pq.write_table(TABLE, tmp_path / "1.parquet")
    pq.write_table(TABLE.set_column(1, "numbers", pa.array([1, 2, 3, 4] * 100)), tmp_path / "2.parquet")
    held, waiting = (open_source(tmp_path / "*.parquet", room=room) for room in (None, 1))
    assert said(waiting) == said(held)
    assert held.rows == 2 * ROWS
    assert values(held)["numbers"][-1] == "4"


def test_columns_share_the_room() -> None:
    room = Room(3 * VALUE_BYTES * ROWS, "a file")
    keepers = [room.keeper(ROWS) for _ in range(5)]
    assert [type(keeper) for keeper in keepers] == [InMemory] * 3 + [OnDisk] * 2
    assert keepers[3] is keepers[4]
    assert isinstance(Room(None, "a file").keeper(10**12), InMemory)
