"""The commands, put together."""

from typing import Annotated

import typer

from driftcli import __version__
from driftcli.cli import audit, checks, compare, config, demo, explain, init, merge, profile, report, schema, version
from driftcli.cli.front_page import PURPOSE, FrontPage
from driftcli.cli.groups import GroupedCommand, with_groups
from driftcli.cli.streams import write_result

app = typer.Typer(
    name="driftcli",
    cls=FrontPage,
    help=PURPOSE,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (
    audit.audit,
    init.init,
    profile.profile,
    merge.merge,
    compare.compare,
    report.report,
    demo.demo,
    checks.checks,
    explain.explain,
    version.version,
):
    app.command(cls=GroupedCommand)(with_groups(command))
app.add_typer(config.app, name="config")
app.add_typer(schema.app, name="schema")


def _show_version(is_wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if is_wanted:
        write_result(f"driftcli {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    *,
    is_version_asked: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del is_version_asked
