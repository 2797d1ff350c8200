"""Which configuration file counts: the nearest one going up, alone, with what it says it extends.

In a folder ``driftcli.toml`` comes before ``.driftcli.toml`` and before ``[tool.driftcli]`` in ``pyproject.toml``. The
walk ends at the folder that holds ``.git``, so that a project never picks up its neighbour's rules.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from driftcli.errors import UsageError
from driftcli.suite.layers import Layer

NAMES = ("driftcli.toml", ".driftcli.toml", "pyproject.toml")


def discover(start: Path) -> Path | None:
    """Find the configuration that counts for a folder."""
    for folder in (start, *start.parents):
        for name in NAMES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or _mentions_driftcli(path)):
                return path
        if (folder / ".git").exists():
            return None
    return None


def file_layers(path: Path, *, cwd: Path) -> list[Layer]:
    """Read a file and everything it extends, the furthest base first.

    Raises
    ------
    UsageError
        When a file is missing, is not TOML, or extends itself.
    """
    layers: list[Layer] = []
    seen: list[Path] = []
    place = "--config"
    following: Path | None = path
    while following is not None:
        shown = display(following, cwd=cwd)
        if following in seen:
            raise UsageError("the file extends itself", where=place, hint=f"remove extend from one of: {shown}")
        seen.append(following)
        table = _read(following, shown=shown, named_by=place)
        layers.insert(0, _layer(table, shown))
        base = table.get("extend")
        if base is not None and not isinstance(base, str):
            raise UsageError(f"extend = {base!r}: must be the path of one file", where=shown)
        place = f"{shown}: extend"
        following = None if base is None else Path(os.path.normpath(following.parent / base))
    return layers


def display(path: Path, *, cwd: Path) -> str:
    """Write a path as a user in ``cwd`` would."""
    return str(path.relative_to(cwd)) if path.is_relative_to(cwd) else os.path.relpath(path, cwd)


def _layer(table: Mapping[str, Any], shown: str) -> Layer:
    return Layer({key: value for key, value in table.items() if key != "extend"}, lambda _path: shown)


def _mentions_driftcli(path: Path) -> bool:
    """Tell whether a pyproject.toml is about driftcli; a broken file of somebody else's is not our business."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    if "driftcli" not in text:
        return False
    import tomllib  # noqa: PLC0415 - most audits have no configuration file

    try:
        return "driftcli" in tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError:
        return "[tool.driftcli" in text


def _read(path: Path, *, shown: str, named_by: str) -> Mapping[str, Any]:
    import tomllib  # noqa: PLC0415 - most audits have no configuration file

    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        hint = "check the path, or write a configuration with `driftcli init`"
        raise UsageError(f"no configuration file {shown!r}", where=named_by, hint=hint) from error
    except OSError as error:
        raise UsageError(f"cannot read the configuration: {error.strerror}", where=shown) from error
    except UnicodeDecodeError as error:
        raise UsageError("not a text file in UTF-8", where=shown, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"not valid TOML: {error}", where=shown) from error
    if path.name != "pyproject.toml":
        return table
    tool = table.get("tool", {}).get("driftcli")
    if tool is None:
        raise UsageError("no table [tool.driftcli] in it", where=shown)
    if not isinstance(tool, Mapping):
        raise UsageError("tool.driftcli is not a table", where=shown)
    return tool
