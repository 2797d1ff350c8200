"""Settings from the environment: ``DRIFTCLI_`` and the name of the flag in capitals.

A list is written with commas. An unknown variable is an error, like an unknown key of the file: it would quietly not do
what somebody meant.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from driftcli.declared import Declared, Names, for_pydantic, settings_of
from driftcli.errors import UsageError
from driftcli.suite.config import Config, RolesConfig, SideConfig
from driftcli.suite.layers import Layer, Path

PREFIX = "DRIFTCLI_"
OF_THE_COMMAND = ("CONFIG", "OUTPUT_FORMAT", "COLOR", "WIDTH", "DEBUG", "NO_PROGRESS")
"""Variables that the command line reads itself; they are no settings of the audit."""
_RENAMED: dict[Path, str] = {
    ("roles", "segments"): "SEGMENT",
    ("source", "null_values"): "NULL_VALUE",
    ("source", "format"): "INPUT_FORMAT",
}


def variables() -> dict[str, Path]:
    """Every variable with the key it sets."""
    paths: list[Path] = [
        *(
            (name,)
            for name in settings_of(Config)
            if name not in {"extend", "roles", "kinds", "source", "checks", "columns", "spark"}
        ),
        *(("roles", name) for name in settings_of(RolesConfig)),
        *(("source", name) for name in settings_of(SideConfig) if name != "types"),
    ]
    return {PREFIX + _RENAMED.get(path, path[-1].upper()): path for path in paths}


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """Read the settings in the environment; an empty variable says nothing.

    Raises
    ------
    UsageError
        For a variable of our prefix that means nothing, and for a value of the wrong type.
    """
    known = variables()
    values: dict[str, Any] = {}
    for variable in sorted(name for name in environ if name.startswith(PREFIX)):
        if variable.removeprefix(PREFIX) in OF_THE_COMMAND:
            continue
        if variable not in known:
            close = get_close_matches(variable, [*known, *(PREFIX + name for name in OF_THE_COMMAND)], n=1)
            hint = f"did you mean {close[0]}?" if close else "see `driftcli config show --origin` for the settings"
            raise UsageError(f"unknown variable {variable}", where="environment", hint=hint)
        if environ[variable]:
            _put(values, known[variable], _value(variable, known[variable], environ[variable]))
    names = {path: variable for variable, path in known.items()}
    return Layer(values, lambda path: names[path])


def _value(variable: str, path: Path, text: str) -> Any:
    sections: dict[str, type[Declared]] = {"roles": RolesConfig, "source": SideConfig}
    section = sections[path[0]] if path[1:] else Config
    annotation: Any = settings_of(section)[path[-1]].annotation
    if annotation in {Names, Names | None}:
        return [part.strip() for part in text.split(",")]
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - few environments set a number

    try:
        return TypeAdapter(for_pydantic(annotation)).validate_python(text, strict=False)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]["msg"]
        raise UsageError(f"{text!r}: {problem[0].lower()}{problem[1:]}", where=variable) from error


def _put(values: dict[str, Any], path: Path, value: Any) -> None:
    for key in path[:-1]:
        values = values.setdefault(key, {})
    values[path[-1]] = value
