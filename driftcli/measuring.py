"""Puts the checks of a suite to two profiles."""

from collections.abc import Callable, Iterable
from typing import Any

from driftcli.checks.check import Answer, Check, Errored, Measured, Measurement, Skipped, column_of, segment_of
from driftcli.checks.weights import unweighted
from driftcli.errors import DriftError
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.rows import SAMPLE_ROWS
from driftcli.suite.suite import Suite

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and how much there is."""


def measure_all(
    reference: DatasetProfile, current: DatasetProfile, suite: Suite, progress: Progress | None = None
) -> list[Measured]:
    """Put every check of the suite to what it reads."""
    measured: list[Measured] = []
    for number, check in enumerate(suite.checks):
        if progress:
            progress(f"check {check.id}" if check.needs_rows else "checks", number, len(suite.checks))
        if DatasetProfile in check.reads:
            measured += _put(check, None, reference, current, suite)
            continue
        for name, old in reference.columns.items():
            new = current.columns.get(name)
            role = reference.schema[name].role
            is_asked = check.roles is None or role in check.roles
            is_read = isinstance(old, check.reads) and type(old) is type(new)
            if is_asked and is_read and suite.is_enabled(check, name):
                measured += _put(check, name, old, new, suite)
    return measured


def rows_needed(suite: Suite) -> int:
    """Rows of the sample that the checks of a suite look at; 0 where none does.

    No fewer than importance is estimated from, and all that a sample may hold for a check that does not say how many.
    """
    asked = [check for check in suite.checks if check.needs_rows and suite.is_enabled(check, None)]
    if not asked:
        return 0
    from driftcli.checks.multivariate.paired import DEFAULT_ROWS  # noqa: PLC0415 - it brings learners

    said = [getattr(suite.params_for(check, None), "rows", None) for check in asked]
    return max(DEFAULT_ROWS, *(min(rows, SAMPLE_ROWS) if isinstance(rows, int) else SAMPLE_ROWS for rows in said))


def _put(check: Check, column: str | None, reference: Any, current: Any, suite: Suite) -> list[Measured]:
    """Ask one check; a check that breaks is an answer too, and never a pass."""
    if not suite.is_enabled(check, column):
        return []
    params = suite.params_for(check, column)
    try:
        answers = [unweighted(one, check, reference) for one in _as_many(check.measure(reference, current, params))]
    except DriftError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken check must not take the audit down, nor pass
        answers = [Errored(f"{type(error).__name__}: {error}")]
    return [
        Measured(
            check=check,
            answer=answer,
            column=about,
            segment=segment_of(answer),
            thresholds=suite.thresholds_for(check, about),
            severity=suite.severity_for(check, about),
        )
        for answer in answers
        if (about := column_of(answer, column)) is None or suite.is_enabled(check, about)
    ]


def _as_many(answer: Answer | Iterable[Answer]) -> Iterable[Answer]:
    return [answer] if isinstance(answer, Measurement | Skipped | Errored) else answer
