"""Which kind of change it is, and the remedy (DESIGN 1, METHODS 8.1: broken data first)."""

from dataclasses import replace

import pytest

from driftcli.checks.check import Family, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.judgement.diagnosis import diagnose
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.judgement.result import DiagnosisKind
from driftcli.sources.kinds import RoleAssignment

from .making import a_check, a_drift, a_fact, a_share, asked

INPUT = asked(a_drift(), "x")
MINOR = asked(a_drift(1e-9, 0.07), "x")
CHANGED = asked(a_drift(1e-9, 0.01), "x")
TARGET = asked(a_drift(), "y", check=a_check("target_drift"))
PREDICTION = asked(a_drift(), "p", check=a_check("prediction_drift"))
BROKEN = asked(a_share(), "z", check=a_check("missing_values", Family.QUALITY))
DOUBTFUL = asked(a_share(1e-9, 0.07), "z", check=a_check("missing_values", Family.QUALITY))
NOTED = asked(a_fact(Severity.NOTE), None, check=a_check("row_count", Family.QUALITY))
NONE, QUALITY, DRIFT, LABEL, UNKNOWN = (
    DiagnosisKind.NONE,
    DiagnosisKind.DATA_QUALITY,
    DiagnosisKind.DATA_DRIFT,
    DiagnosisKind.LABEL_SHIFT,
    DiagnosisKind.UNDETERMINED,
)


def an_estimate(status):
    """Give the primary metric as estimated without labels."""
    lower = {"warn": 0.05, "ok": -0.01}[status]
    side = {"value": 0.8, "low": 0.79, "high": 0.81, "n": 6_000}
    details = {"metric": "accuracy", "is_primary": True, "reference": side, "current": side, "delta": 0.02}
    told = {"drop": lower + 0.05, "drop_low": lower, "drop_high": lower + 0.1, "smallest_visible": 0.04, "p_any": 1e-9}
    outcome = "degraded" if status == "warn" else "inconclusive"
    measurement = Measurement(
        rule=Rule.PERFORMANCE,
        statistic=Statistic("drop", lower + 0.05),
        n_reference=6_000,
        n_current=6_000,
        details={**details, **told, "outcome": outcome, "warns_at_most": True},
    )
    return asked(measurement, None, check=a_check("performance_estimate", Family.PERFORMANCE))


def an_implied_mix(p_value, *, is_consistent):
    """Give the mix of classes that predictions imply, without labels."""
    classes = [
        {"class": "no", "reference": 0.97, "current": 0.31},
        {"class": "yes", "reference": 0.03, "current": 0.69},
    ]
    measurement = replace(
        a_drift(p_value, 0.0),
        details={"source": "predictions", "classes": classes, "consistency": {"is_consistent": is_consistent}},
    )
    return asked(measurement, None, check=a_check("label_shift", Family.CONCEPT))


def diagnosed(*measured, **roles):
    return diagnose(judge(measured, Policy()), RoleAssignment(**roles))


@pytest.mark.parametrize(
    ("measured", "kind", "remedy"),
    [
        ([], NONE, "No action"),
        ([CHANGED, NOTED], NONE, "No action"),
        ([INPUT], DRIFT, "Label new data"),
        ([MINOR], DRIFT, "Label new data"),
        ([INPUT, PREDICTION], DRIFT, "Label new data"),
        ([INPUT, TARGET], DRIFT, "Label new data"),
        ([TARGET], LABEL, "Recalibrate"),
        ([TARGET, PREDICTION], LABEL, "Recalibrate"),
        ([PREDICTION], UNKNOWN, "Collect labels"),
        ([BROKEN], QUALITY, "Fix the pipeline"),
        ([BROKEN, INPUT, TARGET, PREDICTION], QUALITY, "Fix the pipeline"),
        ([DOUBTFUL], NONE, "No action"),
        ([DOUBTFUL, INPUT], DRIFT, "Label new data"),
    ],
)
def test_kind_and_remedy(measured, kind, remedy):
    found = diagnosed(*measured)
    assert found.kind is kind
    assert found.actions[0].startswith(remedy)


def test_broken_columns_are_named_and_drift_beside_them_is_not_trusted():
    found = diagnosed(BROKEN, INPUT)
    assert found.actions[1:] == (
        "Look at z: missing values.",
        "Then audit again: drift beside broken data cannot be trusted.",
    )
    assert found.evidence == (
        "1 column broken: z (missing_values)",
        "1 column moved: x (numeric_drift; 1 beyond the bar for failing)",
    )


def test_many_columns_are_counted_and_some_named():
    found = diagnosed(*(asked(a_drift(1e-9, 0.2 if i else 0.07), f"c{i}") for i in range(8)))
    assert found.evidence == (
        "8 columns moved: c1, c2, c3, c4, c5 and 3 more (numeric_drift; 7 beyond the bar for failing)",
    )


@pytest.mark.parametrize(
    ("measured", "roles", "unknown"),
    [
        ([INPUT], {}, ["no target column is named", "performs worse"]),
        ([INPUT], {"target": "y"}, ["rows to test it on are missing", "performs worse"]),
        ([INPUT], {"target": "y", "prediction": "p"}, ["rows to test it on are missing"]),
        ([], {"target": "y", "prediction": "p"}, []),
    ],
)
def test_what_cannot_be_told_is_said(measured, roles, unknown):
    found = diagnosed(*measured, **roles).unknown
    assert len(found) == len(unknown)
    assert all(part in said for part, said in zip(unknown, found, strict=True))


def test_a_column_that_comes_alive_is_no_broken_data_and_one_that_got_stuck_is():
    """A surcharge that begins moves the inputs; in files of one month each the month is constant."""
    check = a_check("constant_column", Family.QUALITY)
    subjects = ("no longer constant", "constant changed", "became constant")
    alive, other, stuck = (replace(a_share(), subject=subject) for subject in subjects)
    assert diagnosed(asked(alive, "fee", check=check)).kind is DRIFT
    assert diagnosed(asked(other, "month", check=check)).kind is DRIFT
    assert diagnosed(asked(stuck, "fee", check=check)).kind is QUALITY


def test_gaps_that_were_filled_are_no_broken_data_and_gaps_that_opened_are():
    """63 % of the surcharge was missing before it began, none afterwards."""
    check = a_check("missing_values", Family.QUALITY)
    gaps = replace(a_share(), statistic=Statistic("missing_share", -0.63, reference=0.63, current=0.0))
    opened = replace(a_share(), statistic=Statistic("missing_share", 0.63, reference=0.0, current=0.63))
    assert diagnosed(asked(gaps, "fee", check=check)).kind is DRIFT
    assert diagnosed(asked(opened, "fee", check=check)).kind is QUALITY


def test_old_labels_are_not_called_valid_where_the_target_moved_and_the_relation_was_not_tested():
    assert "the old labels remain valid" in diagnosed(INPUT).actions[1]
    assert "was not tested" in diagnosed(INPUT, TARGET, target="y").actions[1]


def test_an_estimated_drop_alone_is_no_calm():
    """It cannot be told why, but `no action` would contradict the verdict."""
    found = diagnosed(an_estimate("warn"))
    assert found.kind is UNKNOWN
    assert found.actions[0].startswith("Collect labels")
    assert any(sentence.startswith("no label yet; if the relation held") for sentence in found.evidence)
    assert diagnosed(an_estimate("ok")).kind is NONE


@pytest.mark.parametrize(
    ("p_value", "is_consistent", "is_told"), [(1e-9, True, True), (0.01, True, False), (1e-9, False, False)]
)
def test_a_mix_of_classes_that_predictions_imply_is_put_to_the_test(p_value, is_consistent, is_told):
    found = diagnosed(INPUT, PREDICTION, an_implied_mix(p_value, is_consistent=is_consistent))
    assert found.kind is DRIFT
    told = "First label 100 rows at random: if they show the mix of classes that the predictions imply (no 97 %"
    assert found.actions[0].startswith(told) is is_told


@pytest.mark.parametrize(
    ("concept", "reason"),
    [
        ([asked(Skipped("no rows"), None, check=a_check("concept_drift", Family.CONCEPT))], "no rows"),
        ([], "the checks of the group `concept` did not run"),
    ],
)
def test_a_drop_whose_cause_nobody_looked_for_says_why(concept, reason):
    drop = {"metric": "ndcg", "is_primary": True, "outcome": "degraded", "delta": 0.02, "p_any": 1e-9}
    bounds = {"drop": 0.11, "drop_low": 0.1, "drop_high": 0.12, "smallest_visible": 0.04}
    measurement = Measurement(
        rule=Rule.PERFORMANCE,
        statistic=Statistic("drop", 0.11),
        n_reference=400,
        n_current=400,
        details={**drop, **bounds, "reference": {"value": 0.96}, "current": {"value": 0.85}},
    )
    found = diagnosed(asked(measurement, None, check=a_check("performance", Family.PERFORMANCE)), *concept)
    assert found.kind is UNKNOWN
    assert found.actions[0].startswith(f"The drop is real, and its cause was not looked for: {reason}")


def test_no_action_is_not_advised_where_nothing_was_judged():
    skipped = asked(Skipped("60 % have a label, 80 % are required", insufficient=True), None)
    assert diagnosed(skipped).actions == ("Nothing could be judged: each check that was skipped says what it lacks.",)
    assert diagnosed(skipped, CHANGED).actions[0].startswith("No action")
