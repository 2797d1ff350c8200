"""Dependence change: whether pairs of columns go together differently, even if neither moved alone.

## What it measures

For each pair of features, two tests in which the columns' own distributions do not matter. Numbers: the correlation of
normal scores (ranks turned into a normal distribution in each sample separately), compared on Fisher's z scale with a
standard error that holds for any distribution. Every pair, categories too: a table of 4 x 4 cells, and whether its
association is the same in both samples; it sees links that no correlation does. The size is the change of Fisher's z,
or of the cells on the same scale (0.10: a correlation from 0 to about 0.10).

## When it applies

To two datasets with row samples and at least two features. At most `columns` of them
are paired, the first of the file: 50 columns make 1,225 pairs.
Variances and chi-squares count the clusters of `--cluster`, or the windows of `--timestamp`, where rows depend on each
other. A weight column is not used: sampled rows count alike.

## How to read it

p-values are adjusted over all pairs (Benjamini-Hochberg); the finding carries the smallest, and the largest lower
bound among the pairs that pass. Lower bounds allow for the pairs having been selected. A broken join or a swapped
column shows as many pairs of one column.

## Thresholds

On the lower bound of the change: minor above 0.05, drift above 0.10.

## Example

    price x weight: correlation 0.71 -> 0.02 (change of Fisher's z 0.87, at least 0.81)

## References

Fisher 1921; Bishop, Fienberg and Holland 1975; Benjamini and Hochberg 1995; Benjamini and Yekutieli 2005.
"""

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Effect, Family, Measurement, Rule, Skipped, Statistic
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, dependence_details, paired_design, sample_details
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import FeatureColumn
from driftcli.stats.dependence_change import BOUNDED, PairChange, dependence_changes

FDR = 0.01


class Params(CheckParams):
    """Settings of the ``dependence_change`` check."""

    rows: int = setting(DEFAULT_ROWS, ge=100, le=20_000, description="Sampled rows a side.")
    columns: int = setting(50, ge=2, le=50, description="Features that are paired, in the order of the file.")
    listed: int = setting(10, ge=1, le=100, description="Pairs that are listed.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer:
    """Compare the dependence of every pair."""
    design = paired_design(reference, current, params.rows)
    if isinstance(design, Skipped):
        return design
    features = design.features[: params.columns]
    if len(features) < 2:
        return Skipped("fewer than two features can be paired")
    matrix = np.column_stack([feature.values for feature in features])
    changes = dependence_changes(
        matrix[: design.n],
        matrix[design.n :],
        [feature.is_categorical for feature in features],
        groups=design.groups,
        fdr=FDR,
    )
    passing = [change for change in changes if change.adjusted <= FDR]
    leading = max(passing, key=lambda change: change.lower, default=changes[0])
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic(
            "dependence_change",
            leading.size,
            variant="change of Fisher's z of normal scores" if leading.kind == "correlation" else "4 x 4 cells",
            reference=leading.reference_correlation if leading.kind == "correlation" else None,
            current=leading.current_correlation if leading.kind == "correlation" else None,
        ),
        n_reference=design.n,
        n_current=design.m,
        effect=Effect("dependence", leading.size, leading.lower),
        p_value=changes[0].adjusted,
        subject=f"{features[leading.first].name} x {features[leading.second].name}",
        details={
            **dependence_details(design.groups),
            **sample_details(design.n, design.m, {"dependence": _visible(changes)}),
            "pairs_tested": len(changes),
            "pairs_changed": len(passing),
            "not_paired": [feature.name for feature in design.features[params.columns :]],
            "pairs": [_plain(change, features) for change in (passing or changes)[: params.listed]],
        },
    )


def _visible(changes: list[PairChange]) -> float:
    """Of a usual pair among the leading ones, whose variances count groups."""
    ordered = sorted(change.visible for change in changes[:BOUNDED])
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _plain(change: PairChange, features: tuple[FeatureColumn, ...]) -> dict[str, object]:
    names = [features[change.first].name, features[change.second].name]
    is_linear = change.kind == "correlation"
    return {
        "columns": names,
        "kind": change.kind,
        "reference": change.reference_correlation if is_linear else None,
        "current": change.current_correlation if is_linear else None,
        "size": change.size,
        "lower": change.lower,
        "p_value": change.p_value,
        "p_value_adjusted": change.adjusted,
    }


CHECK = Check(
    id="dependence_change",
    group="multivariate",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.MULTIVARIATE,
    needs_rows=True,
)
