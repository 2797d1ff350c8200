import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from driftcli.judgement.result import TimePicture, TimeSeries
from driftcli.reports.html.page import render_html
from driftcli.reports.html.time import time_rows
from reports.sample_results import rich_result

LABELS = tuple(f"2026-03-{day:02}T00:00:00" for day in range(1, 9))
PLACES = tuple(range(8))
LOSS = TimeSeries(None, "errors", PLACES, (0.1,) * 4 + (0.3,) * 4, (0.05,) * 4 + (0.2,) * 4, (0.2,) * 4 + (0.4,) * 4)
MOVED = TimeSeries("x", "sd", PLACES, (0.0,) * 4 + (0.5,) * 4, (-0.1,) * 4 + (0.4,) * 4, (0.1,) * 4 + (0.6,) * 4)
DATED = {"shape": "sudden", "at": LABELS[4], "until": None, "about": "performance", "period": None}


def with_time(*series, dated=()):
    result = rich_result(2)
    columns = {one.name for one in result.columns}
    named = next(iter(columns))
    diagnosis = replace(result.diagnosis, onset={**DATED, "about": ["performance"], "is_boundary": True} | {
        "reference_until": LABELS[3], "earliest": LABELS[4], "latest": LABELS[4], "series": list(dated)
    } if dated else None)  # fmt: skip
    made = tuple(replace(one, column=named) if one.unit == "sd" else one for one in series)
    return replace(result, timeline=TimePicture(LABELS, 4, made), diagnosis=diagnosis)


def test_a_series_is_drawn_with_both_sides_and_its_onset():
    (row,) = time_rows(with_time(LOSS, dated=[DATED]))
    assert row.name == "Share of wrong predictions"
    assert row.words == "On average 0.1 → 0.3, 8 windows. Sudden, where the current data begin."
    image = ET.fromstring(row.chart)  # noqa: S314 - our own
    assert row.words in image.get("aria-label")
    assert [one.get("class") for one in image.findall("path[@class]") if "trace" in one.get("class")] == [
        "trace refline",
        "trace curline",
    ]
    assert "since 2026-03-05" in row.chart
    assert "nan" not in row.chart


@pytest.mark.parametrize(
    ("onset", "words"),
    [
        ({"shape": "gradual", "at": LABELS[2], "until": LABELS[5]}, "Gradual, from 2026-03-03 until 2026-03-06."),
        ({"shape": "recurring", "at": None, "until": None, "period": 7}, "Recurring, every 7 windows."),
    ],
)
def test_other_shapes_in_words(onset, words):
    (row,) = time_rows(with_time(LOSS, dated=[{**DATED, **onset}]))
    assert row.words.endswith(words)


def test_a_column_is_told_in_sd_and_a_flat_one_is_drawn(rich_result):
    flat = TimeSeries("x", "sd", (0, 1, 2), (0.0, 0.0, 0.0), (-0.1,) * 3, (0.1,) * 3)
    only_current = replace(with_time(flat), timeline=TimePicture(LABELS[:3], 0, (replace(flat, column="gone"),)))
    (row,) = time_rows(only_current)
    assert row.words == "On average 0.00 sd from the reference, 3 windows."
    assert "refline" not in row.chart
    assert "Over time" in render_html(only_current)
    assert "Over time" not in render_html(rich_result)
