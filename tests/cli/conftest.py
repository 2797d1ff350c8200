"""Runs the command: in this process where its words matter, in one of its own where streams and signals do."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from driftcli.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-W", "error", "-m", "driftcli"]


def environment(**extra):
    """Give a clean environment: none of our variables, no colour wishes of whoever runs the tests."""
    dropped = ("DRIFTCLI_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "CI", "PYTHONPATH", "TYPER_", "_DRIFTCLI")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return kept | {"PYTHONPATH": str(ROOT)} | extra


class Done(NamedTuple):
    """What a command line gave, wrote and said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command line in the temporary folder and in this process, which has imported everything already."""
    (tmp_path / ".git").mkdir(exist_ok=True)

    def run_command(*arguments, env=None):
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
        with monkeypatch.context() as patch, Path(os.devnull).open(encoding="utf-8") as nothing:
            patch.chdir(tmp_path)
            patch.setattr(os, "environ", os.environ.copy())
            for name in set(os.environ) - set(environment()):
                patch.delenv(name)
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            for name, stream in zip(("stdin", "stdout", "stderr"), (nothing, *streams), strict=True):
                patch.setattr(sys, name, stream)
            code = main(list(map(str, arguments)))
        return Done(int(code), *(stream.buffer.getvalue().decode() for stream in streams))

    return run_command


@pytest.fixture
def spawn(tmp_path):
    """Run driftcli as a process of its own, where streams, signals, limits or what is imported matter."""
    (tmp_path / ".git").mkdir(exist_ok=True)

    def spawn_command(*arguments, env=None, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        words = [*COMMAND, *map(str, arguments)]
        return subprocess.run(
            words, cwd=tmp_path, env=environment(**(env or {})), text=True, check=False, timeout=60, **options
        )

    return spawn_command


@pytest.fixture
def start(tmp_path):
    """Start driftcli in the temporary folder without waiting for it; whatever is left is ended."""
    processes = []

    def start_command(*arguments, **options):
        words = [*COMMAND, *map(str, arguments)]
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        process = subprocess.Popen(words, cwd=tmp_path, env=environment(), text=True, **options)
        processes.append(process)
        return process

    yield start_command
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


def table(shift=0.0, rows=400, seed=1):
    """Give a table of two well-behaved columns, the first moved by ``shift``."""
    values = np.random.default_rng(seed).normal(size=rows)
    lines = [f"{value + shift:.6f},{'abcd'[index % 4]}" for index, value in enumerate(values)]
    return "amount,letter\n" + "\n".join(lines) + "\n"


TABLES = {
    "reference": table(),
    "same": table(seed=2),
    "drifted": table(shift=2.0, seed=3),
    "big_reference": table(rows=6_000),
    "slight": table(shift=0.09, rows=6_000),
    "tiny": table(rows=5),
}


@pytest.fixture
def files(tmp_path):
    """Write a reference, a file of the same population, one that drifted hard, and one that moved slightly."""
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def last_line(text):
    """Give the last line of what was said on standard error."""
    return text.rstrip("\n").rsplit("\n", 1)[-1]
