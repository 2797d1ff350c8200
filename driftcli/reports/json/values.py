"""From JSON back to values, by the tables: each attribute gets what its type asks for, or the reading ends there."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from driftcli.reports.json.tables import TABLES

_NOT_FINITE = {"not a number": math.nan, "infinite": math.inf, "negative infinite": -math.inf}
_LIST_REASON = "null stands for: "
_ATOMS: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), "text"),
    bool: ((bool,), "true or false"),
    int: ((int,), "a whole number"),
    float: ((int, float), "a number"),
}


class Misfit(Exception):  # noqa: N818 - it becomes an error where the file's name is known
    """What was found at a place of a document is not what belongs there."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


def value_of(kind: Any, found: Any, place: str) -> Any:
    """Read what was found at a place as a value of a kind, as a type hint names it.

    Raises
    ------
    Misfit
        When it is something else.
    """
    if kind in TABLES:
        return kind(**attributes_of(kind, found, place))
    origin, inner = get_origin(kind), get_args(kind)
    if NoneType in inner:
        return None if found is None else value_of(next(one for one in inner if one is not NoneType), found, place)
    if origin is tuple:
        return _tuple(inner, found, place)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(inner[1], found, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, found, place)
    return _atom(kind, found, place)


def attributes_of(kind: type, found: Any, place: str) -> dict[str, Any]:
    """Read the attributes of a value that has a table; one that is not there keeps its default, where it has one."""
    document = mapping_at(found, place)
    hints, known = _hints(kind), _fields(kind)
    made = {}
    for key, attribute in TABLES[kind].items():
        value = _finite_or_not(document, key) if key in document else None
        if value is None and not _is_required(known[attribute]):
            continue
        if key not in document:
            raise Misfit(f"{place}.{key}", "is missing")
        made[attribute] = value_of(hints[attribute], value, f"{place}.{key}")
    return made


def reading_at(found: Any, place: str) -> Callable[[Any, str], Any]:
    """Read the attributes of an object one by one: a function of a kind and a key; what may be null may be missing."""
    document = mapping_at(found, place)

    def at(kind: Any, key: str) -> Any:
        inside = f"{place}.{key}" if place else key
        if key not in document and NoneType not in get_args(kind):
            raise Misfit(inside, "is missing")
        return value_of(kind, _finite_or_not(document, key) if key in document else None, inside)

    return at


def mapping_at(found: Any, place: str) -> Mapping[str, Any]:
    """Read a JSON object."""
    if not isinstance(found, Mapping):
        raise Misfit(place, f"is {_said(found)}, not an object")
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _fields(kind: Any) -> dict[str, "Field[Any]"]:
    return {field.name: field for field in fields(kind)}


def _is_required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _tuple(inner: tuple[Any, ...], found: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(found, list):
        raise Misfit(place, f"is {_said(found)}, not a list")
    kinds = [inner[0]] * len(found) if inner[-1] is Ellipsis else list(inner)
    if len(kinds) != len(found):
        raise Misfit(place, f"holds {len(found)} values instead of {len(kinds)}")
    return tuple(
        value_of(kind, item, f"{place}[{index}]") for index, (kind, item) in enumerate(zip(kinds, found, strict=True))
    )


def _mapping(kind: Any, found: Any, place: str) -> Mapping[str, Any]:
    document = mapping_at(found, place)
    if kind in TABLES:
        return {key: value_of(kind, item, f"{place}.{key}") for key, item in document.items()}
    restored: Mapping[str, Any] = restore(document)
    return restored


def _member(kind: type[Enum], found: Any, place: str) -> Enum:
    try:
        return kind(found)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        raise Misfit(place, f"is {found!r}, which is none of {known}") from None


def _atom(kind: Any, found: Any, place: str) -> Any:
    kinds, words = _ATOMS.get(kind, ((object,), "a value"))
    if not isinstance(found, kinds) or (isinstance(found, bool) and kind in {int, float}):
        raise Misfit(place, f"is {_said(found)}, not {words}")
    return found


def _said(found: Any) -> str:
    kinds = {NoneType: "null", str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(found), "an object")


def _finite_or_not(document: Mapping[str, Any], key: str) -> Any:
    """Read a value whose number may not have been finite: null then, with the reason beside it."""
    found, reason = document[key], document.get(f"{key}_reason")
    return _NOT_FINITE.get(reason, found) if found is None and isinstance(reason, str) else found


def restore(found: Any) -> Any:
    """Give evidence back its numbers that are not finite, and take their reasons out again."""
    if isinstance(found, Mapping):
        reasons = {key for key in found if key.endswith("_reason") and _explains(found, key)}
        return {key: _restored(found, key) for key in found if key not in reasons}
    if isinstance(found, list):
        return [restore(item) for item in found]
    return found


def _explains(found: Mapping[str, Any], reason_key: str) -> bool:
    """Whether a reason belongs to a null beside it, rather than being evidence of its own."""
    value, reason = found.get(reason_key.removesuffix("_reason")), found[reason_key]
    if not isinstance(reason, str) or reason_key.removesuffix("_reason") not in found:
        return False
    return (value is None and reason in _NOT_FINITE) or (isinstance(value, list) and reason.startswith(_LIST_REASON))


def _restored(found: Mapping[str, Any], key: str) -> Any:
    value, reason = _finite_or_not(found, key), found.get(f"{key}_reason")
    if isinstance(value, list) and isinstance(reason, str) and reason.startswith(_LIST_REASON):
        return _restored_list(value, reason.removeprefix(_LIST_REASON))
    return restore(value)


def _restored_list(values: Sequence[Any], reason: str) -> list[Any]:
    """Read ``infinite`` (every null) or ``infinite at 1, 3; not a number at 2``."""
    made = [restore(item) for item in values]
    for part in reason.split("; "):
        name, _, places = part.partition(" at ")
        number = _NOT_FINITE.get(name)
        chosen = [int(place) for place in places.split(", ")] if places else range(len(made))
        for place in chosen:
            made[place] = number if made[place] is None else made[place]
    return made
