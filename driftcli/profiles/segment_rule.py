"""A segment as a rule that a person can read, in the names and labels of a design's columns."""

from collections.abc import Sequence

import numpy as np

from driftcli.profiles.design import FeatureColumn
from driftcli.stats.segments import Condition

LISTED = 6


def rule_text(conditions: Sequence[Condition], features: Sequence[FeatureColumn]) -> str:
    """Write conditions as one rule: ``price > 40 and store in {S12, S17}``."""
    said = [_condition_text(condition, features[condition.column]) for condition in conditions]
    if len(said) > 1:
        said = [f"({one})" if " or missing" in one else one for one in said]
    return " and ".join(said) or "all rows"


def _condition_text(condition: Condition, feature: FeatureColumn) -> str:
    name, missing = feature.name, " or missing" if condition.has_missing else ""
    if condition.codes is not None:
        inside = sorted(feature.labels[code] for code in condition.codes if code < len(feature.labels))
        outside = sorted(set(feature.labels) - set(inside))
        if len(inside) > LISTED and len(outside) < len(inside):
            return f"{name} not in {{{_listed(outside)}}}" + ("" if condition.has_missing else " and not missing")
        return f"{name} in {{{_listed(inside)}}}{missing}" if inside else f"{name} missing"
    if condition.up_to is not None and np.isneginf(condition.up_to):
        return f"{name} missing"
    if condition.above is not None and condition.up_to is not None:
        return f"{condition.above:.15g} < {name} <= {condition.up_to:.15g}{missing}"
    if condition.up_to is not None:
        return f"{name} <= {condition.up_to:.15g}{missing}"
    return f"{name} > {condition.above:.15g}{missing}" if condition.above is not None else f"{name} not missing"


def _listed(labels: Sequence[str]) -> str:
    shown = ", ".join(labels[:LISTED])
    return shown + (f" and {len(labels) - LISTED} more" if len(labels) > LISTED else "")
