"""The faces of a history: they say the same, fit the screen, and hold to their schema."""

import csv
import io
import json

import jsonschema
import pytest
from history.making import MAJOR, QUIET, SKIPPED, a_fault, a_point, a_run

from driftcli.history.past import past_of
from driftcli.history.record import RunRecord
from driftcli.history.trend import trend_of
from driftcli.reports.history.csv import render_history_csv
from driftcli.reports.history.json import load_history_schema, render_history_json
from driftcli.reports.history.terminal import render_history_terminal
from driftcli.reports.history.text import render_history_text
from driftcli.reports.history.wording import alarm_line

LONG = "a_column_with_a_name_that_is_longer_than_any_screen_is_wide_" * 2


def a_trend(*, nights=15, last=20, columns=()):
    records = [
        RunRecord(
            a_run(night, reference_digest="second" if night else "first"),
            (
                a_point("amount", **(MAJOR if night > 1 else QUIET)),
                a_point(LONG, **(MAJOR if night == 14 else SKIPPED)),
            ),
            (a_fault("bad\nname"), a_fault(None, "row_count")) if night > 12 else (),
        )
        for night in range(nights)
    ]
    return trend_of(past_of(records), last=last, columns=columns)


def table(trend, *, width=80, encoding="utf-8"):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    render_history_terminal(trend, stream=stream, width=width, color="never")
    stream.seek(0)
    return stream.read()


@pytest.mark.parametrize("columns", [(), ("*",)])
@pytest.mark.parametrize("trend", [a_trend(), a_trend(nights=1), a_trend(nights=2, last=1)])
def test_json_holds_to_its_schema(trend, columns):
    schema = load_history_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(render_history_json(trend)), schema)
    jsonschema.validate(json.loads(render_history_json(a_trend(columns=columns))), schema)


def test_every_key_of_json_is_in_the_schema():
    document, schema = json.loads(render_history_json(a_trend(columns=("*",)))), load_history_schema()
    assert set(document) == set(schema["properties"])
    for part in ("alarms", "runs", "measurements"):
        assert set(document[part][0]) == set(schema["properties"][part]["items"]["properties"])


@pytest.mark.parametrize("columns", [(), ("*",)])
@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_table_fits_the_screen_and_cuts_no_name(width, columns):
    text = table(a_trend(columns=columns), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert LONG in "".join(text.split())  # folded, never cut
    assert "\n  ! drift of" in text


def test_a_terminal_without_unicode_gets_ascii():
    text = table(a_trend(), encoding="ascii")
    assert text.isascii()
    assert "x fail" in text.replace("+ pass", "x fail")
    assert "\\u" not in text


def test_text_is_one_greppable_line_each_without_cut_names():
    lines = render_history_text(a_trend(columns=("amount",), last=3)).splitlines()
    assert lines[0].startswith("driftcli 0.1.0: history: the last 3 of 15 runs, 2026-03-13 03:00 to 2026-03-15 03:00")
    assert [line.split(" ")[0] for line in lines[1:]] == ["run"] * 3 + ["alarm"] * 4 + ["column"] * 3 + [
        "rule:",
        "alarms:",
    ]
    assert lines[4] == (
        f"alarm drift of {LONG}: since 2026-03-15 03:00 (new, major drift), s 0.50 (lower bound 0.40) [#]"
    )
    assert lines[5].startswith("alarm drift of amount: since 2026-03-03 03:00 (13 runs, major drift)")
    assert "missing values of bad\\nname: since 2026-03-14 03:00 (2 runs, data error)" in lines[6] + lines[7]
    assert lines[8].startswith(
        "column amount 2026-03-13 03:00: drift, p = 1e-9, s 0.50 (lower bound 0.40), 20,000 and "
    )


def test_csv_has_a_line_a_run_or_a_measurement():
    runs = list(csv.DictReader(io.StringIO(render_history_csv(a_trend(), is_by_column=False))))
    assert (len(runs), runs[2]["worst_column"], runs[2]["new"]) == (15, "amount", "drift of amount")
    points = list(csv.DictReader(io.StringIO(render_history_csv(a_trend(columns=["amount"]), is_by_column=True))))
    assert (len(points), points[-1]["s_low"], points[-1]["is_alarm"]) == (15, "0.4", "True")


@pytest.mark.parametrize(
    ("nights", "line"),
    [
        (1, ""),
        (3, "drift of amount is new"),
        (4, "still drifting since 2026-03-03 (2 runs): amount"),
        (
            14,
            "missing values of bad\\nname, row count are new; still drifting since 2026-03-03 (12 runs): amount",
        ),
        (
            15,
            (
                f"drift of {LONG} is new; still drifting since 2026-03-03 (13 runs): amount; "
                "still in alarm since 2026-03-14 (2 runs): missing values of bad\\nname, row count"
            ),
        ),
    ],
)
def test_one_line_tells_what_is_new_and_what_goes_on(nights, line):
    assert alarm_line(a_trend(nights=nights).alarms) == line
