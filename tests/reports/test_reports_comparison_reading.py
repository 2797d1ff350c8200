"""A comparison read from its JSON is the comparison: every face drawn from it has the same bytes."""

import io
import json
from contextlib import suppress
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from comparing import compared, scored

from driftcli.compare import ComparisonQuestion
from driftcli.errors import SourceError
from driftcli.judgement.comparison import Comparison
from driftcli.judgement.result import RunFacts
from driftcli.reports.comparison.json import SCHEMA_VERSION, comparison_to_json, render_comparison_json
from driftcli.reports.comparison.outputs import COMPARISON_RENDERERS
from driftcli.reports.comparison.reading import comparison_of
from driftcli.reports.comparison.terminal import render_comparison_terminal
from driftcli.reports.json.reading import read_document, result_of
from driftcli.reports.json.result import SCHEMA_VERSION as SCHEMA_VERSION_OF_AUDITS
from reports.damage import places, put, without
from reports.sample_comparisons import results

NAMES = ("plain", "three", "split", "regression", "nothing", "one class", "perfect", "hostile", "asked")


@cache
def asked():
    """A comparison of which everything that can be asked was asked."""
    table = scored(600, noise=(0.9, 0.4)) | {"w": np.linspace(0.5, 2, 600)}
    found = compared(
        table,
        scores=("sa", "sb"),
        champion="b",
        segments=("region", "version"),
        weight="w",
        cluster="user",
        task="binary",
        positive_label="0",
        metric="recall",
        delta=0.02,
        fail_if="different",
        allow_empty=True,
        seed=7,
    )
    return replace(found, run=RunFacts("id", "then", "later", 1.5, "driftcli compare x", {"numpy": "2"}))


@pytest.fixture(params=NAMES)
def result(request):
    return asked() if request.param == "asked" else results()[request.param]


def again(result):
    return comparison_of(read_document(render_comparison_json(result), "c.json"), "c.json")


def table_of(result):
    stream = io.StringIO()
    render_comparison_terminal(result, stream=stream, width=100, color="never", full=True)
    return stream.getvalue()


def test_the_comparison_comes_back_whole(result):
    assert again(result) == result


@pytest.mark.parametrize("face", COMPARISON_RENDERERS)
def test_every_face_has_the_same_bytes(face, result):
    assert COMPARISON_RENDERERS[face](again(result)) == COMPARISON_RENDERERS[face](result)


def test_the_terminal_shows_the_same(result):
    assert table_of(again(result)) == table_of(result)


def test_what_was_asked_differs_from_the_defaults_everywhere():
    """Else the law above would hold for an attribute that is lost on the way."""
    question = asked().question
    plain = compared(scored(200)).question
    left = {one.name for one in fields(ComparisonQuestion) if getattr(question, one.name) == getattr(plain, one.name)}
    assert left == set()
    alike = {one.name for one in fields(question.columns) if not getattr(question.columns, one.name)}
    assert alike == {"model_column"}  # the split has it


def test_every_attribute_of_a_comparison_differs_somewhere():
    """Else the law above would hold for an attribute that is lost on the way."""
    known = [one for name in results() for one in (*results()[name].comparisons, *results()[name].segments)]
    for field in fields(Comparison):
        assert len({repr(getattr(one, field.name)) for one in known}) > 1, field.name


def test_both_kinds_of_documents_are_of_one_version():
    assert SCHEMA_VERSION == SCHEMA_VERSION_OF_AUDITS


def test_what_a_later_version_adds_is_left_alone():
    document = comparison_to_json(asked())
    document["moon"] = document["comparisons"][0]["moon"] = document["input"]["moon"] = "full"
    assert comparison_of(document, "x") == asked()


def test_a_comparison_is_not_taken_for_an_audit():
    with pytest.raises(SourceError, match="holds a comparison of models, not an audit"):
        result_of(comparison_to_json(asked()), "x")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda d: without(d, "verdict"), "verdict is missing"),
        (lambda d: without(d, "comparisons"), "comparisons is missing"),
        (lambda d: put(d, {}, "segments"), "segments is not a list"),
        (lambda d: put(d, [], "comparisons"), "comparisons holds none by the deciding metric 'recall'"),
        (lambda d: put(d, "great", "verdict", "outcome"), "verdict.outcome is 'great', which is none of better, worse"),
        (lambda d: put(d, "x", "comparisons", 0, "champion", "value"), "comparisons[0].champion.value is text, not a"),
        (lambda d: put(d, None, "comparisons", 0, "champion", "rows"), "comparisons[0].champion.rows is null, not a"),
        (lambda d: put(d, None, "comparisons", 0, "difference", "se"), "comparisons[0].difference.se is null, not a"),
        (lambda d: put(d, 3, "comparisons", 0), "comparisons[0] is a number, not an object"),
        (lambda d: put(d, 1.5, "rows", "left_out", "x"), "rows.left_out.x is a number, not a whole number"),
        (lambda d: put(d, d["models"][:1], "models"), "models names fewer than two models"),
        (lambda d: put(d, "no", "question", "fail_if"), "question.fail_if is 'no', which is none of worse, better"),
        (lambda d: without(d, "tool"), "tool is missing"),
    ],
)
def test_damage_is_named_by_its_place(damage, words):
    document = json.loads(json.dumps(comparison_to_json(asked())))
    with pytest.raises(SourceError) as error:
        comparison_of(damage(document), "c.json")
    assert f"c.json: {words}" in str(error.value)
    assert error.value.exit_code == 3


@pytest.mark.parametrize("value", [None, 3, "x", [], {}, True, [[1]]])
def test_any_value_replaced_is_read_and_drawn_or_refused(value):
    """Whatever stands at any place, the reader reads or raises its own error, and what it read can be drawn."""
    text = render_comparison_json(replace(asked(), comparisons=asked().comparisons[:2], segments=asked().segments[:1]))
    for place in places(json.loads(text)):
        with suppress(SourceError):
            read = comparison_of(put(json.loads(text), value, *place), "x")
            for face in ("text", "html", "junit"):
                COMPARISON_RENDERERS[face](read)
