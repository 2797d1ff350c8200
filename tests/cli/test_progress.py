"""Progress: what it says, when it says it, and that it leaves nothing behind."""

import io
import threading
import time
from types import SimpleNamespace

import pytest

from driftcli.cli import progress
from driftcli.cli.progress import Moment, is_watched, progress_line


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    for name in ("CI", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    return stream


@pytest.mark.parametrize(
    ("done", "total", "spent", "words"),
    [
        (12, 50, 1.0, "reference: columns 12/50"),
        (12, 50, 12.0, "reference: columns 12/50, about 38 s left"),  # 12 s for 12 columns, and 38 are left
        (1, 100, 4.0, "reference: columns 1/100, about 7 min left"),  # 396 s
        (1, 10_000, 3.0, "reference: columns 1/10000, about 8.3 h left"),  # 29,997 s
        (0, 50, 5.0, "reference: columns 0/50, 5 s so far"),
        (0, 1, 61.2, "reference: columns, 61 s so far"),
        (50, 50, 9.0, "reference: columns 50/50, 9 s so far"),
    ],
)
def test_what_is_said(done, total, spent, words):
    assert Moment("reference: columns", done, total, began=100.0).words(100.0 + spent) == words


def test_one_long_step_tells_no_time_left():
    """What was done before it says nothing about how long it takes."""
    assert Moment("check a", 37, 43, 0.0, done_before=37).words(9.0) == "check a 37/43, 9 s so far"
    assert Moment("checks", 39, 43, 0.0, done_before=37).words(9.0) == "checks 39/43, about 18 s left"


def test_the_bar():
    moment = Moment("checks", 5, 20, began=0.0)
    assert moment.bar(1.0) == "[#####...............] checks 5/20"


def test_a_terminal_gets_one_line_that_is_wiped_at_the_end(terminal):
    with progress_line(is_wanted=True) as report:
        report("checks", 20, 20)
    text = terminal.getvalue()
    assert "[####################] checks 20/20" in text
    assert text.endswith("\r\x1b[K")
    assert "\n" not in text


def test_a_long_step_that_says_nothing_is_redrawn(terminal, monkeypatch):
    monkeypatch.setattr(progress, "_REDRAWN", 0.01)
    with progress_line(is_wanted=True) as report:
        report("reference: reading", 0, 1)
        time.sleep(0.2)
    assert terminal.getvalue().count("reference: reading") > 3


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CI", "true", False),
        ("CI", "", True),
        ("TTY_INTERACTIVE", "0", False),
        ("TTY_INTERACTIVE", "1", True),
        ("TERM", "dumb", False),
    ],
)
def test_who_is_watching(name, value, expected, monkeypatch):
    monkeypatch.setenv(name, value)
    assert is_watched() is expected


def test_a_verbose_log_gets_a_line_now_and_then(capsys):
    with progress_line(is_wanted=True, is_verbose=True, beat=0.02) as report:
        report("current data: columns", 3, 9)
        time.sleep(0.2)
    lines = capsys.readouterr().err.splitlines()
    assert 2 < len(lines) < 15
    assert set(lines) == {"driftcli: current data: columns 3/9"}


def test_nobody_is_told_otherwise(capsys):
    before = threading.active_count()
    with progress_line(is_wanted=True) as report:
        assert report is None
        assert threading.active_count() == before
    with progress_line(is_wanted=False) as report:
        assert report is None
    assert capsys.readouterr().err == ""


def test_nothing_goes_on_after_an_error(terminal):
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError), progress_line(is_wanted=True) as report:
        report("checks", 1, 1 // 0)
    assert threading.active_count() == before
    assert terminal.getvalue().endswith("\r\x1b[K")
