"""How much of a column is there at all, counted alike for every kind."""

from driftcli.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Presence:
    """Counts of rows by what the cell holds."""

    rows: int = 0
    missing: int = 0
    """None, NaN, NaT and spellings of missing; unparseable cells are not counted here."""
    nan: int = 0
    """The part of ``missing`` that was a floating-point NaN."""
    unparseable: int = 0
    """Cells that hold something which is not of the column's type."""
    blank: int = 0
    """Strings of length zero or of blanks only; they are values, not missing."""
    unparseable_examples: tuple[str, ...] = ()
    unparseable_rows: tuple[int, ...] = ()
    """Row numbers of the first unparseable cells, counted from 1."""

    @property
    def present(self) -> int:
        """Rows with a value."""
        return self.rows - self.missing - self.unparseable

    def merge(self, other: "Presence") -> "Presence":
        """Add the counts of two parts."""
        return Presence(
            rows=self.rows + other.rows,
            missing=self.missing + other.missing,
            nan=self.nan + other.nan,
            unparseable=self.unparseable + other.unparseable,
            blank=self.blank + other.blank,
            unparseable_examples=(self.unparseable_examples + other.unparseable_examples)[:5],
            unparseable_rows=(self.unparseable_rows + tuple(row + self.rows for row in other.unparseable_rows))[:5],
        )
