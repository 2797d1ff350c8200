"""What the tests of this folder share: bytes to a source, a source to lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from driftcli.errors import DriftError
from driftcli.sources.csv import stretches as csv_stretches
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from driftcli.sources.source import Source

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared datasets are not here")


def read(path: Path, content: bytes | str, *, like: Mapping[str, pa.DataType] | None = None, **options: Any) -> Source:
    """Write a file and open it; a text file must come out the same where memory does not hold it."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = SourceOptions(**options)
    on_disk = _tried(lambda: open_on_disk(path, options=said, like=like))
    source = _tried(lambda: open_source(path, options=said, like=like))
    if isinstance(source, DriftError):
        assert isinstance(on_disk, type(source))
        assert (on_disk.where, on_disk.hint) == (source.where, source.hint)
        raise source
    if source.facts.dialect is not None:
        assert not isinstance(on_disk, DriftError)
        assert described(on_disk) == described(source)
    return source


def _tried(open_: Callable[[], Source]) -> Source | DriftError:
    try:
        return open_()
    except DriftError as error:
        return error


def open_on_disk(path: Path, *, stretch: int | None = None, **asked: Any) -> Source:
    """Open a text file as one that memory does not hold, in tens of stretches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_stretches, "LEAST", stretch or max(16, path.stat().st_size // 40))
        return open_source(path, room=1, **asked)


def described(source: Source) -> list[Any]:
    """Give all that a source says of a file; values by their spelling, so that a NaN equals a NaN."""
    columns = [
        (
            field,
            str(source.declared_type(field.name)),
            source.unparseable(field.name),
            array(source, field.name).cast(pa.string()).combine_chunks(),
        )
        for field in source.fields
    ]
    return [source.facts, source.rows, columns]


def array(source: Source, name: str) -> pa.ChunkedArray:
    """Give one column as a whole, and check that its arrays have the type that the field says."""
    type_ = next(field.type for field in source.fields if field.name == name)
    chunks = list(source.column(name))
    assert all(chunk.type == type_ for chunk in chunks)
    return pa.chunked_array(chunks, type_)


def values(source: Source) -> dict[str, list[Any]]:
    """Give all columns as lists."""
    found = {field.name: array(source, field.name).to_pylist() for field in source.fields}
    assert all(len(column) == source.rows for column in found.values())
    return found


def types(source: Source) -> dict[str, str]:
    """Give the types of all columns as words."""
    return {field.name: str(field.type) for field in source.fields}
