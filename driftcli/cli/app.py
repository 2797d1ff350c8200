"""The commands, put together: the one that is asked for alone, for building all of them takes a tenth of a second."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from driftcli import __version__
from driftcli.cli.front_page import PURPOSE, FrontPage
from driftcli.cli.groups import GroupedCommand, with_groups
from driftcli.cli.streams import write_result

COMMANDS = ("audit", "init", "profile", "merge", "compare", "report", "demo", "checks", "explain", "version")
"""Each is the function of its name in the module of its name."""
GROUPS = ("config", "schema")
"""Commands that have commands of their own: each is the ``app`` in the module of its name."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Put together the command that a command line asks for, or all of them: for help, completion and errors."""
    app = typer.Typer(
        name="driftcli",
        cls=FrontPage,
        help=PURPOSE,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    asked = arguments[:1] if arguments and arguments[0] in {*COMMANDS, *GROUPS} else (*COMMANDS, *GROUPS)
    for name in asked:
        module = import_module(f"driftcli.cli.{name}")
        if name in GROUPS:
            app.add_typer(module.app, name=name)
        else:
            app.command(cls=GroupedCommand)(with_groups(getattr(module, name)))
    return app


def _show_version(is_wanted: bool) -> None:  # noqa: FBT001 - Typer calls it so
    if is_wanted:
        write_result(f"driftcli {__version__}\n")
        raise typer.Exit


def _root(
    *,
    is_version_asked: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del is_version_asked
