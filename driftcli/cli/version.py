"""``driftcli version``: which versions are at work, for a report of a bug or a log."""

import sys
from typing import Annotated

import typer

_PACKAGES = ("numpy", "pyarrow", "scipy", "scikit-learn", "pandas", "pydantic", "jinja2", "rich", "typer")


def version(
    *, verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also of what driftcli stands on.")] = False
) -> None:
    """Show the version, and with -v those of Python and the libraries."""
    from driftcli import __version__  # noqa: PLC0415
    from driftcli.cli.streams import write_result  # noqa: PLC0415

    lines = [f"driftcli {__version__}"]
    if verbose:
        import platform  # noqa: PLC0415

        lines += [f"python {platform.python_version()} ({sys.platform}, {platform.machine()})"]
        lines += [f"{name} {_version(name)}" for name in _PACKAGES]
    write_result("\n".join(lines) + "\n")


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - it costs the help of every command

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
