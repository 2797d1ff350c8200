"""The components that decide about a numeric column: location, shape, and tail or unseen values (METHODS 1.1 to 1.4)."""

import numpy as np

from driftcli.checks.check import Component
from driftcli.checks.drift.number_cells import exceedances, is_low_cardinality, test_cells, union_counts
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.location import location_test
from driftcli.stats.shape import shape_test
from driftcli.stats.tail import tail_test
from driftcli.stats.unseen import unseen_test

COMPONENTS = 3
BOUND_LEVEL = 0.05
"""One-sided error of a column's lower bound, shared out over its components."""


def number_components(reference: NumericProfile, current: NumericProfile) -> tuple[Component, ...]:
    """Location, shape, and tail (or unseen values where the distinct values are few)."""
    alpha = BOUND_LEVEL / COMPONENTS
    location = location_test(reference.counts, current.counts)
    _, a, b = test_cells(reference, current)
    shape = shape_test(a, b)
    return (
        Component(
            "location", location.p_value, location.size, location.lower(alpha), location.upper(BOUND_LEVEL)
        ),
        Component("shape", shape.p_value, shape.size, shape.lower(alpha), shape.upper(BOUND_LEVEL), f"{len(a)} cells"),
        _extremes(reference, current, alpha),
    )


def _extremes(reference: NumericProfile, current: NumericProfile, alpha: float) -> Component:
    if is_low_cardinality(reference, current):
        union = union_counts(reference, current)
        unseen = unseen_test(union.reference, union.current)
        return Component("unseen", unseen.p_value, unseen.size, unseen.lower(alpha))
    pairs = exceedances(reference, current)
    tail = tail_test(reference.n, current.n, pairs)
    return Component("tail", tail.p_value, tail.size, tail.lower(alpha), note=_tail_note(reference, pairs, tail.deciding))


def _tail_note(reference: NumericProfile, pairs: list[tuple[int, int]], deciding: int | None) -> str:
    if deciding is None or not pairs[deciding][1]:
        return ""
    ranks = len(reference.grid.ranks)
    is_high = deciding < ranks
    values = reference.grid.high_tail if is_high else reference.grid.low_tail
    threshold = float(values[deciding % ranks])
    if not np.isfinite(threshold):
        return ""
    return f"{pairs[deciding][1]} rows {'above' if is_high else 'below'} {threshold:g}"
