"""Broken vectors: embeddings of another dimension, with elements that are no numbers, or all zero.

## What it measures

Three shares of the vectors, before and after: those whose dimension is not the most frequent one of the reference,
those with a missing, NaN or infinite element, and those of norm 0.

## When it applies

To vector columns.

## How to read it

Another dimension is another model. Vectors with NaN come from a numerical failure, zero vectors from empty input or a
default. Fewer of them are no fault.

## Thresholds

Fails when no current vector has that dimension. Otherwise, for each share, on the lower bound of Cohen's
h: minor above 0.05, issue above 0.10; an issue too when the reference (300 rows or more) had none and at least 0.1 % of
the current vectors (exact lower bound) are so.

## Example

    embedding has broken vectors (zero vector): 0.0 % -> 2.0 % of rows

## References

None: the rule above is the project's own.
"""

from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Severity
from driftcli.checks.quality.columns import nothing_to_compare
from driftcli.checks.quality.shares import Part, fact_measurement, fault_share
from driftcli.profiles.vector import VectorProfile


class Params(CheckParams):
    """The ``broken_vectors`` check has no settings."""


def measure(reference: VectorProfile, current: VectorProfile, params: Params) -> Answer | list[Measurement]:
    """Compare the shares of each way in which a vector can be broken."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    n, m = reference.n, current.n
    return [
        _dimensions(reference, current),
        fault_share(
            "non_finite_share",
            Part(reference.non_finite, n),
            Part(current.non_finite, m),
            subject="element that is not a finite number",
        ),
        fault_share("zero_share", Part(reference.zeros, n), Part(current.zeros, m), subject="zero vector"),
    ]


def _dimensions(reference: VectorProfile, current: VectorProfile) -> Measurement:
    """Compare with the reference's most frequent dimension."""
    usual = reference.dimensions.categories[0]
    known, found = reference.dimensions.as_dict().get(usual, 0), current.dimensions.as_dict().get(usual, 0)
    before, after = Part(reference.n - known, reference.n), Part(current.n - found, current.n)
    details = {"dimension": int(usual), "examples": [int(name) for name in current.dimensions.categories[:5]]}
    if found == 0:
        subject = f"dimension {usual} became {current.dimensions.categories[0]}"
        return fact_measurement(
            "other_dimension_share", before, after, fact=Severity.FAIL, subject=subject, details=details
        )
    return fault_share("other_dimension_share", before, after, subject="another dimension", details=details)


CHECK = Check(
    id="broken_vectors",
    group="quality",
    reads=(VectorProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
