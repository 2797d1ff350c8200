"""Settings in layers: which value counts, and who set it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from driftcli.frozen import dataclass

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings from one place, nested as in TOML."""

    values: Mapping[str, Any]
    origin: Callable[[Path], str]
    """How a user calls the place that set a key: a file, a variable, a flag."""


@dataclass(frozen=True, slots=True)
class Layered:
    """The settings that count, with where each came from."""

    values: dict[str, Any]
    origins: dict[Path, str]

    def origin(self, path: Path) -> str | None:
        """Name the place that set a key or, for a table, the last place that set something in it."""
        if path in self.origins:
            return self.origins[path]
        for length in range(len(path), 0, -1):
            inside = [origin for key, origin in self.origins.items() if key[:length] == path[:length]]
            if inside:
                return inside[-1]
        return None


def lay(layers: Sequence[Layer]) -> Layered:
    """Lay each layer over those before it, key by key; a list replaces a list."""
    values: dict[str, Any] = {}
    origins: dict[Path, str] = {}
    for layer in layers:
        _lay_table(values, layer.values, path=(), origins=origins, layer=layer)
    return Layered(values, origins)


def _lay_table(
    below: dict[str, Any], above: Mapping[str, Any], *, path: Path, origins: dict[Path, str], layer: Layer
) -> None:
    for key, value in above.items():
        here = (*path, key)
        if isinstance(value, Mapping):
            table = below.get(key)
            below[key] = dict(table) if isinstance(table, Mapping) else {}
            _lay_table(below[key], value, path=here, origins=origins, layer=layer)
        else:
            below[key] = value
            origins[here] = layer.origin(here)
