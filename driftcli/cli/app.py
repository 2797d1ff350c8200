"""The commands, put together: the one that is asked for alone, for building all of them takes a tenth of a second."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from driftcli import __version__
from driftcli.cli.front_page import PURPOSE, SUMMARIES, FrontPage
from driftcli.cli.streams import write_result

GROUPS = ("config", "schema")
"""Commands that have commands of their own: each is the ``app`` in the module of its name; others are its function."""
FRONT_PAGES = (("-h",), ("--help",), ("--version",))
"""Command lines that no command answers, so that none need be loaded."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Put together the command that a command line asks for, or all of them: for completion and errors."""
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
    if tuple(arguments) in FRONT_PAGES:
        for name, summary in SUMMARIES.items():
            app.command(name, help=summary)(_unasked)
        return app
    for name in arguments[:1] if arguments and arguments[0] in SUMMARIES else SUMMARIES:
        _add(app, name)
    return app


def _add(app: typer.Typer, name: str) -> None:
    module = import_module(f"driftcli.cli.{name}")
    if name in GROUPS:
        app.add_typer(module.app, name=name)
        return
    from driftcli.cli.groups import GroupedCommand, with_groups  # noqa: PLC0415 - the front page needs no flags

    app.command(cls=GroupedCommand)(with_groups(getattr(module, name)))


def _unasked() -> None:
    """Stand for a command on a page that names it."""


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
