"""Values made of JSON's types only: finite numbers, text that can be encoded, lists and mappings with text keys."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

_PLAIN = frozenset({int, bool, type(None)})
"""Types of JSON whose values stay as they are."""
_FINITE = {str, dict}
"""Further types whose values need no reason for being null."""
_LISTS = frozenset({list, tuple})
_FLOATS = {float}


def plain(value: Any) -> Any:
    """Reduce a value to JSON's types; what is not finite becomes null, with its reason beside it in a mapping."""
    kind = type(value)
    if kind in _PLAIN or (kind is float and math.isfinite(value)):  # nearly all of the many values of a result
        return value
    if kind is str:
        return encodable(value)
    if kind is dict or isinstance(value, Mapping):
        return _mapping(value)
    if kind in _LISTS or (isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)):
        return list(value) if kind in _LISTS and _is_plain(value) else [plain(item) for item in value]
    if isinstance(value, AbstractSet):
        return sorted((plain(item) for item in value), key=repr)
    return _atom(value)


def _is_plain(values: Sequence[Any]) -> bool:
    """Tell whether a list holds finite numbers alone, as most do, or counts."""
    kinds = set(map(type, values))
    return all(map(math.isfinite, values)) if kinds == _FLOATS else kinds <= _PLAIN


def _atom(value: Any) -> Any:
    if isinstance(value, Enum):
        return _atom(value.value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return encodable(value)
    return _foreign(value)


def _foreign(value: Any) -> Any:
    """Reduce a value of another library: a date by its ISO form, a scalar or array by what it holds."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    unpacked = getattr(value, "tolist", None)
    return plain(unpacked()) if callable(unpacked) else encodable(str(value))


def encodable(text: str) -> str:
    """Replace characters that no encoding can carry (unpaired surrogates) by their escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, item in value.items():
        name = key if type(key) is str and key.isascii() else encodable(str(key))
        kind = type(item)
        if kind in _PLAIN or (kind is float and math.isfinite(item)):  # as `plain` would, without a call for each
            made[name] = item
            continue
        made[name] = plain(item)
        reason = "" if kind in _FINITE else _why_not_finite(item)
        if reason and f"{name}_reason" not in value:
            made[f"{name}_reason"] = reason
    return made


def _why_not_finite(value: Any) -> str:
    """Say why a number, or some in a list of numbers, had to become null; where nulls differ, which is which."""
    if isinstance(value, float):
        return "" if math.isfinite(value) else _named(value)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or _is_plain(value):
        return ""
    places: dict[str, list[int]] = {}
    for index, item in enumerate(value):
        if isinstance(item, float) and not math.isfinite(item):
            places.setdefault(_named(item), []).append(index)
    if not places:
        return ""
    is_plain = len(places) == 1 and None not in value
    parts = [name if is_plain else f"{name} at {', '.join(map(str, at))}" for name, at in sorted(places.items())]
    return f"null stands for: {'; '.join(parts)}"


def _named(value: float) -> str:
    return "not a number" if math.isnan(value) else "infinite" if value > 0 else "negative infinite"
