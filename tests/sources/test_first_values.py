"""Whether strings are dates is told from the first values, of which a Parquet file gives a short piece."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from driftcli.sources import parquet
from driftcli.sources.families import family_of
from driftcli.sources.open import open_source

DAYS = [f"2026-01-{1 + row % 28:02d}" for row in range(2_000)]
NOTHING: list[str | None] = [None]


@pytest.mark.parametrize(
    ("values", "is_date"),
    [
        (DAYS, True),
        (NOTHING * 1_500 + DAYS, True),  # the first piece holds nothing
        (NOTHING * 900 + DAYS[:100] + ["soon"] + DAYS, False),  # and here too little to tell
        (["soon", *DAYS], False),
        (DAYS[:4], False),
        (NOTHING * 10, False),
    ],
)
def test_dates_are_told_by_as_many_values_as_ever(values: list[str | None], is_date: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"day": pa.array(values, pa.string())}), path)
    field = open_source(str(path)).fields[0]
    assert (family_of(field.type) == "timestamp") == is_date


def test_no_more_than_a_piece_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"name": [f"name {row}" for row in range(5_000)]}), path)
    asked = []
    read = parquet._arrays

    def told(*data: parquet.ParquetData, batch_rows: int | None = None, **which: object) -> object:
        asked.append(batch_rows)
        return read(*data, batch_rows=batch_rows, **which)  # type: ignore[arg-type]

    monkeypatch.setattr(parquet, "_arrays", told)
    open_source(str(path))
    assert asked == [parquet.PIECE_ROWS]
