"""The worst columns and the worst segment in one sentence each, read aloud."""

from dataclasses import replace

import pytest

from driftcli.checks.check import Component, Statistic
from driftcli.judgement.explanations import explain_columns, explain_segment
from driftcli.judgement.facts import gather
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.sources.kinds import RoleAssignment

from .making import a_check, a_drift, asked
from .test_labelling import a_domain, a_split


def moved(component, *statistics, note="", **details):
    part = Component(component, 1e-9, 0.3, 0.2, 0.4, note)
    return replace(a_drift(), components=(part,), reported=statistics, details=details)


def told(*measured, check="numeric_drift"):
    asked_of = [asked(one, f"c{place}", check=a_check(check)) for place, one in enumerate(measured)]
    return explain_columns(gather(judge(asked_of, Policy()), RoleAssignment()))


MEDIAN = Statistic("median", 1.3, reference=10.8, current=12.1)
SD = Statistic("sd_ratio", 1.5, reference=4.0, current=6.0)
CATEGORIES = [
    {"category": "shop", "reference_share": 0.8, "current_share": 0.7, "difference": -0.1},
    {"category": "delivery", "reference_share": 0.09, "current_share": 0.16, "difference": 0.07},
    {"category": "kiosk", "reference_share": 0.11, "current_share": 0.14, "difference": 0.03},
]


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (moved("location", MEDIAN, SD), "c0 rose: half of its values were below 10.8 before, and are below 12.1 now"),
        (
            moved("location", Statistic("mean", -1.0, reference=5.0, current=4.0)),
            "c0 fell: 5 on average before, 4 now",
        ),
        (
            moved("shape", MEDIAN, SD),
            "c0 spreads wider: its values lay within about 4 of their average before, 6 now",
        ),
        (moved("tail", MEDIAN, note="12 rows above 44"), "c0 has more extreme values than before: 12 rows above 44"),
        (moved("unseen", MEDIAN), "c0 holds values that never occurred before"),
    ],
)
def test_a_number_is_told_by_what_decided(measured, words):
    assert told(measured) == (words,)


KS = Statistic("ks", 0.137, note="largest at 3718")


@pytest.mark.parametrize(
    ("reported", "words"),
    [
        # The middle moved by 15 / 50 = 0.3 sd, the spread by 3 %.
        (
            [
                Statistic("median", -15, reference=138.0, current=123.0),
                Statistic("sd_ratio", 1, reference=50, current=48.5),
            ],
            "fell: half of its values were below 138 before, and are below 123 now",
        ),
        # The middle by 0.02 sd, the spread by ln(60 / 50) = 0.18.
        (
            [
                Statistic("median", 1, reference=138.0, current=139.0),
                Statistic("sd_ratio", 1, reference=50, current=60),
            ],
            "spreads wider: its values lay within about 50 of their average before, 60 now",
        ),
        # Neither says anything: the place where the samples differ most does.
        (
            [
                Statistic("median", 0, reference=0.0, current=0.0),
                Statistic("sd_ratio", 1, reference=1.28, current=1.26),
                KS,
            ],
            "has another shape: the share of its values up to 3,718 differs by 13.7 percentage points",
        ),
    ],
    ids=["middle", "spread", "place"],
)
def test_a_changed_shape_is_told_by_what_a_reader_would_see(reported, words):
    shape = Component("shape", 1e-9, 0.3, 0.2, 0.4, "12 cells")
    location = Component("location", 1e-3, 0.02, 0.01, 0.03)
    measured = replace(a_drift(), components=(location, shape), reported=tuple(reported))
    assert told(measured) == (f"c0 {words}",)


def test_categories_are_told_by_the_two_that_moved_most():
    assert told(moved("shape", categories=CATEGORIES), check="categorical_drift") == (
        "c0 has another mix: shop fell from 80 % to 70 % of rows, delivery rose from 9 % to 16 % of rows",
    )


def test_of_two_categories_one_is_told():
    rows = [
        {"category": "false", "reference_share": 0.7, "current_share": 0.55, "difference": -0.15},
        {"category": "true", "reference_share": 0.3, "current_share": 0.45, "difference": 0.15},
    ]
    assert told(moved("shape", categories=rows), check="categorical_drift") == (
        "c0 has another mix: true rose from 30 % to 45 % of rows",
    )


def test_three_columns_are_told_and_no_more():
    assert len(told(*(moved("location", MEDIAN) for _ in range(5)))) == 3


SEGMENT = {
    "rule": "hour > 12",
    "share_reference": 0.24,
    "share_current": 0.25,
    "loss_reference": 0.06,
    "loss_current": 0.71,
    "share_of_change": 0.61,
}


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("binary", "the model was wrong in 6 % of rows and is now wrong in 71 %"),
        ("regression", "predictions were off by 0.06 on average and are now off by 0.71"),
    ],
)
def test_the_worst_segment_is_told_with_its_losses(task, words):
    found = judge([a_split(task=task, segments=[SEGMENT, {**SEGMENT, "rule": "hour <= 12"}])], Policy())
    whole = f"where hour > 12, {words}; these are 25 % of rows and 61 % of the change"
    assert explain_segment(gather(found, RoleAssignment())) == whole


def test_without_labels_the_segment_that_grew_is_told():
    rule = {"rule": "price > 40", "share_reference": 0.08, "share_current": 0.31}
    found = judge([a_domain({**rule, "share_current": 0.02}, rule)], Policy())
    assert explain_segment(gather(found, RoleAssignment())) == "rows where price > 40 were 8 % of all and are now 31 %"
    assert explain_segment(gather([], RoleAssignment())) == ""
