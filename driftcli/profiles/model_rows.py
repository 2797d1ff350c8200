"""From the Arrow arrays of one table to what each of several models said of its rows, for a comparison of models.

Only rows that every compared model can be judged on are kept; those left out are counted by their reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.errors import SourceError, UsageError
from driftcli.frozen import dataclass
from driftcli.profiles.model_classes import NARROW, ClassChoice, Classes, choose_labels, place_predictions, place_scores
from driftcli.profiles.outcome_labels import Labels, guess_task, label_order, read_labels
from driftcli.profiles.outcome_reading import is_probability, numbers_of, weights_of
from driftcli.stats.influence import FloatArray
from driftcli.stats.model_metrics import ModelRows
from driftcli.stats.paired import Units

MOST_MODELS = 10
"""Values of a model column; more are no versions."""
MOST_SEGMENTS = 50
MISSING = "(missing)"
_TASKS = ("binary", "multiclass", "classification", "regression")


@dataclass(frozen=True, kw_only=True)
class ModelColumns:
    """Which columns hold the truth and what the models said."""

    target: str
    predictions: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    model_column: str | None = None
    """Holds the version that served a row, where traffic was split."""
    champion: str | None = None
    """Model that the others are compared with; the first if not said."""
    segments: tuple[str, ...] = ()
    weight: str | None = None
    cluster: str | None = None
    task: str | None = None
    positive_label: str | None = None

    def names(self) -> tuple[str, ...]:
        """Every column that is read, once."""
        single = (self.target, self.model_column, self.weight, self.cluster)
        named = [name for name in single if name is not None]
        return tuple(dict.fromkeys([*named, *self.predictions, *self.scores, *self.segments]))


@dataclass(frozen=True)
class Segment:
    """Rows with one value of a column."""

    column: str
    value: str
    rows: NDArray[np.bool_]
    """Among the rows that are compared."""


@dataclass(frozen=True)
class ComparedRows:
    """What is known of the models' rows."""

    models: tuple[str, ...]
    """The champion first."""
    rows: tuple[ModelRows, ...]
    """Of each model: the same rows, or its part of a split."""
    masks: tuple[NDArray[np.bool_], ...] | None
    """Which of the compared rows each model served; ``None``: all models said something of every row."""
    units: Units
    segments: tuple[Segment, ...]
    choice: ClassChoice
    task: str
    task_reason: str
    total: int
    """Rows of the data."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Rows that are not compared, by reason."""
    notes: tuple[str, ...] = ()

    @property
    def compared(self) -> int:
        """Rows that are compared."""
        return self.total - sum(self.left_out.values())


def read_models(columns: Mapping[str, pa.ChunkedArray], asked: ModelColumns) -> ComparedRows:
    """Read what the models said; columns of equal length.

    Raises
    ------
    UsageError
        When the columns cannot be told apart or matched.
    SourceError
        When no model can be judged by what the columns hold.
    """
    target = columns[asked.target]
    predictions, scores, notes = _said(columns, asked)
    task, reason = _task(target, next(iter(predictions.values()), None), len(scores), asked.task)
    weights, _, negative = weights_of(columns.get(asked.weight or ""), len(target))
    notes += [f"{negative:,} rows have a negative weight"] if negative else []
    if task == "regression":
        parts = _numbers(target, predictions, weights)
    else:
        parts, more = _classes(
            target, predictions, {name: numbers_of(values) for name, values in scores.items()}, asked
        )
        parts = replace(parts, weights=weights)
        notes += more
    return _assembled(parts, _kept(columns, asked, parts), columns, asked, (reason, notes))


def _numbers(target: pa.ChunkedArray, predictions: Mapping[str, pa.ChunkedArray], weights: FloatArray) -> "_Parts":
    if not predictions:
        raise UsageError("numbers are compared by predictions, not by scores", hint="name them with --prediction")
    truth = numbers_of(target)
    said = {name: numbers_of(values) for name, values in predictions.items()}
    present = {name: np.isfinite(values) for name, values in said.items()}
    return _Parts(tuple(said), truth, said, {}, ClassChoice(()), "regression", weights, np.isfinite(truth), present)


def _classes(
    target: pa.ChunkedArray,
    predictions: Mapping[str, pa.ChunkedArray],
    scores: Mapping[str, FloatArray],
    asked: ModelColumns,
) -> tuple["_Parts", list[str]]:
    labels = _labels(target)
    told = {name: _labels(values).spelled_like(labels.values) for name, values in predictions.items()}
    choice = choose_labels(labels, tuple(told.values()), asked.positive_label, asked.target)
    said, present, notes = place_predictions(told, choice.classes, asked.target)
    models = tuple(predictions) or _score_models(asked, choice)
    placed = place_scores(scores, models, choice)
    task = "binary" if len(choice.classes) <= 2 else "multiclass"
    truth, known = labels.placed(choice.classes).astype(NARROW), labels.is_present
    return _Parts(models, truth, said, placed, choice, task, np.ones(len(truth)), known, present), notes


@dataclass(frozen=True)
class _Parts:
    """Everything that is said, of all rows of the data."""

    names: tuple[str, ...]
    truth: FloatArray | Classes
    said: Mapping[str, FloatArray | Classes]
    scores: Mapping[str, FloatArray]
    choice: ClassChoice
    task: str
    weights: FloatArray
    known: NDArray[np.bool_]
    """Rows with a label."""
    present: Mapping[str, NDArray[np.bool_]]
    """Rows with a prediction of each model."""

    def kept(self, rows: NDArray[np.bool_]) -> "_Parts":
        """Some rows of what the models are judged on; where it is all of them nothing is copied."""
        if rows.all():
            return self
        return replace(
            self,
            truth=self.truth[rows],
            said={name: said[rows] for name, said in self.said.items()},
            scores={name: scores[rows] for name, scores in self.scores.items()},
            weights=self.weights[rows],
        )

    def of(self, name: str) -> ModelRows:
        """The rows of one model."""
        choice = self.choice
        return ModelRows(
            self.task,
            self.truth,
            self.weights,
            self.said.get(name),
            self.scores.get(name),
            len(choice.classes),
            choice.positive,
        )


def _labels(values: pa.ChunkedArray) -> Labels:
    """Read a column as labels, codes as narrow as they fit."""
    labels = read_labels(values)
    narrow = next(kind for kind in (np.int8, np.int16, np.int32) if len(labels.values) < np.iinfo(kind).max)
    return Labels(labels.codes.astype(narrow), labels.values)


def _said(
    columns: Mapping[str, pa.ChunkedArray], asked: ModelColumns
) -> tuple[dict[str, pa.ChunkedArray], dict[str, pa.ChunkedArray], list[str]]:
    """Predictions and scores; predictions that are probabilities count as scores."""
    predictions = {name: columns[name] for name in asked.predictions}
    scores = {name: columns[name] for name in asked.scores}
    is_open = not scores and asked.task != "regression" and predictions
    if is_open and all(is_probability(columns[asked.target], values) for values in predictions.values()):
        listed = ", ".join(predictions)
        return {}, predictions, [f"fractions, not classes, stand in {listed}: taken for scores"]
    return predictions, scores, []


def _task(target: pa.ChunkedArray, first: pa.ChunkedArray | None, scores: int, said: str | None) -> tuple[str, str]:
    if said is None:
        return guess_task(target, first, scores)
    if said not in _TASKS:
        raise UsageError(f"unknown task {said!r}", where="--task", hint=f"one of {', '.join(_TASKS)}")
    return said, "as configured"


def _score_models(asked: ModelColumns, choice: ClassChoice) -> tuple[str, ...]:
    """Name models that have scores only: each by its first score column."""
    each = max(1, len(choice.classes)) if len(choice.classes) > 2 else 1
    names = asked.scores or asked.predictions
    return names[:1] if asked.model_column is not None else names[::each]


def _kept(
    columns: Mapping[str, pa.ChunkedArray],
    asked: ModelColumns,
    parts: _Parts,
) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Rows that can be compared, and how many cannot for which reason, each counted once."""
    kept = np.ones(len(parts.known), dtype=bool)
    left_out: dict[str, int] = {}

    def keep(rows: NDArray[np.bool_], reason: str) -> None:
        nonlocal kept
        lost = int((kept & ~rows).sum())
        if lost:
            left_out[reason] = lost
        kept = kept & rows

    keep(parts.known, f"no label in {asked.target}")
    for name, present in parts.present.items():
        keep(present, f"no prediction in {name}")
    for name, scores in parts.scores.items():
        keep(np.asarray(np.isfinite(scores).all(axis=1)), f"no score of {name}")
    if asked.model_column is not None:
        keep(_labels(columns[asked.model_column]).is_present, f"no value in {asked.model_column}")
    keep(parts.weights > 0, "no positive weight")
    return kept, left_out


def _assembled(
    parts: _Parts,
    kept: tuple[NDArray[np.bool_], dict[str, int]],
    columns: Mapping[str, pa.ChunkedArray],
    asked: ModelColumns,
    told: tuple[str, Sequence[str]],
) -> ComparedRows:
    is_kept, left_out = kept
    reason, notes = told
    own = parts.kept(is_kept)
    if asked.model_column is None:
        models = _ordered(parts.names, asked.champion, "--champion")
        rows, masks = tuple(own.of(name) for name in models), None
    else:
        models, masks = _arms(_labels(columns[asked.model_column]), is_kept, asked)
        rows = tuple(own.of(parts.names[0]).take(mask) for mask in masks)
    segments, more = _segments({name: columns[name] for name in asked.segments}, is_kept)
    return ComparedRows(
        models=models,
        rows=rows,
        masks=masks,
        units=_units(columns.get(asked.cluster or ""), is_kept),
        segments=segments,
        choice=parts.choice,
        task=parts.task,
        task_reason=reason,
        total=len(is_kept),
        left_out=left_out,
        notes=(*notes, *more),
    )


def _ordered(names: Sequence[str], champion: str | None, where: str) -> tuple[str, ...]:
    if champion is None:
        return tuple(names)
    if champion not in names:
        raise UsageError(f"{champion!r} is none of the models", where=where, hint=f"one of {', '.join(names)}")
    return (champion, *(name for name in names if name != champion))


def _arms(
    versions: Labels, kept: NDArray[np.bool_], asked: ModelColumns
) -> tuple[tuple[str, ...], tuple[NDArray[np.bool_], ...]]:
    values = sorted(versions.counts(), key=label_order)
    column = str(asked.model_column)
    if len(values) > MOST_MODELS:
        hint = f"at most {MOST_MODELS} models are compared; name the column that holds the model's version"
        raise UsageError(f"{column} has {len(values):,} values", where="--model-column", hint=hint)
    if len(values) < 2:
        held = f"only {values[0]!r}" if values else "nothing"
        hint = "a split needs rows of two models; for two predictions of the same rows say --prediction twice"
        raise SourceError(f"{column} holds {held}", where="--model-column", hint=hint)
    models = _ordered(values, asked.champion, "--champion")
    codes = versions.codes[kept]
    return models, tuple(codes == versions.values.index(model) for model in models)


def _units(values: pa.ChunkedArray | None, kept: NDArray[np.bool_]) -> Units:
    """Clusters of the kept rows; a row without a cluster is one of its own."""
    if values is None:
        return Units(None, int(kept.sum()))
    codes = _cluster_codes(values)[kept]
    alone = codes < 0
    if alone.any():
        codes = np.where(alone, codes.max(initial=-1) + np.cumsum(alone), codes)
    is_used = np.bincount(codes) > 0
    return Units((np.cumsum(is_used) - 1)[codes], int(is_used.sum()))


def _cluster_codes(values: pa.ChunkedArray) -> NDArray[np.int32]:
    """Cluster of each row, -1 where it is missing; names are not spelled out, as there may be as many as rows."""
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    found = values.combine_chunks()
    coded = found if pa.types.is_dictionary(found.type) else found.dictionary_encode()
    return np.asarray(pc.fill_null(coded.indices, -1), dtype=np.int32)


def _segments(
    columns: Mapping[str, pa.ChunkedArray], kept: NDArray[np.bool_]
) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """Rows by the values of each column, the largest segments of each only."""
    found: list[Segment] = []
    notes: list[str] = []
    for name, values in columns.items():
        labels = _labels(values)
        codes = labels.codes[kept]
        counted = np.bincount(codes + 1, minlength=len(labels.values) + 1)
        places = [place for place in np.argsort(-counted, kind="stable")[:MOST_SEGMENTS] if counted[place]]
        more = int((counted > 0).sum()) - len(places)
        notes += [f"{name} has {more:,} smaller segments that are not judged"] if more else []
        named = {int(place): MISSING if place == 0 else labels.values[place - 1] for place in places}
        ordered = sorted(named.items(), key=lambda one: (one[0] == 0, label_order(one[1])))
        found += [Segment(name, value, codes == place - 1) for place, value in ordered]
    return tuple(found), tuple(notes)
