"""What none of the four peers does, items 18, 25 and 26: a named cause before drift, importance, and a remedy."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.audit import run_audit
from driftcli.judgement.finding import Outcome, Status
from driftcli.suite.load import default_suite

from .auditing import audit, failed, finding, findings, measured, moved, shown

ROWS = 4000


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def values():
    """Two samples of one population of people."""

    def people(seed):
        draw = rng(seed)
        return {
            "height": np.round(draw.normal(170, 10, ROWS), 1),
            "income": np.round(draw.lognormal(10, 0.5, ROWS), 2),
            "temperature": np.round(draw.normal(12, 8, ROWS), 2),
            "city": draw.choice(["Paris", "Lyon", "Nice"], ROWS, p=[0.5, 0.3, 0.2]),
            "visits": draw.poisson(3, ROWS),
        }

    return people(1), people(2)


def changed(values, **columns):
    return audit(values[0], {**values[1], **columns})


def told(result, check, column):
    """Everything a finding says of its cause."""
    found = [f for f in findings(result, check, column) if f.status in {Status.WARN, Status.FAIL}]
    assert found, f"{check} says nothing of {column}; told: {sorted(map(str, shown(result)))}"
    return str([(f.measurement.subject, f.measurement.details) for f in found])


def test_18_nothing_is_told_of_unchanged_people(values):
    result = changed(values)
    assert not shown(result)
    assert result.diagnosis.kind == "none"


def test_18_a_surge_of_missing_values(values):
    income = np.where(rng(3).random(ROWS) < 0.4, np.nan, values[1]["income"])
    result = changed(values, income=income)
    assert "missing_values" in failed(result)
    assert result.diagnosis.kind == "data_quality"


@pytest.mark.parametrize(("factor", "words"), [(1000, "1000"), (0.001, "1000"), (100, "100")])
def test_18_a_change_of_unit_by_a_factor(values, factor, words):
    result = changed(values, height=values[1]["height"] * factor)
    assert words in told(result, "unit_change", "height")
    assert result.diagnosis.kind == "data_quality"


def test_18_celsius_and_fahrenheit(values):
    result = changed(values, temperature=values[1]["temperature"] * 1.8 + 32)
    assert "ahrenheit" in told(result, "unit_change", "temperature")


@pytest.mark.parametrize("sentinel", [-999, 0, -1, 99999])
def test_18_sentinel_values_are_named(values, sentinel):
    height = np.where(rng(4).random(ROWS) < 0.05, sentinel, values[1]["height"])
    result = changed(values, height=height)
    assert str(sentinel) in told(result, "sentinel_values", "height")
    assert result.diagnosis.kind == "data_quality"


def test_18_the_first_of_january_1970():
    draw = rng(5)
    born = [
        np.datetime64("1960-01-01", "s") + draw.integers(0, 40 * 365, ROWS) * np.timedelta64(86_400, "s") for _ in "ab"
    ]
    born[1][draw.random(ROWS) < 0.05] = np.datetime64("1970-01-01", "s")
    result = audit({"born": born[0]}, {"born": born[1]})
    assert "1970-01-01" in told(result, "sentinel_values", "born")


@pytest.mark.parametrize("respell", [str.upper, lambda city: f" {city}"], ids=["upper case", "stray blank"])
def test_18_a_change_of_case_or_blanks(values, respell):
    city = [respell(name) if place % 3 == 0 else name for place, name in enumerate(values[1]["city"])]
    result = changed(values, city=city)
    assert "Paris" in told(result, "respelled_categories", "city")
    assert result.diagnosis.kind == "data_quality"


def test_18_precision_that_was_cut_off(values):
    """Heights that were given in millimetres arrive in whole centimetres: no drift, though worth a note."""
    result = changed(values, height=np.round(values[1]["height"]))
    assert finding(result, "cardinality", "height").outcome is Outcome.NOTE


def test_18_a_sensor_that_is_stuck(values):
    result = changed(values, temperature=np.full(ROWS, 21.5))
    assert "constant_column" in failed(result)
    assert result.diagnosis.kind == "data_quality"


def test_18_a_load_that_ran_twice(values):
    half = {name: column[: ROWS // 2] for name, column in values[1].items()}
    result = audit(values[0], {name: np.concatenate([column, column]) for name, column in half.items()})
    assert "duplicate_rows" in failed(result)
    assert result.diagnosis.kind == "data_quality"


def test_18_a_day_that_broke_off(values):
    suite = default_suite(checks={"row_count": {"expected": ROWS}})
    short = pa.table({name: column[: ROWS // 4] for name, column in values[1].items()})
    result = run_audit(pa.table(values[0]), short, suite=suite)
    assert finding(result, "row_count").status in {Status.WARN, Status.FAIL}


def test_18_a_type_that_changed(values):
    visits = [f"{count} times" if place % 2 else str(count) for place, count in enumerate(values[1]["visits"])]
    result = changed(values, visits=visits)
    assert "schema" in failed(result)
    assert "unparseable_values" in failed(result)


def test_18_a_type_that_changed_beyond_parsing(values):
    result = changed(values, visits=[f"about {count}" for count in values[1]["visits"]])
    assert "schema" in failed(result)
    assert {column.name: column.account for column in result.columns}["visits"] == "retyped"
    assert result.diagnosis.kind == "data_quality"


def test_18_columns_that_were_swapped():
    draw = rng(6)
    old, new = ({"low": draw.normal(0, 1, ROWS), "high": draw.normal(5, 2, ROWS)} for _ in "ab")
    result = audit(old, {"low": new["high"], "high": new["low"]})
    assert "swapped_columns" in failed(result)


def test_18_plain_drift_is_not_called_broken_data(values):
    result = changed(values, height=values[1]["height"] + 4)
    assert result.diagnosis.kind == "data_drift"
    assert moved(result) == {"height"}


def test_25_only_important_columns_fail(values):
    current = {**values[1], "height": values[1]["height"] + 4}
    loose = audit(values[0], current, important=["income"])
    strict = audit(values[0], current, important=["height"])
    assert (loose.verdict.status, strict.verdict.status) == ("warn", "fail")


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"height": 4.0}, "Label new data"),
        ({"height": np.nan}, "Fix the pipeline"),
        ({"visits": 1}, "Recalibrate"),
        ({}, "No action"),
    ],
)
def test_26_a_remedy_is_named(values, change, remedy):
    current = {**values[1], **{name: values[1][name] + by for name, by in change.items()}}
    result = audit(values[0], current, roles={"target": "visits"})
    assert result.diagnosis.actions[0].startswith(remedy)
    told = " ".join(result.diagnosis.evidence)
    assert all(name in told for name in change)
    assert (" moved" in told) == bool(change) or "broken" in told


def test_26_a_finding_carries_the_numbers_it_was_judged_by(values):
    found = next(f for f in changed(values, height=values[1]["height"] + 4).findings if f.status is Status.FAIL)
    assert measured(found).effect.lower > found.thresholds.fail
    assert found.p_value_adjusted < 0.01
