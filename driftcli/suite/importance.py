"""How much each column matters to the model, from a file: it orders what is shown and decides nothing."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from driftcli.errors import UsageError

_HINT = 'write a CSV with the columns column,importance, or JSON such as {"price": 0.4, "age": 0.1}'


def read_importance(path: Path) -> dict[str, float]:
    """Read the importance of columns, not negative.

    Raises
    ------
    UsageError
        When the file cannot be read, names a column twice, or an importance is no number of at least 0.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the importance file cannot be read: {error}", where=str(path), hint=_HINT) from error
    pairs = _from_json(text, path) if path.suffix.lower() == ".json" else _from_csv(text, path)
    found: dict[str, float] = {}
    for name, value in pairs:
        if name in found:
            raise UsageError(f"the importance of {name!r} is given twice", where=str(path), hint="keep one of them")
        found[name] = _number(name, value, path)
    if not found:
        raise UsageError("the importance file names no column", where=str(path), hint=_HINT)
    return found


def _from_csv(text: str, path: Path) -> list[tuple[str, Any]]:
    import csv  # noqa: PLC0415 - most audits name no such file

    rows = [row for row in csv.reader(text.splitlines()) if row]
    if any(len(row) != 2 for row in rows):
        raise UsageError("each line of the importance file holds two values", where=str(path), hint=_HINT)
    return [(row[0].strip(), row[1]) for row in rows[_has_heading(rows) :]]


def _has_heading(rows: list[list[str]]) -> bool:
    """Whether the first line names the columns, in whatever words: the second value is no number, the next one is."""
    return len(rows) > 1 and not _is_number(rows[0][1]) and _is_number(rows[1][1])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _from_json(text: str, path: Path) -> list[tuple[str, Any]]:
    try:
        said = json.loads(text)
    except ValueError as error:
        raise UsageError(f"the importance file is no JSON: {error}", where=str(path), hint=_HINT) from error
    if isinstance(said, Mapping):
        return list(said.items())
    entries = [one for one in said if isinstance(one, Mapping)] if isinstance(said, list) else []
    if entries and len(entries) == len(said) and all({"column", "importance"} <= set(one) for one in entries):
        return [(str(one["column"]), one["importance"]) for one in entries]
    raise UsageError("the importance file holds neither an object nor a list of them", where=str(path), hint=_HINT)


def _number(name: str, value: Any, path: Path) -> float:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise UsageError(
            f"the importance of {name!r} is {value!r}, not a number of at least 0", where=str(path), hint=_HINT
        )
    return number
