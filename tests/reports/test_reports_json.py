import json
import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from driftcli.checks.check import Effect, Measurement, Rule, Statistic
from driftcli.judgement.result import RunFacts
from driftcli.reports.formats.frame import result_to_frame
from driftcli.reports.json.result import load_result_schema, render_json, to_json
from driftcli.reports.plain import plain
from reports.sample_results import a_finding, a_result, fact_measurement, rich_result


def validate(document):
    Draft202012Validator(load_result_schema()).validate(document)


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(load_result_schema())


@pytest.mark.parametrize("name", ["rich_result", "clean_result", "empty_result"])
def test_results_hold_to_the_schema(name, request):
    result = request.getfixturevalue(name)
    document = json.loads(render_json(result))
    validate(document)
    assert document == to_json(result)


def test_json_is_as_agreed(clean_result, golden):
    golden("clean.json", render_json(clean_result))


def test_every_finding_and_every_column_is_kept(rich_result):
    document = to_json(rich_result)
    assert len(document["findings"]) == len(rich_result.findings)
    assert [column["name"] for column in document["columns"]] == [column.name for column in rich_result.columns]
    assert sum(document["counts"].values()) == len(rich_result.findings)


def test_the_bytes_differ_in_run_only(rich_result):
    later = replace(rich_result, run=RunFacts("other", "later", "later", 9.0))
    before, after = to_json(rich_result), to_json(later)
    assert before.pop("run") != after.pop("run")
    assert before == after
    assert render_json(rich_result) == render_json(rich_result_again())


def rich_result_again():
    return rich_result()


def test_what_is_not_finite_is_null_with_a_reason():
    measurement = Measurement(
        Rule.EXACT,
        Statistic("kl", math.inf, reference=math.nan),
        1,
        1,
        effect=Effect("s", -math.inf, 0.0),
        details={"bounds": [1.0, math.inf], "nested": {"x": math.nan}},
    )
    document = to_json(a_result([a_finding("numeric_drift", "x", measurement)], []))
    validate(document)
    found = document["findings"][0]
    assert found["statistic"]["value"] is None
    assert found["statistic"]["value_reason"] == "infinite"
    assert found["statistic"]["reference_reason"] == "not a number"
    assert found["effect"]["value_reason"] == "negative infinite"
    assert found["details"]["bounds"] == [1.0, None]
    assert found["details"]["bounds_reason"] == "null stands for: infinite"
    assert found["details"]["nested"] == {"x": None, "x_reason": "not a number"}


def test_a_lone_surrogate_can_be_written():
    text = render_json(a_result([a_finding("schema", "x\ud800", fact_measurement(None))], []))
    assert "x\\\\ud800" in text
    assert text.encode()


def test_lists_of_numbers_stay_on_one_line(rich_result):
    assert '"reference": [0.000' in render_json(rich_result)


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "made"),
    [
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.array([1, 2]), [1, 2]),
        (np.bool_(True), True),
        (Colour.RED, "red"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, tzinfo=UTC), "2026-03-01T00:00:00+00:00"),
        (timedelta(minutes=1), 60.0),
        ({3, 1}, [1, 3]),
        ((1, None, True), [1, None, True]),
        ({1: "a"}, {"1": "a"}),
        (b"\xff", "b'\\xff'"),
    ],
)
def test_values_become_plain(value, made):
    assert plain(value) == made


def test_frame_rows_have_the_same_keys(rich_result):
    rows = result_to_frame(rich_result)
    assert len(rows) == len(rich_result.findings)
    assert len({tuple(row) for row in rows}) == 1
    assert rows[0]["message"].startswith("region is missing")
