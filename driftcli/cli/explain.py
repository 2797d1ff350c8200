"""``driftcli explain``: the manual of a check, or one of the topics that belong to no check."""

import json
from typing import Annotated

import typer

from driftcli.errors import UsageError


def explain(
    subject: Annotated[str, typer.Argument(metavar="CHECK", help="A check, or kinds, rule, compare or exit-codes.")],
    *,
    format: Annotated[str, typer.Option(metavar="FORMAT", help="text or json.")] = "text",  # noqa: A002
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Show the manual of a check, or of a topic.

    What it measures, by which formula, how to read it, its thresholds; topics: kinds, rule, compare, exit-codes.
    """
    from driftcli.cli.streams import write_result  # noqa: PLC0415
    from driftcli.cli.topics import TOPICS  # noqa: PLC0415

    del debug
    if format not in {"text", "json"}:
        raise UsageError(f"unknown format {format!r}", where="--format", hint="text or json")
    text = TOPICS[subject]() if subject in TOPICS else _manual(subject)
    if format == "json":
        write_result(json.dumps({"subject": subject, "text": text}, indent=2, ensure_ascii=False) + "\n", is_utf8=True)
    else:
        write_result(text)


def _manual(subject: str) -> str:
    from driftcli.checks.catalog import builtin_checks, find_check, plugin_names  # noqa: PLC0415
    from driftcli.cli.topics import TOPICS, settings_of  # noqa: PLC0415
    from driftcli.suite.problems import suggestion  # noqa: PLC0415

    known = [*TOPICS, *(check.id for check in builtin_checks()), *plugin_names()]
    if subject not in known:
        hint = suggestion(subject, known, otherwise=f"`driftcli checks` lists them; topics are {', '.join(TOPICS)}")
        raise UsageError(f"no check or topic {subject!r}", hint=hint)
    check = find_check(subject)
    return f"{check.id} ({check.group})\n\n{check.doc.strip()}\n\n{settings_of(check)}"
