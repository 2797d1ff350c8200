"""Profiles of free text and of identifiers: derived numbers and shapes, never the strings themselves."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from driftcli.frozen import dataclass
from driftcli.profiles.categorical import CategoricalProfile, profile_categories
from driftcli.profiles.characters import measures, patterns, text_lengths
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.grid import Grid
from driftcli.profiles.hashing import HashArray, hash_values
from driftcli.profiles.numeric import NumericProfile, profile_numbers
from driftcli.profiles.presence import Presence

DERIVED = ("length", "tokens", "digit_share", "upper_share", "non_ascii_share", "punctuation_share")
"""What is measured of a text, in this order."""
Strings = Any
"""A chunked array of strings, perhaps encoded, or a list of them with ``None`` where they are missing."""


@dataclass(frozen=True)
class TextProfile:
    """Free text, as numbers derived from it."""

    presence: Presence
    derived: Mapping[str, NumericProfile]
    """One numeric profile for each name in ``DERIVED``."""
    distinct: DistinctSample

    @property
    def n(self) -> int:
        """Rows with a value."""
        return self.distinct.rows

    def merge(self, other: "TextProfile") -> "TextProfile":
        """Add a part."""
        return TextProfile(
            self.presence.merge(other.presence),
            {name: self.derived[name].merge(other.derived[name]) for name in self.derived},
            self.distinct.merge(other.distinct),
        )


@dataclass(frozen=True)
class IdentifierProfile:
    """Identifiers: how many repeat, which are known, and what they look like."""

    presence: Presence
    distinct: DistinctSample
    lengths: NumericProfile
    patterns: CategoricalProfile
    """Shapes: runs of capitals as A, of small letters as a, of digits as 9 (``AB-1234`` is ``A-9``)."""

    @property
    def n(self) -> int:
        """Rows with a value."""
        return self.distinct.rows

    def merge(self, other: "IdentifierProfile") -> "IdentifierProfile":
        """Add a part."""
        return IdentifierProfile(
            self.presence.merge(other.presence),
            self.distinct.merge(other.distinct),
            self.lengths.merge(other.lengths),
            self.patterns.merge(other.patterns),
        )


def profile_text(texts: Strings, presence: Presence, *, grids: Mapping[str, Grid] | None = None) -> TextProfile:
    """Summarise texts; nulls are missing, ``grids`` are the reference's edges of the derived numbers."""
    column = _as_arrow(texts)
    derived = {
        name: profile_numbers(numbers, presence, grid=(grids or {}).get(name))
        for name, numbers in zip(DERIVED, measures(column), strict=True)
    }
    return TextProfile(presence, derived, DistinctSample.from_hashes(hash_values(column.drop_null())))


def profile_identifiers(
    strings: Strings,
    hashes: HashArray,
    presence: Presence,
    *,
    lengths_grid: Grid | None = None,
    tracked: tuple[str, ...] | None = None,
) -> IdentifierProfile:
    """Summarise identifiers written as strings, nulls are missing; ``hashes`` are those of the present values."""
    column = _as_arrow(strings)
    codes, shapes = patterns(column)
    return IdentifierProfile(
        presence,
        DistinctSample.from_hashes(hashes),
        profile_numbers(text_lengths(column), presence, grid=lengths_grid),
        profile_categories(codes, shapes, presence, tracked=tracked),
    )


def _as_arrow(strings: Strings) -> pa.ChunkedArray:
    return strings if isinstance(strings, pa.ChunkedArray) else pa.chunked_array([pa.array(strings, pa.large_string())])
