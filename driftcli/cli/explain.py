"""``driftcli explain``: the manual of a check, or one of the topics that belong to no check."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from driftcli.errors import UsageError

if TYPE_CHECKING:
    from driftcli.cli.pages import Page

FORMATS = ("text", "markdown", "json")


def explain(
    subject: Annotated[
        str | None, typer.Argument(metavar="SUBJECT", help="A check or a topic; none: list all.")
    ] = None,
    *,
    format: Annotated[str, typer.Option(metavar="text|markdown|json", help="How it is set.")] = "text",  # noqa: A002
    width: Annotated[int | None, typer.Option(min=40, metavar="N", help="Width of the text.")] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Show the manual of a check, or of a topic.

    What it measures, by which formula, how to read it, its thresholds, when it misleads. Topics: how to run it from
    cron, in CI, by hand and from Python; the rule by which it decides; exit codes.
    """
    from driftcli.cli.streams import write_result  # noqa: PLC0415
    from driftcli.cli.width import usual_width  # noqa: PLC0415

    del debug
    if format not in FORMATS:
        raise UsageError(f"unknown format {format!r}", where="--format", hint=f"one of {', '.join(FORMATS)}")
    if subject is None:
        write_result(_listing(width or usual_width()))
        return
    page = _page(subject)
    if format == "text":
        write_result(_as_text(page, width or usual_width()))
    else:
        write_result(page.markdown if format == "markdown" else _as_json(page), is_utf8=True)


def _page(subject: str) -> "Page":
    from driftcli.cli.pages import check_page, topic, topic_names  # noqa: PLC0415

    topics = topic_names()
    if subject in topics:
        return topic(subject, topics[subject])
    from driftcli.checks.catalog import builtin_checks, find_check, plugin_names  # noqa: PLC0415
    from driftcli.suite.problems import suggestion  # noqa: PLC0415

    known = [*topics, *(check.id for check in builtin_checks()), *plugin_names()]
    if subject not in known:
        hint = suggestion(subject, known, otherwise="`driftcli explain` lists what there is")
        raise UsageError(f"no check or topic {subject!r}", hint=hint)
    return check_page(find_check(subject))


def _as_text(page: "Page", width: int) -> str:
    from textwrap import fill  # noqa: PLC0415

    from driftcli.reports.manuals.text import manual_text  # noqa: PLC0415

    name = f"{page.subject} ({page.group})"
    return f"{name}\n\n{fill(page.title, width)}\n\n{manual_text(page.body, width=width)}"


def _as_json(page: "Page") -> str:
    entry = {"subject": page.subject, "group": page.group, "title": page.title, "text": page.markdown}
    return json.dumps(entry, indent=2, ensure_ascii=False) + "\n"


def _listing(width: int) -> str:
    """List topics and checks, each with its title."""
    from driftcli.checks.catalog import builtin_checks  # noqa: PLC0415
    from driftcli.cli.pages import GROUPS, topics  # noqa: PLC0415

    sections: dict[str, list[tuple[str, str]]] = {}
    for page in topics():
        sections.setdefault(GROUPS[page.group], []).append((page.subject, page.title))
    for check in builtin_checks():
        sections.setdefault(f"Checks of {check.group}", []).append((check.id, check.title.rstrip(".")))
    lines = ["driftcli explain SUBJECT, where SUBJECT is one of:"]
    for heading, entries in sections.items():
        lines += ["", heading, *(line for entry in entries for line in _entry(*entry, width))]
    return "\n".join(lines) + "\n"


def _entry(subject: str, title: str, width: int) -> list[str]:
    from textwrap import wrap  # noqa: PLC0415

    hanging = " " * 26
    start = f"  {subject}  "
    first = start.ljust(len(hanging))
    what = title.partition(": ")[2] or title
    return wrap(what, width, initial_indent=first, subsequent_indent=hanging, break_on_hyphens=False)
