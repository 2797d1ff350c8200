"""Classes, predictions and scores of several models, in the codes that metrics are computed from."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from driftcli.errors import SourceError, UsageError
from driftcli.frozen import dataclass
from driftcli.profiles.outcome_labels import Labels, choose_positive, label_order, map_scores
from driftcli.stats.influence import FloatArray

MOST_CLASSES = 200
NARROW = np.int16
"""Holds every class."""
Classes = NDArray[np.int16]


@dataclass(frozen=True)
class ClassChoice:
    """The classes that are told apart; none where the target is a number."""

    classes: tuple[str, ...]
    positive: int = 1
    """Which of two classes is the positive one."""
    positive_reason: str = ""

    @property
    def positive_label(self) -> str | None:
        """The positive class of two; ``None`` where there are not two."""
        return self.classes[self.positive] if len(self.classes) == 2 else None


def choose_labels(labels: Labels, predictions: Sequence[Labels], asked: str | None, target: str) -> ClassChoice:
    """Choose the classes: the labels; those of the predictions too where the labels are one or more than two."""
    counted = labels.counts()
    if len(counted) != 2:
        for other in predictions:
            for value in other.counts():
                counted.setdefault(value, 0)
    if len(counted) > MOST_CLASSES:
        hint = "if it is a number, say --task regression"
        raise UsageError(f"{target} has {len(counted):,} classes, at most {MOST_CLASSES} are compared", hint=hint)
    classes = tuple(sorted(counted, key=label_order))
    if asked is not None and asked not in classes and classes:
        raise UsageError(f"{asked!r} is no label", where="--positive-label", hint=f"one of {', '.join(classes[:20])}")
    if len(classes) != 2:
        return ClassChoice(classes, 0 if len(classes) == 1 else 1)
    place, reason = choose_positive(classes, [counted[label] for label in classes], asked=asked)
    return ClassChoice(classes, place, reason)


def place_predictions(
    told: Mapping[str, Labels], classes: Sequence[str], target: str
) -> tuple[dict[str, Classes], dict[str, NDArray[np.bool_]], list[str]]:
    """Codes and presence of each model's predictions, and notes about those that no label has.

    Raises
    ------
    SourceError
        When every prediction of a model is of no known class.
    """
    placed: dict[str, Classes] = {}
    notes: list[str] = []
    for name, labels in told.items():
        codes = labels.placed(classes)
        outside = int((codes == len(classes)).sum())
        if outside and outside == int(labels.is_present.sum()):
            said = ", ".join(sorted(labels.counts(), key=label_order)[:3])
            hint = f"{target} holds {', '.join(list(classes)[:5])}; write predictions as labels are written"
            raise SourceError(f"no prediction is a label: it holds {said}", where=name, hint=hint)
        if outside:
            notes.append(f"{outside:,} predictions of {name} are no label; they count as wrong")
        placed[name] = np.where(codes < 0, 0, codes).astype(NARROW)
    return placed, {name: labels.is_present for name, labels in told.items()}, notes


def place_scores(scores: Mapping[str, FloatArray], models: Sequence[str], choice: ClassChoice) -> dict[str, FloatArray]:
    """Scores of each model, shape (rows, 1) of the positive class or (rows, classes)."""
    if not scores or not models:
        return {}
    names, classes = list(scores), choice.classes
    each, rest = divmod(len(names), len(models))
    if rest or each not in {1, len(classes)} or (each == 1 and len(classes) > 2):
        needed = "one" if len(classes) <= 2 else f"{len(classes)} (one a class)"
        hint = f"give {needed} for each model, in the order of the models: {', '.join(models)}"
        raise UsageError(f"{len(names)} score columns for {len(models)} models", where="--score", hint=hint)
    placed = {}
    for place, model in enumerate(models):
        own = names[place * each : (place + 1) * each]
        table = np.column_stack([scores[name] for name in own])
        if each > 1:
            mapping, _ = map_scores(own, classes)
            by_class = {label: index for index, label in enumerate(mapping[name] for name in own)}
            table = table[:, [by_class[label] for label in classes]]
            table = table[:, [choice.positive]] if len(classes) == 2 else table
        placed[model] = table
    return placed
