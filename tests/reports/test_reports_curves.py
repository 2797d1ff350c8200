import xml.etree.ElementTree as ET

import pytest

from driftcli.reports.html.curves import curve_panels, residual_plot
from driftcli.reports.html.page import render_html
from driftcli.reports.wording.curves import precision_recall_words, reliability_words, roc_words
from reports.sample_curves import CHANCE, CURVES, RECALL, ROC, with_details


def test_words_read_the_curves_by_hand():
    assert roc_words(ROC, CHANCE, "a") == "With 10 % false alarms, 40 % before and 10 % after of “a” are found."
    assert roc_words(None, ROC, "a") == "With 10 % false alarms, 40 % after of “a” are found."
    assert precision_recall_words(RECALL, RECALL, "a") == (
        "Where half of “a” is found, 90 % before and 90 % after of the alarms are right."
    )
    assert reliability_words(CURVES["reliability"], None, "a") == "Before, rows scored about 0.9 were “a” in 60 %."
    assert reliability_words(None, {"predicted": [], "observed": []}, "a") == "No row has both a score and a label."


def test_panels_hold_three_plots_with_both_sides():
    (panel,) = curve_panels(with_details(tables={"reference": {"curves": [CURVES]}, "current": {"curves": [CURVES]}}))
    assert [plot.title for plot in panel.plots] == ["Reliability", "ROC", "Precision and recall"]
    for plot in panel.plots:
        image = ET.fromstring(plot.chart)  # noqa: S314 - our own
        assert image.get("role") == "img"
        assert plot.words in image.get("aria-label")
        assert [one.get("class") for one in image.findall("path[@class]") if "trace" in one.get("class")] == [
            "trace refline",
            "trace curline",
        ]
    # the middle point of the ROC curve, (0.2, 0.8), on a square of 180 that begins at (40, 8)
    assert "M40 188l36-144 " in panel.plots[1].chart


def test_a_side_without_curves_leaves_the_other_one():
    other = {"curves": [{**CURVES, "class": "no"}]}
    panels = curve_panels(with_details(tables={"reference": {"curves": [CURVES]}, "current": other}))
    assert [panel.label for panel in panels] == ["<yes>", "no"]
    assert panels[0].plots[0].chart.count('class="trace') == 1
    assert curve_panels(with_details(tables={"reference": {}, "current": None})) == []


def test_the_report_shows_curves_and_escapes_the_class():
    html = render_html(with_details(tables={"reference": {"curves": [CURVES]}, "current": {"curves": [CURVES]}}))
    assert "Scores of “<bdi>&lt;yes&gt;</bdi>”" in html
    assert "<yes>" not in html


@pytest.mark.parametrize("picture", [None, {"edges": [-1.0, 0.0, 1.0], "reference": [0.5, 0.5], "current": [0.9, 0.1]}])
def test_errors_of_a_regression_are_drawn_where_there_are_any(picture):
    drawn = residual_plot(with_details(metric="residual_drift", picture=picture))
    assert (drawn is None) == (picture is None)
    if drawn is not None:
        assert "Fullest bin before: -1 to 0 (50 %); after: -1 to 0 (90 %)" in drawn
