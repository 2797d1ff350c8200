"""How many rows of the sample a suite needs."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from driftcli.audit import run_audit
from driftcli.checks.check import CheckParams
from driftcli.checks.multivariate.paired import DEFAULT_ROWS
from driftcli.checks.multivariate.vector_shift import CHECK as VECTOR_SHIFT
from driftcli.judgement import estimated_importance
from driftcli.measuring import rows_needed
from driftcli.profiles.rows import SAMPLE_ROWS
from driftcli.suite.load import default_suite
from driftcli.suite.settings import CheckSettings


def asking(*checks, **rows):
    settings = {check: CheckSettings(params={"rows": count}) for check, count in rows.items()}
    suite = default_suite()
    return replace(suite, checks=checks or suite.checks, settings=settings)


def test_as_many_as_the_check_that_asks_for_most():
    assert rows_needed(asking()) == DEFAULT_ROWS
    assert rows_needed(asking(vector_shift=12_000, text_shift=7_000)) == 12_000
    assert rows_needed(asking(VECTOR_SHIFT, text_shift=20_000)) == DEFAULT_ROWS  # that one is not selected


def test_no_fewer_than_importance_is_estimated_from():
    assert rows_needed(asking(VECTOR_SHIFT, vector_shift=100)) == estimated_importance.DEFAULT_ROWS


def test_none_where_no_check_needs_them():
    suite = default_suite()
    counting = tuple(check for check in suite.checks if not check.needs_rows)
    assert rows_needed(asking(*counting)) == 0
    off = {check.id: CheckSettings(enabled=False) for check in suite.checks if check.needs_rows}
    assert rows_needed(replace(suite, settings=off)) == 0


class Paired(CheckParams):
    """Settings of a check whose rows are pairs, not a number."""

    rows: tuple[int, int] = (1, 2)


@pytest.mark.parametrize("params", [CheckParams, Paired])
def test_all_for_a_check_that_does_not_say_how_many(params):
    assert rows_needed(asking(replace(VECTOR_SHIFT, id="of_a_plugin", params=params))) == SAMPLE_ROWS


def test_an_audit_keeps_no_others(monkeypatch):
    kept = []
    data = pa.table({"x": np.random.default_rng(0).normal(size=9_000)})

    def measured(reference, current, *_):
        kept.extend(len(side.sample.priorities) for side in (reference, current))
        return []

    monkeypatch.setattr("driftcli.audit.measure_all", measured)
    run_audit(data, data, suite=asking(domain_classifier=7_000))
    assert kept == [7_000, 7_000]
