"""A result read from its JSON is the result: every face drawn from it has the same bytes."""

import io
import json
import math
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import Result, run_audit
from driftcli.checks.check import Effect, Measurement, Rule, Statistic
from driftcli.errors import SourceError
from driftcli.reports.json.reading import read_document, read_result, result_of
from driftcli.reports.json.result import render_json, to_json
from driftcli.reports.json.tables import TABLES
from driftcli.reports.outputs import RENDERERS
from driftcli.reports.plain import plain
from driftcli.reports.terminal.screen import render_terminal
from driftcli.suite.load import default_suite
from reports import sample_results
from reports.damage import places, put, without
from reports.every_result import EVERY

SAMPLES = Path(__file__).parents[2] / "sample_data"
STORE_ROLES = {
    "target": "in_stock",
    "prediction": "predicted_in_stock",
    "score": ["score"],
    "timestamp": "observed_at",
    "key": ["order_id"],
    "segments": ["store"],
}


def again(result: Result) -> Result:
    return result_of(read_document(render_json(result), "result.json"), "result.json")


def hostile_audit() -> Result:
    """An audit of names and values that formats stumble over, with infinities and empty columns among them."""
    random_numbers = np.random.default_rng(5)
    reference = pd.DataFrame(
        {
            "a|b\n<script>": random_numbers.normal(size=400),
            "سعر::%0A": random_numbers.normal(size=400),
            "infinite": [math.inf, *range(399)],
            "empty": [None] * 400,
            "when": pd.date_range("2026-01-01", periods=400, freq="h"),
            "x" * 200: ["<b>", "a|b", "c\x07", "日本"] * 100,
        }
    )
    current = reference.assign(
        **{
            "a|b\n<script>": reference["a|b\n<script>"] + 1,
            "infinite": [math.inf, -math.inf, *range(398)],
            "x" * 200: ["<b>", "a|b", "new\u202e", "日本"] * 100,
        }
    ).drop(columns="empty")
    return run_audit(reference, current)


def store_audit() -> Result:
    reference, current = SAMPLES / "store_reference.csv", SAMPLES / "store_current.parquet"
    return run_audit(reference, current, suite=default_suite(roles=STORE_ROLES))


RESULTS = EVERY | {"hostile data": hostile_audit, "store": store_audit}


@pytest.fixture(scope="module", params=RESULTS)
def result(request) -> Result:
    return RESULTS[request.param]()


def test_json_is_the_identity(result):
    assert render_json(again(result)) == render_json(result)


@pytest.mark.parametrize("format_", RENDERERS)
def test_every_face_has_the_same_bytes(format_, result):
    assert RENDERERS[format_](again(result)) == RENDERERS[format_](result)


def test_the_terminal_shows_the_same(result):
    shown = []
    for one in (result, again(result)):
        stream = io.StringIO()
        render_terminal(one, stream=stream, width=100, color="never", full=True, outputs=[])
        shown.append(stream.getvalue())
    assert shown[0] == shown[1]


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_no_attribute_is_left_out_of_the_json(kind):
    assert set(TABLES[kind].values()) == {field.name for field in fields(kind)}


def test_no_part_of_a_result_is_left_out():
    document = set(to_json(sample_results.clean_result()))
    assert {field.name for field in fields(Result)} - {"version"} <= document


def test_numbers_that_are_not_finite_come_back():
    details = {"bounds": (1.0, math.inf), "mixed": [math.nan, None, -math.inf], "x": math.nan, "why_reason": "said"}
    measurement = Measurement(
        Rule.EXACT, Statistic("kl", math.inf, reference=-math.inf), 1, 1, Effect("s", math.inf, 0.0), details=details
    )
    finding = sample_results.a_finding("numeric_drift", "x", measurement)
    found = again(sample_results.a_result([finding], [])).findings[0].measurement
    assert (found.statistic.value, found.statistic.reference, found.effect.value) == (math.inf, -math.inf, math.inf)
    assert found.details["bounds"] == [1.0, math.inf]
    first, second, third = found.details["mixed"]
    assert (math.isnan(first), second, third) == (True, None, -math.inf)
    assert math.isnan(found.details["x"])
    assert found.details["why_reason"] == "said"


def test_a_check_that_is_not_installed_keeps_its_manual():
    finding = sample_results.a_finding("acme_plugin", "x", sample_results.fact_measurement(None))
    read = again(sample_results.a_result([finding], []))
    assert read.findings[0].check.doc == finding.check.doc
    assert "acme_plugin" in RENDERERS["html"](read)


def test_the_manual_of_a_built_in_check_is_not_repeated():
    checks = {check["id"]: check for check in to_json(hostile_audit())["checks"]}
    assert checks["numeric_drift"]["manual"] is None
    assert checks["numeric_drift"]["title"]


def test_what_a_later_version_adds_is_left_alone():
    document = to_json(sample_results.rich_result())
    document["moon"] = "full"
    document["findings"][0]["moon"] = "full"
    document["columns"][0]["moon"] = {"phase": 1}
    assert render_json(result_of(document, "x")) == render_json(sample_results.rich_result())


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda d: without(d, "verdict"), "verdict is missing"),
        (lambda d: without(d, "findings"), "findings is missing"),
        (lambda d: without(d, "tool", "version"), "tool.version is missing"),
        (lambda d: without(d, "columns", 2, "kind"), "columns[2].kind is missing"),
        (lambda d: put(d, "great", "verdict", "status"), "verdict.status is 'great', which is none of pass, warn"),
        (lambda d: put(d, "1", "verdict", "exit_code"), "verdict.exit_code is text, not a whole number"),
        (lambda d: put(d, None, "findings", 0, "check"), "findings[0].check is null, not text"),
        (lambda d: put(d, 3, "findings", 0), "findings[0] is a number, not an object"),
        (lambda d: put(d, {}, "findings"), "findings is not a list"),
        (lambda d: put(d, {}, "columns"), "columns is an object, not a list"),
        (lambda d: put(d, True, "findings", 0, "n_reference"), "findings[0].n_reference is true or false, not a whole"),
        (lambda d: put(d, [], "inputs"), "inputs is a list, not an object"),
        (lambda d: put(d, [1.0], "findings", 0, "effective_n"), "findings[0].effective_n holds 1 values instead of 2"),
    ],
)
def test_damage_is_named_by_its_place(damage, words):
    document = json.loads(json.dumps(to_json(sample_results.rich_result())))
    with pytest.raises(SourceError) as error:
        result_of(damage(document), "result.json")
    assert f"result.json: {words}" in str(error.value)
    assert error.value.exit_code == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("{", "was cut off (line 1, column 2)"),
        ("a,b\n1,2\n", "is not JSON"),
        ("[1]", "not a result of driftcli"),
        ("{}", "no schema_version"),
        ('{"schema_version": 99}', "has schema version 99; this driftcli reads version 1"),
        ('{"schema_version": "1"}', "has schema version '1'"),
        ('{"schema_version": NaN}', "holds the number NaN"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_what_is_no_result(text, words):
    with pytest.raises(SourceError) as error:
        read_document(text, "x.json")
    assert words in str(error.value)


def test_a_result_cut_anywhere_is_never_taken_for_one():
    text = render_json(sample_results.clean_result()).rstrip()
    for end in range(1, len(text), 61):
        with pytest.raises(SourceError):
            read_document(text[:end], "x.json")


@pytest.mark.parametrize(("content", "words"), [(b"PAR1\x00\xff", "not UTF-8"), (None, "cannot be read")])
def test_files_that_are_no_text(content, words, tmp_path):
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=words):
        read_result(path)


@pytest.mark.parametrize("value", [None, 3, "x", [], {}, True, [[1]]])
def test_any_value_replaced_is_read_or_refused(value):
    """Whatever stands at any place, the reader reads or raises its own error; it never breaks."""
    text = render_json(replace(sample_results.clean_result(), warnings=("w",)))
    for place in places(json.loads(text)):
        with suppress(SourceError):
            result_of(put(json.loads(text), value, *place), "x")


def test_plain_lists_say_which_null_is_which():
    assert plain({"x": [math.inf, None]}) == {"x": [None, None], "x_reason": "null stands for: infinite at 0"}
