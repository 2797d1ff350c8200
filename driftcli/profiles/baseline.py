"""The baseline: a profile in a file, small enough to commit, readable without driftcli, holding no rows unless asked.

The file is Parquet. Its table has one row for each array of the profile: ``column`` (the dataset's column, empty for
the dataset itself), ``field`` (path of the array inside the profile, such as ``grid.edges`` or ``counts``) and the
array in one of ``floats``, ``integers`` or ``strings``. The file's metadata holds, under ``driftcli.profile``, a JSON
document: format version, facts, schema, and the scalar fields of each column with ``{"$array": field}`` where an array
belongs. Row counts between edges: cell 0 holds values up to the first edge, cell k those in (edge k-1, edge k].
Windows and segments (``grouped``) are counted alike, between all edges where those are few, else between the sorted
distinct values of ``grid.levels``, ``grid.high_tail``, and ``grid.atoms`` and ``grid.low_tail`` with the float just
below each.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.errors import OutputError, SourceError
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import ColumnSchema, DatasetFacts, DatasetProfile, PlainProfile
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.grid import FINE_CELLS, Grid, IntArray
from driftcli.profiles.groups import ClusterSums
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.outcome_classes import ClassOutcomes
from driftcli.profiles.outcome_errors import ErrorOutcomes
from driftcli.profiles.outcome_rankings import RankingOutcomes
from driftcli.profiles.outcome_scores import ScoreOutcomes
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.profiles.presence import Presence
from driftcli.profiles.rows import RowSample, RowsProfile
from driftcli.profiles.temporal import Buckets, TemporalProfile
from driftcli.profiles.text import IdentifierProfile, TextProfile
from driftcli.profiles.values import ValueCounts
from driftcli.profiles.vector import VectorProfile
from driftcli.sources.kinds import Kind, Role
from driftcli.sources.lean_arrow import pq
from driftcli.stats.loss_moments import GroupSpread, LossMoments
from driftcli.stats.moments import Moments

FORMAT_VERSION = 2
READ_VERSIONS = (1, 2)
"""Format 1 did not say on which rows edges were placed; they count as those of other rows, and bounds are wider."""
MINIMUM_ROWS = 30
"""A profile of fewer rows would give single values away (METHODS 10.6)."""
STORED_VALUES = 4_096
"""Distinct numbers that are stored with their counts, where they repeat."""
_KEY = b"driftcli.profile"
_MAGIC = b"PAR1"
_TABLE = pa.schema(
    [
        ("column", pa.string()),
        ("field", pa.string()),
        ("floats", pa.list_(pa.float64())),
        ("integers", pa.list_(pa.int64())),
        ("strings", pa.list_(pa.string())),
    ]
)
_LAYOUT: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 9,
    "use_dictionary": ["column", "field"],
    "column_encoding": {"floats.list.element": "BYTE_STREAM_SPLIT", "integers.list.element": "BYTE_STREAM_SPLIT"},
    "store_schema": False,  # it would hold the document a second time
}
"""Neighbouring edges share their leading bytes, counts their zero ones: apart from the others they take no room."""
_CLASSES = {
    cls.__name__: cls
    for cls in (
        NumericProfile,
        CategoricalProfile,
        TemporalProfile,
        TextProfile,
        IdentifierProfile,
        VectorProfile,
        PlainProfile,
        Presence,
        Grid,
        ValueCounts,
        Moments,
        ClusterSums,
        Buckets,
        DistinctSample,
        RowsProfile,
        RowSample,
        OutcomesProfile,
        ClassOutcomes,
        ScoreOutcomes,
        ErrorOutcomes,
        RankingOutcomes,
        LossMoments,
        GroupSpread,
    )
}

_UNSAID: dict[type, dict[str, Any]] = {Grid: {"placed_on": "others"}}
"""What baselines of an earlier format leave open."""


def write_baseline(profile: DatasetProfile, path: str | Path) -> None:
    """Write a profile to a file; a reader sees the old file or the new one, never half of either.

    Raises
    ------
    OutputError
        When the file cannot be written.
    SourceError
        When the profile has too few rows to be stored without giving values away.
    """
    if profile.n < MINIMUM_ROWS:
        raise SourceError(
            f"a baseline needs at least {MINIMUM_ROWS} rows, this one has {profile.n}", where=profile.facts.name
        )
    writer = _Writer()
    document = {
        "format_version": FORMAT_VERSION,
        "facts": _plain(profile.facts),
        "schema": [_plain(schema) for schema in profile.schema.values()],
        "groups": {name: list(labels) for name, labels in profile.groups.items()},
        "columns": {name: writer.encode(name, _compact(column)) for name, column in profile.columns.items()},
        "rows": writer.encode("", profile.rows),
        "sample": writer.encode("", profile.sample, "sample") if profile.sample else None,
        "outcomes": writer.encode("", _compact(profile.outcomes), "outcomes") if profile.outcomes else None,
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    _write(pa.Table.from_pylist(writer.table, schema=_TABLE), text, Path(path))


def is_baseline(path: str | Path) -> bool:
    """Tell whether a path is a baseline file."""
    file = Path(path)
    try:
        if not file.is_file():
            return False
        with file.open("rb") as opened:
            if opened.read(4) != _MAGIC:
                return False
        return _KEY in (pq.read_metadata(file).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def read_baseline(path: str | Path) -> DatasetProfile:
    """Read a profile from a file.

    Raises
    ------
    SourceError
        When the file is no baseline, is broken, or is of a later format.
    """
    try:
        with pq.ParquetFile(path) as file:
            document = json.loads((file.metadata.metadata or {})[_KEY])
            table = file.read(use_threads=False)  # small: threads would cost more than they save
        if document["format_version"] not in READ_VERSIONS:
            raise SourceError(
                f"is a baseline of format {document['format_version']}, this driftcli reads up to {FORMAT_VERSION}",
                where=str(path),
                hint="write it again with this version, or audit with the version that wrote it",
            )
        return _profile(document, _Reader(table), str(path))
    except (OSError, LookupError, TypeError, ValueError, AttributeError, pa.ArrowException) as error:
        raise SourceError(
            f"is not a readable baseline ({type(error).__name__}: {error})",
            where=str(path),
            hint="write one with `driftcli profile DATA -o FILE`",
        ) from error


def _profile(document: dict[str, Any], reader: "_Reader", name: str) -> DatasetProfile:
    schema = {one["name"]: _schema(one) for one in document["schema"]}
    facts = {key: _tuples(value) for key, value in document["facts"].items()}
    outcomes = document.get("outcomes")
    return DatasetProfile(
        facts=DatasetFacts(**{**facts, "name": name, "format": "baseline"}),
        schema=schema,
        columns={name: reader.decode(name, document["columns"][name]) for name in schema},
        rows=reader.decode("", document["rows"]),
        groups={name: tuple(labels) for name, labels in document["groups"].items()},
        sample=reader.decode("", document["sample"]) if document["sample"] else None,
        outcomes=reader.decode("", outcomes) if outcomes else None,
    )


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples they were."""
    if isinstance(value, Mapping):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _compact(column: Any) -> Any:
    """Drop distinct values that would give the column away, or take more room than all the rest.

    Nearly unique values are the column itself. What is decided needs the counts between edges only; what is reported
    beside it (KS, Wasserstein, median) is from then on as exact as 1,000 cells, and distinct values are not compared.
    """
    if not isinstance(column, NumericProfile) or not column.values.is_complete:
        return column
    distinct = len(column.values.values)
    if distinct <= FINE_CELLS or (distinct <= STORED_VALUES and 2 * distinct <= column.n):
        return column
    return replace(column, values=column.values.bounded(FINE_CELLS, frequent=FINE_CELLS))


class _Writer:
    """Takes arrays out of nested dataclasses into rows of the table."""

    def __init__(self) -> None:
        self.table: list[dict[str, Any]] = []

    def encode(self, column: str, value: Any, path: str = "") -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            inner = {f.name: self.encode(column, getattr(value, f.name), _join(path, f.name)) for f in fields(value)}
            return {"$class": type(value).__name__, **inner}
        if isinstance(value, np.ndarray):
            return self._array(column, value, path)
        if isinstance(value, Mapping):
            return {"$map": {key: self.encode(column, item, _join(path, key)) for key, item in value.items()}}
        if isinstance(value, tuple) and value and all(isinstance(item, str) for item in value):
            self.table.append({"column": column, "field": path, "strings": list(value)})
            return {"$strings": path}
        if isinstance(value, tuple):
            return {"$tuple": [self.encode(column, item, f"{path}.{i}") for i, item in enumerate(value)]}
        return value.item() if isinstance(value, np.generic) else value

    def _array(self, column: str, value: np.ndarray, path: str) -> Any:
        row: dict[str, Any] = {"column": column, "field": path}
        if value.dtype == object:
            row["strings"] = [None if item is None else _text(item) for item in value]
        elif np.issubdtype(value.dtype, np.floating):
            row["floats"] = value.ravel()
        else:
            row["integers"] = (
                value.ravel().view(np.int64) if value.dtype == np.uint64 else value.ravel().astype(np.int64)
            )
        self.table.append(row)
        return {"$array": path, "dtype": str(value.dtype), "shape": list(value.shape)}


class _Reader:
    """Puts the arrays back."""

    def __init__(self, table: pa.Table) -> None:
        keys = zip(table["column"].to_pylist(), table["field"].to_pylist(), strict=True)
        self._place = {key: row for row, key in enumerate(keys)}
        whole = table.combine_chunks()
        self._starts = {name: _starts(whole[name]) for name in ("floats", "integers", "strings")}
        self._numbers = {name: _flat(whole[name]).to_numpy() for name in ("floats", "integers")}
        self._strings = _flat(whole["strings"])

    def decode(self, column: str, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "$class" in value:
            cls = _CLASSES[value["$class"]]
            held = {
                key: self.decode(column, item) if isinstance(item, dict) else item
                for key, item in value.items()
                if key != "$class"
            }
            return cls(**{**_UNSAID[cls], **held} if cls in _UNSAID else held)
        if "$array" in value:
            return self._array(column, value)
        if "$map" in value:
            return {key: self.decode(column, item) for key, item in value["$map"].items()}
        if "$strings" in value:
            return tuple(self._texts(column, value["$strings"]))
        return tuple(self.decode(column, item) for item in value["$tuple"])

    def _array(self, column: str, value: dict[str, Any]) -> np.ndarray:
        dtype, path = value["dtype"], value["$array"]
        if dtype == "object":
            return np.array(self._texts(column, path), dtype=object)
        kind = "floats" if dtype.startswith("float") else "integers"
        numbers = self._numbers[kind][self._span(kind, column, path)]
        typed = numbers.view(np.uint64) if dtype == "uint64" else numbers.astype(dtype)
        return np.asarray(typed.reshape(value["shape"]))

    def _texts(self, column: str, path: str) -> list[str | None]:
        found: list[str | None] = self._strings[self._span("strings", column, path)].to_pylist()
        return found

    def _span(self, kind: str, column: str, path: str) -> slice:
        place = self._place[column, path]
        return slice(int(self._starts[kind][place]), int(self._starts[kind][place + 1]))


def _text(item: Any) -> str:
    return str(item.tolist() if isinstance(item, np.ndarray) else item)


def _starts(lists: pa.ChunkedArray) -> IntArray:
    """Where the elements of each list begin among those of all, shape (lists + 1,)."""
    sizes = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])


def _flat(lists: pa.ChunkedArray) -> pa.Array:
    """The elements of all lists, one after another."""
    elements = pc.list_flatten(lists).combine_chunks()
    return elements.chunk(0) if isinstance(elements, pa.ChunkedArray) else elements


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _plain(value: Any) -> dict[str, Any]:
    return {f.name: _jsonable(getattr(value, f.name)) for f in fields(value)}


def _jsonable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _jsonable(item) for key, item in value.items()}
    return [_jsonable(item) for item in value] if isinstance(value, tuple | list) else value


def _schema(one: dict[str, Any]) -> ColumnSchema:
    return ColumnSchema(**{**one, "kind": Kind(one["kind"]), "role": Role(one["role"])})


def _write(table: pa.Table, document: str, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False) as opened:
            temporary = Path(opened.name)
        try:
            with pq.ParquetWriter(temporary, table.schema, **_LAYOUT) as writer:
                writer.write_table(table)
                writer.add_key_value_metadata({_KEY: document.encode()})
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"could not be written ({error.strerror or error})", where=str(path)) from error
