"""What a source is: named columns of Arrow arrays, and what is known about the data they came from.

Arrays are delivered in plain types: dictionaries and run-end encodings are decoded, views become ordinary strings,
float16 becomes float32 and structs are flattened into dotted names. ``declared_type`` keeps what the file itself said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

EXAMPLES = 5
"""How many lines, rows or values are kept to show what was wrong."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column's name and the type in which it is delivered."""

    name: str
    """Unique within the source."""
    type: pa.DataType
    """The type of the arrays which ``Source.column`` gives."""
    nullable: bool
    """Whether the data may hold missing values, by its own declaration."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Rows which could not be read, because they have too many or too few fields."""

    count: int = 0
    """How many rows were left out."""
    first_lines: tuple[int, ...] = ()
    """Their first line numbers in the file, counted from 1; at most five."""
    examples: tuple[str, ...] = ()
    """Their first texts, shortened; at most five."""


@dataclass(frozen=True, slots=True)
class Unparseable:
    """Values of one column which are not of its type; they are null in its arrays."""

    count: int
    """How many values."""
    examples: tuple[str, ...]
    """Their first distinct spellings; at most five."""
    first_rows: tuple[int, ...]
    """Their first rows, counted from 1 among the data rows before any filter; at most five."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text file was read."""

    delimiter: str
    """What separates fields."""
    quote: str
    """What encloses a field that holds the delimiter; empty where nothing does."""
    escape: str
    """What precedes a quote inside a quoted field; empty where it is doubled instead."""
    header: bool
    """Whether the first row holds the column names."""
    encoding: str
    """The text encoding, by Python's name."""
    decimal: str
    """The decimal mark of numbers."""
    thousands: str
    """The mark between groups of three digits; empty where there is none."""
    null_spellings: tuple[str, ...]
    """Unquoted spellings which are missing in every column."""
    guessed: tuple[str, ...] = ()
    """Names of the fields above which were guessed from the data rather than given."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Where the data came from and what was found on the way in."""

    name: str
    """As the user gave it."""
    format: str
    """One of csv, tsv, parquet, feather, arrow, frame."""
    files: tuple[str, ...] = ()
    """The files read, in order."""
    bytes: int | None = None
    """Their size together, as stored."""
    dialect: Dialect | None = None
    """How text was read; of the first file where there are several."""
    unreadable: Unreadable = Unreadable()
    """Rows left out because they could not be read."""
    notes: tuple[str, ...] = ()
    """Sentences about what was changed or decided on the way in, such as renamed headers."""


@runtime_checkable
class Source(Protocol):
    """Columns of one dataset, read when asked for."""

    @property
    def facts(self) -> SourceFacts:
        """Where the data came from."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in file order."""

    @property
    def rows(self) -> int:
        """Number of rows which pass the row filter."""

    def column(self, name: str) -> Iterator[pa.Array]:
        """Arrays of one column in row order; may be called from several threads at once."""

    def encoded(self, name: str) -> Iterator[pa.Array]:
        """Arrays of one column as ``column`` gives them, strings perhaps as codes of a dictionary each."""

    def unparseable(self, name: str) -> Unparseable | None:
        """Values of the column which are not of its type, or None where all are."""

    def declared_type(self, name: str) -> pa.DataType:
        """The type in this file itself, before it was read as the reference's type."""
