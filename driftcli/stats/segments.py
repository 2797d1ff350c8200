"""Segments: the parts of the data where an effect differs, found by a shallow tree and re-estimated on other rows."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.learners import Floats
from driftcli.stats.ordered import sorted_distinct

Mask = npt.NDArray[np.bool_]

DEPTH = 2
LEAST_SHARE = 0.025
LEAST_ROWS = 100
CANDIDATES = 32
"""Quantiles of a column between which a cut is looked for."""
LEEWAY = 0.25
"""Of the way from one of those quantiles to the next, by which a cut may give way to a shorter number."""

_SMALLEST, _LARGEST = 1e-305, 1e308
"""Beyond these no number is shortened: there may be no unit of so many digits less, or of one more."""


@dataclass(frozen=True)
class Condition:
    """Which values of one column belong to a segment."""

    column: int
    above: float | None = None
    """Values beyond this one belong."""
    up_to: float | None = None
    """Values up to and including this one belong."""
    codes: frozenset[int] | None = None
    """Codes that belong, of a categorical column."""
    has_missing: bool = False
    """Whether missing values belong."""

    def holds(self, matrix: Floats) -> Mask:
        """Tell which rows meet the condition."""
        values = matrix[:, self.column]
        missing = np.isnan(values)
        if self.codes is not None:
            inside = np.isin(values, list(self.codes))
        else:
            inside = ~missing
            inside &= True if self.above is None else values > self.above
            inside &= True if self.up_to is None else values <= self.up_to
        return np.asarray((inside & ~missing) | (missing & self.has_missing))


@dataclass(frozen=True)
class Segment:
    """Rows that meet every condition; none for all rows."""

    conditions: tuple[Condition, ...]

    def holds(self, matrix: Floats) -> Mask:
        """Tell which rows belong."""
        inside = np.ones(len(matrix), dtype=bool)
        for condition in self.conditions:
            inside &= condition.holds(matrix)
        return inside


def find_segments(
    matrix: Floats,
    is_categorical: npt.ArrayLike,
    effect: Floats,
    weights: Floats,
    *,
    depth: int = DEPTH,
    least_rows: int | None = None,
) -> list[Segment]:
    """Split rows into segments whose average effects differ most.

    Parameters
    ----------
    matrix : ndarray, shape (rows, columns)
        Numbers and codes of categories; NaN where missing.
    is_categorical : array_like, shape (columns,)
        Which columns hold codes.
    effect : ndarray, shape (rows,)
        What is averaged, finite.
    weights : ndarray, shape (rows,)
        Non-negative.
    depth : int
        Cuts on the way to a segment, at most.
    least_rows : int, optional
        Rows on each side of a cut; the larger of 100 and 2.5 % if not given.

    Returns
    -------
    list of Segment
        They cover all rows once. One segment without conditions when no cut is possible. Rows that the tree was grown
        on overstate the effects: estimate them on others.

    Notes
    -----
    Greedy: the cut with the largest weighted variance between its sides. Categories are ordered by their mean effect,
    which finds the best two groups (Breiman et al. 1984). Missing values go with the lowest numbers, and are a
    category of their own.
    """
    flags = np.asarray(is_categorical, dtype=bool)
    least = max(LEAST_ROWS, int(LEAST_SHARE * len(matrix))) if least_rows is None else least_rows
    field = _Field(matrix, flags, effect, weights, least)
    leaves = [(Segment(()), np.arange(len(matrix)))]
    for _ in range(depth):
        leaves = [part for leaf in leaves for part in _split(leaf, field)]
    return [segment for segment, _ in leaves]


@dataclass(frozen=True)
class _Field:
    """What a tree is grown on."""

    matrix: Floats
    is_categorical: Mask
    effect: Floats
    weights: Floats
    least: int


def _split(leaf: tuple[Segment, npt.NDArray[np.intp]], field: _Field) -> list[tuple[Segment, npt.NDArray[np.intp]]]:
    segment, rows = leaf
    best: tuple[float, tuple[Condition, Condition]] | None = None
    mass, effect = field.weights[rows], field.effect[rows]
    pull = mass * (effect - (float(np.average(effect, weights=mass)) if mass.sum() > 0 else 0.0))
    for column, is_categorical in enumerate(field.is_categorical):
        values = field.matrix[rows, column]
        cut = _best_cut(values, column, pull, mass, least=field.least, is_categorical=bool(is_categorical))
        if cut is not None and (best is None or cut[0] > best[0]):
            best = cut
    if best is None:
        return [leaf]
    parts = []
    for condition in best[1]:
        inside = rows[condition.holds(field.matrix[rows])]
        parts.append((Segment(_joined(segment.conditions, condition)), inside))
    return parts


def _best_cut(
    values: Floats, column: int, pull: Floats, mass: Floats, *, least: int, is_categorical: bool
) -> tuple[float, tuple[Condition, Condition]] | None:
    """Best cut of one column, if one is possible, with its gain."""
    missing = np.isnan(values)
    edges = np.empty(0) if is_categorical else _edges(values[~missing])
    numbers = values if is_categorical else np.searchsorted(edges, values, side="left").astype(np.float64)
    cells = np.where(missing, 0.0, numbers + 1).astype(np.int64)
    counts, pulls, masses = np.bincount(cells), np.bincount(cells, pull), np.bincount(cells, mass)
    order = np.arange(len(counts))
    if is_categorical:
        order = np.argsort(np.divide(pulls, masses, out=np.zeros_like(pulls), where=masses > 0), kind="stable")
        order = order[counts[order] > 0]
    before, left_mass, left = (np.cumsum(part[order])[:-1] for part in (counts, masses, pulls))
    right_mass, right = masses.sum() - left_mass, pulls.sum() - left
    is_possible = (before >= least) & (len(values) - before >= least) & (left_mass > 0) & (right_mass > 0)
    if not is_possible.any():
        return None
    safe_left, safe_right = np.where(is_possible, left_mass, 1.0), np.where(is_possible, right_mass, 1.0)
    gains = np.where(is_possible, left**2 / safe_left + right**2 / safe_right, -1.0)
    place = int(np.argmax(gains))
    if is_categorical:
        return float(gains[place]), _groups(column, order[: place + 1], order[place + 1 :])
    return float(gains[place]), _sides(column, edges, place, has_missing=bool(missing.any()))


def _sides(column: int, edges: Floats, place: int, *, has_missing: bool) -> tuple[Condition, Condition]:
    """Conditions left and right of a cut of numbers; missing values are the lowest cell."""
    if place == 0:
        return Condition(column, up_to=-np.inf, has_missing=True), Condition(column)
    threshold = float(edges[place - 1])
    return Condition(column, up_to=threshold, has_missing=has_missing), Condition(column, above=threshold)


def _edges(present: Floats) -> Floats:
    """Numbers between which to cut, short ones: they are to be read, and where exactly a cut lies is a choice."""
    distinct = sorted_distinct(present)
    if len(distinct) <= CANDIDATES:
        ends = distinct[:-1] + LEEWAY * np.diff(distinct)
        return np.array([shortest_number(*pair) for pair in zip(distinct[:-1].tolist(), ends.tolist(), strict=True)])
    ordered = np.sort(present)
    ranks = np.arange(1, CANDIDATES) / CANDIDATES * len(present)
    reach = LEEWAY * len(present) / CANDIDATES
    low = ordered[np.floor(ranks - reach).astype(np.int64)]
    high = ordered[np.floor(ranks + reach).astype(np.int64)]
    places = np.searchsorted(distinct, high, side="right")
    ends = distinct[np.minimum(places, len(distinct) - 1)]
    pairs = zip(low.tolist(), ends.tolist(), strict=True)
    return sorted_distinct(np.array([shortest_number(start, end) for start, end in pairs if start < end]))


def shortest_number(low: float, high: float) -> float:
    """Give the number of fewest digits in [low, high), the one nearest to its middle where there are several."""
    if low <= 0 < high:
        return 0.0
    largest = max(abs(low), abs(high))
    if not (low < high and _SMALLEST < largest < _LARGEST):
        return float(low)
    exponent = math.floor(math.log10(largest))
    for digits in range(17):
        unit = 10.0 ** (exponent + 1 - digits)
        first, last = math.ceil(low / unit), math.ceil(high / unit) - 1
        if first <= last:
            nearest = min(max(round((low / 2 + high / 2) / unit), first), last)
            rounded = float(f"{nearest * unit:.15g}")
            if low <= rounded < high:
                return rounded
    return float(low)


def _groups(column: int, low: npt.NDArray[np.int64], high: npt.NDArray[np.int64]) -> tuple[Condition, Condition]:
    first, second = (
        Condition(
            column, codes=frozenset(int(cell) - 1 for cell in cells if cell > 0), has_missing=bool((cells == 0).any())
        )
        for cells in (low, high)
    )
    return first, second


def _joined(known: Sequence[Condition], more: Condition) -> tuple[Condition, ...]:
    """Add a condition; one on a column that has one already narrows it."""
    for place, old in enumerate(known):
        if old.column == more.column:
            above = [bound for bound in (old.above, more.above) if bound is not None]
            up_to = [bound for bound in (old.up_to, more.up_to) if bound is not None]
            codes = more.codes if old.codes is None or more.codes is None else old.codes & more.codes
            narrowed = Condition(
                more.column,
                max(above, default=None),
                min(up_to, default=None),
                codes,
                old.has_missing and more.has_missing,
            )
            return (*known[:place], narrowed, *known[place + 1 :])
    return (*known, more)
