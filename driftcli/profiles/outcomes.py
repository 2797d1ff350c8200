"""Outcomes of a dataset: what a model said against what happened, summed up so that parts merge and no row is kept."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.profiles.outcome_classes import ClassOutcomes
from driftcli.profiles.outcome_errors import ErrorOutcomes
from driftcli.profiles.outcome_rankings import RankingOutcomes
from driftcli.stats.loss_moments import FloatArray, GroupSpread, LossMoments

Labels = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class OutcomesProfile:
    """Everything the audit keeps of labels and predictions."""

    task: str
    """``binary``, ``multiclass``, ``regression`` or ``ranking``."""
    task_reason: str
    target: str
    prediction: str | None
    scores: tuple[str, ...]
    weight: str | None
    rows: int
    labelled: int
    """Rows with a label."""
    evaluated: int
    """Rows with a label and a prediction, that count."""
    unpredicted: int
    """Labelled rows without a prediction."""
    left_out: int = 0
    """Rows with a negative or missing weight."""
    negative_weights: int = 0
    mistyped: int = 0
    """Labels that are no number where a number is predicted."""
    notes: tuple[str, ...] = ()
    prediction_is_score: bool = False
    """Whether the prediction column holds fractions and is taken for the score."""
    classes: ClassOutcomes | None = None
    errors: ErrorOutcomes | None = None
    ranking: RankingOutcomes | None = None

    @property
    def unlabelled(self) -> int:
        """Rows without a label."""
        return self.rows - self.labelled

    def merge(self, other: "OutcomesProfile") -> "OutcomesProfile":
        """Add a part.

        Raises
        ------
        UsageError
            When the parts are of different tasks or counted in different cells.
        """
        if (self.task, self.target, self.prediction, self.scores) != (
            other.task,
            other.target,
            other.prediction,
            other.scores,
        ):
            raise UsageError(
                f"the parts hold outcomes of different tasks ({self.task} and {other.task})",
                hint="profile every part with --edges BASELINE, then merge",
            )
        return replace(
            self,
            rows=self.rows + other.rows,
            labelled=self.labelled + other.labelled,
            evaluated=self.evaluated + other.evaluated,
            unpredicted=self.unpredicted + other.unpredicted,
            left_out=self.left_out + other.left_out,
            negative_weights=self.negative_weights + other.negative_weights,
            mistyped=self.mistyped + other.mistyped,
            notes=tuple(dict.fromkeys(self.notes + other.notes)),
            classes=self.classes.merge(other.classes) if self.classes and other.classes else None,
            errors=self.errors.merge(other.errors) if self.errors and other.errors else None,
            ranking=self.ranking.merge(other.ranking) if self.ranking and other.ranking else None,
        )

    def with_spread(self, spread: GroupSpread | None) -> "OutcomesProfile":
        """The same outcomes with how they vary between clusters."""
        return replace(
            self,
            classes=replace(self.classes, clusters=spread) if self.classes else None,
            errors=replace(self.errors, clusters=spread) if self.errors else None,
        )

    def regrouped(self, before: Mapping[str, Labels], after: Mapping[str, Labels]) -> "OutcomesProfile":
        """The same outcomes with their groups at the places that other labels give them.

        Parameters
        ----------
        before, after
            Labels of each grouping: those of these outcomes, and those wanted.
        """
        if before == after:
            return self
        classes, errors = self.classes, self.errors
        if classes is not None:
            scores = tuple(
                replace(score, grouped=_spread_all(score.grouped, before, after)) for score in classes.scores
            )
            classes = replace(classes, grouped=_spread_all(classes.grouped, before, after), scores=scores)
        if errors is not None:
            moments = {
                name: LossMoments(
                    _spread(part.sums, before[name], after[name]), _spread(part.gram, before[name], after[name])
                )
                for name, part in _kept(errors.grouped, after)
            }
            errors = replace(errors, grouped=moments)
        return replace(self, classes=classes, errors=errors)


def _kept(grouped: Mapping[str, T], after: Mapping[str, Labels]) -> list[tuple[str, T]]:
    return [(name, value) for name, value in grouped.items() if name in after]


def _spread_all(
    grouped: Mapping[str, FloatArray], before: Mapping[str, Labels], after: Mapping[str, Labels]
) -> dict[str, FloatArray]:
    return {name: _spread(table, before[name], after[name]) for name, table in _kept(grouped, after)}


def _spread(table: FloatArray, before: Labels, after: Labels) -> FloatArray:
    wide = np.zeros((len(after), *table.shape[1:]))
    place = {label: row for row, label in enumerate(after)}
    for row, label in enumerate(before):
        wide[place[label]] = table[row]
    return wide
