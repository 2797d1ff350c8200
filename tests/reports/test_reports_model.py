import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from driftcli.checks.check import Measurement, Rule, Severity, Statistic
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.performance import performances
from driftcli.judgement.result import Diagnosis, DiagnosisKind
from driftcli.reports.charts.dumbbell import dumbbell
from driftcli.reports.charts.waterfall import Step, waterfall
from driftcli.reports.formats.text import render_text
from driftcli.reports.html.page import render_html
from driftcli.reports.json.result import load_result_schema, render_json
from driftcli.reports.terminal.screen import render_terminal
from driftcli.reports.view import telling
from driftcli.reports.wording.conclusion import confidence_line, headline
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.performance import by_source, verdict_words
from driftcli.reports.wording.together import signed
from reports.sample_model import (
    a_split,
    concept_finding,
    dependence_finding,
    domain_finding,
    label_shift_finding,
    metric_finding,
    model_result,
    regression_result,
)
from reports.sample_results import a_finding, a_result, clean_result
from reports.test_reports_html import Page


class AsciiStream(io.StringIO):
    encoding = "ascii"


def drawn(result, *, width=80, full=False, stream=None):
    target = stream or io.StringIO()
    render_terminal(result, stream=target, width=width, color="never", full=full)
    return target.getvalue()


@pytest.mark.parametrize("width", [80, 200])
def test_the_terminal_is_as_agreed(width, golden):
    golden(f"model_{width}.txt", drawn(model_result(), width=width))


def test_the_terminal_in_ascii(golden):
    text = drawn(model_result(), stream=AsciiStream())
    assert text.isascii()
    golden("model_ascii.txt", text)


def test_text_is_as_agreed(golden):
    golden("model.txt", render_text(model_result(), full=False))


def test_one_screen():
    assert len(drawn(model_result(), width=80).splitlines()) <= 50
    assert len(drawn(model_result(), width=120).splitlines()) <= 42


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("make", [model_result, regression_result])
def test_no_line_is_wider_than_the_terminal(width, full, make):
    assert max(cell_len(line) for line in drawn(make(), width=width, full=full).splitlines()) <= width


def test_all_metrics_with_full():
    text = drawn(model_result(), width=120, full=True)
    assert "Balanced accuracy" in text
    assert "estimated, if the relation held:" in text
    assert "Begin where hour > 12" in text


@pytest.mark.parametrize("make", [model_result, regression_result])
def test_results_hold_to_the_schema(make):
    document = json.loads(render_json(make()))
    Draft202012Validator(load_result_schema()).validate(document)
    assert document["diagnosis"]["split"]["terms"]["total"]["value"] == 0.319
    assert document["performance"][0]["source"] == "labels"


def test_json_tells_whether_it_hurts():
    document = json.loads(render_json(model_result()))
    assert document["diagnosis"]["hurts"] is True
    assert document["diagnosis"]["confidence"].startswith("high")
    assert document["performance"][0]["metric"] == "accuracy"
    assert document["performance"][-1]["source"] == "doubly_robust"
    assert json.loads(render_json(clean_result()))["diagnosis"]["split"] is None


@pytest.mark.parametrize(
    ("hurts", "words"),
    [
        (True, "The inputs have drifted, and it hurts"),
        (False, "The inputs have drifted, and performance held"),
        (None, "The inputs have drifted"),
    ],
)
def test_the_headline_says_whether_it_hurts(hurts, words):
    assert headline(a_result([], [], diagnosis=Diagnosis(DiagnosisKind.DATA_DRIFT, (), (), hurts=hurts))) == words


def test_confidence():
    assert confidence_line(Diagnosis(DiagnosisKind.NONE, (), (), confidence="high: because")) == (
        "Confidence: high (because)"
    )
    assert confidence_line(Diagnosis(DiagnosisKind.NONE, (), ())) == ""


def metrics(*findings):
    return performances(findings)


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([metric_finding("accuracy", 0.93, 0.609)], "Accuracy fell 0.93 -> 0.609, by at least 0.311"),
        ([metric_finding("mae", 1.2, 1.9)], "MAE rose 1.2 -> 1.9, by at least 0.69"),
        ([metric_finding("accuracy", 0.93, 0.931)], "Accuracy held: 0.93 -> 0.931"),
        (
            [metric_finding("f1", 0.9, 0.8, source="doubly_robust")],
            "F1, estimated without labels, fell 0.9 -> 0.8, by at least 0.09",
        ),
        ([metric_finding("accuracy", 0.93, None)], ""),
        ([metric_finding("accuracy", 0.93, 0.93, source="doubly_robust")], ""),
        ([], ""),
    ],
)
def test_the_verdict_names_performance_first(findings, words):
    assert verdict_words(metrics(*findings)) == words


def test_an_improvement_is_said_with_its_direction():
    one = metrics(metric_finding("accuracy", 0.6, 0.9))[0]
    assert verdict_words([replace(one, outcome="improved")]) == "Accuracy rose 0.6 -> 0.9, by at least 0.29"


def test_the_metric_that_decides_is_always_shown():
    found = performances(model_result().findings)
    shown = telling(found, 3)
    assert [(one.source, one.metric) for one in shown] == [
        ("labels", "accuracy"),
        ("labels", "precision"),
        ("doubly_robust", "accuracy"),
    ]
    assert [one.source for one in by_source(found)] == ["labels"] * 7 + ["doubly_robust"] * 2


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (
            concept_finding(a_split()),
            "for the same inputs the share of errors moved by +0.316 [+0.302, +0.330] (rms 0.44",
        ),
        (concept_finding(a_split(), Outcome.NO_CHANGE_DETECTED), "The relation of target and inputs: no change that"),
        (domain_finding(), "(AUC 0.624 [0.609, 0.639]), most of it by age 52 %, city 24 % (size 0.45, at least 0.40;"),
        (domain_finding(separated_by=["id"]), '"id" alone tells current rows from reference rows (AUC'),
        (domain_finding(separated_by=["id", "no"]), '"id", "no" alone tell current rows from reference rows (AUC'),
        (domain_finding(Outcome.STABLE), "The columns together: shown stable, any change is below 0.50 sd"),
        (dependence_finding(), "age x income go together differently: correlation 0.71 -> 0.02; 1 more pair changed"),
        (label_shift_finding(), "inputs within the classes moved too: more than label shift"),
        (label_shift_finding(Outcome.DRIFT, is_pure=True), 'The mix of classes moved ("no" 37 % -> 33 %, "yes" 63 %'),
        (label_shift_finding(is_pure=None, source="predictions"), "The predictions imply another mix of classes"),
        (metric_finding("f1", 0.9, 0.8, source="doubly_robust"), "(estimated without labels, if the relation"),
        (metric_finding("f1", 0.9, None), "Too little data to tell (F1, performance): undefined on the current data"),
    ],
)
def test_sentences(finding, words):
    assert words in sentence(finding)


@pytest.mark.parametrize(
    ("worse", "words"),
    [
        (True, 'region has 1 segment of 5 in which the model does worse, first "north" (share of errors 0.06 -> 0.31)'),
        (False, "region has no segment of 5 in which the model does worse; of the change mix +0.001 and within +0.052"),
    ],
)
def test_segments_of_a_column(worse, words):
    row = {"segment": "north", "loss_reference": 0.06, "loss_current": 0.31, "is_worse": worse}
    details = {"segments": [row], "tested": 5, "mix": 0.001, "within": 0.052, "task": "classification"}
    measurement = Measurement(Rule.EXACT, Statistic("segments_worse", 1.0), 9, 9, fact=Severity.WARN, details=details)
    judged = {"status": Status.WARN, "outcome": Outcome.ISSUE} if worse else {"outcome": Outcome.CLEAN}
    assert sentence(a_finding("segment_performance", "region", measurement, **judged)).startswith(words)


@pytest.mark.parametrize(("value", "text"), [(0.0001, "0.000"), (0.33, "+0.330"), (-2, "-2.000"), (15.2, "+15.2")])
def test_changes_have_a_sign(value, text):
    assert signed(value) == text


def test_the_report_shows_the_model():
    html = render_html(model_result())
    page = Page(html)
    charts = [found.get("class") for tag, found in page.attributes if tag == "svg"]
    assert charts.count("dumbbell") == 9
    assert charts.count("fall") == 5
    assert html.count("class=confusion") == 2
    assert "&lt;b&gt;Oslo&lt;/b&gt;" in html
    assert "&lt;i&gt;income&lt;/i&gt;" in html
    order = ["Accuracy fell", "id=diagnosis", "id=performance", "id=split", "id=together", "id=columns"]
    assert [html.index(text) for text in order] == sorted(html.index(text) for text in order)
    assert len(html.encode()) < 300_000


def test_a_refused_split_is_said_to_conclude_nothing():
    assert "Nothing is concluded from it:" in render_html(regression_result())
    told = "the datasets share too few inputs"
    assert f"nothing is concluded: {told}" in drawn(regression_result(), width=120, full=True)
    assert f"where the change comes from cannot be told: {told}" in drawn(regression_result(), width=120)
    assert "split: refused (the datasets share" in render_text(regression_result())


def test_without_a_model_there_is_no_section():
    html = render_html(clean_result())
    assert 'id="performance"' not in html
    assert 'id="split"' not in html
    assert 'id="together"' not in html


@pytest.mark.parametrize(("before", "after"), [(0.9, 0.6), (0.5, 0.5), (0.0, 0.0), (None, 0.4), (0.4, None)])
def test_dumbbells(before, after):
    svg = dumbbell(metrics(metric_finding("accuracy", before, after))[0])
    image = ET.fromstring(svg)  # noqa: S314 - our own
    assert image.get("aria-label").startswith("Accuracy before ")
    assert "nan" not in svg
    assert dumbbell(metrics(metric_finding("accuracy", None, None))[0]) == ""


def test_waterfalls_share_a_scale():
    drawn_steps = waterfall([Step("before", "1", 0.0, 1.0), Step("change", "+1", 1.0, 2.0, 0.9, 2.1)])
    widths = [float(ET.fromstring(svg).find("rect").get("width")) for svg in drawn_steps]  # noqa: S314 - our own
    assert widths[0] == pytest.approx(widths[1], abs=0.2)
