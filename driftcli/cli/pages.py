"""The catalogue of what ``driftcli explain`` tells: topics from their files, checks from their docstrings."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from driftcli.cli.exit_codes import MEANINGS, PRECEDENCE
from driftcli.cli.method_names import related
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from driftcli.checks.check import Check

FOLDER = Path(__file__).parent / "topics"
GROUPS = {
    "readers": "For whom, step by step",
    "methods": "How it decides",
    "reference": "To look things up",
}
"""Folders of topics in the order in which they are listed, with their headings."""
_EXIT_CODES = "exit-codes"


@dataclass(frozen=True)
class Page:
    """One thing that can be explained."""

    subject: str
    """What it is asked for by."""
    group: str
    """Folder of a topic, or group of a check."""
    title: str
    body: str
    """Markdown without the title."""

    @property
    def markdown(self) -> str:
        """The page as a file of its own."""
        return f"# {self.title}\n\n{self.body.strip()}\n"


def topic_names() -> dict[str, str]:
    """Give the group of every topic, in the order of the listing."""
    found = {
        file.stem: group for group in GROUPS for file in sorted((FOLDER / group).glob("*.md")) if file.stem != "README"
    }
    return found | {_EXIT_CODES: "reference"}


def topic(name: str, group: str) -> Page:
    """Read the page of a topic."""
    if name == _EXIT_CODES:
        return Page(name, group, "Exit codes: what the caller is told", _exit_codes())
    title, _, body = (FOLDER / group / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    return Page(name, group, title.removeprefix("# ").strip(), body)


def topics() -> Iterator[Page]:
    """Read the pages of all topics."""
    for name, group in topic_names().items():
        yield topic(name, group)


def check_page(check: "Check") -> Page:
    """Make the page of a check from its docstring and its settings."""
    title, _, body = check.doc.strip().partition("\n")
    pages = ", ".join(f"`driftcli explain {method}`" for method in related(check.doc))
    methods = f"## Methods\n\nHow they work, and when they mislead: {pages}.\n\n" if pages else ""
    settings = f"## Settings\n\n{_settings(check)}"
    return Page(check.id, check.group, title.rstrip("."), f"{body.strip()}\n\n{methods}{settings}")


def _settings(check: "Check") -> str:
    """List what can be set for a check, as it would stand in driftcli.toml."""
    from driftcli.declared import settings_of  # noqa: PLC0415
    from driftcli.suite.toml import toml_value  # noqa: PLC0415

    lines = [f"    [checks.{check.id}]"]
    for name, bar in (("warn", check.thresholds.warn), ("fail", check.thresholds.fail)):
        lines.append(f"    {name} = {toml_value('never' if bar is None else bar)}")
    for name, field in settings_of(check.params).items():
        value = (
            f"# {name} = ..." if field.is_required or field.default is None else f"{name} = {toml_value(field.default)}"
        )
        told = f"  # {field.description}" if field.description else ""
        lines.append(f"    {value}{told}")
    return "\n".join(lines)


def _exit_codes() -> str:
    rows = [f"| {code.value} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(
        [
            "| code | meaning |",
            "|---|---|",
            *rows,
            "",
            "The code never depends on the output format. Any code that is not listed is a failure, too.",
            f"Where several apply, the first of these is told: {', '.join(map(str, PRECEDENCE))}.",
            "",
            (
                "`--fail-on warn` makes warnings count, `--fail-on never` nothing; `--exit-zero` turns 1 and 5 into 0, "
                "nothing else; `--allow-empty` turns 5 into 0."
            ),
            "",
            "Worth trying again: 75. Not: 1, 2 and 3 say the same until data or settings change.",
        ]
    )
