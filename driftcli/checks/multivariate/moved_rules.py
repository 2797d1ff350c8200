"""Where the inputs moved, as rules that a person can read, with the share of rows before and after."""

from typing import Any

import numpy as np

from driftcli.profiles.design import PairedDesign
from driftcli.profiles.segment_rule import rule_text
from driftcli.stats.moved_segments import MovedSegment, moved_segments

LEVEL = 0.05
"""Of Holm's correction over segments: they are named, the verdict is not theirs."""
BAR = 0.10
"""Cohen's h that the lower bound of a named segment passes."""


def moved_rules(design: PairedDesign) -> list[dict[str, Any]]:
    """Segments whose share of the rows moved, largest gain first; those that lost rows last."""
    matrix = np.column_stack([feature.values for feature in design.features])
    found = moved_segments(matrix, design.rows.is_categorical, design.rows.is_current, groups=design.groups)
    return [_described(one, design) for one in found if one.p_value <= LEVEL and one.test.lower(LEVEL) > BAR]


def _described(one: MovedSegment, design: PairedDesign) -> dict[str, Any]:
    return {
        "rule": rule_text(one.segment.conditions, design.features),
        "share_reference": one.reference_share,
        "share_current": one.current_share,
        "difference": one.test.difference,
        "difference_low": one.test.difference_low,
        "difference_high": one.test.difference_high,
        "h": one.test.size,
        "h_lower": one.test.lower(LEVEL),
        "p_value": one.p_value,
    }
