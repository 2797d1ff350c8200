"""Small trees asked about many rows at once: the answers to all questions of a tree are a byte that names the leaf.

A compiled tree walks from node to node, row by row. Where no tree asks more than eight questions, all of them can be
answered for all rows by looking cells up in a table, and where a column changes only the questions about it again.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.growing import Question, Tree
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

    def exchanged(self, answers: Cells, cells: Cells, columns: Sequence[int]) -> tuple[Numbers, Cells]:
        """Give the trees that ask about columns which have other cells now, and the answers of all trees then."""
        found, touched = answers.copy(), np.zeros(len(self.leaves), dtype=bool)
        for column in self.asked.keys() & set(columns):
            trees, bits = self.asked[column]
            others = ~np.bitwise_or.reduce(bits, axis=1, keepdims=True)
            found[trees] = found[trees] & others | np.take(bits, cells[:, column], axis=1)
            touched[trees] = True
        return np.flatnonzero(touched), found


def forest_of(trees: Sequence[Tree], missing: int) -> Forest:
    """Read grown trees, every question of one being a bit; ``missing`` is the cell of missing values, the last one."""
    questions = [one for tree in trees for one in tree.questions]
    places = [place for tree in trees for place in range(len(tree.questions))]
    owners = np.repeat(np.arange(len(trees)), [len(tree.questions) for tree in trees])
    bits = _goes_left(questions, missing) * (1 << np.array(places, dtype=np.uint8))[:, np.newaxis]
    columns = np.array([one.column for one in questions], dtype=np.intp)
    asked = {}
    for column in sorted_distinct(columns).tolist():
        own = np.flatnonzero(columns == column)
        starts = np.flatnonzero(np.diff(owners[own], prepend=-1))
        asked[column] = (owners[own][starts], np.add.reduceat(bits[own], starts, axis=0, dtype=np.uint8))
    return Forest(asked, _leaves(trees))


def _goes_left(questions: Sequence[Question], missing: int) -> npt.NDArray[np.bool_]:
    """Which cells go left at each question, shape (questions, cells)."""
    last = np.array([one.cell for one in questions], dtype=np.intp)
    left = np.arange(missing + 1) <= last[:, np.newaxis]
    for place, one in enumerate(questions):
        if one.codes is not None:
            left[place] = np.unpackbits(one.codes.astype("<u4").view(np.uint8), bitorder="little")[: missing + 1]
    left[:, missing] = [one.is_missing_left for one in questions]
    return left


def _leaves(trees: Sequence[Tree]) -> Floats:
    """What trees predict for every byte, shape (trees, 256): from the last question to the first, a node is a half."""
    every = np.arange(len(trees))
    split = np.full((len(trees), QUESTIONS), 2 * QUESTIONS + 1)  # a node that there is not, for want of a question
    found = np.zeros((len(trees), 2 * QUESTIONS + 2, 256))
    for number, tree in enumerate(trees):
        split[number, : len(tree.questions)] = [one.node for one in tree.questions]
        found[number, list(tree.leaves)] = np.array(list(tree.leaves.values()))[:, np.newaxis]
    for bit in reversed(range(QUESTIONS)):
        is_left = _BYTES >> bit & 1 == 1
        found[every, split[:, bit]] = np.where(is_left, found[:, 2 * bit + 1], found[:, 2 * bit + 2])
    return np.asarray(found[:, 0])
