"""Vector shift: whether the vectors of a column (embeddings) moved in any direction.

## What it measures

Three tests of the sampled vectors, Bonferroni over them: a ridge logistic classifier that tells current from reference
vectors (AUC over 5 folds, corrected); location and shape of derived numbers (norm, distance to the centre, distance to
the nearest of 1,000 reference vectors, ten principal components; fitted on one half of the reference); and the maximum
mean discrepancy with a Gaussian kernel, by permutation. No single one suffices: a shift along one direction shows in
the first, a scale in the second, a new cluster in the third.

## When it applies

To vector columns with a row sample of at least 100 finite vectors of the usual dimension on each side. Wrong
dimensions and broken vectors are the business of `broken_vectors`. Where rows depend on each other (`--cluster`, or
windows of `--timestamp`), the first two tests count clusters or windows instead of rows, and the third is shown only.

## How to read it

An AUC above 0.99 asks whether another embedding model was used. The size is that of the classifier or of the derived
number that moved most, in standard-deviation equivalents; the kernel test has a p-value only. The smallest visible `s`
is that of the classifier at 1 % over the three tests, seen 4 times in 5.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    embedding: AUC 0.71, s = 0.78 (at least 0.70), MMD p 0.001; component_2 moved most

## References

Lopez-Paz and Oquab 2017; Gretton et al. 2012; Nadeau and Bengio 2003.
"""

from collections.abc import Iterator

import numpy as np

from driftcli.checks.check import (
    Answer,
    Check,
    CheckParams,
    Component,
    Effect,
    Family,
    Measurement,
    Rule,
    Skipped,
    Statistic,
)
from driftcli.checks.multivariate.by_column import each_column, groups_of
from driftcli.checks.multivariate.paired import (
    dependence_details,
    sample_details,
)
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import sampled_vectors
from driftcli.sources.kinds import Kind
from driftcli.stats.domain_classifier import Z95, fit_linear_domain
from driftcli.stats.kernel_two_sample import KernelTest, kernel_test
from driftcli.stats.location import size_of_theta
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.standardised import scale_of
from driftcli.stats.vector_numbers import compare_numbers, derived_numbers, held_half
from driftcli.stats.vector_rows import Vectors, dimensions

LEAST_ROWS = 100
TESTS = 3
Z_OF_THREE = 2.1280
"""One-sided quantile of 0.05 / 3."""
Z_OF_THREE_AT_1 = 2.7131
"""One-sided quantile of 0.01 / 3."""


class Params(CheckParams):
    """Settings of the ``vector_shift`` check."""

    rows: int = setting(5_000, ge=100, le=20_000, description="Sampled vectors a side.")
    kernel_rows: int = setting(1_000, ge=100, le=4_000, description="Of them, those that the kernel test uses.")
    permutations: int = setting(999, ge=99, description="Relabellings of the kernel test.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Compare every vector column."""
    return each_column(Kind.VECTOR, reference, current, lambda name: _compared(name, reference, current, params))


def _compared(name: str, reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer:
    (old, places), (new, more) = (sampled_vectors(profile, name, params.rows) for profile in (reference, current))
    if min(len(old), len(new)) < LEAST_ROWS:
        return Skipped(
            f"{name}: {min(len(old), len(new))} finite vectors on a side, {LEAST_ROWS} are needed", insufficient=True
        )
    if dimensions(old) != dimensions(new):
        return Skipped(f"{name}: vectors of {dimensions(old)} and of {dimensions(new)} dimensions cannot be compared")
    groups, few = groups_of(reference, current, params.rows, (places, more))
    if few:
        return Skipped(f"{name}: {few}", insufficient=True)
    return _measured(name, old, new, groups, params)


def _measured(name: str, old: Vectors, new: Vectors, groups: RowGroups | None, params: Params) -> Measurement:
    told = fit_linear_domain(old, new, groups=groups)
    apart = Component("classifier", told.p_value, told.size, told.lower(Z_OF_THREE), told.upper(Z95))
    moved, sizes = _derived(old, new, groups)
    kernel = _kernel(old, new, params)
    components = (apart, moved, _counted(kernel, groups))
    leading = max(components, key=lambda one: (one.lower, one.size))
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic("domain_auc", told.auc, variant="ridge logistic, 5 folds"),
        n_reference=len(old),
        n_current=len(new),
        effect=Effect("s", max(apart.size, moved.size), leading.lower, max(apart.upper or 0.0, moved.upper or 0.0)),
        p_value=min(1.0, TESTS * min(one.p_value for one in components)),
        components=components,
        reported=(
            Statistic("mmd", kernel.statistic, variant="squared, unbiased, Gaussian kernel", p_value=kernel.p_value),
        ),
        details={
            **dependence_details(groups),
            **sample_details(
                len(old), len(new), {"s": size_of_theta(told.visible_auc(len(old), len(new), Z_OF_THREE_AT_1))}
            ),
            "column": name,
            "dimensions": dimensions(old),
            "auc": told.auc,
            "is_separable": told.auc > 0.99,
            "moved_most": moved.note,
            "sizes": sizes,
        },
    )


def _kernel(old: Vectors, new: Vectors, params: Params) -> KernelTest:
    """Test the first rows of both sides, dimensions divided by their spread in the reference."""
    rows, spread = params.kernel_rows, scale_of(old).spread
    return kernel_test(old[:rows], new[:rows], spread=spread, permutations=params.permutations)


def _counted(kernel: KernelTest, groups: RowGroups | None) -> Component:
    if groups is None:
        return Component("kernel", kernel.p_value, 0.0, 0.0, note="p-value only")
    return Component("kernel", 1.0, 0.0, 0.0, note="not counted: rows that depend on each other do not permute")


def _derived(old: Vectors, new: Vectors, groups: RowGroups | None) -> tuple[Component, dict[str, float]]:
    """The derived numbers as one component, Bonferroni over them and their two tests."""
    held = None
    if groups is not None:
        held = groups.taken(np.concatenate([held_half(len(old)), np.ones(len(new), dtype=bool)]))
    found = {key: compare_numbers(*pair, held) for key, pair in derived_numbers(old, new).items()}
    tests = 2 * len(found)
    alpha = 0.05 / (TESTS * tests)
    p_value = min(1.0, tests * min(min(a.p_value, b.p_value) for a, b in found.values()))
    sizes = {key: max(abs(a.size), b.size) for key, (a, b) in found.items()}
    lower = {key: max(a.lower(alpha), b.lower(alpha)) for key, (a, b) in found.items()}
    leading = max(lower, key=lambda key: (lower[key], sizes[key]))
    upper = max(found[leading][0].upper(0.05), found[leading][1].upper(0.05))
    return Component("derived", p_value, sizes[leading], lower[leading], upper, note=leading), sizes


CHECK = Check(
    id="vector_shift",
    group="multivariate",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.MULTIVARIATE,
    needs_rows=True,
)
