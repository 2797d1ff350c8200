"""Missing values: whether more or fewer cells of a column are missing than before.

## What it measures

The share of missing cells (null, NaN, NaT and the spellings of missing in text files) before and after, out of all
rows. The two-proportion z-test says whether it changed, or Fisher's exact test where fewer than 100 rows are expected;
Cohen's h says how far.

## When it applies

To columns of every kind. This is the only check that speaks about missing cells: every other one looks at the values
that are there, so a surge of missing values is told once.

## How to read it

A rise says that a source failed to deliver. A fall matters too: a column that is newly complete may have been filled
with a default (see `sentinel_values`). A column whose values are all missing is named as that and fails, and the other
checks of the column are skipped; one that was empty in the reference and no longer is warns.

## Thresholds

On the lower bound of Cohen's h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more)
had none missing and at least 0.1 % of the current rows (exact lower bound) are. Equal shares on both sides are no
change, however large.

## Example

    income has missing values: 1.2 % -> 9.4 % of rows

## References

Cohen 1988; Newcombe 1998, Stat. Med. 17:873; Wilson 1927; Clopper and Pearson 1934.
"""

from driftcli.checks.check import Answer, Check, CheckParams, Severity, Skipped
from driftcli.checks.quality.columns import EVERY_COLUMN
from driftcli.checks.quality.shares import Part, fact_measurement, share_measurement
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.presence import Presence
from driftcli.sources.kinds import Role
from driftcli.stats.hypergeometric import upper_tail

BEYOND_CHANCE = 1e-4
"""All or no values may be missing by chance in a small batch; beyond this probability it is a fact."""


class Params(CheckParams):
    """The ``missing_values`` check has no settings."""


def measure(reference: ColumnProfile, current: ColumnProfile, params: Params) -> Answer:
    """Compare the shares of missing cells."""
    del params
    before, after = _part(reference.presence), _part(current.presence)
    if before.rows == 0 or after.rows == 0:
        return Skipped("a side has no rows", insufficient=True)
    details = {"nan_reference": reference.presence.nan, "nan_current": current.presence.nan}
    if before.count == before.rows:
        is_filled = after.count < after.rows and _chance_of_none(before, after) < BEYOND_CHANCE
        fact = Severity.WARN if is_filled else None
        subject = "no longer empty" if is_filled else None
        return fact_measurement("missing_share", before, after, fact=fact, subject=subject, details=details)
    if after.count == after.rows and _chance_of_all(before, after) < BEYOND_CHANCE:
        subject = "all values are missing"
        return fact_measurement("missing_share", before, after, fact=Severity.FAIL, subject=subject, details=details)
    if before.count + after.count == 0:
        return fact_measurement("missing_share", before, after, fact=None, details=details)
    details["newly_complete"] = int(after.count == 0)
    return share_measurement("missing_share", before, after, only_more=False, details=details)


def _part(presence: Presence) -> Part:
    return Part(presence.missing, presence.rows)


def _chance_of_all(before: Part, after: Part) -> float:
    """Probability that chance puts so many of the pooled missing cells into the current rows."""
    return upper_tail(
        after.count, population=before.rows + after.rows, good=after.rows, draws=before.count + after.count
    )


def _chance_of_none(before: Part, after: Part) -> float:
    """Probability that chance puts every value that is there into the current rows."""
    present = after.rows - after.count
    return upper_tail(present, population=before.rows + after.rows, good=after.rows, draws=present)


CHECK = Check(
    id="missing_values",
    group="quality",
    reads=EVERY_COLUMN,
    params=Params,
    measure=measure,
    doc=__doc__,
    roles=frozenset(Role) - {Role.TARGET},
)
