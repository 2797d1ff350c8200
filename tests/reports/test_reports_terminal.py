import io
import re

import pytest
from rich.cells import cell_len

from driftcli.judgement.finding import Status
from driftcli.judgement.result import Diagnosis, DiagnosisKind
from driftcli.reports.outputs import parse_output
from driftcli.reports.terminal.screen import is_colored, render_terminal
from reports.sample_model import model_result
from reports.sample_results import a_result, an_account, clean_result, drifted, empty_result, rich_result


class Stream(io.StringIO):
    def __init__(self, *, encoding="utf-8", is_terminal=False):
        super().__init__()
        self._encoding, self._is_terminal = encoding, is_terminal

    @property
    def encoding(self):
        return self._encoding

    def isatty(self):
        return self._is_terminal


def drawn(result, *, width=100, color="never", full=False, encoding="utf-8", outputs=()):
    stream = Stream(encoding=encoding)
    render_terminal(result, stream=stream, width=width, color=color, full=full, outputs=outputs)
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 200])
def test_the_terminal_is_as_agreed(width, golden):
    golden(f"terminal_{width}.txt", drawn(rich_result(), width=width))


def test_the_terminal_in_ascii_is_as_agreed(golden):
    text = drawn(rich_result(), width=80, encoding="ascii")
    assert text.isascii()
    golden("terminal_ascii.txt", text)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("full", [False, True])
def test_no_line_is_wider_than_the_terminal(width, full):
    assert max(cell_len(line) for line in drawn(rich_result(), width=width, full=full).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120, 200])
def test_names_are_folded_not_cut(width):
    text = drawn(rich_result(), width=width, full=True)
    assert "…" not in text
    assert text.count("x" * 30) >= 3
    assert all(column.name in text for column in rich_result().columns if len(column.name) < 30)


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("result", [rich_result, model_result, clean_result, empty_result])
def test_the_default_fits_a_screen(width, result):
    text = drawn(result(), width=width, outputs=[parse_output("html=out/report.html"), parse_output("json=out/a.json")])
    assert len(text.splitlines()) <= 21
    assert text.count("driftcli explain ") == 1
    assert "--full" in text


def test_what_is_left_out_is_counted_the_worst_by_name():
    text = drawn(rich_result(), width=80)
    assert "  and 47 more: 8 FAIL (ordered_at, ...), 2 WARN, 1 WAIVED, 3 SKIP, 33 OK\n" in text


ODD_NAMES = ("الاسم_الكامل", "列の名前が長い東京", "e\u0301accent", "emoji😀col", "plain", "back\u202eward\ttab")
LONG_NAME = "name_" * 40


def odd_result():
    findings = [drifted(name, s=0.9 - place / 10, lower=0.3) for place, name in enumerate((*ODD_NAMES, LONG_NAME))]
    accounts = [an_account(finding.column, status=finding.status) for finding in findings]
    return a_result(findings, accounts)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_sentences_align_beside_names_of_every_script(width):
    lines = drawn(odd_result(), width=width).splitlines()
    rows = [line for line in lines if line.lstrip().startswith("✗ FAIL") and "moved" in line]
    starts = {cell_len(line[: line.index("moved")]) for line in rows}
    assert len(rows) >= 3
    assert len(starts) == 1
    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_long_name_has_lines_of_its_own_and_is_not_cut(width):
    only = a_result([drifted(LONG_NAME, s=0.5, lower=0.3)], [an_account(LONG_NAME, status=Status.FAIL)])
    short = drawn(only, width=width)
    assert LONG_NAME in short.replace("\n         ", "")
    assert re.search(r"\n {9,}(\S+ → \S+ +)?moved: ", short)


def test_characters_that_turn_or_move_the_line_are_escaped():
    text = drawn(odd_result(), width=200)
    assert "back\\u202eward\\ttab" in text
    assert not set(text) & {"\u202e", "\t"}


def test_the_worst_column_and_the_first_step_are_shown_whatever_the_room():
    long = "Do this " * 200
    diagnosis = Diagnosis(DiagnosisKind.DATA_DRIFT, evidence=("a",), actions=(long.strip(), "b"), unknown=())
    text = drawn(a_result(list(odd_result().findings), list(odd_result().columns), diagnosis=diagnosis), width=80)
    assert " ".join(text.split()).count("Do this") == 200
    assert "and 1 more step, with --full" in text
    assert ODD_NAMES[0] in text


def test_colour_as_agreed(golden):
    golden("terminal_colour.txt", drawn(rich_result(), width=80, color="always").replace("\x1b", "<ESC>"))


def test_verdict_first_and_where_outputs_went_last():
    text = drawn(rich_result(), outputs=[parse_output("html=out/report.html")])
    assert text.startswith("✗ FAIL  8 columns drifted")
    assert text.count("Written") == 1
    assert text.endswith("Written: html to out/report.html\n")


def test_nothing_evaluated_is_not_called_clean():
    text = drawn(empty_result())
    assert text.startswith("? NOT EVALUATED  no check was selected")
    assert "Nothing is claimed about these data" in text


def test_colour_only_when_asked():
    assert "\x1b[" not in drawn(rich_result())
    assert "\x1b[1;38;5;160m" in drawn(rich_result(), color="always")
    stripped = drawn(rich_result(), color="always")
    assert "\x1b[37m" not in stripped
    assert "\x1b[30m" not in stripped


@pytest.mark.parametrize(
    ("choice", "environ", "is_terminal", "expected"),
    [
        ("auto", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"TTY_COMPATIBLE": "1"}, False, True),
        ("auto", {"TTY_COMPATIBLE": "1", "CI": "true", "TERM": "dumb"}, False, True),
        ("auto", {"TTY_COMPATIBLE": "0"}, True, False),
        ("auto", {"TTY_COMPATIBLE": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {"GITHUB_ACTIONS": "true"}, False, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_who_decides_about_colour(choice, environ, is_terminal, expected):
    assert is_colored(Stream(is_terminal=is_terminal), choice, environ) is expected


@pytest.mark.parametrize(("columns", "widest"), [("200", 200), ("", 120), ("odd", 120)])
def test_width_without_a_terminal(columns, widest, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    lines = drawn(rich_result(), width=None).splitlines()
    assert widest - 60 < max(cell_len(line) for line in lines) <= widest
