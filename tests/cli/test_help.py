"""Help is quick: it imports nothing that it does not need, and says what there is."""

import re
import subprocess
import sys

import pytest
import typer
from numpy import __version__ as numpy_version
from typer.testing import CliRunner

from driftcli import __version__
from driftcli.cli.app import FRONT_PAGES, app_for
from driftcli.cli.exit_codes import MEANINGS
from driftcli.cli.front_page import SUMMARIES
from driftcli.cli.main import main
from driftcli.cli.pages import topic_names

from .conftest import ROOT, environment

HEAVY = ("numpy", "pandas", "scipy", "pyarrow", "jinja2", "rich", "pydantic", "sklearn", "polars")
COMMANDS = (
    *("audit", "init", "profile", "merge", "compare", "history", "report", "demo", "checks", "explain", "config"),
    "schema",
)


def imported(*arguments):
    """Give the heavy packages that a command line imports."""
    code = (
        "import sys\n"
        f"sys.argv = ['driftcli', *{list(arguments)!r}]\n"
        "from driftcli.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('IMPORTED', *[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=ROOT
    )
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["--version"], ["explain", "exit-codes"], ["explain", "rule"]]
)
def test_nothing_heavy_is_imported(arguments):
    assert imported(*arguments) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_imports_no_engine(command):
    assert imported(command, "--help") == []


@pytest.mark.parametrize("arguments", FRONT_PAGES)
def test_the_front_page_loads_no_command(arguments):
    code = f"import sys\nfrom driftcli.cli.main import main\nmain({list(arguments)!r})\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=ROOT
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "driftcli.cli.app" in loaded
    assert not loaded & {"driftcli.cli.flags", *(f"driftcli.cli.{name}" for name in SUMMARIES)}


def test_importing_the_command_line_imports_nothing_heavy():
    code = f"import sys, driftcli.cli.main; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_help_names_every_command(run):
    text = run("--help").stdout
    for command in COMMANDS:
        assert f"\n  {command} " in text


@pytest.mark.parametrize("arguments", FRONT_PAGES[:2])
def test_the_front_page_is_that_of_the_whole_program(arguments):
    whole, alone = (
        CliRunner().invoke(app_for(words), list(arguments), prog_name="driftcli").output for words in ((), arguments)
    )
    assert whole == alone
    assert all(f"\n  {name} " in whole for name in SUMMARIES)


def every_command():
    """Walk through the commands and their flags, as Typer has them."""
    root = typer.main.get_command(app_for(()))
    found = [("driftcli", root)]
    for path, command in found:
        found += [(f"{path} {name}", inner) for name, inner in getattr(command, "commands", {}).items()]
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_put_together_alone(name):
    assert list(typer.main.get_command(app_for((name, "--help"))).commands) == [name]
    assert name in typer.main.get_command(app_for(("--help", name))).commands


@pytest.mark.parametrize(("path", "command"), every_command(), ids=[path for path, _ in every_command()])
def test_every_command_and_flag_has_a_help_that_fits_80_columns(path, command, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    assert main([*path.split()[1:], "--help"]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert len(text.splitlines()) > 3
    for param in command.params:
        said = param.get_help_record(command.make_context(path, [], resilient_parsing=True))
        assert said is None or said[1].strip(), param.name
        assert all(name in text for name in param.opts if name.startswith("-")), param.name


def test_the_front_page_tells_where_to_begin_and_where_to_read_on(run):
    text = run("--help", env={"COLUMNS": "80"}).stdout
    codes = re.search(r"Exit codes:\n(.*?)\n\n", text, re.DOTALL)
    assert codes
    listed = {int(code) for line in codes[1].splitlines() for code in line.strip().split("  ")[0].split(", ")}
    assert listed == {int(code) for code in MEANINGS}
    for line in re.findall(r"^  (driftcli [a-z].*)$", text, re.MULTILINE):
        assert line.split()[1] in COMMANDS, line
    for topic in re.findall(r"driftcli explain ([a-z-]+)", text):
        assert topic in topic_names(), topic


def test_version_with_what_it_stands_on(run):
    lines = run("version", "-v").stdout.splitlines()
    assert lines[0] == f"driftcli {__version__}"
    assert f"numpy {numpy_version}" in lines
    assert run("version").stdout == f"driftcli {__version__}\n"


def test_version(run):
    done = run("--version")
    assert (done.stdout, done.stderr, done.returncode) == (f"driftcli {__version__}\n", "", 0)


def test_an_audit_of_small_files_imports_no_frame_library(files):
    code = (
        "import sys\n"
        "asked = ['--select', 'quality', '--select', 'drift']\n"  # what fits trees needs scikit-learn
        "sys.argv = ['driftcli', 'audit', 'reference.csv', 'same.csv', '-q', *asked]\n"
        "from driftcli.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "print([name for name in ('pandas', 'sklearn', 'rich', 'jinja2', 'scipy.stats') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(), cwd=files
    )
    assert done.stdout.strip() == "[]"
