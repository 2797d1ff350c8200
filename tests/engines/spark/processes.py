"""Processes of Spark that a test starts: waiting for them, finding what they started, ending them."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

PATIENCE = 480.0
"""Seconds until something that should have happened is given up; on a quiet machine it takes a tenth."""


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def until(happened, what):
    stop = time.monotonic() + PATIENCE
    while time.monotonic() < stop:
        found = happened()
        if found:
            return found
        time.sleep(0.1)
    return pytest.fail(f"no {what} within {PATIENCE:.0f} s")


def children(pid):
    """Processes below one, itself first."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(text.rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def end(pid):
    for one in children(pid):
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue
