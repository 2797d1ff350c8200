"""Profiles of free text and of identifiers: derived numbers and shapes, never the strings themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from driftcli.profiles.categorical import CategoricalProfile, profile_categories
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.grid import FloatArray, Grid
from driftcli.profiles.hashing import HashArray, hash_strings
from driftcli.profiles.numeric import NumericProfile, profile_numbers
from driftcli.profiles.presence import Presence

DERIVED = ("length", "tokens", "digit_share", "upper_share", "non_ascii_share", "punctuation_share")
"""What is measured of a text, in this order."""
PATTERN_LENGTH = 24
"""Characters of an identifier that its pattern covers."""


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
    """Shapes: letters as A or a, digits as 9, runs folded (``AB-1234`` is ``A+-9+``)."""

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


def profile_text(
    strings: list[str | None], presence: Presence, *, grids: Mapping[str, Grid] | None = None
) -> TextProfile:
    """Summarise texts; ``None`` is missing, ``grids`` are the reference's edges of the derived numbers."""
    table = _derive(strings)
    derived = {
        name: profile_numbers(column, presence, grid=(grids or {}).get(name))
        for name, column in zip(DERIVED, table.T, strict=True)
    }
    return TextProfile(
        presence, derived, DistinctSample.from_hashes(hash_strings([s for s in strings if s is not None]))
    )


def profile_identifiers(
    strings: list[str | None],
    hashes: HashArray,
    presence: Presence,
    *,
    lengths_grid: Grid | None = None,
    tracked: tuple[str, ...] | None = None,
) -> IdentifierProfile:
    """Summarise identifiers written as strings; ``hashes`` are those of the present values."""
    lengths = np.array([np.nan if text is None else len(text) for text in strings], dtype=float)
    patterns: dict[str, int] = {}
    codes = np.array(
        [-1 if text is None else patterns.setdefault(_pattern(text), len(patterns)) for text in strings], dtype=np.int32
    )
    return IdentifierProfile(
        presence,
        DistinctSample.from_hashes(hashes),
        profile_numbers(lengths, presence, grid=lengths_grid),
        profile_categories(codes, list(patterns), presence, tracked=tracked),
    )


_RUNS = ((re.compile(r"[0-9]+"), "9"), (re.compile(r"[^\W\d_a-z]+"), "A"), (re.compile(r"[^\W\d_A-Z9]+"), "a"))


def _pattern(text: str) -> str:
    shape = text[:PATTERN_LENGTH]
    for run, symbol in _RUNS:
        shape = run.sub(symbol, shape)
    return shape


def _derive(strings: list[str | None]) -> FloatArray:
    table = np.full((len(strings), len(DERIVED)), np.nan)
    for row, text in enumerate(strings):
        if text is None:
            continue
        length = len(text)
        base = max(length, 1)
        table[row] = (
            length,
            len(text.split()),
            sum(map(str.isdigit, text)) / base,
            sum(map(str.isupper, text)) / base,
            (length - len(text.encode("ascii", "ignore"))) / base,
            sum(not (c.isalnum() or c.isspace()) for c in text) / base,
        )
    return table
