"""``driftcli config``: what is configured, whether it is valid, what may be."""

import json
from pathlib import Path
from typing import Annotated

import typer

from driftcli.cli.flags import RoleFlags, RunFlags, SourceFlags, SuiteFlags, all_overrides
from driftcli.cli.groups import GroupedCommand, with_groups
from driftcli.errors import UsageError

app = typer.Typer(help="Show, validate or describe the configuration.", no_args_is_help=True, rich_markup_mode=None)


def show(
    *,
    origin: Annotated[bool, typer.Option("--origin", help="Tell where each value comes from.")] = False,
    format: Annotated[str, typer.Option(metavar="toml|json", help="How it is written.")] = "toml",  # noqa: A002
    asked: SuiteFlags,
    roles: RoleFlags,
    source: SourceFlags,
    how: RunFlags,
) -> None:
    """Show the settings that count here: flags over DRIFTCLI_* over file over defaults."""
    from driftcli.cli.streams import tell, write_result  # noqa: PLC0415
    from driftcli.suite.load import load_config, resolve  # noqa: PLC0415
    from driftcli.suite.show import settings_as_json, settings_as_toml  # noqa: PLC0415

    if format not in {"toml", "json"}:
        raise UsageError(f"unknown format {format!r}", where="--format", hint="toml or json")
    loaded = load_config(asked.config, all_overrides(asked, roles, source, how))
    resolve(loaded)
    tell(f"driftcli: configuration: {loaded.file or 'defaults, no file found'}")
    if format == "json":
        write_result(json.dumps(settings_as_json(loaded), indent=2, ensure_ascii=False) + "\n", is_utf8=True)
    else:
        write_result(settings_as_toml(loaded, with_origin=origin))


def validate(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Default: the nearest one.")] = None,
    *,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="The same, as for the other commands.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when it is valid.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Check a configuration: keys, values, checks and their parameters, without any data."""
    from driftcli.cli.streams import write_result  # noqa: PLC0415
    from driftcli.suite.load import load_suite  # noqa: PLC0415

    del debug
    suite = load_suite(file or config)
    if suite.file is None:
        hint = "name one, or write one with `driftcli init REFERENCE`"
        raise UsageError("no driftcli.toml, .driftcli.toml or [tool.driftcli] from here upwards", hint=hint)
    if not quiet:
        write_result(f"{suite.file}: valid; {len(suite.checks)} checks selected\n")


def schema(*, debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False) -> None:
    """Print the JSON Schema of driftcli.toml."""
    from driftcli.cli.schema import config as print_config_schema  # noqa: PLC0415

    print_config_schema(debug=debug)


for command in (show, validate, schema):
    app.command(cls=GroupedCommand)(with_groups(command))
