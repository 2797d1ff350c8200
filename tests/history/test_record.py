from dataclasses import replace

import numpy as np
import pytest
from reports import sample_results
from reports.sample_results import a_result, drifted

from driftcli.audit import run_split_audit
from driftcli.history.record import Chart, record_of
from driftcli.suite.load import default_suite


def test_what_is_kept_of_a_finding_is_what_decided():
    result = sample_results.rich_result()
    record = record_of(result)
    finding = next(one for one in result.findings if one.column == "age" and one.check.id == "numeric_drift")
    point = next(one for one in record.points if one.chart == Chart("numeric_drift", "age"))
    assert (point.s, point.s_low) == (finding.measurement.effect.value, finding.measurement.effect.lower)
    assert (point.p_value, point.outcome, point.status) == (finding.measurement.p_value, "drift", "fail")
    assert (point.n, point.m) == (
        finding.measurement.effective_n or (finding.measurement.n_reference, finding.measurement.n_current)
    )
    assert record.run.id == result.run.id
    assert record.run.verdict == "fail"


def test_every_finding_that_warns_or_fails_is_kept():
    result = sample_results.rich_result()
    loud = {
        (one.check.id, one.column, one.segment, str(one.status))
        for one in result.findings
        if one.status in {"warn", "fail"}
    }
    kept = [(one.check, one.column, one.segment, one.status) for one in record_of(result).troubles]
    assert set(kept) == loud
    assert len(kept) == len(loud)


def reference(result, **changes):
    return replace(result, inputs={**result.inputs, "reference": replace(result.inputs["reference"], **changes)})


@pytest.mark.parametrize(
    ("changes", "is_another"),
    [
        ({"sha256": "a" * 64}, True),
        ({"path": "elsewhere.csv"}, False),
        ({"sha256": None, "path": "elsewhere.csv"}, True),
    ],
)
def test_a_reference_is_told_by_its_content_where_that_is_known(changes, is_another):
    result = reference(a_result([drifted("age", 0.4, 0.3)], []), sha256="b" * 64)
    digests = [record_of(one).run.reference_digest for one in (result, reference(result, **changes))]
    assert (digests[0] != digests[1]) == is_another


def test_of_one_file_that_is_split_the_rows_before_tell(tmp_path):
    """A night later the file has grown, so its digest is another; what came before the split is the same."""
    digests = []
    for days, split_at in ((60, "2026-02-15"), (61, "2026-02-15"), (61, "2026-02-16")):
        path = tmp_path / f"until-{days}.csv"
        lines = [f"{np.datetime64('2026-01-01') + row // 50},{row % 7}" for row in range(50 * days)]
        path.write_text("day,amount\n" + "\n".join(lines) + "\n")
        suite = default_suite(roles={"timestamp": "day"}, select=["drift"])
        digests.append(record_of(run_split_audit(path, split_at=split_at, suite=suite)).run.reference_digest)
    assert digests[0] == digests[1] != digests[2]


def test_a_reference_against_itself_is_still_that_reference():
    result = reference(a_result([drifted("amount", 0.4, 0.3)], []), sha256="a" * 64)
    itself = replace(result, inputs=dict.fromkeys(("reference", "current"), result.inputs["reference"]))
    assert record_of(itself).run.reference_digest == record_of(result).run.reference_digest == "a" * 64


@pytest.mark.parametrize(
    ("config", "may_fail"),
    [
        ({}, True),
        ({"important": ["am*"]}, True),
        ({"important": ["other"]}, False),
        ({"checks": {"numeric_drift": {"severity": "fail"}}}, True),
        ({"checks": {"numeric_drift": {"severity": "warn"}}}, False),
    ],
)
def test_what_cannot_fail_the_audit_is_marked(config, may_fail):
    result = replace(a_result([drifted("amount", 0.4, 0.3)], []), config=config)
    assert [point.may_fail for point in record_of(result).points] == [may_fail]
