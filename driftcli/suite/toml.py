"""Values written as TOML; the standard library only reads it."""

import json
from typing import Any

from driftcli.suite.layers import Path


def toml_key(path: Path) -> str:
    """Write a key, dotted, quoted where it needs to be."""
    return ".".join(key if _is_bare(key) else _text(key) for key in path)


def toml_value(value: Any) -> str:
    """Write a text, number, truth value, or a list of them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return str(value)


def _is_bare(key: str) -> bool:
    return bool(key) and key.isascii() and key.replace("_", "").replace("-", "").isalnum()


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
