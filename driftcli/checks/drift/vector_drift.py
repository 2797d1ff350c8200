"""Vector drift: whether the norms of vectors (embeddings) moved.

## What it measures

The Euclidean norm of each vector, compared like a numeric column (location, shape, tail).

## When it applies

To columns of numeric lists. Vectors with missing or infinite elements, vectors of norm 0 and changes of dimension are
the business of `broken_vectors`.

## How to read it

Another encoder or a lost normalisation shows in the norms. A shift of direction that leaves norms alone does not show
here; that needs the multivariate checks.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    embedding: norm s = 1.9 (at least 1.7; bar 0.10), typical norm 1.00 -> 11.4

## References

Mann and Whitney 1947; Le Cam 1986.
"""

from driftcli.checks.check import Answer, Check, CheckParams, Family, Skipped
from driftcli.checks.drift.deciding import most_moved, nothing_to_compare
from driftcli.profiles.vector import VectorProfile
from driftcli.sources.kinds import Role


class Params(CheckParams):
    """The ``vector_drift`` check has no settings of its own."""


def measure(reference: VectorProfile, current: VectorProfile, params: Params) -> Answer:
    """Compare norms."""
    del params
    reason = nothing_to_compare(reference.norms.n, current.norms.n)
    if reason:
        return Skipped(reason, insufficient=True)
    return most_moved({"norm": (reference.norms, current.norms)})


CHECK = Check(
    id="vector_drift",
    group="drift",
    reads=(VectorProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.COLUMNS,
    roles=frozenset({Role.FEATURE}),
)
