"""The verdict of METHODS 4.3 and the exit code that goes with it (DESIGN 4)."""

import pytest

from driftcli.checks.check import Errored, Family, Severity, Skipped
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.judgement.result import VerdictStatus
from driftcli.judgement.verdict import conclude

from .making import a_check, a_drift, a_fact, a_share, asked

QUALITY = a_check("missing_values", Family.QUALITY)
SCHEMA = a_check("schema", Family.QUALITY)
DRIFT = asked(a_drift(), "a")
MINOR = asked(a_drift(1e-9, 0.07), "b")
CHANGED = asked(a_drift(1e-9, 0.01), "c")
QUIET = asked(a_drift(1.0, 0.0), "d")
BLIND = asked(a_drift(1.0, 0.0, n=10), "e")
BROKEN = asked(a_share(), "f", check=QUALITY)
CLEAN = asked(a_share(1.0), "g", check=QUALITY)
NOTED = asked(a_fact(Severity.NOTE), None, check=SCHEMA)
SKIPPED = asked(Skipped("no values"), "h")
CRASHED = asked(Errored("KeyError: x"), "i", check=SCHEMA)
PASS, WARN, FAIL, NOTHING = (
    VerdictStatus.PASS,
    VerdictStatus.WARN,
    VerdictStatus.FAIL,
    VerdictStatus.NOT_EVALUATED,
)


def verdict(*measured, **policy):
    asked_for = Policy(**policy)
    return conclude(judge(measured, asked_for), asked_for)


@pytest.mark.parametrize(
    ("measured", "status", "never", "fail", "warn"),
    [
        # status, and the exit code with --fail-on never, fail and warn
        ([DRIFT, QUIET], FAIL, 0, 1, 1),
        ([BROKEN, QUIET], FAIL, 0, 1, 1),
        ([DRIFT, MINOR, BROKEN], FAIL, 0, 1, 1),
        ([MINOR, QUIET], WARN, 0, 0, 1),
        ([CHANGED, QUIET, CLEAN, NOTED], PASS, 0, 0, 0),
        ([QUIET, SKIPPED, BLIND], PASS, 0, 0, 0),
        ([CLEAN], PASS, 0, 0, 0),
        # too little data to tell is not a pass, unless something was found nevertheless
        ([BLIND, CLEAN], NOTHING, 5, 5, 5),
        ([BLIND, SKIPPED, NOTED], NOTHING, 5, 5, 5),
        ([BLIND, BROKEN], FAIL, 0, 1, 1),
        # nothing evaluated is never clean
        ([], NOTHING, 5, 5, 5),
        ([SKIPPED], NOTHING, 5, 5, 5),
        # a check that broke is never a pass, and wins over the gate
        ([CRASHED], NOTHING, 3, 3, 3),
        ([CRASHED, QUIET], NOTHING, 3, 3, 3),
        ([CRASHED, MINOR], WARN, 3, 3, 3),
        ([CRASHED, DRIFT], FAIL, 3, 3, 3),
    ],
)
def test_verdict_and_exit_code(measured, status, never, fail, warn):
    assert verdict(*measured).status is status
    codes = tuple(verdict(*measured, fail_on=bar).exit_code for bar in ("never", "fail", "warn"))
    assert codes == (never, fail, warn)


@pytest.mark.parametrize("measured", [[], [SKIPPED], [BLIND, CLEAN]])
def test_nothing_evaluated_is_fine_only_where_that_was_said(measured):
    found = verdict(*measured, allow_empty=True)
    assert (found.status, found.exit_code) == (NOTHING, 0)


def test_allow_empty_does_not_excuse_a_crash():
    assert verdict(CRASHED, allow_empty=True).exit_code == 3


@pytest.mark.parametrize(
    ("measured", "says"),
    [
        ([DRIFT, BROKEN, QUIET], "2 findings failed in 2 columns: a, f"),
        ([MINOR], "1 finding warned in 1 column: b"),
        ([asked(a_fact(Severity.FAIL), None, check=SCHEMA)], "1 finding failed: schema"),
        ([QUIET, CLEAN], "none of 2 findings reached a bar"),
        ([], "no check was put to any column"),
        ([SKIPPED], "every check was skipped: no values"),
        ([BLIND], "too little data to tell: the reference has 10 effective rows with a value, 30 are needed"),
        ([CRASHED, QUIET], "none of 1 findings reached a bar; could not be evaluated: schema"),
    ],
)
def test_the_reason_says_what_and_where(measured, says):
    assert verdict(*measured).reason == says
