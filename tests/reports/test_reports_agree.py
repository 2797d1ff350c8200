"""The same value reads the same in every format, and no rounding contradicts the verdict beside it."""

import html
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from driftcli.judgement.finding import Outcome, Status
from driftcli.reports.outputs import RENDERERS
from driftcli.reports.terminal.screen import render_terminal
from driftcli.reports.wording.finding import clause, comparison
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.performance import side_texts
from reports.sample_model import model_result
from reports.sample_results import BARS, a_finding, a_result, an_account, drifted, share_measurement

WORDED = ("text", "markdown", "junit", "github", "sarif", "json", "json-lines", "openlineage", "html")
WITH_COMPARISON = ("text", "junit")


def plainly(text):
    """Undo what a format does to words: entities, escapes, tags, arrows, line breaks."""
    untagged = html.unescape(re.sub(r"<[^>]+>", "", text)).replace("%25", "%").replace('\\"', '"').replace("→", "->")
    return " ".join(untagged.split())


def shown(result):
    """Render in every format that has words, as plain text."""
    found = {name: plainly(str(RENDERERS[name](result))) for name in WORDED}
    stream = io.StringIO()
    render_terminal(result, stream=stream, width=2_000, color="never", full=True, outputs=[])
    return found | {"terminal": plainly(stream.getvalue())}


sizes = st.floats(0.0501, 3.0) | st.floats(0.0999, 0.1011) | st.sampled_from([0.1004, 0.10000001, 0.09999999])
shares = st.floats(0.0, 1.0) | st.floats(0.0, 1e-4) | st.floats(0.9999, 1.0)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=15, deadline=None)
@example(lower=0.1004, more=0.0, before=0.0123, after=0.01234)
@given(lower=sizes, more=st.floats(0.0, 0.5), before=shares, after=shares)
def test_a_value_reads_the_same_in_every_format(lower, more, before, after):
    moved = drifted("price", lower + more, lower)
    missing = a_finding(
        "missing_values", "discount", share_measurement(before, after), status=Status.FAIL, outcome=Outcome.ISSUE
    )
    columns = [an_account(name, status=Status.FAIL) for name in ("price", "discount")]
    faces = shown(a_result([moved, missing], columns))
    for finding in (moved, missing):
        for name, text in faces.items():
            assert plainly(clause(finding)) in text, (name, clause(finding))
        for name in WITH_COMPARISON:
            assert comparison(finding) in faces[name], name


@settings(max_examples=100, deadline=None)
@given(lower=sizes, more=st.floats(0.0, 0.5))
def test_a_comparison_is_true_and_agrees_with_the_status(lower, more):
    finding = drifted("price", lower + more, lower)
    left, sign, right = comparison(finding).removeprefix("s=").split(" ")
    assert sign == ">"
    assert float(left) > float(right)
    assert float(right) == (BARS.fail if finding.status is Status.FAIL else BARS.warn)
    at_least = float(re.search(r"at least ([0-9.]+)", clause(finding))[1])
    assert (at_least > BARS.fail) == (finding.status is Status.FAIL)


@pytest.mark.parametrize("one", model_result().performance, ids=lambda one: f"{one.source}-{one.metric}")
def test_metrics_read_the_same_in_every_format(one):
    faces = shown(model_result())
    for side in side_texts(one):
        for name in ("terminal", "markdown", "html"):
            assert side in faces[name], name


@settings(max_examples=20, deadline=None)
@given(name=names)
def test_a_name_reads_the_same_in_every_format(name):
    result = a_result([drifted(name, 0.31, 0.24)], [an_account(name, status=Status.FAIL)])
    told = " ".join(printable(name).split())
    for face in ("text", "github", "junit"):
        rendered = str(RENDERERS[face](result))
        found = rendered if face != "junit" else html.unescape(rendered)
        found = found.replace("%25", "%") if face == "github" else found
        assert told in " ".join(found.split()), face
