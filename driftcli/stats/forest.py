"""Small trees asked about many rows at once: the answers to all questions of a tree are a byte that names the leaf.

A compiled tree walks from node to node, row by row. Where no tree asks more than eight questions, all of them can be
answered for all rows by looking cells up in a table, and where a column changes only the questions about it again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.ordered import sorted_distinct

Floats = npt.NDArray[np.float64]
Cells = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.intp]

QUESTIONS = 8
"""Questions a tree asks at most: the bits of a byte."""
_BYTES = np.arange(256)


@dataclass(frozen=True)
class Forest:
    """Trees that predict by the cells in which the values of a row lie."""

    asked: Mapping[int, tuple[Numbers, Cells]]
    """Of each column that is asked about: the trees that do, and the bits of each for every cell, (trees, cells)."""
    leaves: Floats
    """What each tree predicts for every byte, shape (trees, 256)."""

    def answers(self, cells: Cells) -> Cells:
        """Answer all questions for rows, shape (rows, columns); a byte for each tree and row, shape (trees, rows)."""
        found = np.zeros((len(self.leaves), len(cells)), dtype=np.uint8)
        for column, (trees, bits) in self.asked.items():
            found[trees] += np.take(bits, cells[:, column], axis=1)
        return found

    def predictions(self, answers: Cells, trees: Numbers | None = None) -> Floats:
        """Give what trees predict, shape (trees, rows), from the answers of all; of some, where they are named."""
        own = np.arange(len(self.leaves)) if trees is None else trees
        return np.take(self.leaves, answers[own] + 256 * own[:, np.newaxis])

    def exchanged(self, answers: Cells, before: Cells, after: Cells, columns: Sequence[int]) -> tuple[Numbers, Cells]:
        """Give the trees that ask about columns whose cells were exchanged, and the answers of all trees then."""
        found, touched = answers.copy(), np.zeros(len(self.leaves), dtype=bool)
        for column in self.asked.keys() & set(columns):
            trees, bits = self.asked[column]
            found[trees] += np.take(bits, after[:, column], axis=1) - np.take(bits, before[:, column], axis=1)
            touched[trees] = True
        return np.flatnonzero(touched), found


def forest_of(predictors: Sequence[Any], missing: int) -> Forest:
    """Read the trees of scikit-learn's ``TreePredictor``; ``missing`` is the cell of missing values, the last one."""
    splits = [np.flatnonzero(one.nodes["is_leaf"] == 0) for one in predictors]
    trees = np.repeat(np.arange(len(predictors)), [len(places) for places in splits])
    nodes = np.concatenate([one.nodes[places] for one, places in zip(predictors, splits, strict=True)])
    weights = np.concatenate([1 << np.arange(len(places)) for places in splits]).astype(np.uint8)
    bits = _goes_left(nodes, trees, predictors, missing) * weights[:, np.newaxis]
    asked = {}
    for column in sorted_distinct(nodes["feature_idx"]).tolist():
        own = np.flatnonzero(nodes["feature_idx"] == column)
        tree, starts = np.unique(trees[own], return_index=True)
        asked[column] = (tree, np.add.reduceat(bits[own], starts, axis=0, dtype=np.uint8))
    leaves = [_leaves(one.nodes, places) for one, places in zip(predictors, splits, strict=True)]
    return Forest(asked, np.array(leaves))


def _goes_left(nodes: np.ndarray, trees: Numbers, predictors: Sequence[Any], missing: int) -> npt.NDArray[np.bool_]:
    """Which cells go left at each split, shape (splits, cells)."""
    left = np.arange(missing + 1) <= nodes["bin_threshold"][:, np.newaxis]
    for place in np.flatnonzero(nodes["is_categorical"]):
        words = predictors[trees[place]].binned_left_cat_bitsets[nodes["bitset_idx"][place]]
        left[place] = np.unpackbits(words.astype("<u4").view(np.uint8), bitorder="little")[: missing + 1]
    left[:, missing] = nodes["missing_go_to_left"]
    return left


def _leaves(nodes: np.ndarray, splits: Numbers) -> Floats:
    """What a tree predicts for every byte; a node stands before those below it."""
    found = np.repeat(nodes["value"][:, np.newaxis], 256, axis=1)
    for bit, place in reversed(list(enumerate(splits))):
        is_left = _BYTES >> bit & 1 == 1
        found[place] = np.where(is_left, found[nodes["left"][place]], found[nodes["right"][place]])
    return np.asarray(found[0])
