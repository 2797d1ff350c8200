"""How much each column matters to the model, estimated: by a model of its predictions on the reference's rows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.check import Skipped
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, paired_design
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import sampled
from driftcli.stats.feature_importance import permutation_importance

ROWS = 2_000
"""Sampled rows of the reference that the model is made from."""
FEWEST_ROWS = 300
CLASSES = 3
"""Most frequent classes that are told from the rest, where there are more than two."""
NUMBERS = 10
"""Distinct numbers beyond which a prediction is a number, not a class."""


def estimated_importance(reference: DatasetProfile, current: DatasetProfile, modelled: str) -> dict[str, float]:
    """Give the importance of each column for the modelled one; nothing where the rows cannot tell."""
    design = paired_design(reference, current, DEFAULT_ROWS)
    if isinstance(design, Skipped) or len(design.features) < 2:
        return {}
    values = sampled(reference, modelled, ROWS)
    known = _is_there(values)
    if known.sum() < FEWEST_ROWS:
        return {}
    rows = design.rows.taken(np.flatnonzero(known))
    shares = permutation_importance(rows, _outcomes(values[known]))
    names = [feature.name for feature in design.features]
    return dict(zip(names, shares.tolist(), strict=True)) if shares.any() else {}


def _is_there(values: NDArray[Any]) -> NDArray[np.bool_]:
    if values.dtype == object:
        return np.array([value is not None for value in values], dtype=bool)
    return np.asarray(np.isfinite(values.astype(float)))


def _outcomes(values: NDArray[Any]) -> NDArray[np.float64]:
    """Give numbers in sd, or an indicator of each of the frequent classes, all but one of them where they are few."""
    classes, counts = np.unique(values.astype(str) if values.dtype == object else values, return_counts=True)
    if values.dtype != object and len(classes) > NUMBERS:
        numbers = values.astype(np.float64)
        return np.asarray((numbers - numbers.mean()) / (numbers.std() or 1.0))
    told = np.argsort(-counts, kind="stable")[: min(CLASSES, max(1, len(classes) - 1))]
    labels = values.astype(classes.dtype)
    return np.column_stack([(labels == classes[place]).astype(np.float64) for place in told])
