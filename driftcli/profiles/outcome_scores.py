"""Scores by label: exact counts of rows in cells of the score, for each label, and sums of the losses of a probability.

Cells are 10,000 of equal width on [0, 1] (1,000 where there are more than two classes), or quantile cells of the
reference where scores are no probabilities (METHODS 10.5).
"""

from collections.abc import Mapping
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.groups import Grouping
from driftcli.stats.loss_moments import FloatArray, LossMoments

CELLS, CELLS_PER_CLASS, QUANTILE_CELLS, COARSE_CELLS = 10_000, 1_000, 1_000, 100
TOLERANCE = 1e-6
"""Scores so little outside [0, 1] are rounding."""
MANY_OUTSIDE = 0.01
"""Share of scores outside [0, 1] from which a reference's scores are no probabilities."""
CLIP = 1e-15
"""Log loss keeps probabilities this far from 0 and 1."""
LOG_HIT, LOG_MISS, SQUARE_HIT, SQUARE_MISS = 1, 2, 3, 4
"""Places of the losses: were the row of the class, were it not."""
REST, CLASS, UNLABELLED = 0, 1, 2
"""Rows of ``weights``; with two classes and one score: first class, second class, unlabelled."""


@dataclass(frozen=True)
class ScoreOutcomes:
    """What is kept of one score column."""

    column: str
    of_class: str | None
    """Class whose probability it is; ``None``: the positive one of two, whichever that is."""
    edges: FloatArray
    """Quantile edges of the reference; empty for cells of equal width on [0, 1]."""
    weights: FloatArray
    """Sum of weights by label and cell, shape (3, cells)."""
    squares: FloatArray
    """Sum of squared weights, of the same shape."""
    score_sums: FloatArray
    """Sum of weight times score of the labelled rows in each cell, shape (cells,)."""
    losses: LossMoments
    """Of the first two rows of ``weights``, shapes (2, 5) and (2, 5, 5); zero where scores are no probabilities."""
    outside: int = 0
    """Rows whose score is not in [0, 1]; they count in the outermost cells."""
    missing: int = 0
    clipped: int = 0
    """Rows with a probability of 0 or 1."""
    grouped: Mapping[str, FloatArray] = field(default_factory=dict)
    """By grouping: sum of weights by label in 100 coarse cells of each group, shape (groups, 2, 100)."""

    @property
    def is_probability(self) -> bool:
        """Whether the scores are probabilities, as far as the reference tells."""
        return len(self.edges) == 0

    def merge(self, other: "ScoreOutcomes") -> "ScoreOutcomes":
        """Add a part counted in the same cells."""
        return replace(
            self,
            weights=self.weights + other.weights,
            squares=self.squares + other.squares,
            score_sums=self.score_sums + other.score_sums,
            losses=self.losses.merge(other.losses),
            outside=self.outside + other.outside,
            missing=self.missing + other.missing,
            clipped=self.clipped + other.clipped,
            grouped={key: self.grouped[key] + other.grouped[key] for key in self.grouped if key in other.grouped},
        )

    def adds_to(self, other: "ScoreOutcomes") -> bool:
        """Whether the counts of the two may be added."""
        same = (self.column, self.of_class) == (other.column, other.of_class)
        return same and np.array_equal(self.edges, other.edges) and self.weights.shape == other.weights.shape


def place_edges(scores: FloatArray) -> FloatArray:
    """Quantile edges where scores are no probabilities, nothing where they are; NaN is missing."""
    present = scores[np.isfinite(scores)]
    if len(present) == 0 or np.mean(_is_outside(present)) <= MANY_OUTSIDE:
        return np.empty(0)
    return np.unique(np.quantile(present, np.linspace(0, 1, QUANTILE_CELLS + 1)[1:-1], method="lower"))


def score_outcomes(
    scores: FloatArray,
    rows: NDArray[np.int64],
    weights: FloatArray,
    *,
    column: str,
    of_class: str | None,
    edges: FloatArray,
    cells: int,
    groupings: Mapping[str, Grouping] | None = None,
) -> ScoreOutcomes:
    """Count scores by label.

    Parameters
    ----------
    scores
        Shape (rows,), NaN for missing.
    rows
        Row of ``ScoreOutcomes.weights`` for each row, shape (rows,); -1 leaves it out.
    weights
        Shape (rows,), not negative.
    """
    is_used = (rows >= 0) & np.isfinite(scores)
    kept, row, weight = scores[is_used], rows[is_used], weights[is_used]
    place = cell_of(kept, edges, cells)
    width = cells + 1 if len(edges) == 0 else len(edges) + 1
    flat, is_labelled = row * width + place, row != UNLABELLED
    table = weight_sums(flat, weight, 3 * width).reshape(3, width)
    squares = weight_sums(flat, weight**2, 3 * width).reshape(3, width)
    is_probability = len(edges) == 0
    losses = probability_losses(kept if is_probability else np.full(len(kept), 0.5))
    return ScoreOutcomes(
        column=column,
        of_class=of_class,
        edges=edges,
        weights=table,
        squares=squares,
        score_sums=weight_sums(place[is_labelled], (weight * kept)[is_labelled], width),
        losses=LossMoments.of_groups(losses, weight, row, 2),
        outside=int(_is_outside(kept).sum()) if is_probability else 0,
        missing=int(((rows >= 0) & ~np.isfinite(scores)).sum()),
        clipped=int(((kept <= 0) | (kept >= 1)).sum()) if is_probability else 0,
        grouped={
            name: _coarse(grouping.codes[is_used], len(grouping.labels), row, place * COARSE_CELLS // width, weight)
            for name, grouping in (groupings or {}).items()
        },
    )


def _coarse(
    codes: NDArray[np.int32], groups: int, row: NDArray[np.int64], cell: NDArray[np.int64], weight: FloatArray
) -> FloatArray:
    is_in = (codes >= 0) & (row != UNLABELLED)
    flat = (codes[is_in].astype(np.int64) * 2 + row[is_in]) * COARSE_CELLS + cell[is_in]
    return weight_sums(flat, weight[is_in], groups * 2 * COARSE_CELLS).reshape(groups, 2, COARSE_CELLS)


def weight_sums(cells: NDArray[np.int64], weights: FloatArray, size: int) -> FloatArray:
    """Sum of weights in each cell, shape (size,)."""
    return np.bincount(cells, weights, minlength=size).astype(np.float64)


def cell_of(scores: FloatArray, edges: FloatArray, cells: int) -> NDArray[np.int64]:
    """Cell of each score, shape (rows,); a score of 1 has a cell of its own, so 0.9999 and 1 are not tied."""
    if len(edges):
        return np.searchsorted(edges, scores, side="left").astype(np.int64)
    return np.clip(np.floor(np.clip(scores, 0.0, 1.0) * cells + 1e-9), 0, cells).astype(np.int64)


def probability_losses(probability: FloatArray) -> FloatArray:
    """Losses of each row in the order of ``LOG_HIT`` to ``SQUARE_MISS``, shape (rows, 4)."""
    clipped = np.clip(probability, CLIP, 1 - CLIP)
    bounded = np.clip(probability, 0.0, 1.0)
    return np.column_stack([-np.log(clipped), -np.log1p(-clipped), (1 - bounded) ** 2, bounded**2])


def _is_outside(scores: FloatArray) -> NDArray[np.bool_]:
    return (scores < -TOLERANCE) | (scores > 1 + TOLERANCE)
