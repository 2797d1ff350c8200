"""Texts of the command line that stay what they are, so that Typer need not load what turns texts into other things.

Typer builds a validator of pydantic for each of some 50 flags, given or not; its import alone takes a tenth of the CPU
of a small audit.
"""

import functools
from typing import Any


def keep_as_typed(param: Any) -> None:
    """Let Typer see to a parameter's value only where it has to become something else than text."""
    param.process_value = functools.partial(_processed, param)


def _processed(param: Any, ctx: Any, value: Any) -> Any:
    """Do what Typer does: convert, refuse what is missing, call back."""
    if not _is_done(param, value):
        return type(param).process_value(param, ctx, value)
    return value if param.callback is None else param.callback(ctx, param, value)


def _is_done(param: Any, value: Any) -> bool:
    if value is None or value == []:
        return not param.required
    wanted = getattr(getattr(param, "type_descriptor", None), "annotation", None)  # where this version of Typer tells
    return (wanted is str and isinstance(value, str)) or (wanted == list[str] and isinstance(value, list))
