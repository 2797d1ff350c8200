"""Profile of a dataset: its schema, one profile a column, what is kept of rows, and where it came from."""

from collections.abc import Mapping
from dataclasses import field, replace

import pyarrow as pa

from driftcli.frozen import dataclass
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.profiles.presence import Presence
from driftcli.profiles.rows import RowSample, RowsProfile
from driftcli.profiles.temporal import TemporalProfile
from driftcli.profiles.text import IdentifierProfile, TextProfile
from driftcli.profiles.vector import VectorProfile
from driftcli.sources.kinds import Kind, Role
from driftcli.sources.typenames import type_from_name


@dataclass(frozen=True)
class PlainProfile:
    """A column of which only presence is audited: empty or opaque."""

    presence: Presence

    @property
    def n(self) -> int:
        """Rows with a value."""
        return self.presence.present

    def merge(self, other: "PlainProfile") -> "PlainProfile":
        """Add a part."""
        return PlainProfile(self.presence.merge(other.presence))


ColumnProfile = (
    NumericProfile
    | CategoricalProfile
    | TemporalProfile
    | TextProfile
    | IdentifierProfile
    | VectorProfile
    | PlainProfile
)


@dataclass(frozen=True, slots=True)
class ColumnSchema:
    """What a column is said to be."""

    name: str
    type: str
    """Arrow type in the file itself, written as Arrow writes it."""
    kind: Kind
    kind_reason: str
    role: Role
    read_as: str = ""
    """Arrow type it was read as: the reference's, for current data."""
    family: str = ""
    """Family of ``type``: string, number, boolean, timestamp …; another family is another type to a reader."""
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """Where a profile came from."""

    name: str
    format: str
    rows: int
    bytes: int | None = None
    files: int = 1
    unreadable_rows: int = 0
    unreadable_lines: tuple[int, ...] = ()
    unreadable_examples: tuple[str, ...] = ()
    dialect: Mapping[str, object] | None = None
    notes: tuple[str, ...] = ()
    missing_timestamps: int = 0
    """Rows that belong to no window because their timestamp is missing."""
    sha256: str | None = None
    """Of its files."""

    def merge(self, other: "DatasetFacts") -> "DatasetFacts":
        """Facts of two parts together."""
        return replace(
            self,
            name=self.name,
            rows=self.rows + other.rows,
            bytes=None if self.bytes is None or other.bytes is None else self.bytes + other.bytes,
            files=self.files + other.files,
            unreadable_rows=self.unreadable_rows + other.unreadable_rows,
            unreadable_lines=(self.unreadable_lines + other.unreadable_lines)[:5],
            unreadable_examples=(self.unreadable_examples + other.unreadable_examples)[:5],
            notes=tuple(dict.fromkeys(self.notes + other.notes)),
            missing_timestamps=self.missing_timestamps + other.missing_timestamps,
            sha256=None,
        )


@dataclass(frozen=True)
class DatasetProfile:
    """Everything the audit keeps of a dataset; profiles of parts merge into the profile of the whole."""

    facts: DatasetFacts
    schema: Mapping[str, ColumnSchema]
    """In file order."""
    columns: Mapping[str, ColumnProfile]
    """A profile for each column of the schema."""
    rows: RowsProfile
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Labels of each grouping (``window``, ``segment``), in the order of the groups in the columns."""
    sample: RowSample | None = None
    outcomes: OutcomesProfile | None = None
    """Labels against predictions, where columns for both are named."""

    @property
    def n(self) -> int:
        """Rows."""
        return self.facts.rows

    @property
    def types(self) -> dict[str, pa.DataType]:
        """The Arrow type that each column was read as, so that other data is read alike; nested types are left out."""
        found = {name: type_from_name(schema.read_as) for name, schema in self.schema.items()}
        return {name: value for name, value in found.items() if value is not None}
