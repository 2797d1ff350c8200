"""PCA reconstruction: whether rows still lie where the reference's principal components put them.

## What it measures

Principal components (65 % of the variance of standardised numbers) are fitted on one random half of the reference. The
distance of each row to its reconstruction is compared between the other half and the current data by Welch's t-test.
The size is the difference of the mean distances in standard deviations of the reference's.

## When it applies

To at least two numeric features and a row sample. Missing values are set to the reference's mean. Where rows depend on
each other (`--cluster`, or windows of `--timestamp`), whole clusters or windows are halved and counted. It runs only
when asked for.

## How to read it

A rise means that strong correlations broke. It is weak for new correlations and for shifts along the components;
`domain_classifier` and `dependence_change` are sharper, which is why it is not a default.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    mean distance 1.42 -> 1.97, s = 0.81 (at least 0.74)

## References

Jolliffe 2002, Principal Component Analysis; Welch 1947.
"""

import numpy as np

from driftcli.checks.check import Answer, Check, CheckParams, Effect, Family, Measurement, Rule, Skipped, Statistic
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, dependence_details, paired_design, sample_details
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.stats.reconstruction import principal_components, reconstruction_test
from driftcli.stats.row_groups import widened

Z80, Z95, Z995 = 0.8416212335729143, 1.6448536269514722, 2.5758293035489004


class Params(CheckParams):
    """Settings of the ``pca_reconstruction`` check."""

    rows: int = setting(DEFAULT_ROWS, ge=100, le=20_000, description="Sampled rows a side.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer:
    """Compare reconstruction errors."""
    design = paired_design(reference, current, params.rows)
    if isinstance(design, Skipped):
        return design
    numbers = [feature.values for feature in design.features if not feature.is_categorical]
    if len(numbers) < 2:
        return Skipped("fewer than two numeric features")
    matrix = np.column_stack(numbers)
    matrix = np.where(np.isfinite(matrix), matrix, np.nan)
    centre = np.nanmean(matrix[: design.n], axis=0)
    filled = np.where(np.isnan(matrix), centre, matrix)
    old, new = filled[: design.n], filled[design.n :]
    test = reconstruction_test(old, new, groups=design.groups)
    spread = float(principal_components(old).errors(old).std()) or 1.0
    size, se = abs(test.difference) / spread, test.se / spread
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic(
            "reconstruction_error",
            test.difference,
            variant=f"{test.components} components, standardised columns",
            reference=test.reference_error,
            current=test.current_error,
        ),
        n_reference=test.held_out,
        n_current=design.m,
        effect=Effect("s", size, max(0.0, size - widened(Z95, test.df) * se), size + widened(Z95, test.df) * se),
        p_value=test.p_value,
        details={
            **dependence_details(design.groups),
            **sample_details(design.n, design.m, {"s": (widened(Z995, test.df) + widened(Z80, test.df)) * se}),
            "components": test.components,
            "columns_used": len(numbers),
        },
    )


CHECK = Check(
    id="pca_reconstruction",
    group="multivariate",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.MULTIVARIATE,
    is_default=False,
    needs_rows=True,
)
