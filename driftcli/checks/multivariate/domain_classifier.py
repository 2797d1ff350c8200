"""Domain classifier: whether a learner can tell current rows from reference rows, and by which columns.

## What it measures

Boosted trees are trained to tell the rows of the two datasets apart and score rows that they have not seen (5 folds).
The AUC of those scores is 0.5 when nothing that trees can learn has changed. Its size is
`s = sqrt(2) * Phi^-1(AUC)`, in standard-deviation equivalents: `s = 0.25` is as far apart as two normal distributions
a quarter of a standard deviation from each other. The standard error is that of DeLong, taken within folds and times
1.5, because the training folds share rows.

## When it applies

To the features of two datasets that hold a row sample. Identifiers, timestamps, texts, vectors, constants and columns
that changed type are left out and named. With fewer than 100 rows on a side one half is trained on and the other
tested; from 100 on five folds keep the level and see more, as much as permuted labels at a 200th of their cost. Rows
of one `--cluster`, or of one window of `--timestamp`, are held out together, and the standard error counts clusters
and windows instead of rows. A current period of few windows is told apart by what is its own whatever the folds: it
must then exceed single windows of the reference, each told from the rest in the same way. A weight column is not
used: sampled rows count alike.

## How to read it

A change that it finds and no single column shows is a change of the columns together: correlations, combinations that
are new. Columns are ranked by what shuffling them costs the classifier (`importance`, share of AUC - 0.5). An AUC
above 0.99 means that the samples are separable: the separating columns are named and taken out, at most five, to see
whether anything else moved. A column-by-column check is the sharper tool for a shift of one column.

The smallest visible `s` is the one that would be told from chance at 1 % (one-sided) 4 times in 5, with the standard
error and the degrees of freedom that were measured.

`segments` says where the inputs moved: a depth-2 tree is grown on two fifths of the rows, the shares of both datasets
in its leaves are counted on the rest (honest: the tree has not seen them), and a leaf is named when its share moved
after Holm's correction at 5 % and the lower bound of Cohen's `h` is above 0.10; rows of one cluster or window count
together. Two cuts describe, they do not exhaust:
a change along a diagonal shows as one of its corners.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    AUC 0.62 (0.60 to 0.64), s = 0.43 (at least 0.36); price 61 %, store 22 % of it
    more rows where price > 40 and store in {S12, S17}: 8 % -> 31 % of rows

## References

Lopez-Paz and Oquab 2017; Kim, Ramdas, Singh and Wasserman 2021; Nadeau and Bengio 2003; DeLong et al. 1988; Athey and
Imbens 2016.
"""

import math
from typing import Any

from driftcli.checks.check import Answer, Check, CheckParams, Effect, Family, Measurement, Rule, Skipped, Statistic
from driftcli.checks.multivariate.moved_rules import moved_rules
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, dependence_details, paired_design, sample_details
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import PairedDesign
from driftcli.stats.domain_classifier import DomainScores, DomainTest, ranked_columns, separating_columns
from driftcli.stats.location import size_of_theta
from driftcli.stats.row_groups import FEWEST_GROUPS
from driftcli.stats.window_null import WindowNull, window_null

Z975 = 1.959963984540054
TELLING = 0.05
"""Columns are ranked when the p-value is below this: otherwise there is nothing to attribute."""


class Params(CheckParams):
    """Settings of the ``domain_classifier`` check."""

    rows: int = setting(DEFAULT_ROWS, ge=100, le=20_000, description="Sampled rows a side that it is trained on.")
    top: int = setting(10, ge=1, le=50, description="Columns that are ranked.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer:
    """Train and test the classifier."""
    design = paired_design(reference, current, params.rows)
    if isinstance(design, Skipped):
        return design
    if not design.features:
        return Skipped("no column is left that two samples could be told apart by")
    fitted, test = design.domain, design.domain.test
    yardstick = _yardstick(design, test)
    lower, p_value = test.lower(), test.p_value
    if yardstick is not None:
        lower, p_value = min(lower, yardstick.lower()), max(p_value, yardstick.p_value)
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic(
            "domain_auc",
            test.auc,
            variant="boosted trees, one half held out"
            if design.is_small
            else f"boosted trees, {len(test.fold_aucs)} folds",
            low=max(0.0, test.auc - Z975 * test.se),
            high=min(1.0, test.auc + Z975 * test.se),
        ),
        n_reference=design.n,
        n_current=design.m,
        effect=Effect("s", test.size, lower, test.upper()),
        p_value=p_value,
        details={
            **dependence_details(design.groups),
            **_compared(yardstick),
            **sample_details(design.n, design.m, {"s": size_of_theta(test.visible_auc(design.n, design.m))}),
            "standard_error": test.se,
            "smallest_visible_auc": test.visible_auc(design.n, design.m),
            "left_out": dict(design.left_out),
            **_explained(design, fitted, params.top),
        },
    )


def _yardstick(design: PairedDesign, test: DomainTest) -> WindowNull | None:
    """Windows of the reference, each against its rest, where the current data are too few windows to be folded.

    Only asked where the test alone would alarm: it takes forty fits and can but take an alarm back.
    """
    groups = design.groups
    if groups is None or groups.kind != "windows" or groups.can_be_folded or groups.counts[0] < FEWEST_GROUPS:
        return None
    return window_null(design.rows) if test.p_value <= TELLING and test.lower() > 0 else None


def _compared(yardstick: WindowNull | None) -> dict[str, Any]:
    if yardstick is None:
        return {}
    return {"windows_compared": len(yardstick.sizes), "s_of_windows": math.sqrt(yardstick.mean_square)}


def _explained(design: PairedDesign, fitted: DomainScores, top: int) -> dict[str, Any]:
    """Columns that carry the difference, and those that separate the samples outright."""
    names = [feature.name for feature in design.features]
    if fitted.test.p_value > TELLING:
        return {"columns": [], "separated_by": [], "segments": []}
    separators, remaining = separating_columns(fitted)
    kept = [name for place, name in enumerate(names) if place not in separators]
    ranked = ranked_columns(remaining, top=top)
    found: dict[str, Any] = {
        "columns": [{"name": kept[column], "importance": share} for column, share in ranked],
        "separated_by": [names[place] for place in separators],
        "segments": moved_rules(design),
    }
    if separators:
        rest = remaining.test
        found["without_separators"] = {
            "auc": rest.auc,
            "s": rest.size,
            "s_lower": rest.lower(),
            "p_value": rest.p_value,
        }
    return found


CHECK = Check(
    id="domain_classifier",
    group="multivariate",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.MULTIVARIATE,
    needs_rows=True,
)
