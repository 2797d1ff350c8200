"""Where a conditional change is: segments found on some rows, their effects estimated on the others."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.decomposition import Decomposition, away_from_zero
from driftcli.stats.learners import Floats, Folds
from driftcli.stats.multiplicity import holm
from driftcli.stats.row_groups import RowGroups, variance_of_sum
from driftcli.stats.segments import Segment, find_segments
from driftcli.stats.special import ndtr

GROWING_FOLDS = 2
"""Folds of five that the tree is grown on; effects are estimated on the other three."""
LEAST_HONEST_ROWS = 20


@dataclass(frozen=True)
class SegmentEffect:
    """Change of the loss for the same inputs inside one segment."""

    segment: Segment
    value: float
    """Positive is worse."""
    se: float
    share_of_change: float
    """Part of the change over all shared rows that it accounts for; 0 when there is none."""
    p_value: float
    """Two-sided, adjusted by Holm over the segments."""


def segment_effects(
    matrix: Floats,
    is_categorical: npt.ArrayLike,
    weights: Floats,
    split: Decomposition,
    folds: Folds,
    *,
    groups: RowGroups | None = None,
) -> list[SegmentEffect]:
    """Find the segments in which the loss changed most for the same inputs, and estimate by how much.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        Inputs of both samples as numbers and codes; NaN where missing.
    is_categorical : array_like, shape (columns,)
        Which columns hold codes.
    weights : ndarray, shape (rows,)
        Row weights that give each sample half of the mass.
    split : Decomposition
        Its residuals are averaged.
    folds : ndarray, shape (rows,)
        Folds of the rows; the tree is grown on two of five (or on half of fewer).
    groups : RowGroups, optional
        Which rows depend on each other.

    Returns
    -------
    list of SegmentEffect
        Largest change for the worse first; empty when the rows cannot be cut.

    Notes
    -----
    A depth-2 tree on (loss - m)/(T - e) with weights w (T - e)^2, grown on two folds; inside each leaf, on the rows of
    the other three, ``sum w (T - e)(loss - m) / sum w (T - e)^2`` with its robust standard error.

    References
    ----------
    Athey & Imbens 2016, PNAS 113:7353 (honesty).
    """
    mass = weights * split.residual_sample**2
    growing = folds < min(GROWING_FOLDS, (int(folds.max()) + 1) // 2)
    effect = split.residual_loss / away_from_zero(split.residual_sample)
    found = find_segments(matrix[growing], is_categorical, effect[growing], mass[growing])
    if len(found) < 2:
        return []
    whole = split.shared_conditional.value * float(mass[~growing].sum())
    parts = []
    for segment in found:
        inside = ~growing & segment.holds(matrix)
        own = float(mass[inside].sum())
        if own <= 0 or inside.sum() < LEAST_HONEST_ROWS:
            continue
        pull = (weights * split.residual_sample)[inside]
        value = float(np.sum(pull * split.residual_loss[inside])) / own
        spread = pull * (split.residual_loss - value * split.residual_sample)[inside]
        se = math.sqrt(_variance(spread, inside, groups)) / own
        parts.append((segment, value, se, value * own / whole if whole else 0.0))
    p_values = [2 * float(ndtr(-abs(value) / se)) if se > 0 else 1.0 for _, value, se, _ in parts]
    adjusted = holm(p_values)
    effects = [SegmentEffect(*part, float(p)) for part, p in zip(parts, adjusted, strict=True)]
    return sorted(effects, key=lambda one: -one.value)


def _variance(spread: Floats, inside: npt.NDArray[np.bool_], groups: RowGroups | None) -> float:
    """Variance of the sum of influences inside a segment; one that lies in one sample only counts rows."""
    own = None if groups is None else groups.taken(inside)
    if own is None or own.is_current.all() or not own.is_current.any():
        return float(np.sum(spread**2))
    return variance_of_sum(spread, own.is_current, own)[0]
