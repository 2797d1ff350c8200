"""Prediction drift: whether the model's predictions and scores moved.

## What it measures

The same components as for a feature of its kind: location, shape and tail for numbers (`numeric_drift`), shape and
unseen mass for classes (`categorical_drift`), read on the same scale of standard-deviation equivalents `s`.

## When it applies

To the columns in the roles `prediction` and `score`, numeric, categorical or boolean, with at least one value on each
side. Rows without a value are left out and counted by `missing_values`.

## How to read it

Predictions move when inputs move, when the model was exchanged, or when the pipeline before it broke: look at the
inputs first. A drift here while no input drifts points to the model or to the columns taken together.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    score: s = 0.31 (at least 0.28; bar 0.10), typical score 0.71 -> 0.64

## References

Mann and Whitney 1947; Le Cam 1986; Lipton, Wang and Smola 2018 (label shift).
"""

from driftcli.checks.check import Answer, Check, CheckParams, Family
from driftcli.checks.drift.deciding import compare_any
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.sources.kinds import Role


class Params(CheckParams):
    """The ``prediction_drift`` check has no settings of its own."""


def measure(
    reference: NumericProfile | CategoricalProfile, current: NumericProfile | CategoricalProfile, params: Params
) -> Answer:
    """Compare two profiles by their kind."""
    del params
    return compare_any(reference, current)


CHECK = Check(
    id="prediction_drift",
    group="drift",
    reads=(NumericProfile, CategoricalProfile),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.COLUMNS,
    roles=frozenset({Role.PREDICTION, Role.SCORE}),
)
