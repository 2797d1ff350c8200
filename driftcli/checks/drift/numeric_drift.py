"""Numeric drift: whether a number's distribution moved, and by how much.

## What it measures

Three questions about the non-missing values of a numeric column, each with a p-value and a size in
standard-deviation equivalents `s` (`s = 0.25` is as different as two normal distributions a quarter of a standard
deviation apart):

- location: is a current value larger than a reference value more often than not? Mid-rank AUC `theta`,
  `s = sqrt(2) * Phi^-1(theta)`.
- shape: are the rows shared out alike over cells cut at quantiles of the reference?
  `V = 2 * sum (p - q)^2 / (p + q)`, `s = sqrt(V - df / N')` with `N' = n m / (n + m)`.
- tail: do more rows lie beyond the reference's extremes than chance puts there? Exact hypergeometric test, size as
  Cohen's h. With at most 25 distinct values the question is instead whether values occur that the reference never had.

## When it applies

To numeric columns of both datasets with at least one value on each side. Missing values are left out; they are the
business of `missing_values`. Infinities are ordinary extreme values.

## How to read it

Drift needs both: certainty (the p-value, controlled over all columns of the audit) and size (the lower bound of `s`
above the bar). A change that is certain but small is called `changed`; one whose upper bound lies below the bar is
`stable`. KS, Wasserstein, PSI, Jensen-Shannon and the others beside it are for familiarity and decide nothing, unless
the configuration asks for one of them with a fixed threshold (`statistic = "psi"`).

Where a column has too many values to keep, rows are known by the cell of a grid; in stretches and on Spark, quantiles
of the reference are placed by a summary. Each number then carries the bound of what that may have moved
(`error_bound`; 0 means exact). p-values always come from exact counts.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30. 0.10 is a shift by a tenth of a
standard deviation, or 4 percentage points of a 50 % share. For orientation: PSI 0.1 is `s` = 0.32, PSI 0.25 is 0.50.

## Example

    age: s = 0.31 (at least 0.24; bar 0.10), KS 0.12, PSI 0.10

## References

Mann and Whitney 1947; Brunner and Munzel 2000; Le Cam 1986; Rosenbaum 1954; Benjamini and Hochberg 1995.
"""

from typing import Literal

from driftcli.checks.check import Answer, Check, CheckParams, Family, Skipped
from driftcli.checks.drift.deciding import decide_numbers, fixed_threshold, nothing_to_compare
from driftcli.checks.drift.number_statistics import reported_statistics
from driftcli.declared import setting
from driftcli.profiles.numeric import NumericProfile
from driftcli.sources.kinds import Role


class Params(CheckParams):
    """Settings of the ``numeric_drift`` check."""

    statistic: Literal[
        "rule",
        "ks",
        "psi",
        "js_distance",
        "hellinger",
        "total_variation",
        "kl_divergence",
        "wasserstein",
        "wasserstein_trimmed",
        "wasserstein_normalised",
        "energy_distance",
    ] = setting(
        "rule",
        description="What decides: the rule (`driftcli explain rule`), or one statistic held against limits.",
    )
    bins: int = setting(
        10, ge=2, le=1_000, description="Equal-frequency bins of PSI and its relatives, cut on the reference."
    )


def measure(reference: NumericProfile, current: NumericProfile, params: Params) -> Answer:
    """Compare two numeric profiles."""
    reason = nothing_to_compare(reference.n, current.n)
    if reason:
        return Skipped(reason, insufficient=True)
    reported = reported_statistics(reference, current, bins=params.bins)
    if params.statistic != "rule":
        return fixed_threshold(params.statistic, reported, reference.n, current.n)
    return decide_numbers(reference, current, reported)


CHECK = Check(
    id="numeric_drift",
    group="drift",
    reads=(NumericProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.COLUMNS,
    roles=frozenset({Role.FEATURE, Role.SEGMENT}),
)
