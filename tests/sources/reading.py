"""What the tests of this folder share: bytes to a source, a source to lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from driftcli.sources.source import Source

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the shared datasets are not here")


def read(path: Path, content: bytes | str, *, like: Mapping[str, pa.DataType] | None = None, **options: Any) -> Source:
    """Write a file and open it."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_source(path, options=SourceOptions(**options), like=like)


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
