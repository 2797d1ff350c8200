"""What estimates of performance without labels share: rows, how far they overlap, and when nothing is claimed."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.concept.outcome_rows import OutcomeRows
from driftcli.frozen import dataclass
from driftcli.stats.decomposition import overlap_share
from driftcli.stats.label_free import LossEstimate, density_ratio, estimate_loss
from driftcli.stats.learners import Rows
from driftcli.stats.model_metrics import ModelRows

Floats = NDArray[np.float64]
FEW_LABELLED, FEW_OF_CLASS = 500, 50
FEW_CURRENT = 30
NO_OVERLAP, WEAK_OVERLAP = 0.10, 0.30
FEW_EFFECTIVE, FEW_EFFECTIVE_SHARE = 100.0, 0.01
COMPARED = 200
"""Labelled current rows with which the estimate is held against the truth."""
MOSTLY = 0.9
"""Share of rows with scores from which the rows without are left out, instead of the scores."""
CONTRADICTED = 3.0
"""Standard errors between realised and estimated loss that show concept drift."""


@dataclass(frozen=True)
class Setting:
    """Labelled reference rows beside all current rows with a prediction."""

    known: OutcomeRows

    @property
    def n(self) -> int:
        """Labelled reference rows."""
        return self.known.design.n

    @property
    def m(self) -> int:
        """Current rows with a prediction."""
        return self.known.design.m

    @cached_property
    def probability(self) -> Floats:
        """P(current | inputs) of every row."""
        return self.known.domain.probabilities()

    @cached_property
    def weights(self) -> Floats:
        """Density ratio of the reference rows."""
        return density_ratio(self.probability[: self.n])

    @cached_property
    def overlap(self) -> float:
        """How far inputs are shared, from 0 to 1."""
        return overlap_share(self.probability, self.known.is_current)

    @property
    def is_weak(self) -> bool:
        """Whether so few inputs are shared that estimates are rough."""
        return self.overlap < WEAK_OVERLAP

    @cached_property
    def rows(self) -> Rows:
        """Inputs with prediction and scores beside them."""
        known = self.known
        return known.design.rows.beside(np.column_stack([known.scores, known.predicted]))

    @cached_property
    def of_reference(self) -> ModelRows:
        """What the model said of the reference rows, as metrics take it."""
        known, n = self.known, self.n
        scores = known.scores[:n] if known.scores.shape[1] and np.isfinite(known.scores[:n]).all() else None
        if not known.classes:
            return ModelRows(known.task, known.outcome[:n], np.ones(n), known.predicted[:n])
        codes = (part[:n].astype(np.int64) for part in (known.outcome, known.predicted))
        return ModelRows(known.task, next(codes), np.ones(n), next(codes), scores, len(known.classes))

    @cached_property
    def loss(self) -> LossEstimate:
        """The average loss: share of errors, or mean absolute error."""
        return self.average(self.known.loss[: self.n])

    def average(self, reference_loss: Floats) -> LossEstimate:
        """Estimate any average loss of the current rows from those of the reference rows."""
        return estimate_loss(self.rows, reference_loss, self.weights, is_error_rate=bool(self.known.classes))

    @cached_property
    def realised(self) -> Floats:
        """Loss of the current rows, NaN without a label."""
        return self.known.loss[self.n :]

    @property
    def compared(self) -> int:
        """Current rows whose label is known."""
        return int(np.isfinite(self.realised).sum())

    @cached_property
    def contradiction(self) -> float:
        """Standard errors by which the labels there are exceed what is expected of their rows; 0 with too few."""
        return self.loss.contradiction(self.realised) if self.compared >= COMPARED else 0.0

    def refusal(self) -> str:
        """Why no estimate holds; empty where one does."""
        effective = self.loss.effective_rows
        if self.overlap < NO_OVERLAP or effective < max(FEW_EFFECTIVE, FEW_EFFECTIVE_SHARE * self.n):
            shared = f"overlap {self.overlap:.2f}, the reference is worth {effective:.0f} of its {self.n} rows"
            return f"current data lie outside the reference ({shared}): no estimate"
        if abs(self.contradiction) > CONTRADICTED:
            return (
                f"the {self.compared} current rows with labels contradict it (z {self.contradiction:.1f}): "
                "the relation to the target moved"
            )
        return ""


def too_few(rows: OutcomeRows) -> str:
    """Why there are too few rows to estimate from; empty where there are enough."""
    n, m = rows.design.n, rows.design.m
    if n < FEW_LABELLED:
        return f"{n} rows of the reference have a label and a prediction, {FEW_LABELLED} are needed"
    if m < FEW_CURRENT:
        return f"{m} rows of the current data have a prediction, {FEW_CURRENT} are needed"
    if len(rows.classes) == 2:
        rarer = int(np.bincount(rows.outcome[:n].astype(int), minlength=2)[:2].min())
        if rarer < FEW_OF_CLASS:
            return f"the rarer class has {rarer} labelled rows in the reference, {FEW_OF_CLASS} are needed"
    return ""


def usable(rows: OutcomeRows) -> OutcomeRows:
    """Reference rows with a label that is a class, and a prediction; current rows with a prediction."""
    has_label: NDArray[np.bool_] = np.isfinite(rows.loss)
    if rows.classes:
        has_label &= np.nan_to_num(rows.outcome, nan=len(rows.classes)) < len(rows.classes)
    chosen = np.asarray(np.where(rows.is_current, np.isfinite(rows.predicted), has_label), dtype=bool)
    has_scores = np.asarray(np.isfinite(rows.scores).all(axis=1))
    if all(has_scores[chosen & side].sum() >= MOSTLY * (chosen & side).sum() for side in _sides(rows)):
        chosen &= has_scores
    return rows.taken(chosen)


def _sides(rows: OutcomeRows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    return ~rows.is_current, rows.is_current
