"""The pictures of a history: bars, bounds and marks are where their numbers are, and gaps stay gaps."""

import re
import xml.etree.ElementTree as ET
from math import nan

import pytest

from driftcli.reports.charts.control import control_chart
from driftcli.reports.charts.strip import run_strip


def parsed(svg):
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '))  # noqa: S314 - our own


def paths(svg, css):
    return [one.get("d") for one in parsed(svg).iter() if one.get("class") == css]


def texts(svg):
    return {one.text: float(one.get("y")) for one in parsed(svg).iter() if one.tag.endswith("text")}


def a_chart(s, low, **changes):
    said = {"averages": ([nan] * len(s), [nan] * len(s)), "failed": [False] * len(s), "marks": ()}
    said |= {"bars": (0.1, 0.3), "ends": ("first", "last"), "label": 'a<b>"c', "title": "a"}
    return control_chart(sizes=(s, low), **(said | changes))


def test_sizes_and_bars_share_one_scale_from_nothing_at_the_foot():
    """The scale is 84 units high and goes to the largest size, 0.6; lengths are worked out by hand."""
    svg = a_chart([0.0, -0.3, 0.6], [0.0, 0.2, 0.5])
    assert paths(svg, "trace curline") == ["M46 100l293-42 293-42"]
    assert {words: y for words, y in texts(svg).items() if words not in {"first", "last"}} == {
        "0": 104, "0.1": 100 - 14 + 4, "0.3": 100 - 42 + 4, "0.6": 20,
    }  # fmt: skip
    assert paths(svg, "guide") == ["M46 86H632", "M46 58H632"]


def test_words_beside_the_scale_do_not_touch():
    svg = a_chart([5.0, 5.0], [4.9, 4.9])
    assert texts(svg).keys() == {"0", "5", "first", "last"}
    assert paths(svg, "guide") == ["M46 98.3H632", "M46 95H632"]


def test_runs_that_measured_nothing_are_left_out_and_those_that_failed_have_a_dot():
    svg = a_chart([0.35, nan, 0.35], [0.2, nan, 0.2], failed=[True, True, False])
    assert paths(svg, "trace curline") == ["M46 16l586 0"]
    assert paths(svg, "spots failline") == ["M46 16h0"]
    assert "nan" not in svg


def test_the_average_is_held_against_its_limit_and_what_is_below_nothing_is_there():
    svg = a_chart([0.1] * 3, [0.0] * 3, averages=([-3.0, 1.0, 4.0], [1.0, 2.0, 2.0]))
    assert paths(svg, "trace refline") == ["M46 168l293-12.5 293-37.5"]
    assert paths(svg, "limit") == ["M46 155.5l293-12.5 293 0"]


@pytest.mark.parametrize("runs", [1, 2, 400])
def test_a_chart_of_any_length_is_whole(runs):
    svg = a_chart([0.2] * runs, [0.1] * runs, marks=[(runs - 1, "mark", "alarm")])
    image = parsed(svg)
    assert (image.get("role"), image.get("aria-label")) == ("img", 'a<b>"c')
    assert ("dense" in image.get("class")) == (runs > 90)
    assert ("last" in texts(svg)) == (runs > 1)
    assert all(0 <= float(x) <= 640 for x in re.findall(r"M([\d.]+)", svg))


def a_strip(drifted, verdicts, renewed=()):
    rows = [(one, css, one) for one, css in (("fail", "fail"), ("pass", "ok")) if one in verdicts]
    return run_strip(drifted=drifted, verdicts=verdicts, rows=rows, renewed=renewed, ends=("a", "b"), label="runs")


def test_a_strip_has_a_bar_for_what_drifted_and_a_mark_in_the_row_of_its_verdict():
    svg = a_strip([0, 2, 4, 0], ["pass", "fail", "fail", "pass"], renewed=[2])
    (bars,) = paths(svg, "runs")
    assert re.findall(r"M\S+ 74V(\d+)", bars) == ["44", "14"]  # half as high, and as high as there is
    marks = {css: re.findall(r"M(\S+) (\d+)v8", *paths(svg, f"runs {css}")) for css in ("fail", "ok")}
    assert [y for _, y in marks["fail"]] == ["89", "89"]
    assert [y for _, y in marks["ok"]] == ["108", "108"]
    places = sorted(float(x) for row in marks.values() for x, _ in row)
    assert [x for x, _ in marks["fail"]] == [f"{x:g}" for x in places[1:3]]
    (renewed,) = paths(svg, "mark weak")
    assert places[1] < float(re.match(r"M([\d.]+)", renewed)[1]) < places[2]
    assert {"4 drifted", "0 drifted", "fail", "pass", "a", "b"} <= set(texts(svg))


def test_a_strip_on_which_nothing_drifted_has_no_bars():
    svg = a_strip([0], ["pass"])
    assert paths(svg, "runs") == []
    assert [words for words in texts(svg) if "drifted" in words] == ["0 drifted"]
