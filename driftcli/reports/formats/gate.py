"""What the user said must fail, for the formats in which a CI system shows failures of its own."""

from driftcli.audit import Result
from driftcli.judgement.finding import Finding, Status

_FAILING = {
    "never": frozenset[Status](),
    "fail": frozenset({Status.FAIL}),
    "warn": frozenset({Status.FAIL, Status.WARN}),
}


def failing_statuses(result: Result) -> frozenset[Status]:
    """Give the statuses that make the exit code 1, by the ``fail_on`` of the result's configuration."""
    return _FAILING.get(str(result.config.get("fail_on", "fail")), _FAILING["fail"])


def is_failing(finding: Finding, result: Result) -> bool:
    """Whether a finding is one of those that make the exit code 1."""
    return finding.status in failing_statuses(result)
