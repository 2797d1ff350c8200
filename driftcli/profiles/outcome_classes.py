"""What is kept of a classifier's outcomes: the confusion matrix, scores by label, values that are no class."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.profiles.cluster_table import SpreadTable
from driftcli.profiles.groups import Grouping
from driftcli.profiles.outcome_labels import Labels, map_scores
from driftcli.profiles.outcome_scores import (
    CELLS,
    CELLS_PER_CLASS,
    CLASS,
    CLIP,
    REST,
    UNLABELLED,
    ScoreOutcomes,
    place_edges,
    score_outcomes,
    weight_sums,
)
from driftcli.stats.confusion import Confusion
from driftcli.stats.loss_moments import FloatArray, GroupSpread, LossMoments

GROUPED_CLASSES = 10
"""Up to here confusion matrices are kept for each window and segment."""
NAMED = 20
"""Unknown labels that are kept by name."""
SUM_TOLERANCE = 0.01
"""How far the scores of a row may sum from one."""


@dataclass(frozen=True)
class ClassOutcomes:
    """Outcomes of a classification."""

    classes: tuple[str, ...]
    """Classes of the reference, ascending."""
    confusion: FloatArray
    """Sum of weights by label and prediction, shape (K + 2, K + 2): the classes, any other value, and another such
    value than the label's."""
    squares: FloatArray
    """Sum of squared weights, of the same shape."""
    labels: FloatArray
    """Sum of weights by label of every labelled row, shape (K + 1,)."""
    predicted: FloatArray
    """Sum of weights by prediction of every row without a label, shape (K + 1,)."""
    scores: tuple[ScoreOutcomes, ...] = ()
    scores_reason: str = ""
    """How score columns were matched to classes, or why they are not used."""
    losses: LossMoments | None = None
    """Log loss and Brier score over several classes, shape (3,); ``None`` for two classes or without scores."""
    unseen_labels: Mapping[str, int] = field(default_factory=dict)
    """Rows of labels that are not among the classes, the most frequent ones."""
    unknown_predictions: Mapping[str, int] = field(default_factory=dict)
    """Rows of predictions that are not among the classes."""
    not_summing: int = 0
    """Rows whose scores do not sum to one."""
    grouped: Mapping[str, FloatArray] = field(default_factory=dict)
    """By grouping: the confusion matrix of each group, shape (groups, K + 2, K + 2), while classes are few."""
    clusters: GroupSpread | None = None
    """How right predictions vary between clusters."""

    def table(self) -> Confusion:
        """The confusion matrix, without the pooled classes where they are empty."""
        return trimmed(Confusion(self.confusion, self.squares), len(self.classes))

    def merge(self, other: "ClassOutcomes") -> "ClassOutcomes":
        """Add a part with the same classes.

        Raises
        ------
        UsageError
            When classes or the cells of scores differ.
        """
        adds = len(self.scores) == len(other.scores) and all(
            mine.adds_to(its) for mine, its in zip(self.scores, other.scores, strict=True)
        )
        if self.classes != other.classes or not adds:
            raise UsageError(
                "the parts hold different classes or scores, so their outcomes do not add",
                hint="profile every part with --edges BASELINE, then merge",
            )
        return replace(
            self,
            confusion=self.confusion + other.confusion,
            squares=self.squares + other.squares,
            labels=self.labels + other.labels,
            predicted=self.predicted + other.predicted,
            scores=tuple(mine.merge(its) for mine, its in zip(self.scores, other.scores, strict=True)),
            losses=self.losses.merge(other.losses) if self.losses and other.losses else None,
            unseen_labels=_added(self.unseen_labels, other.unseen_labels),
            unknown_predictions=_added(self.unknown_predictions, other.unknown_predictions),
            not_summing=self.not_summing + other.not_summing,
            grouped={key: self.grouped[key] + other.grouped[key] for key in self.grouped if key in other.grouped},
            clusters=self.clusters.merge(other.clusters) if self.clusters and other.clusters else None,
        )


@dataclass(frozen=True)
class ClassRows:
    """The rows of a classification."""

    labels: Labels
    predictions: Labels | None
    scores: Mapping[str, FloatArray]
    """By column, shape (rows,), NaN for missing."""
    weights: FloatArray
    """Shape (rows,); 0 leaves a row out."""
    groupings: Mapping[str, Grouping] = field(default_factory=dict)
    clusters: NDArray[np.int32] | None = None
    spread: SpreadTable | None = None
    """Takes in what is asked of clusters where the rows are a part that shares clusters with others."""


def class_outcomes(rows: ClassRows, classes: tuple[str, ...], reference: ClassOutcomes | None) -> ClassOutcomes:
    """Sum up the rows of a classification; with a reference, in its classes and cells."""
    label = np.where(rows.weights > 0, rows.labels.placed(classes), -2)
    guess, reason = predicted_classes(rows, classes)
    width = len(classes) + 2
    is_both = (label >= 0) & (guess >= 0)
    flat = np.where(is_both, label * width + _told_apart(rows, label, guess, len(classes)), 0)
    mapping, why = map_scores(tuple(rows.scores), classes) if rows.scores else ({}, "")
    is_single = len(rows.scores) == 1 and len(classes) == 2
    scored = _score_outcomes(rows, classes, mapping, label, reference) if mapping or is_single else ()
    return ClassOutcomes(
        classes=classes,
        confusion=_table(flat[is_both], rows.weights[is_both], width),
        squares=_table(flat[is_both], rows.weights[is_both] ** 2, width),
        labels=weight_sums(label[label >= 0], rows.weights[label >= 0], width - 1),
        predicted=_predicted(label, guess, rows.weights, width - 1),
        scores=scored,
        scores_reason="; ".join(filter(None, ["one score column" if is_single else why, reason])),
        losses=_several_losses(rows, classes, mapping, label) if len(classes) > 2 and scored else None,
        unseen_labels=_others(rows.labels, label == len(classes)),
        unknown_predictions=_others(rows.predictions, guess == len(classes)) if rows.predictions else {},
        not_summing=_not_summing(rows) if len(rows.scores) == len(classes) > 1 else 0,
        grouped=_grouped(rows, flat, is_both, width) if len(classes) <= GROUPED_CLASSES else {},
        clusters=_clusters(rows, label == _told_apart(rows, label, guess, len(classes)), is_both),
    )


def _clusters(rows: ClassRows, is_right: NDArray[np.bool_], is_both: NDArray[np.bool_]) -> GroupSpread | None:
    if rows.clusters is None:
        return None
    codes, right, weights = rows.clusters[is_both], is_right[is_both].astype(np.float64), rows.weights[is_both]
    if rows.spread is not None:
        rows.spread.add(right, weights, codes)
        return None
    return GroupSpread.of_rows(right, weights, codes.astype(np.int64))


def predicted_classes(rows: ClassRows, classes: Sequence[str]) -> tuple[NDArray[np.int64], str]:
    """Predicted class of each row: as predicted, else the class with the highest score; -1 where there is none."""
    if rows.predictions is not None:
        return rows.predictions.placed(classes), ""
    mapping, _ = map_scores(tuple(rows.scores), classes)
    if len(mapping) != len(classes):
        return np.full(len(rows.weights), -1, dtype=np.int64), ""
    columns = np.column_stack([rows.scores[_column_of(mapping, label)] for label in classes])
    is_complete = np.isfinite(columns).all(axis=1)
    best = np.argmax(np.where(np.isfinite(columns), columns, -np.inf), axis=1)
    return np.where(is_complete, best, -1), "no prediction column: the class with the highest score is taken"


def trimmed(table: Confusion, classes: int) -> Confusion:
    """A confusion matrix without trailing classes that hold nothing."""
    used = (table.weights.sum(axis=0) + table.weights.sum(axis=1)) > 0
    size = max(classes, int(np.flatnonzero(used).max(initial=-1)) + 1)
    return Confusion(table.weights[:size, :size], table.squares[:size, :size])


def _told_apart(rows: ClassRows, label: NDArray[np.int64], guess: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Move predictions of another unknown value than the label's to the last column."""
    if rows.predictions is None or not ((label == classes) & (guess == classes)).any():
        return guess
    place = {value: index for index, value in enumerate(rows.labels.values)}
    lookup = np.array([place.get(value, -2) for value in rows.predictions.values] + [-1], dtype=np.int64)
    is_other = (label == classes) & (guess == classes) & (lookup[rows.predictions.codes] != rows.labels.codes)
    return np.where(is_other, classes + 1, guess)


def _score_outcomes(
    rows: ClassRows,
    classes: Sequence[str],
    mapping: Mapping[str, str],
    label: NDArray[np.int64],
    reference: ClassOutcomes | None,
) -> tuple[ScoreOutcomes, ...]:
    known = {score.column: score for score in reference.scores} if reference else {}
    found = []
    for column, scores in rows.scores.items():
        of_class = known[column].of_class if column in known else mapping.get(column)
        edges = known[column].edges if column in known else place_edges(scores)
        found.append(
            score_outcomes(
                scores,
                _row_of(label, classes, of_class),
                rows.weights,
                column=column,
                of_class=of_class,
                edges=edges,
                cells=CELLS if len(classes) == 2 else CELLS_PER_CLASS,
                groupings=rows.groupings if len(classes) == 2 else None,
            )
        )
    return tuple(found)


def _row_of(label: NDArray[np.int64], classes: Sequence[str], of_class: str | None) -> NDArray[np.int64]:
    """Row of the score table for each row; labels that are no class are left out."""
    own = 1 if of_class is None else list(classes).index(of_class)
    row = np.where(label == own, CLASS, REST)
    row = np.where(label == len(classes), -1, row)
    return np.where(label == -1, UNLABELLED, np.where(label < -1, -1, row))


def _several_losses(
    rows: ClassRows, classes: Sequence[str], mapping: Mapping[str, str], label: NDArray[np.int64]
) -> LossMoments | None:
    if len(mapping) != len(classes):
        return None
    columns = np.column_stack([rows.scores[_column_of(mapping, one)] for one in classes])
    is_used = (label >= 0) & (label < len(classes)) & np.isfinite(columns).all(axis=1)
    scores, own = np.clip(columns[is_used], 0.0, 1.0), label[is_used]
    hit = np.clip(scores[np.arange(len(own)), own], CLIP, 1 - CLIP)
    truth = np.zeros_like(scores)
    truth[np.arange(len(own)), own] = 1.0
    brier = ((scores - truth) ** 2).sum(axis=1)
    return LossMoments.of_rows(np.column_stack([-np.log(hit), brier]), rows.weights[is_used])


def _column_of(mapping: Mapping[str, str], label: str) -> str:
    return next(column for column, own in mapping.items() if own == label)


def _not_summing(rows: ClassRows) -> int:
    total = np.sum(list(rows.scores.values()), axis=0)
    return int((np.abs(total - 1) > SUM_TOLERANCE).sum())


def _table(flat: NDArray[np.int64], weights: FloatArray, width: int) -> FloatArray:
    return weight_sums(flat, weights, width * width).reshape(width, width)


def _predicted(label: NDArray[np.int64], guess: NDArray[np.int64], weights: FloatArray, width: int) -> FloatArray:
    is_open = (label == -1) & (guess >= 0)
    return weight_sums(guess[is_open], weights[is_open], width)


def _grouped(rows: ClassRows, flat: NDArray[np.int64], is_both: NDArray[np.bool_], width: int) -> dict[str, FloatArray]:
    tables = {}
    for name, grouping in rows.groupings.items():
        is_in = is_both & (grouping.codes >= 0)
        cells = grouping.codes[is_in].astype(np.int64) * width * width + flat[is_in]
        size = len(grouping.labels) * width * width
        counted = weight_sums(cells, rows.weights[is_in], size)
        tables[name] = counted.reshape(len(grouping.labels), width, width)
    return tables


def _others(labels: Labels, is_other: NDArray[np.bool_]) -> dict[str, int]:
    counted = np.bincount(labels.codes[is_other], minlength=len(labels.values))
    order = sorted(np.flatnonzero(counted), key=lambda code: (-counted[code], labels.values[code]))
    return {labels.values[code]: int(counted[code]) for code in order[:NAMED]}


def _added(left: Mapping[str, int], right: Mapping[str, int]) -> dict[str, int]:
    names = dict.fromkeys([*left, *right])
    total = {name: left.get(name, 0) + right.get(name, 0) for name in names}
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0]))[:NAMED])
