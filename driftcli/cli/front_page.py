"""The first page of the manual, as ``driftcli --help`` shows it: what people need first, examples, exit codes."""

from typing import Any

from typer.core import TyperGroup

from driftcli.cli.as_typed import keep_as_typed

PURPOSE = """\
Batch drift auditor: did the data change, does it matter, what kind of change is it, and what should be done about it?
Two files in, one command, an exit code out."""
SUMMARIES = {
    "audit": "Compare CURRENT with REFERENCE, the main job.",
    "init": "Write a commented driftcli.toml from the data.",
    "profile": "Save DATA as a baseline, a small summary.",
    "merge": "Merge baselines of parts into one.",
    "compare": "Compare models by their predictions.",
    "history": "Show past runs, trends and what is in alarm.",
    "report": "Render a saved result again, without the data.",
    "demo": "Audit the shipped sample, as a first look.",
    "checks": "List the checks and their default thresholds.",
    "explain": "Show the manual of a check, or of a topic.",
    "version": "Show the version, and with -v those of Python and the libraries.",
    "config": "Show, validate or describe the configuration.",
    "schema": "Print a JSON Schema.",
}
"""The first sentence of every command's own help, so that this page needs none of their modules."""
NEEDED = ("audit", "init", "profile", "compare", "explain")
"""The commands that most people need, in the order in which they meet them."""
EXAMPLES = (
    ("driftcli demo", "see it work on the shipped sample"),
    ("driftcli audit january.parquet february.csv -o report.html", "two files, and a report to send"),
    ("driftcli audit old.csv new.csv --target y --prediction p --score s", "what it did to the model"),
    ("driftcli audit data.parquet --timestamp day --split-at 2026-03-01", "one file against its own past"),
    ("driftcli audit baseline.parquet 'incoming/*.parquet' -q", "for cron: silent unless something is wrong"),
)
EXIT_CODES = (
    ("0", "nothing at or above --fail-on"),
    ("1", "at least one finding at or above --fail-on"),
    ("2, 3, 4", "no audit: wrong usage or configuration; unreadable data; a bug"),
    ("5, 6", "nothing was evaluated; an output could not be written"),
    ("75, 130, 143", "another run holds the lock; interrupted; terminated"),
)
READ_ON = (
    ("driftcli COMMAND --help", "the flags of a command, most used first"),
    ("driftcli explain", "every check, method and topic, each with a page"),
    ("driftcli explain analyst", "step by step; likewise cron, ci, library, spark"),
    ("driftcli explain exit-codes", "the exit codes in full"),
)


class FrontPage(TyperGroup):
    """The group of all commands, whose help reads like a manual's first page."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, examples, exit codes and where to read on, then the few options."""
        helps = {name: command for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))}
        rows = {name: command.get_short_help_str(limit=formatter.width) for name, command in helps.items()}
        others = [(name, text) for name, text in rows.items() if name not in NEEDED]
        _section(formatter, "Commands that most people need", [(name, rows[name]) for name in NEEDED])
        _section(formatter, "Other commands", others)
        with formatter.section("Examples"):
            for line, what in EXAMPLES:
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
                formatter.write(f"{'':>{formatter.current_indent + 4}}{what}\n")
        _section(formatter, "Exit codes", EXIT_CODES)
        _section(formatter, "Read on", READ_ON)
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
        _section(formatter, "Options", records)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options that stand before a command."""
        for param in self.get_params(ctx):
            keep_as_typed(param)
        return super().parse_args(ctx, args)


def _section(formatter: Any, heading: str, rows: Any) -> None:
    with formatter.section(heading):
        formatter.write_dl(rows)
