from itertools import product

import pytest

from driftcli.checks.catalog import builtin_checks
from driftcli.checks.check import Measurement, Rule, Severity, Statistic, Thresholds
from driftcli.judgement.finding import Outcome, Status
from driftcli.judgement.result import Power
from driftcli.reports.wording.conclusion import headline, onset_sentence, power_sentence, verdict_line
from driftcli.reports.wording.drift import DRIFT_CLAUSES
from driftcli.reports.wording.finding import CLAUSES, comparison, decider, sentence
from driftcli.reports.wording.names import printable, quoted, statistic_name
from reports.sample_results import (
    BARS,
    a_finding,
    drift_measurement,
    drifted,
    fact_measurement,
    rich_result,
    share_measurement,
)

FAIL = {"status": Status.FAIL, "outcome": Outcome.ISSUE}


def issue(check, column, measurement, **judged):
    return sentence(a_finding(check, column, measurement, **{**FAIL, **judged}))


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (
            drifted("age", 0.31, 0.24),
            "age moved: typical value 38.1 -> 41.9 (+0.31 sd, at least 0.24; bar 0.10)",
        ),
        (
            drifted("age", 0.12, 0.07, led_by="shape"),
            ("age changed shape: typical value 38.1 -> 39.6 (size 0.12, at least 0.07; bars 0.05 and 0.10)"),
        ),
        (
            drifted("age", 0.2, 0.1004, led_by="tail"),
            "age has more extreme values (size 0.20, at least 0.1004; bar 0.10)",
        ),
        (
            drifted("city", 0.2, 0.15, check="categorical_drift", led_by="unseen", details={"examples": ["Oz"]}),
            'city has categories never seen in the reference, for example "Oz" (size 0.20, at least 0.15; bar 0.10)',
        ),
        (
            drifted("ts", 0.2, 0.15, check="temporal_drift", led_by="shape", subject="weekday mix"),
            "ts changed its pattern over the days of the week (size 0.20, at least 0.15; bar 0.10)",
        ),
        (
            drifted("x", 0.2, 0.15, check="acme_drift"),
            "x changed (acme drift) (+0.20 sd, at least 0.15; bar 0.10)",
        ),
    ],
)
def test_drift_sentences(finding, words):
    assert sentence(finding) == words


def test_a_fall_is_said_as_a_fall():
    lower = Statistic("median", -4.0, reference=42.0, current=38.0)
    finding = a_finding(
        "numeric_drift", "x", drift_measurement(0.3, 0.2, reported=(lower,)), status=Status.FAIL, outcome=Outcome.DRIFT
    )
    assert sentence(finding) == "x moved: typical value 42 -> 38 (-0.30 sd, at least 0.20; bar 0.10)"


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.STABLE, "x is stable: any change is below 0.03 sd (typical value 38.1 -> 38.3)"),
        (
            Outcome.NO_CHANGE_DETECTED,
            (
                "x shows no change that could be told from chance (typical value 38.1 -> 38.3); "
                "one of up to 0.03 sd cannot be excluded"
            ),
        ),
        (
            Outcome.CHANGED,
            "x moved: typical value 38.1 -> 38.3, certain but too little to matter (+0.02 sd, at least 0.01; bar 0.10)",
        ),
    ],
)
def test_quiet_outcomes_say_what_could_be_missed(outcome, words):
    assert sentence(a_finding("numeric_drift", "x", drift_measurement(0.02, 0.01), outcome=outcome)) == words


def broken(subject=None, **details):
    return fact_measurement(Severity.FAIL, subject, **details)


@pytest.mark.parametrize(
    ("check", "column", "measurement", "words"),
    [
        ("missing_values", "x", broken("all values are missing"), "x has no value in any row"),
        ("schema", "x", broken("missing column", type_reference="int64", similar="X"),
         'x is missing from the current data (was int64); perhaps renamed to "X"'),
        ("schema", "x", broken("added column", type_current="int64"), "x is new: the reference"),
        ("schema", "x", broken("numbers became text", type_reference="int64", type_current="string"),
         "x changed type: int64 -> string (numbers became text)"),
        ("schema", None, broken("order of columns", first="b"),
         'The columns come in another order than in the reference, from "b" on'),
        ("row_count", None, broken(), "The current data has 9,000 rows, the reference 10,000"),
        ("unit_change", "x", broken(explained_by="a factor 1000"),
         "x looks recorded in another unit: explained by a factor 1000"),
        ("unit_change", "x", broken(explained_by={"factor": 1000.0}), "explained by a factor 1,000"),
        ("swapped_columns", None, broken("a and b", columns=["a", "b"]),
         'Columns look swapped: "a", "b"'),
        ("constant_column", "x", broken("became constant", value=7), "x is stuck at 7: every row"),
        ("constant_column", "x", broken("constant changed", value="a", value_current="b"),
         'at another value: "a" -> "b"'),
        ("respelled_categories", "x", broken(categories=[{"category": "Oslo", "respelled": "oslo "}]),
         'x spells categories differently: "Oslo" as "oslo "'),
        ("new_categories", "x", broken(categories=[{"category": "Oz", "count": 12}]),
         'x has new categories: "Oz"'),
        ("new_categories", "x", broken(categories=[{"category": name} for name in "abcd"], new=40),
         'x has new categories: "a", "b", "c" and 37 more'),
        ("temporal_range", "x", broken("the current data is older than the reference",
         period_reference=["a", "b"], period_current=["c", "d"]), "x lies wholly before the reference (was a to b"),
        ("time_shift", "x", broken("+2 h"), "x has its clock shifted by +2 h"),
        ("my_plugin", "x", broken("odd"), "x shows my plugin (odd)"),
        ("my_plugin", None, broken(), "My plugin"),
    ],
)  # fmt: skip
def test_quality_sentences(check, column, measurement, words):
    assert words in issue(check, column, measurement)


def test_a_share_says_how_many_rows_before_and_after():
    assert issue("missing_values", "x", share_measurement(0.012, 0.084)) == (
        "x has missing values: 1.2 % -> 8.4 % of rows (h +0.37, at least 0.34; bar 0.10)"
    )


@pytest.mark.parametrize("check", [check.id for check in builtin_checks()])
def test_every_built_in_check_has_a_sentence_of_its_own(check):
    assert check in CLAUSES


@pytest.mark.parametrize("details", [{}, {"examples": 3, "categories": "odd", "values": {"a": 1}, "value": None}])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_no_sentence_fails_whatever_a_check_left(details, outcome):
    for check, column in product(CLAUSES, ["x", None]):
        group = "drift" if check in DRIFT_CLAUSES else "quality"
        for measurement in (fact_measurement(Severity.FAIL, **details), drift_measurement(0.2, 0.1, details=details)):
            finding = a_finding(check, column, measurement, group=group, outcome=outcome, status=Status.FAIL)
            assert "\n" not in sentence(finding)
            assert "None" not in sentence(finding)


def test_skipped_and_errored_say_why():
    skipped = a_finding("numeric_drift", "x", status=Status.SKIPPED, outcome=Outcome.NOT_APPLICABLE, reason="no value")
    assert sentence(skipped) == "x was not checked for numeric drift: no value"
    errored = a_finding("numeric_drift", "x", status=Status.ERRORED, outcome=Outcome.ERRORED, reason="boom")
    assert sentence(errored) == "x could not be checked for numeric drift: the check failed (boom)"


@pytest.mark.parametrize(
    ("value", "status", "outcome", "text", "words"),
    [
        (0.2501, Status.FAIL, Outcome.BREACH, "psi=0.2501 > 0.25", "0.2501 > 0.25, the limit set for it"),
        (0.12, Status.WARN, Outcome.BREACH, "psi=0.12 > 0.10", "0.12 > 0.10, the limit set for it"),
        (0.0996, Status.OK, Outcome.CLEAN, "psi=0.0996", "0.0996, within the limit 0.10 set for it"),
    ],
)
def test_fixed_thresholds(value, status, outcome, text, words):
    measurement = Measurement(Rule.THRESHOLD, Statistic("psi", value, "10 bins"), 100, 100)
    bars = Thresholds(0.1, 0.25)
    finding = a_finding("numeric_drift", "x", measurement, status=status, outcome=outcome, thresholds=bars)
    assert comparison(finding) == text
    assert words in sentence(finding)


def test_the_absolute_bar_is_what_is_compared_when_it_decided():
    measurement = share_measurement(0.0, 0.003, never_seen_lower=0.0021)
    finding = a_finding("infinities", "x", measurement, **FAIL)
    assert comparison(finding) == "never_seen=0.21 % > 0.1 %"
    assert "never seen before, now in at least 0.21 % of rows" in sentence(finding)


def test_what_decides_is_the_lower_bound():
    assert decider(drifted("x", 0.3, 0.2)) == 0.2
    assert comparison(drifted("x", 0.1002, 0.07)) == "s=0.1002 > 0.05"
    assert BARS.fail == 0.1


def test_names_from_data_cannot_break_a_line():
    assert printable("a\nb\u202ec\ud800") == "a\\nb\\u202ec\\ud800"
    assert quoted("x" * 50) == f'"{"x" * 37}..."'


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("quantile_05", "Quantile 5 %"),
        ("q95", "Quantile 95 %"),
        ("q0.5", "Quantile 50 %"),
        ("ks", "Kolmogorov-Smirnov distance"),
        ("quality_share", "Quality share"),
        ("my_stat", "My stat"),
    ],
)
def test_statistic_names(name, words):
    assert statistic_name(name) == words


def test_conclusions(empty_result):
    assert verdict_line(rich_result(1)).startswith("FAIL (exit 1): ")
    assert headline(empty_result) == "Nothing is claimed about these data"
    assert power_sentence(None).startswith("How small a change could have been seen is not known")
    power = Power(0.2094, 0.236, 44, 1000, 1000, "none")
    assert power_sentence(power).startswith("A change smaller than 0.21 sd could have gone unseen")
    assert onset_sentence(None) == ""


ONSET = {
    "at": "2026-03-01T00:00:00",
    "until": None,
    "earliest": "2026-03-01T00:00:00",
    "latest": "2026-03-02T00:00:00",
} | {"shape": "sudden", "period": None, "is_boundary": False, "about": ["performance", "a", "b", "c", "d"]}


def test_an_onset_is_told_with_its_interval_and_what_changed():
    span = "at the earliest 2026-03-01, at the latest 2026-03-02"
    assert onset_sentence(ONSET) == f"Sudden, since 2026-03-01, {span} (performance, a, b, c and 1 more)."
    rhythm = onset_sentence({**ONSET, "shape": "recurring", "period": 7, "at": None, "about": ["a"]})
    assert rhythm == "Recurring every 7 windows of time, no change of level (a)."
    moment = onset_sentence({**ONSET, "at": "2026-03-01T06:30:00", "latest": ONSET["earliest"], "about": ["a"]})
    assert moment == "Sudden, since 2026-03-01 06:30 (a)."
