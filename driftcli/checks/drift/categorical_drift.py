"""Categorical drift: whether the mix of categories moved, and by how much.

## What it measures

Two questions about the non-missing values of a categorical column, each with a p-value and a size in
standard-deviation equivalents `s`:

- shape: are the rows shared out alike over the categories? `V = 2 * sum (p - q)^2 / (p + q)` over the 50 most frequent
  categories and a rest, `s = sqrt(V - df / N')` with `N' = n m / (n + m)`.
- unseen: do more rows hold categories that the reference never had than are to be expected? New names alone are no
  alarm where most names occur once: the expected number is derived from how often rare categories occur.

## When it applies

To categorical columns with at least one value on each side. Missing values are left out; they are the business of
`missing_values`. Below 50 rows p-values are exact (Fisher) or from 10,000 seeded permutations.

## How to read it

Drift needs certainty (the p-value, controlled over all columns of the audit) and size (the lower bound of `s` above
the bar). The table names the categories that moved (Holm at 5 % within the column). PSI, Jensen-Shannon, Hellinger,
total variation and Cramér's V are for familiarity, unless the configuration asks for one of them with a fixed bar.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30. 50 % to 55 % is `s` = 0.10, as is
10 % to 13 %, or a new category with 0.5 % of the rows.

## Example

    country: s = 0.16 (at least 0.12; bar 0.10), DE 31.0 % -> 24.2 %

## References

Le Cam 1986; Topsøe 2000; Good 1953 (unseen mass); Newcombe 1998; Bergsma 2013; Holm 1979; Phipson and Smyth 2010.
"""

from typing import Literal

from driftcli.checks.check import Answer, Check, CheckParams, Family, Skipped
from driftcli.checks.drift.category_components import category_cells, category_statistics
from driftcli.checks.drift.deciding import decide_categories, fixed_threshold, nothing_to_compare
from driftcli.declared import setting
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.sources.kinds import Role


class Params(CheckParams):
    """Settings of the ``categorical_drift`` check."""

    statistic: Literal[
        "rule",
        "psi",
        "js_distance",
        "hellinger",
        "total_variation",
        "kl_divergence",
        "cramers_v",
        "cramers_v_corrected",
    ] = setting(
        "rule",
        description="What decides: the rule (`driftcli explain rule`), or one statistic held against limits.",
    )


def measure(reference: CategoricalProfile, current: CategoricalProfile, params: Params) -> Answer:
    """Compare two categorical profiles."""
    reason = nothing_to_compare(reference.n, current.n)
    if reason:
        return Skipped(reason, insufficient=True)
    cells = category_cells(reference, current)
    reported = category_statistics(cells)
    if params.statistic != "rule":
        return fixed_threshold(params.statistic, reported, reference.n, current.n)
    return decide_categories(reference, current, cells, reported)


CHECK = Check(
    id="categorical_drift",
    group="drift",
    reads=(CategoricalProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.COLUMNS,
    roles=frozenset({Role.FEATURE, Role.SEGMENT}),
)
