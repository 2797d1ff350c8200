"""Target drift: whether the target moved.

## What it measures

The same components as for a feature of its kind: location, shape and tail for numbers (`numeric_drift`), shape and
unseen mass for classes (`categorical_drift`), read on the same scale of standard-deviation equivalents `s`.

## When it applies

To the column in the role `target`, numeric, categorical or boolean, with at least one value on each side. Rows
without a value are left out and counted by `missing_values`.

## How to read it

With the inputs unmoved, a moved target is label shift: recalibrate or move the threshold. With moved inputs it may be
their consequence. Whether the relation between inputs and target moved cannot be told from the target alone.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    in_stock: s = 0.09 (at least 0.06; minor bar 0.05), share of 1 62.8 % -> 66.9 %

## References

Mann and Whitney 1947; Le Cam 1986; Lipton, Wang and Smola 2018 (label shift).
"""

from driftcli.checks.check import Answer, Check, CheckParams, Family
from driftcli.checks.drift.deciding import compare_any
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.sources.kinds import Role


class Params(CheckParams):
    """The ``target_drift`` check has no settings of its own."""


def measure(
    reference: NumericProfile | CategoricalProfile, current: NumericProfile | CategoricalProfile, params: Params
) -> Answer:
    """Compare two profiles by their kind."""
    del params
    return compare_any(reference, current)


CHECK = Check(
    id="target_drift",
    group="drift",
    reads=(NumericProfile, CategoricalProfile),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.COLUMNS,
    roles=frozenset({Role.TARGET}),
)
