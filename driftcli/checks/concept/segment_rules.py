"""Segments in which the relation changed, as rules that a person can read, with what happened inside them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.profiles.design import PairedDesign
from driftcli.profiles.segment_rule import rule_text
from driftcli.stats.decomposition import Decomposition
from driftcli.stats.segment_effects import SegmentEffect, segment_effects

Floats = NDArray[np.float64]
Z95 = 1.6448536269514722
Z975 = 1.959963984540054
LEVEL = 0.05
"""Of the Holm correction over segments: they are named, the verdict is not theirs."""


def changed_segments(
    design: PairedDesign, split: Decomposition, loss: Floats, folds: NDArray[np.int64], *, margin: float
) -> list[dict[str, Any]]:
    """Segments whose loss changed for the same inputs by more than ``margin``, worst first."""
    matrix = np.column_stack([feature.values for feature in design.features])
    rows = design.rows
    effects = segment_effects(matrix, rows.is_categorical, rows.weights, split, folds, groups=rows.groups)
    return [
        _described(one, design, matrix, loss)
        for one in effects
        if one.p_value <= LEVEL and abs(one.value) - Z95 * one.se > margin
    ]


def _described(one: SegmentEffect, design: PairedDesign, matrix: Floats, loss: Floats) -> dict[str, Any]:
    inside = one.segment.holds(matrix)
    before, after = inside & ~design.rows.is_current, inside & design.rows.is_current
    return {
        "rule": rule_text(one.segment.conditions, design.features),
        "share_reference": float(before.sum()) / design.n,
        "share_current": float(after.sum()) / design.m,
        "loss_reference": float(loss[before].mean()) if before.any() else None,
        "loss_current": float(loss[after].mean()) if after.any() else None,
        "change": one.value,
        "change_se": one.se,
        "change_low": one.value - Z975 * one.se,
        "change_high": one.value + Z975 * one.se,
        "share_of_change": one.share_of_change,
        "p_value": one.p_value,
    }
