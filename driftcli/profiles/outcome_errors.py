"""What is kept of a regression's outcomes: sums of losses, and the distribution of the errors."""

from collections.abc import Mapping
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.cluster_table import SpreadTable
from driftcli.profiles.groups import Grouping
from driftcli.profiles.numeric import NumericProfile, profile_numbers
from driftcli.profiles.presence import Presence
from driftcli.stats.loss_moments import FloatArray, GroupSpread, LossMoments
from driftcli.stats.regression_metrics import TARGET, TARGET_SQUARE, regression_losses


@dataclass(frozen=True)
class ErrorOutcomes:
    """Outcomes of a regression."""

    pivot: float
    """Number near the mean of the reference's labels, subtracted before squaring."""
    losses: LossMoments
    """Of all rows with a label and a prediction, shapes (12,) and (12, 12)."""
    residuals: NumericProfile
    """Predicted less true; weights are not used here."""
    sizes: NumericProfile
    """Absolute errors; weights are not used here."""
    infinite: int = 0
    """Rows with an infinite label or prediction; left out."""
    grouped: Mapping[str, LossMoments] = field(default_factory=dict)
    """By grouping: the sums of each group, shapes (groups, 12) and (groups, 12, 12)."""
    clusters: GroupSpread | None = None
    """How squared errors vary between clusters."""

    def merge(self, other: "ErrorOutcomes") -> "ErrorOutcomes":
        """Add a part counted in the same edges."""
        by = other.pivot - self.pivot
        shared = [name for name in self.grouped if name in other.grouped] if by == 0 else []
        return replace(
            self,
            losses=self.losses.merge(other.losses.moved(TARGET, TARGET_SQUARE, by)),
            residuals=self.residuals.merge(other.residuals),
            sizes=self.sizes.merge(other.sizes),
            infinite=self.infinite + other.infinite,
            grouped={name: self.grouped[name].merge(other.grouped[name]) for name in shared},
            clusters=self.clusters.merge(other.clusters) if self.clusters and other.clusters else None,
        )


def error_outcomes(
    y: FloatArray,
    predicted: FloatArray,
    weights: FloatArray,
    *,
    groupings: Mapping[str, Grouping] | None = None,
    clusters: NDArray[np.int32] | None = None,
    reference: ErrorOutcomes | None = None,
    spread: SpreadTable | None = None,
) -> ErrorOutcomes:
    """Sum up the rows of a regression.

    Parameters
    ----------
    y, predicted
        Shape (rows,), NaN for missing; such rows are left out.
    weights
        Shape (rows,); 0 leaves a row out.
    spread
        Takes in what is asked of clusters where the rows are a part that shares clusters with others.
    """
    is_there = ~np.isnan(y) & ~np.isnan(predicted) & (weights > 0)
    is_used = is_there & np.isfinite(y) & np.isfinite(predicted)
    true, said, weight = y[is_used], predicted[is_used], weights[is_used]
    pivot = reference.pivot if reference else (float(true.mean()) if len(true) else 0.0)
    losses = regression_losses(true, said, pivot)
    presence = Presence(rows=len(true))
    residuals = profile_numbers(said - true, presence, grid=reference.residuals.grid if reference else None)
    return ErrorOutcomes(
        pivot=pivot,
        losses=LossMoments.of_rows(losses, weight),
        residuals=residuals,
        sizes=profile_numbers(np.abs(said - true), presence, grid=reference.sizes.grid if reference else None),
        infinite=int((is_there & ~is_used).sum()),
        grouped={
            name: LossMoments.of_groups(losses, weight, grouping.codes[is_used].astype(np.int64), len(grouping.labels))
            for name, grouping in (groupings or {}).items()
        },
        clusters=_clusters((said - true) ** 2, weight, None if clusters is None else clusters[is_used], spread),
    )


def _clusters(
    loss: FloatArray, weights: FloatArray, codes: NDArray[np.int32] | None, spread: SpreadTable | None
) -> GroupSpread | None:
    if codes is None:
        return None
    if spread is not None:
        spread.add(loss, weights, codes)
        return None
    return GroupSpread.of_rows(loss, weights, codes.astype(np.int64))
