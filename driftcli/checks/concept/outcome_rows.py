"""Sampled rows with their labels and predictions, as numbers: what every check of this folder starts from."""

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from driftcli.checks.check import CheckParams, Skipped
from driftcli.checks.multivariate.paired import paired_design
from driftcli.declared import setting
from driftcli.frozen import dataclass
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import PairedDesign, sampled
from driftcli.profiles.outcome_labels import choose_positive, map_scores, read_labels
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.sources.kinds import Kind
from driftcli.stats.domain_classifier import DomainScores, fit_domain

Floats = NDArray[np.float64]
_NO_LOSS = "rankings are judged a query at a time, so that no row has a loss to explain"
_WITHOUT = frozenset({Kind.EMPTY, Kind.OPAQUE})
"""Kinds of which the sample holds no value, only whether there is one."""
DECIDING = 0.5
"""Score from which a row counts as positive where nothing else is said."""
MINIMUM_LABELLED = 200
"""Fewer labelled rows on a side cannot be cross-fitted and split in halves."""


@dataclass(frozen=True)
class OutcomeRows:
    """Labels and predictions of the sampled rows of two profiles, reference rows first."""

    design: PairedDesign
    task: str
    """``binary``, ``multiclass`` or ``regression``."""
    classes: tuple[str, ...]
    """For two classes the positive one last; empty for regression."""
    outcome: Floats
    """Number or place of the class, shape (rows,); NaN without a label; any other class is ``len(classes)``."""
    predicted: Floats
    """The same for the prediction."""
    scores: Floats
    """Shape (rows, classes); one column, of the positive class, for two classes; no column without scores."""
    is_predicted: bool = True
    """False where no column predicts anything; ``predicted`` is missing then."""

    @property
    def loss(self) -> Floats:
        """Absolute error, or 1 for a wrong class; NaN where label or prediction is missing."""
        if self.task == "regression":
            return np.abs(self.outcome - self.predicted)
        missing = np.isnan(self.outcome) | np.isnan(self.predicted)
        return np.where(missing, np.nan, (self.outcome != self.predicted).astype(float))

    @property
    def is_current(self) -> NDArray[np.bool_]:
        """Rows of the current data."""
        return np.arange(len(self.outcome)) >= self.design.n

    @cached_property
    def domain(self) -> DomainScores:
        """Cross-fitted domain classifier of these rows."""
        return fit_domain(self.design.rows) if self.design.is_small else self.design.domain

    def taken(self, chosen: NDArray[np.bool_]) -> "OutcomeRows":
        """Give some of the rows; all of them share the models of the whole."""
        if chosen.all():
            return self
        design = self.design.taken(chosen)
        outcome, predicted, scores = self.outcome[chosen], self.predicted[chosen], self.scores[chosen]
        return replace(self, design=design, outcome=outcome, predicted=predicted, scores=scores)

    def labelled(self) -> "OutcomeRows":
        """Rows with a finite loss; with a label where nothing is predicted."""
        return self.taken(np.isfinite(self.loss if self.is_predicted else self.outcome))


class ReadingParams(CheckParams):
    """What a check inherits from ``performance``: which metric decides, and how labels and scores are read."""

    primary: str | None = setting(None, description="The metric that decides, where it can be had.")
    positive_label: str | None = setting(None, description="Which of two classes is the positive one.")
    threshold: float | None = setting(
        None, ge=0, le=1, description="Score from which a row counts as positive, instead of the prediction column."
    )

    @property
    def reading(self) -> "Reading":
        """How labels and scores are read."""
        return Reading(self.positive_label, self.threshold)


@dataclass(frozen=True)
class Reading:
    """How labels and scores are read."""

    positive: str | None = None
    """Which of two classes is the positive one; found out if not given."""
    threshold: float | None = None
    """Score from which a row counts as predicted positive, instead of the prediction column."""


def outcome_rows(
    reference: DatasetProfile, current: DatasetProfile, rows: int, reading: Reading = Reading()
) -> OutcomeRows | Skipped:
    """Read labels, predictions and scores of the sampled rows, or say what is missing."""
    known = reference.outcomes
    if known is None or (known.prediction is None and not known.scores):
        return Skipped("it needs a target and a prediction or score column (--target, --prediction, --score)")
    design = paired_design(reference, current, rows)
    if isinstance(design, Skipped):
        return design
    if not design.features or known.task == "ranking":
        return Skipped(_NO_LOSS if known.task == "ranking" else "no feature is left to explain anything by")
    sides = (reference, current)
    said = known.prediction if known.prediction in current.schema else None
    if said is None and not set(known.scores) <= set(current.schema):
        return Skipped("the current data has no prediction and no score column")
    target = sampled_column(sides, known.target, rows)
    if known.task == "regression":
        outcome, predicted = (read_numbers(part) for part in (target, sampled_column(sides, said or "", rows)))
        return OutcomeRows(design, known.task, (), outcome, predicted, np.empty((len(outcome), 0)))
    columns = target, sampled_column(sides, said or "", rows)
    return _classified(design, known, columns, _scores(sides, known, rows), reading)


def _classified(
    design: PairedDesign,
    known: OutcomesProfile,
    columns: tuple[NDArray[Any], NDArray[Any]],
    scores: dict[str, Floats],
    reading: Reading,
) -> OutcomeRows | Skipped:
    if known.classes is None or len(known.classes.classes) < 2:
        return Skipped("the reference has one class only")
    classes = known.classes.classes
    mapped, _ = map_scores(tuple(scores), classes) if len(scores) > 1 else ({}, "")
    if len(classes) == 2:
        scored = known.classes.scores[0].of_class if len(known.classes.scores) == 1 else None
        counts = known.classes.labels[:2].tolist()
        positive, _ = choose_positive(classes, counts, asked=reading.positive, scored=scored)
        classes = (classes[1 - positive], classes[positive])
    outcome, predicted = (class_codes(column, classes) for column in columns)
    matrix = _score_matrix(scores, dict(mapped), classes, len(outcome))
    is_cut = reading.threshold is not None and matrix.shape[1] == 1
    if (np.isnan(predicted).all() or is_cut) and matrix.shape[1]:
        predicted = _decided(matrix, DECIDING if reading.threshold is None else reading.threshold)
    return OutcomeRows(design, known.task, classes, outcome, predicted, matrix)


def _decided(matrix: Floats, threshold: float) -> Floats:
    """Predict by scores: the positive class from the threshold on, or the class of the highest score."""
    best = matrix[:, 0] >= threshold if matrix.shape[1] == 1 else np.argmax(np.nan_to_num(matrix), axis=1)
    return np.where(np.isnan(matrix).any(axis=1), np.nan, best)


def _score_matrix(scores: dict[str, Floats], mapped: dict[str, str], classes: tuple[str, ...], rows: int) -> Floats:
    by_class = {mapped[name]: values for name, values in scores.items() if name in mapped}
    if len(classes) == 2:
        single = by_class.get(classes[1], next(iter(scores.values()), None))
        return np.empty((rows, 0)) if single is None else single[:, None]
    if set(by_class) != set(classes):
        return np.empty((rows, 0))
    return np.column_stack([by_class[label] for label in classes])


def sampled_column(sides: tuple[DatasetProfile, DatasetProfile], name: str, rows: int) -> NDArray[Any]:
    """Sampled values of both sides; missing on a side that does not have the column."""
    parts: list[NDArray[Any]] = []
    for side in sides:
        size = min(rows, len(side.sample.priorities)) if side.sample else 0
        has_it = side.sample is not None and name in side.sample.columns and side.schema[name].kind not in _WITHOUT
        parts.append(sampled(side, name, rows) if has_it else np.full(size, None, dtype=object))
    return np.concatenate([part.astype(object) for part in parts])


def _scores(sides: tuple[DatasetProfile, DatasetProfile], known: OutcomesProfile, rows: int) -> dict[str, Floats]:
    return {name: read_numbers(sampled_column(sides, name, rows)) for name in known.scores}


def read_numbers(values: NDArray[Any]) -> Floats:
    """Read numbers; what is none is missing."""

    def number(value: object) -> float:
        try:
            return float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return np.nan

    return np.array([number(value) for value in values], dtype=np.float64)


def class_codes(values: NDArray[Any], classes: tuple[str, ...]) -> Floats:
    """Place of each value among the classes, NaN where missing."""
    as_text = [None if v is None or v != v else _text(v) for v in values]  # noqa: PLR0124 - NaN differs from itself
    labels = read_labels(pa.chunked_array([pa.array(as_text, type=pa.string())])).spelled_like(classes)
    codes = labels.placed(classes).astype(np.float64)
    return np.where(codes < 0, np.nan, codes)


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
