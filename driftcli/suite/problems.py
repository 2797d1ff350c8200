"""Validation problems in the words of somebody who wrote a TOML file: the place, the key, the value, the next step."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from driftcli.declared import Declared, SettingsError, settings_of
from driftcli.errors import UsageError
from driftcli.suite.layers import Layered, Path
from driftcli.suite.toml import toml_key

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SAYINGS = {
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "string_type": "must be a text in quotes",
    "tuple_type": "must be a list of texts",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "finite_number": "must be a finite number",
    "string_too_short": "must not be empty",
}


def usage_error(error: SettingsError, *, declared: type[Declared], settings: Layered, prefix: Path = ()) -> UsageError:
    """Turn what pydantic found into one error that names every problem."""
    lines = {}
    for detail in error.problems:
        path = _key_path(detail["loc"], settings.values, prefix=prefix)
        if detail["type"] != "missing" and path not in lines:
            lines[path] = _say(detail, path, declared=declared, prefix=prefix)
    origins = list(dict.fromkeys(settings.origin(path) or "configuration" for path in lines))
    if len(lines) == 1:
        ((path, (message, hint)),) = lines.items()
        return UsageError(message, where=f"{origins[0]}: {toml_key(path)}", hint=hint)
    told = "".join(
        f"\n  {toml_key(path)}: {message}" + (f" ({hint})" if hint else "") for path, (message, hint) in lines.items()
    )
    return UsageError(f"{len(lines)} problems{told}", where=", ".join(origins))


def suggestion(word: str, known: Iterable[str], *, otherwise: str | None = None) -> str | None:
    """Ask whether a known word was meant."""
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else otherwise


def _key_path(location: tuple[int | str, ...], values: Mapping[str, Any], *, prefix: Path) -> Path:
    """Cut pydantic's location down to the keys that the user wrote; branches of unions and list indices go."""
    path = list(prefix)
    table: Any = values
    for key in prefix:
        table = table.get(key, {}) if isinstance(table, Mapping) else {}
    for part in location:
        if not isinstance(table, Mapping):
            break
        path.append(str(part))
        table = table.get(str(part))
    return tuple(path)


def _say(detail: "ErrorDetails", path: Path, *, declared: type[Declared], prefix: Path) -> tuple[str, str | None]:
    value = str(detail["input"]).lower() if isinstance(detail["input"], bool) else repr(detail["input"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _known_keys(declared, path[len(prefix) : -1])
        listed = f"the keys here are {', '.join(known)}" if known else None
        return f"unknown key {path[-1]!r}", suggestion(path[-1], known, otherwise=listed)
    if kind in {"literal_error", "enum"}:
        expected = str(detail.get("ctx", {}).get("expected", ""))
        choices = expected.replace(" or ", ", ").replace("'", "").split(", ")
        return f"{value} is none of {', '.join(choices)}", suggestion(value.strip("'"), choices)
    says = _SAYINGS.get(
        kind, "must be" + detail["msg"].split("should be", 1)[1] if "should be" in detail["msg"] else ""
    )
    return f"{value} {says or 'is not possible: ' + detail['msg']}", None


def _known_keys(declared: type[Declared], path: Path) -> list[str]:
    """Keys that a table may hold, found by walking the declarations along a path."""
    here: Any = declared
    for key in path:
        here = _inside(here, key)
        if here is None:
            return []
    return list(settings_of(here)) if isinstance(here, type) and issubclass(here, Declared) else []


def _inside(annotation: Any, key: str) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Declared):
        known = settings_of(annotation)
        return _plain(known[key].annotation) if key in known else None
    return _plain(get_args(annotation)[1]) if get_origin(annotation) is dict else None


def _plain(annotation: Any) -> Any:
    """Look through ``Annotated`` and ``X | None``."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return _plain(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation
