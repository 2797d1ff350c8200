"""The settings that count, as TOML or JSON, each with the place that set it."""

from collections.abc import Iterator, Mapping
from typing import Any

from driftcli.declared import as_json
from driftcli.suite.layers import Layered, Path
from driftcli.suite.load import Loaded
from driftcli.suite.toml import toml_key, toml_value

DEFAULT = "default"


def settings_as_toml(loaded: Loaded, *, with_origin: bool) -> str:
    """Write every setting that has a value; defaults included, so that nothing is left to guess."""
    lines: list[str] = []
    table: Path = ()
    for path, value in _leaves(loaded):
        if path[:-1] != table:
            table = path[:-1]
            lines += ["", f"[{toml_key(table)}]"]
        origin = f"  # {origin_of(path, loaded.settings)}" if with_origin else ""
        lines.append(f"{toml_key(path[-1:])} = {toml_value(value)}{origin}")
    return "\n".join(lines) + "\n"


def settings_as_json(loaded: Loaded) -> list[dict[str, Any]]:
    """Give every setting as key, value and origin."""
    return [
        {"key": toml_key(path), "value": value, "origin": origin_of(path, loaded.settings)}
        for path, value in _leaves(loaded)
    ]


def origin_of(path: Path, settings: Layered) -> str:
    """Name the place that set a key."""
    return settings.origins.get(path, DEFAULT)


def _leaves(loaded: Loaded) -> Iterator[tuple[Path, Any]]:
    values = as_json(loaded.config)
    yield from sorted(_walk(values, ()), key=lambda leaf: (len(leaf[0]) > 1, leaf[0][:-1]))


def _walk(table: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _walk(value, (*path, key))
        elif value is not None:
            yield (*path, key), value
