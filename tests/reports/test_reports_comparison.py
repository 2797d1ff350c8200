"""The faces of a comparison: the same figures in each, nothing that is not finite, nothing from the data unescaped."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import xmlschema
from junitparser import JUnitXml
from markdown_it import MarkdownIt

from driftcli.judgement.comparison import FAILING_OUTCOMES, FailIf
from driftcli.reports.comparison.html import render_comparison_html
from driftcli.reports.comparison.json import comparison_to_json, load_comparison_schema, render_comparison_json
from driftcli.reports.comparison.junit import render_comparison_junit
from driftcli.reports.comparison.markdown import render_comparison_markdown
from driftcli.reports.comparison.terminal import render_comparison_terminal
from driftcli.reports.comparison.text import render_comparison_text
from driftcli.reports.comparison.wording import comparison_line
from driftcli.reports.formats.markdown import COMMENT_LIMIT
from reports.sample_comparisons import results


@pytest.fixture(params=["plain", "three", "split", "regression", "nothing", "one class", "perfect", "hostile"])
def result(request):
    return results()[request.param]


def drawn(result, *, width, encoding="utf-8", full=False):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    render_comparison_terminal(result, stream=stream, width=width, color="never", full=full)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


def test_json_holds_to_its_schema_and_is_finite(result):
    schema = load_comparison_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document = comparison_to_json(result)
    jsonschema.validate(document, schema)
    text = render_comparison_json(result)
    assert "NaN" not in text
    assert "Infinity" not in text
    assert json.loads(text) == json.loads(json.dumps(document))


def test_no_face_shows_what_is_not_a_number(result):
    for text in (render_comparison_text(result), render_comparison_html(result), drawn(result, width=100, full=True)):
        assert not re.search(r"\b(nan|inf|None)\b", text)


def test_html_is_one_offline_file_without_script(result):
    page = render_comparison_html(result)
    assert "<script" not in page
    assert "<img" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "default-src 'none'" in page
    assert page == render_comparison_html(result)
    assert page.rstrip().endswith("</html>")


def test_text_is_one_line_a_comparison_and_ends_with_the_verdict(result):
    lines = render_comparison_text(result).splitlines()
    words = ("BETTER ", "WORSE ", "NO RELEVANT DIFFERENCE ", "TOO LITTLE DATA ")
    assert sum(line.startswith(words) for line in lines) == len(result.comparisons) + len(result.segments)
    assert lines[-1].startswith("verdict: ")
    assert f"(exit {result.verdict.exit_code})" in lines[-1]
    assert "\u202e" not in "".join(lines)


@pytest.mark.parametrize("width", [60, 100, 160])
def test_the_table_fits(result, width):
    lines = drawn(result, width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert drawn(result, width=width, encoding="ascii").isascii()


def test_every_face_tells_the_same_figures():
    result = results()["plain"]
    line = re.search(r"accuracy b against a: (\S+) -> (\S+), difference (\S+) \[", render_comparison_text(result))
    figures = line.groups()
    for face in (render_comparison_html(result), drawn(result, width=140)):
        assert all(figure in face for figure in figures)
    found = comparison_to_json(result)["comparisons"][0]
    assert f"{found['champion']['value']:.3f}" == figures[0]
    assert found["difference"]["value"] == pytest.approx(float(figures[2]), abs=6e-4)


def test_the_file_is_small():
    assert len(render_comparison_html(results()["plain"])) < 60_000


def test_junit_holds_to_the_schema_and_fails_as_the_exit_code_does(result):
    text = render_comparison_junit(result)
    xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "junit.xsd").validate(text)
    found = JUnitXml.fromstring(text.encode())
    assert found.tests == len(result.comparisons) + len(result.segments)
    failing = [one for one in result.deciding if one.outcome in FAILING_OUTCOMES[FailIf.WORSE]]
    assert found.failures == len(failing)
    assert (found.failures > 0) == (result.verdict.exit_code == 1)


def test_markdown_has_a_row_for_each_comparison(result):
    html = MarkdownIt("gfm-like", {"linkify": False}).render(render_comparison_markdown(result))
    assert html.count("<tr>") == len(result.comparisons) + len(result.segments) + 1 + bool(result.segments)
    assert "<img" not in html
    for one in result.comparisons:
        assert comparison_line(one).champion in html


def test_segments_beyond_a_comment_are_counted():
    result = results()["plain"]
    long = replace(result, segments=result.segments * 400)
    text = render_comparison_markdown(long)
    assert len(text.encode()) <= COMMENT_LIMIT
    assert "more segments in the full report" in text
