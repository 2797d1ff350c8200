"""Arrow types by the names that Arrow writes, as profiles and baselines keep them: which differ, and how much."""

import re
from typing import Literal

from driftcli.frozen import dataclass

_FAMILIES = (
    ("number", r"u?int\d+|halffloat|float|double|decimal\d*\("),
    ("string", r"(large_)?string|string_view|(large_)?utf8"),
    ("boolean", r"bool"),
    ("timestamp", r"timestamp\[|date\d+\["),
    ("time", r"time\d+\["),
    ("duration", r"duration\["),
    ("map", r"map<"),
    ("struct", r"struct<"),
    ("list", r"(large_|fixed_size_)?list(_view)?<"),
    ("binary", r"(large_|fixed_size_)?binary"),
    ("null", r"null"),
)
_ENCODED = re.compile(r"(?:dictionary|run_end_encoded)<.*?values: ?(.+?)>$|dictionary<values=(.+?), indices=.*>$")
_LAYOUT = re.compile(r"large_|_view|fixed_size_(?=list)")
_ELEMENT = re.compile(r"(?<=list<)\w+: ")
_ZONE = re.compile(r"tz=([^\]]+)")


@dataclass(frozen=True, slots=True)
class TypeChange:
    """What became of a type."""

    weight: Literal["family", "meaning", "whole", "width"]
    """Another family; another unit or zone; whole numbers or not; another width only."""
    words: str


def compare_types(old: str, new: str) -> TypeChange | None:
    """Tell what changed between two types; ``None`` where they are the same, or one of them has no values."""
    before, after = _plain(old), _plain(new)
    if before == after or "null" in {before, after}:
        return None
    families = type_family(before), type_family(after)
    if families[0] != families[1]:
        return TypeChange("family", f"type changed from {families[0]} to {families[1]}")
    if families[0] == "number":
        return _numbers(before, after)
    if families[0] == "timestamp":
        return _timestamps(before, after)
    return TypeChange("width" if families[0] in {"time", "duration", "binary"} else "meaning", "type altered")


def type_family(name: str) -> str:
    """Name the family of a type; dates are timestamps, and encodings count as what they encode."""
    plain = _plain(name)
    return next((family for family, pattern in _FAMILIES if re.match(pattern, plain)), plain)


def _plain(name: str) -> str:
    encoded = _ENCODED.match(name)
    if encoded:
        return _plain(encoded.group(1) or encoded.group(2))
    return _ELEMENT.sub("", _LAYOUT.sub("", name))


def _numbers(before: str, after: str) -> TypeChange:
    is_whole = [re.match(r"u?int", name) is not None for name in (before, after)]
    if is_whole[0] and not is_whole[1]:
        return TypeChange("whole", "integers became floating-point numbers")
    if is_whole[1] and not is_whole[0]:
        return TypeChange("whole", "floating-point numbers became integers")
    return TypeChange("width", "width changed")


def _timestamps(before: str, after: str) -> TypeChange:
    if before.startswith("date") != after.startswith("date"):
        return TypeChange("meaning", "times became dates" if after.startswith("date") else "dates became times")
    zones = [match.group(1) if match else "none" for match in (_ZONE.search(before), _ZONE.search(after))]
    if zones[0] != zones[1]:
        return TypeChange("meaning", f"time zone changed from {zones[0]} to {zones[1]}")
    if before.startswith("date"):
        return TypeChange("width", "width changed")
    return TypeChange("meaning", "unit of time changed")
