"""Row count: how many rows arrived, against the reference or against what is expected.

## What it measures

The rows of the current data, exactly, and their ratio to the reference's rows or to `expected`.

## When it applies

To every audit. A reference is often a month and a batch a night, so the bare ratio is a note. Say what you expect
(`expected = 50000`), or that both should be alike (`compare = true`), to be warned.

## How to read it

Too few rows point to a load that broke off, too many to one that ran twice (see `duplicate_rows`). Rows that could
not be read are not counted here; see `unreadable_rows`.

## Thresholds

No rows at all fail. Outside `low` to `high` (0.5 to 2) times the expected rows warns; times the reference's rows is a
note unless `compare` is set.

## Example

    The current data has 12,004 rows, the reference 50,110 rows

## References

None: the rule above is the project's own.
"""

from driftcli.checks.check import Check, CheckParams, Measurement, Rule, Severity, Statistic
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile


class Params(CheckParams):
    """Settings of the ``row_count`` check."""

    expected: int | None = setting(None, gt=0, description="Rows that a batch should have.")
    compare: bool = setting(default=False, description="Whether the reference has as many rows as a batch should have.")
    low: float = setting(0.5, gt=0, description="Lowest ratio to the expected rows that is not remarkable.")
    high: float = setting(2.0, gt=0, description="Highest ratio to the expected rows that is not remarkable.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Measurement:
    """Compare the number of rows with what is expected."""
    expected = params.expected or reference.n
    ratio = current.n / expected if expected else None
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic(
            "row_count",
            ratio,
            variant="ratio to the expected rows" if params.expected else "ratio to the reference's rows",
            reference=float(expected),
            current=float(current.n),
            note="" if expected else "the reference has no rows",
        ),
        n_reference=reference.n,
        n_current=current.n,
        fact=_fact(ratio, current.n, params),
        subject="no rows" if current.n == 0 else None,
        details={"expected": params.expected, "low": params.low, "high": params.high},
    )


def _fact(ratio: float | None, rows: int, params: Params) -> Severity | None:
    if rows == 0:
        return Severity.FAIL
    if ratio is not None and params.low <= ratio <= params.high:
        return None
    return Severity.WARN if params.expected or params.compare else Severity.NOTE


CHECK = Check(
    id="row_count",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
