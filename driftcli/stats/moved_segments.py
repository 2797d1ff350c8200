"""Where the inputs moved: segments found on some rows, their shares of both samples estimated on the others."""

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.grouped_shares import grouped_share_test
from driftcli.stats.learners import Floats, growing_part
from driftcli.stats.multiplicity import holm
from driftcli.stats.proportions import ShareTest
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.segments import LEAST_ROWS, LEAST_SHARE, Segment, find_segments


@dataclass(frozen=True)
class MovedSegment:
    """How the share of one segment moved from the reference to the current sample."""

    segment: Segment
    reference_share: float
    current_share: float
    test: ShareTest
    p_value: float
    """Two-sided, adjusted by Holm over the segments."""


def moved_segments(
    matrix: Floats,
    is_categorical: npt.ArrayLike,
    is_current: npt.NDArray[np.bool_],
    *,
    groups: RowGroups | None = None,
    seed: int = 0,
) -> list[MovedSegment]:
    """Find the segments whose shares of the two samples differ most, and estimate by how much.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        Inputs of both samples as numbers and codes; NaN where missing.
    is_categorical : array_like, shape (columns,)
        Which columns hold codes.
    is_current : ndarray, shape (rows,)
        Which sample each row is from.
    groups : RowGroups, optional
        Which rows depend on each other: whole groups grow the tree, and shares are compared by group.
    seed : int
        Of the folds.

    Returns
    -------
    list of MovedSegment
        Largest gain of the current sample first, largest loss last; empty when the rows cannot be cut.

    Notes
    -----
    A depth-2 tree on the sample that each row is from (its leaf means are e(x) = P(current | x)), grown on two folds
    of five; a leaf holds 100 rows or 2.5 %, counted over all rows. The cross-fitted e(x) itself would not do: its
    models have seen the rows of the other three folds, on which shares are estimated, so that segments of an unchanged
    sample would look as if they had moved.

    References
    ----------
    Athey & Imbens 2016, PNAS 113:7353 (honesty). Holm 1979.
    """
    growing = growing_part(is_current, groups, seed=seed)
    weights = np.where(is_current, 1 / max(is_current.sum(), 1), 1 / max((~is_current).sum(), 1)) * len(is_current) / 2
    grown = int(growing.sum())
    least = max(round(LEAST_ROWS * grown / len(growing)), int(LEAST_SHARE * grown))
    sample = is_current[growing].astype(float)
    found = find_segments(matrix[growing], is_categorical, sample, weights[growing], least_rows=least)
    if len(found) < 2:
        return []
    tested, side = matrix[~growing], is_current[~growing]
    own = None if groups is None else groups.taken(~growing)
    tests = []
    for segment in found:
        inside = segment.holds(tested)
        shares = [float(inside[part].sum()) / max(int(part.sum()), 1) for part in (~side, side)]
        tests.append((segment, shares[0], shares[1], grouped_share_test(inside, side, own)))
    adjusted = holm([test.p_value for *_, test in tests])
    moved = [MovedSegment(*one, float(p)) for one, p in zip(tests, adjusted, strict=True)]
    return sorted(moved, key=lambda one: -one.test.size)
