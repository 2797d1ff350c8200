"""``driftcli checks``: the catalogue."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from driftcli.errors import UsageError

if TYPE_CHECKING:
    from driftcli.checks.check import Check

_LEAST_WORDS = 20


def checks(
    *,
    format: Annotated[str, typer.Option(metavar="text|json", help="For whom it is written.")] = "text",  # noqa: A002
    width: Annotated[int | None, typer.Option(min=40, metavar="N", help="Width of the table.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """List the checks and their default thresholds."""
    from driftcli.checks.catalog import builtin_checks  # noqa: PLC0415
    from driftcli.cli.streams import write_result  # noqa: PLC0415
    from driftcli.cli.width import usual_width  # noqa: PLC0415

    del debug
    found = (*builtin_checks(), *_plugins())
    if format == "json":
        write_result(json.dumps([_entry(check) for check in found], indent=2, ensure_ascii=False) + "\n", is_utf8=True)
    elif format == "text":
        write_result(_listing(found, width or usual_width()))
    else:
        raise UsageError(f"unknown format {format!r}", where="--format", hint="text or json")


def _plugins() -> "list[Check]":
    """Load what other packages offer; one that is broken is told of and does not hide the others."""
    from driftcli.checks.catalog import plugin_checks, plugin_names  # noqa: PLC0415
    from driftcli.cli.streams import tell  # noqa: PLC0415

    found: list[Check] = []
    for name in plugin_names():
        try:
            found += plugin_checks([name])
        except UsageError as error:
            tell(f"driftcli: warning: {error}")
    return found


def _entry(check: "Check") -> dict[str, Any]:
    from driftcli.declared import model_of  # noqa: PLC0415

    return {
        "id": check.id,
        "group": check.group,
        "title": check.title,
        "thresholds": {"warn": check.thresholds.warn, "fail": check.thresholds.fail},
        "default": check.is_default,
        "params": model_of(check.params).model_json_schema(),
    }


def _listing(found: "tuple[Check, ...]", width: int) -> str:
    """Set the catalogue as a table with a line a check: its bars, and as many words as fit."""
    name_width = max((len(check.id) for check in found), default=0)
    lines = [_line("check", "warn", "fail", "what it asks", name_width=name_width, width=width)]
    group = ""
    for check in found:
        if check.group != group:
            group = check.group
            lines += ["", group]
        warn, fail = _bar(check.thresholds.warn), _bar(check.thresholds.fail)
        lines.append(_line(check.id, warn, fail, _what(check), name_width=name_width, width=width))
    return "\n".join([*lines, "", "One check in full: driftcli explain CHECK"]) + "\n"


def _line(name: str, warn: str, fail: str, what: str, *, name_width: int, width: int) -> str:
    from textwrap import shorten  # noqa: PLC0415

    start = f"  {name:<{name_width}}  {warn:<5}  {fail:<5}  "
    words = shorten(what, max(_LEAST_WORDS, width - len(start)), placeholder=" ...")
    return f"{start}{words.replace(', ...', ' ...')}"


def _what(check: "Check") -> str:
    """Give what the title says beyond the name."""
    what = check.title.partition(": ")[2] or check.title
    return what if check.is_default else f"(only when asked for) {what}"


def _bar(value: float | None) -> str:
    return "never" if value is None else f"{value:g}"
