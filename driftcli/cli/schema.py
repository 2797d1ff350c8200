"""``driftcli schema``: the JSON Schemas that other programs may rely on."""

import json
from typing import Annotated, Any

import typer

app = typer.Typer(help="Print a JSON Schema.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def result(*, debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False) -> None:
    """Print the JSON Schema of a result."""
    from driftcli.reports.json.result import load_result_schema  # noqa: PLC0415

    del debug
    _print(load_result_schema())


@app.command()
def comparison(*, debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False) -> None:
    """Print the JSON Schema of a comparison of models."""
    from driftcli.reports.comparison.json import load_comparison_schema  # noqa: PLC0415

    del debug
    _print(load_comparison_schema())


@app.command()
def history(*, debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False) -> None:
    """Print the JSON Schema of a history."""
    from driftcli.reports.history.json import load_history_schema  # noqa: PLC0415

    del debug
    _print(load_history_schema())


@app.command()
def config(*, debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False) -> None:
    """Print the JSON Schema of driftcli.toml."""
    from driftcli.suite.schema import config_schema  # noqa: PLC0415

    del debug
    _print(config_schema())


def _print(schema: dict[str, Any]) -> None:
    from driftcli.cli.streams import write_result  # noqa: PLC0415

    write_result(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", is_utf8=True)
