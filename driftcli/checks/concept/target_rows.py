"""Sampled rows with their labels where no column predicts them, and the yardstick that judges them then."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.checks.check import CheckParams, Skipped
from driftcli.checks.concept.outcome_rows import (
    OutcomeRows,
    class_codes,
    outcome_rows,
    read_numbers,
    sampled_column,
)
from driftcli.checks.multivariate.paired import paired_design
from driftcli.declared import setting
from driftcli.frozen import dataclass
from driftcli.profiles.dataset import ColumnSchema, DatasetProfile
from driftcli.profiles.design import PairedDesign
from driftcli.profiles.outcome_labels import (
    CLASS_LIMIT,
    Labels,
    choose_classes,
    choose_positive,
    guess_task,
    read_labels,
)
from driftcli.sources.kinds import Kind, Role
from driftcli.stats.yardstick import Gain, fit_yardstick, gain_over_constant

Floats = NDArray[np.float64]
TOLD_APART = 6
"""Most frequent classes that a yardstick tells apart; the others are one."""
POOLED = "any other class"
_ANSWERS = frozenset({Role.PREDICTION, Role.SCORE})
_NUMBERS = frozenset({"number", "duration"})
_NO_TARGET = {
    Kind.TEXT: "free text",
    Kind.TEMPORAL: "a time",
    Kind.VECTOR: "a vector",
    Kind.OPAQUE: "of a type whose values are not compared",
    Kind.EMPTY: "without a value in the reference",
}
Task = Literal["binary", "multiclass", "regression"]


class TaskParams(CheckParams):
    """What a check of the target inherits from ``performance``."""

    task: Task | None = setting(None, description="Instead of guessing it from the target, where nothing predicts it.")


@dataclass(frozen=True)
class JudgedRows:
    """Labelled rows, each with what was predicted for it."""

    rows: OutcomeRows
    gain: Gain | None = None
    """How good the yardstick is that predicted; ``None`` where the predictions were given."""


def related_rows(
    reference: DatasetProfile, current: DatasetProfile, rows: int, task: str | None
) -> OutcomeRows | Skipped:
    """Read labels and predictions of the sampled rows; labels alone where no column predicts anything."""
    if all(column.role is not Role.TARGET for column in reference.schema.values()):
        return Skipped("it needs a target (--target)")
    target = target_alone(reference, current)
    if target is None:
        return outcome_rows(reference, current, rows)
    design = paired_design(reference, current, rows)
    if isinstance(design, Skipped):
        return design
    reason = _why_not(design, reference.schema[target], current, target)
    if reason:
        return Skipped(reason)
    values = sampled_column((reference, current), target, rows)
    is_number = reference.schema[target].family in _NUMBERS
    return _labels_alone(design, values, _as_arrow(values[: design.n], is_number=is_number), target=target, task=task)


def _why_not(design: PairedDesign, known: ColumnSchema, current: DatasetProfile, target: str) -> str:
    if not design.features:
        return "no feature is left to explain anything by"
    if known.kind in _NO_TARGET:
        return f"the target {target} is {_NO_TARGET[known.kind]}: neither classes nor a number"
    return "" if target in current.schema else f"the current data has no column {target}, the target"


def _labels_alone(
    design: PairedDesign, values: NDArray[Any], known: pa.ChunkedArray, *, target: str, task: str | None
) -> OutcomeRows | Skipped:
    """Read labels as numbers or as classes, whichever the reference's are."""
    nothing, no_scores = np.full(len(values), np.nan), np.empty((len(values), 0))
    if (task or guess_task(known, None, 0)[0]) == "regression":
        if len(pc.unique(known.drop_null())) < 2:
            return Skipped(f"the target {target} holds no two numbers in the reference's sampled rows")
        return OutcomeRows(design, "regression", (), read_numbers(values), nothing, no_scores, is_predicted=False)
    classes = _classes(read_labels(known), target)
    if isinstance(classes, Skipped):
        return classes
    said = "binary" if len(classes) == 2 else "multiclass"
    return OutcomeRows(design, said, classes, class_codes(values, classes), nothing, no_scores, is_predicted=False)


def target_alone(reference: DatasetProfile, current: DatasetProfile) -> str | None:
    """Name of the target that no column of either side predicts; ``None`` otherwise."""
    roles = {column.role: name for side in (current, reference) for name, column in side.schema.items()}
    is_alone = reference.outcomes is None and not _ANSWERS & roles.keys()
    target = next((name for name, column in reference.schema.items() if column.role is Role.TARGET), None)
    return target if is_alone else None


def judged_rows(labelled: OutcomeRows) -> JudgedRows:
    """Let a yardstick predict labelled rows for which nothing was predicted."""
    if labelled.is_predicted:
        return JudgedRows(labelled)
    asked = _pooled(labelled)
    said = fit_yardstick(asked.design.rows, asked.outcome, is_class=bool(asked.classes))
    judged, constant = (
        replace(asked, predicted=values, is_predicted=True) for values in (said.predicted, said.constant)
    )
    return JudgedRows(judged, gain_over_constant(asked.design.rows, judged.loss, constant.loss))


def _pooled(rows: OutcomeRows) -> OutcomeRows:
    """Put all but the most frequent classes of the reference into one."""
    if len(rows.classes) <= TOLD_APART + 1:
        return rows
    known = rows.outcome[: rows.design.n].astype(np.int64)
    counts = np.bincount(known, minlength=len(rows.classes))
    kept = np.sort(np.argsort(-counts, kind="stable")[:TOLD_APART])
    place = np.full(len(rows.classes) + 1, float(TOLD_APART))
    place[kept] = np.arange(TOLD_APART)
    place[-1] = TOLD_APART + 1  # a class that the reference never had is never right
    names = (*(rows.classes[code] for code in kept.tolist()), POOLED)
    return replace(rows, classes=names, outcome=place[rows.outcome.astype(np.int64)])


def _classes(labels: Labels, target: str) -> tuple[str, ...] | Skipped:
    counts = labels.counts()
    if len(counts) < 2:
        return Skipped(f"the target {target} holds one value only in the reference's sampled rows")
    if len(counts) > CLASS_LIMIT:
        many = f"the target {target} has {len(counts):,} distinct values in the reference's sampled rows"
        return Skipped(f"{many}: more than {CLASS_LIMIT} are not told apart as classes")
    classes = choose_classes(labels, None)
    if len(classes) == 2:
        positive, _ = choose_positive(classes, [counts[label] for label in classes])
        return classes[1 - positive], classes[positive]
    return classes


def _as_arrow(values: NDArray[Any], *, is_number: bool) -> pa.ChunkedArray:
    """Give sampled values the type that a task is guessed from."""
    if is_number:
        numbers = read_numbers(values)
        return pa.chunked_array([pa.array(numbers, mask=~np.isfinite(numbers))])
    texts = [None if value is None or value != value else str(value) for value in values]  # noqa: PLR0124 - NaN
    return pa.chunked_array([pa.array(texts, type=pa.string())])
