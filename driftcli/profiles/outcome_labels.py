"""Labels and predictions as classes: how values are spelled, which classes there are, and the task they make."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.sources.kinds import is_number

CLASS_LIMIT = 50
"""Classes kept apart; the rest are pooled."""
FEW_VALUES = 20
"""Whole numbers of a target that are taken for classes."""
_TRUTH = {"true": "1", "false": "0"}
_NUMERALS = {"1": "true", "0": "false"}


@dataclass(frozen=True)
class Labels:
    """A column of labels or predictions, as strings."""

    codes: NDArray[np.int64]
    """Place of each row's value in ``values``, shape (rows,); -1 where it is missing."""
    values: tuple[str, ...]

    @property
    def is_present(self) -> NDArray[np.bool_]:
        """Rows with a value."""
        return self.codes >= 0

    def counts(self) -> dict[str, int]:
        """Rows of each value that occurs."""
        counted = np.bincount(self.codes[self.is_present], minlength=len(self.values))
        return {value: int(count) for value, count in zip(self.values, counts_of(counted), strict=True) if count}

    def placed(self, classes: Sequence[str]) -> NDArray[np.int64]:
        """Class of each row, shape (rows,); ``len(classes)`` for any other value, -1 for missing."""
        place = {value: index for index, value in enumerate(classes)}
        lookup = np.array([place.get(value, len(classes)) for value in self.values] + [-1], dtype=np.int64)
        return lookup[self.codes]

    def spelled_like(self, others: Sequence[str]) -> "Labels":
        """The same labels with true and false written 1 and 0, or the reverse, where the others are."""
        for spelling in (_TRUTH, _NUMERALS):
            if set(self.values) <= set(spelling) and others and set(others) <= set(spelling.values()):
                return Labels(self.codes, tuple(spelling[value] for value in self.values))
        return self


def counts_of(counted: NDArray[np.int64]) -> list[int]:
    """Counts as plain integers."""
    return [int(count) for count in counted]


def read_labels(values: pa.ChunkedArray) -> Labels:
    """Read a column as labels: 1, 1.0 and "1" are one class; NaN is missing."""
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    encoded = pa.chunked_array([pa.concat_arrays(values.chunks)]) if values.num_chunks > 1 else values
    if encoded.num_chunks == 0:
        return Labels(np.empty(0, dtype=np.int64), ())
    coded = encoded.chunk(0).dictionary_encode()
    codes = np.asarray(pc.fill_null(coded.indices, -1)).astype(np.int64)
    texts = [_text(value) for value in coded.dictionary.to_pylist()]
    known = tuple(dict.fromkeys(text for text in texts if text is not None))
    place = {text: index for index, text in enumerate(known)}
    lookup = np.array([-1 if text is None else place[text] for text in texts] + [-1], dtype=np.int64)
    return Labels(lookup[codes], known)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if np.isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)


@dataclass(frozen=True)
class ClassCounts:
    """Rows of each label and of each prediction of a reference."""

    labels: Mapping[str, int]
    predictions: Mapping[str, int]

    def chosen(self) -> tuple[str, ...]:
        """The values of the labels; of the predictions too where the labels have one value only.

        Numbers ascend, strings follow the alphabet; beyond ``CLASS_LIMIT`` the most frequent are kept.
        """
        counted = dict(self.labels)
        if len(counted) < 2:
            for value, count in self.predictions.items():
                counted.setdefault(value, count)
        kept = sorted(counted, key=lambda value: (-counted[value], value))[:CLASS_LIMIT]
        return tuple(sorted(kept, key=label_order))


def choose_classes(labels: Labels | None, predictions: Labels | None) -> tuple[str, ...]:
    """Classes of a reference, as ``ClassCounts`` chooses them."""
    return ClassCounts(labels.counts() if labels else {}, predictions.counts() if predictions else {}).chosen()


def label_order(label: str) -> tuple[int, float, str]:
    """Sort key: numbers by value before strings by letter."""
    try:
        return (0, float(label), label)
    except ValueError:
        return (1, 0.0, label)


def guess_task(target: pa.ChunkedArray | None, prediction: pa.ChunkedArray | None, scores: int) -> tuple[str, str]:
    """Guess ``classification`` or ``regression``, and say why."""
    for name, values in (("target", target), ("prediction", prediction)):
        if values is not None and not is_number(_plain_type(values)):
            return "classification", f"the {name} is of type {values.type}"
    known = [values for values in (target, prediction) if values is not None]
    if target is None:
        return ("classification", "there are scores") if scores else ("regression", "the prediction is a number")
    distinct = _distinct(target.drop_null())
    if distinct <= 2 or scores:
        because = ", and there are scores" if scores else ""
        return "classification", f"the target has {distinct} distinct values{because}"
    if distinct <= FEW_VALUES and all(_is_whole(values) for values in known):
        return "classification", f"the target has {distinct} distinct whole numbers"
    return "regression", f"the target is a number with {distinct} distinct values"


def _distinct(values: pa.ChunkedArray) -> int:
    """Count distinct values; numbers by sorting, as a table of many takes more memory and time."""
    if not (pa.types.is_integer(values.type) or pa.types.is_floating(values.type)):
        return len(pc.unique(values))
    return len(np.unique(values.to_numpy()))


def _plain_type(values: pa.ChunkedArray) -> pa.DataType:
    return values.type.value_type if pa.types.is_dictionary(values.type) else values.type


def _is_whole(values: pa.ChunkedArray) -> bool:
    if pa.types.is_integer(values.type):
        return True
    numbers = np.asarray(values.drop_null().cast(pa.float64(), safe=False).to_numpy(), dtype=float)
    numbers = numbers[np.isfinite(numbers)]
    return bool(np.all(numbers == np.floor(numbers)))


def map_scores(columns: Sequence[str], classes: Sequence[str]) -> tuple[Mapping[str, str], str]:
    """Tell which score column belongs to which class, and why; an empty mapping where that cannot be told."""
    found = {column: _suffix_class(column, classes) for column in columns}
    by_name = {column: label for column, label in found.items() if label is not None}
    if len(by_name) == len(columns) and len(set(by_name.values())) == len(columns):
        return by_name, "by the ends of their names"
    if len(columns) == len(classes) and len(classes) > 1:
        return dict(zip(columns, classes, strict=True)), "in the order given, to the classes in ascending order"
    return {}, f"{len(columns)} score columns cannot be matched to {len(classes)} classes"


def _suffix_class(column: str, classes: Sequence[str]) -> str | None:
    lowered = column.casefold()
    for label in sorted(classes, key=len, reverse=True):
        tail = re.escape(label.casefold())
        if lowered == label.casefold() or re.search(rf"[^0-9a-z]{tail}$", lowered):
            return label
    return None


_AFFIRMATIVE = ("1", "true", "yes", "y", "t", "positive", "pos")


def choose_positive(
    classes: Sequence[str], counts: Sequence[float], *, asked: str | None = None, scored: str | None = None
) -> tuple[int, str]:
    """Choose the positive one of two classes, and say why.

    Parameters
    ----------
    classes, counts
        The two classes and their rows in the reference.
    asked
        Label that the user named.
    scored
        Class after which the only score column is named.
    """
    if asked is not None and asked in classes:
        return list(classes).index(asked), "as configured"
    if scored is not None:
        return list(classes).index(scored), "the score column is named after it"
    affirmative = [index for index, label in enumerate(classes) if label.casefold() in _AFFIRMATIVE]
    if len(affirmative) == 1:
        return affirmative[0], f"{classes[affirmative[0]]!r} says so"
    if counts[0] != counts[1]:
        return int(np.argmin(counts)), "guessed: the rarer label of the reference"
    return len(classes) - 1, "guessed: the label that comes last"
