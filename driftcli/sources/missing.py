"""Spellings of a missing value in text."""

from __future__ import annotations

STANDARD = (
    "", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan", "-NaN", "-nan", "NaT", "null", "NULL", "None", r"\N",
)  # fmt: skip
"""Missing in every column where it stands unquoted; quoted, it is a value of a string column."""

TYPED = ("?", "-", "--", ".", "na", "none", "nil", "Null", "NAN", "n.a.", "N.A.", "missing", "Missing", "MISSING")
"""Also missing, quoted or not, in columns of numbers, booleans and times, where they can be nothing else."""

ANY = STANDARD + TYPED
"""Missing in columns of numbers, booleans and times."""
