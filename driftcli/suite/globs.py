"""Which column a pattern means, and which of several patterns says it best.

An exact name beats every glob; among globs the one with more literal characters wins, then the one whose literal
beginning is longer.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from itertools import takewhile

WILDCARDS = "*?["


def is_glob(pattern: str) -> bool:
    """Tell whether a pattern can mean more than the column of that name."""
    return any(mark in pattern for mark in WILDCARDS)


def is_match(column: str, pattern: str) -> bool:
    """Tell whether a pattern means a column; a name that holds wildcards means itself, too."""
    return column == pattern or fnmatchcase(column, pattern)


def specificity(pattern: str) -> tuple[bool, int, int]:
    """Sort key by which the most specific pattern is the largest."""
    literal = sum(character not in "*?[]" for character in pattern)
    prefix = sum(1 for _ in takewhile(lambda character: character not in WILDCARDS, pattern))
    return (not is_glob(pattern), literal, prefix)


def most_specific_first(patterns: Iterable[str]) -> list[str]:
    """Order patterns so that the first match is the one that counts; of equals the one written last."""
    return sorted(patterns, key=specificity)[::-1]
