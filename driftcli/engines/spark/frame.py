"""What is to be audited as a Spark frame: a path, a table, or the caller's own; and how its columns are read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from driftcli.engines.spark.head import first_rows
from driftcli.engines.spark.lines import HEAD_LINES, Lines, lines_of, read_lines
from driftcli.engines.spark.parts import PartReading
from driftcli.errors import NoRowsError, SourceError, UsageError
from driftcli.frozen import dataclass
from driftcli.sources.families import family_of
from driftcli.sources.frames import is_spark_frame
from driftcli.sources.open import open_timed
from driftcli.sources.options import TYPES, SourceOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from driftcli.sources.kinds import RoleAssignment
    from driftcli.sources.source import Source

HEAD_ROWS = 10_000
"""First rows by which types are settled for all rows."""
_FORMATS = {".csv": "csv", ".tsv": "tsv", ".orc": "orc", ".json": "json", ".avro": "avro"}
"""By the ending of a path; everything else is taken for Parquet, as Spark's tables usually are."""
_COMPRESSIONS = (".gz", ".bz2", ".zst", ".deflate", ".snappy", ".lz4")


@dataclass(frozen=True)
class SparkData:
    """One dataset, ready to be read by executors."""

    frame: Any
    name: str
    format: str
    reading: PartReading
    head: Source
    """Its first rows, read as all will be."""
    together: str | None = None
    """Column whose equal values must stand in one partition when rows are counted."""
    notes: tuple[str, ...] = ()

    def to_count(self) -> tuple[Any, PartReading]:
        """The frame whose rows are counted, and how its parts are read: those that belong together not apart."""
        if self.together is None:
            return self.frame, self.reading
        return self.frame.repartition(_quoted(self.together)), replace(self.reading, is_whole=True)


def open_data(
    given: Any,
    session: Any,
    *,
    options: SourceOptions,
    roles: RoleAssignment,
    like: Mapping[str, pa.DataType] | None = None,
    query: str | None = None,
) -> SparkData:
    """Find the frame that a path, a name or a frame stands for, and settle how its columns are read."""
    frame, name, form = _frame(given, session, options)
    is_text = form in {"csv", "tsv"}
    first = first_rows(frame, HEAD_LINES if is_text else HEAD_ROWS, name=name)
    lines: Lines | None
    if first.num_rows == 0:
        raise NoRowsError("has no rows", where=name, hint="check the step that writes it")
    bare = replace(options, where=None)
    if is_text:
        lines, head = lines_of(first, options, name=name, timestamp=roles.timestamp, like=like)
    else:
        lines, head = None, _head(first, name, options=bare, timestamp=roles.timestamp, like=like)
    together = _together(roles, query, [field.name for field in head.fields])
    if together is not None and is_text:
        raise UsageError(
            f"lines of text cannot be brought together by {together} in Spark",
            where=name,
            hint="write the data as Parquet first, or leave out --cluster and the query of a ranking",
        )
    reading = PartReading(
        name=name,
        options=replace(options, types=dict(options.types)),
        types=_forced(head, options),
        like={field.name: field.type for field in head.fields if not pa.types.is_null(field.type)},
        lines=lines,
    )
    notes = (
        () if together is None else (f"rows were brought together by {together}, so that none of its groups is cut",)
    )
    narrow = frame if is_text else _narrowed(frame, head, options)
    return SparkData(narrow, name, form, reading, head, together, notes)


def _head(
    first: pa.Table,
    name: str,
    *,
    options: SourceOptions,
    timestamp: str | None,
    like: Mapping[str, pa.DataType] | None,
) -> Source:
    """The first rows, read as all will be."""
    try:
        return open_timed(first, timestamp, options=options, like=like)
    except SourceError as error:
        where = name if (error.where or "").endswith(" in memory") else error.where
        raise type(error)(error.message, where=where, hint=error.hint) from error


def _frame(given: Any, session: Any, options: SourceOptions) -> tuple[Any, str, str]:
    if is_spark_frame(given):
        return given, "DataFrame in Spark", "spark"
    if not isinstance(given, str | Path):
        raise UsageError(
            f"a {type(given).__name__} is not for the Spark engine",
            hint="give a path, the name of a table or a DataFrame of Spark, or use the local engine",
        )
    text = str(given)
    if text == "-":
        raise UsageError("Spark cannot read standard input", where="-", hint="name a path or a table")
    if _is_table(text, session):
        return session.table(text), text, "table"
    form = _format(text, options)
    if form in {"csv", "tsv"}:
        return read_lines(text, session), text, form
    return session.read.format(form).load(text), text, form


def _is_table(text: str, session: Any) -> bool:
    """A name such as ``catalog.db.table``, and nothing that is a path."""
    parts = text.split(".")
    is_name = all(part.replace("_", "").replace("-", "").isalnum() for part in parts) and len(parts) <= 3
    return is_name and not Path(text).exists() and bool(session.catalog.tableExists(text))


def _format(text: str, options: SourceOptions) -> str:
    if options.format is not None:
        return options.format
    path = Path(text.rstrip("/*"))
    while path.suffix in _COMPRESSIONS:
        path = path.with_suffix("")
    return _FORMATS.get(path.suffix.lower(), "parquet")


def _forced(head: Source, options: SourceOptions) -> dict[str, str]:
    """Columns which the first rows show to be of another family than they are stored in, and those the user names."""
    forced = dict(options.types)
    for field in head.fields:
        family = family_of(field.type)
        if family in TYPES and family != family_of(head.declared_type(field.name)):
            forced.setdefault(field.name, family)
    return forced


def _together(roles: RoleAssignment, query: str | None, names: Sequence[str]) -> str | None:
    """The column whose equal values must stand in one partition, because what is counted by them does not add."""
    wanted = [name for name in (roles.cluster, query) if name in names]
    if len(set(wanted)) > 1:
        raise UsageError(
            "the Spark engine cannot keep clusters and queries of a ranking together at once",
            where=f"--cluster {wanted[0]}",
            hint="leave one of them out",
        )
    return wanted[0] if wanted else None


def _narrowed(frame: Any, head: Source, options: SourceOptions) -> Any:
    """Let Spark read only the columns that are asked for; a condition on rows may need others."""
    if options.where is not None or not (options.columns or options.ignore):
        return frame
    wanted = {field.name for field in head.fields}
    names = [name for name in frame.columns if name in wanted or any(own.startswith(f"{name}.") for own in wanted)]
    return frame.select(*map(_quoted, names))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
