"""How much each column matters to the model, as a file says or as the reference's rows tell; it decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.check import Family, Skipped
from driftcli.checks.multivariate.paired import DEFAULT_ROWS, paired_design
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Status
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import sampled
from driftcli.sources.kinds import Role
from driftcli.stats.feature_importance import permutation_importance

ROWS = 2_000
"""Sampled rows of the reference that the model is made from."""
FEWEST_ROWS = 300
CLASSES = 3
"""Most frequent classes that are told from the rest, where there are more than two."""
NUMBERS = 10
"""Distinct numbers beyond which a prediction is a number, not a class."""
GIVEN = "given"
_MODELLED = (Role.PREDICTION, Role.SCORE, Role.TARGET)
_ALARMED = frozenset({Status.FAIL, Status.WARN})


@dataclass(frozen=True)
class Importance:
    """Importance of columns, where it is known."""

    columns: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    """``given``, or what it was estimated from."""

    @property
    def words(self) -> str:
        """What one of its numbers is called."""
        return "importance" if self.source == GIVEN else "estimated importance"


UNKNOWN = Importance()


def importance_of(
    given: Mapping[str, float], reference: DatasetProfile, current: DatasetProfile, findings: Sequence[Finding]
) -> Importance:
    """Give what the file says; without one, estimate it where a column drifted and the reference's rows can tell."""
    if given:
        return Importance(given, GIVEN)
    modelled = _modelled(reference)
    if modelled is None or not _has_drift(findings):
        return UNKNOWN
    design = paired_design(reference, current, DEFAULT_ROWS)
    if isinstance(design, Skipped) or len(design.features) < 2:
        return UNKNOWN
    values = sampled(reference, modelled, ROWS)
    known = _is_there(values)
    if known.sum() < FEWEST_ROWS:
        return UNKNOWN
    rows = design.rows.taken(np.flatnonzero(known))
    shares = permutation_importance(rows, _outcomes(values[known]))
    names = [feature.name for feature in design.features]
    found = dict(zip(names, shares.tolist(), strict=True)) if shares.any() else {}
    return Importance(found, f"estimated from {modelled}") if found else UNKNOWN


def _modelled(reference: DatasetProfile) -> str | None:
    """Column whose model tells what matters: the prediction, else a score, else the target."""
    held = reference.sample.columns if reference.sample else {}
    named = {schema.role: name for name, schema in reversed(list(reference.schema.items())) if name in held}
    return next((named[role] for role in _MODELLED if role in named), None)


def _has_drift(findings: Sequence[Finding]) -> bool:
    return any(f.status in _ALARMED and f.column is not None and f.check.family is Family.COLUMNS for f in findings)


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
