"""Growing trees from cells, gradients and hessians, by scikit-learn's compiled histograms and splits.

The algorithm is that of scikit-learn's ``TreeGrower``, best leaf first: of the two parts of a node that is split the
smaller one gets its histograms by counting and the larger one by subtraction, each is asked for its best split, and
the split that gains most comes next. It is ours because a small tree took as long to make ready as to grow: here all
trees of a fit share one builder and one splitter, nodes know of no constraints, and a tree is the questions it asks.
"""

from heapq import heappop, heappush
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass

Cells = npt.NDArray[np.uint8]
Singles = npt.NDArray[np.float32]

LEAST_HESSIAN = 1e-3
"""A node whose hessians sum to less is a leaf."""


class Parts(NamedTuple):
    """What is taken of scikit-learn for growing."""

    builder: Any
    """Makes histograms: the sums of gradients and hessians in each cell of each column."""
    splitter: Any
    """Finds the best split of a node by its histograms, and parts its rows."""
    histogram: Any
    """Data type of a histogram's cell."""
    is_summed_by_row: bool
    """Whether the gradients of all rows are summed row by row, instead of by the cells of a histogram."""


class Limits(NamedTuple):
    """What bounds a tree."""

    leaves: int
    leaf_rows: int
    """Fewest rows of a leaf."""
    penalty: float
    """Added to the hessians of a leaf."""
    shrinkage: float
    """Share of what a leaf should add that it does add."""


class Columns(NamedTuple):
    """What a splitter is told of columns, each array of shape (columns,)."""

    cells: npt.NDArray[np.uint32]
    """Number of cells that hold values, which are not missing."""
    has_missing: npt.NDArray[np.uint8]
    is_categorical: npt.NDArray[np.uint8]
    missing: int
    """The cell of missing values, the last one."""


class Question(NamedTuple):
    """A split of a node: which cells of a column go left."""

    node: int
    """Number of the node; question k leads on to the nodes 2 k + 1 (left) and 2 k + 2 (right), and node 0 is first."""
    column: int
    cell: int
    """The last cell that goes left."""
    codes: npt.NDArray[np.uint32] | None
    """The cells of a categorical column that go left, as the bits of eight words."""
    is_missing_left: bool


class Tree(NamedTuple):
    """A grown tree."""

    questions: list[Question]
    leaves: dict[int, float]
    """What the leaves predict, by the numbers of their nodes."""


@dataclass(frozen=True)
class Ground:
    """What the trees of a fit grow on; its arrays are those that builder and splitter work in."""

    parts: Parts
    builder: Any
    splitter: Any
    limits: Limits
    columns: Columns
    partition: npt.NDArray[np.uint32]
    """Numbers of the rows; those of a node lie together."""
    sources: tuple[Singles, Singles]
    """Gradients and hessians, which are to be renewed for each tree; a single hessian holds for all rows."""
    ordered: tuple[Singles, Singles]
    """The same in the order of a node's rows."""


class Node:
    """Rows that lie together in the partition. A plain class, for there are many; the best split sorts first."""

    __slots__ = (
        "gradients",
        "hessians",
        "histograms",
        "number",
        "partition_start",
        "partition_stop",
        "rows",
        "split",
        "value",
    )

    def __init__(self, number: int, rows: Any, start: int, sums: tuple[float, float], value: float) -> None:
        self.number, self.rows, self.value = number, rows, value
        self.partition_start, self.partition_stop = start, start + len(rows)
        self.gradients, self.hessians = sums
        self.histograms: Any = None
        self.split: Any = None

    def __lt__(self, other: "Node") -> bool:
        """Whether this is to be split earlier; scikit-learn asks just so, and of equal splits takes the same."""
        return bool(self.split.gain > other.split.gain)


def ground(parts: Parts, cells: Cells, sources: tuple[Singles, Singles], columns: Columns, limits: Limits) -> Ground:
    """Make builder and splitter ready for all trees of a fit.

    Parameters
    ----------
    parts : Parts
    cells : ndarray, shape (rows, columns)
        Numbers of cells, a column lying together.
    sources : tuple of ndarray, shape (rows,)
        Gradients and hessians; of hessians that are all alike a single one.
    columns : Columns
    limits : Limits
    """
    is_constant = len(sources[1]) == 1
    builder = parts.builder(cells, columns.missing + 1, *sources, is_constant, 1)
    splitter = parts.splitter(
        X_binned=cells,
        n_bins_non_missing=columns.cells,
        missing_values_bin_idx=columns.missing,
        has_missing_values=columns.has_missing,
        is_categorical=columns.is_categorical,
        monotonic_cst=np.zeros(cells.shape[1], dtype=np.int8),
        l2_regularization=limits.penalty,
        min_hessian_to_split=LEAST_HESSIAN,
        min_samples_leaf=limits.leaf_rows,
        hessians_are_constant=is_constant,
        n_threads=1,
    )
    ordered = (np.asarray(builder.ordered_gradients), np.asarray(builder.ordered_hessians))
    return Ground(parts, builder, splitter, limits, columns, np.asarray(splitter.partition), sources, ordered)


def grown(ground: Ground) -> tuple[Tree, list[Node]]:
    """Grow a tree on the gradients and hessians as they are now, and give it with the nodes that are its leaves."""
    leaves: list[Node] = []
    waiting: list[Node] = []
    questions: list[Question] = []
    _ask(ground, [_root(ground)], waiting, leaves)
    while waiting:
        node = heappop(waiting)
        left, right = _parted(ground, node, 2 * len(questions) + 1)
        questions.append(_question(ground, node, is_missing_left=len(left.rows) > len(right.rows)))
        if len(waiting) + len(leaves) + 2 == ground.limits.leaves:
            leaves += [left, right, *waiting]
            break
        _ask(ground, _counted(ground, node, left, right), waiting, leaves)
    for leaf in leaves:
        leaf.value *= ground.limits.shrinkage
    return Tree(questions, {leaf.number: leaf.value for leaf in leaves}), leaves


def _root(ground: Ground) -> Node:
    """All rows, in their own order."""
    rows = len(ground.partition)
    ground.partition[:] = np.arange(rows, dtype=np.uint32)
    for ordered, source in zip(ground.ordered, ground.sources, strict=True):
        ordered[:] = source
    histograms = ground.builder.compute_histograms_brute(ground.partition)
    root = Node(0, ground.partition, 0, _sums(ground, histograms), 0.0)
    root.histograms = histograms
    return root


def _sums(ground: Ground, histograms: Any) -> tuple[float, float]:
    """Sum gradients and hessians in the order in which scikit-learn does: in another the last bit might be another."""
    gradients, hessians = ground.sources
    first = np.frombuffer(histograms, dtype=ground.parts.histogram, count=ground.columns.missing + 1)
    if ground.parts.is_summed_by_row:
        sums = [float(np.cumsum(one, dtype=np.float64)[-1]) for one in ground.sources]
    else:
        sums = [float(first[name].sum()) for name in ("sum_gradients", "sum_hessians")]
    return sums[0], float(hessians[0]) * len(gradients) if len(hessians) == 1 else sums[1]


def _ask(ground: Ground, nodes: list[Node], waiting: list[Node], leaves: list[Node]) -> None:
    """Let nodes wait with their best splits; those that cannot be split are leaves."""
    for node in nodes:
        if len(node.rows) < 2 * ground.limits.leaf_rows or node.hessians < LEAST_HESSIAN:
            leaves.append(node)
            continue
        node.split = ground.splitter.find_node_split(
            len(node.rows), node.histograms, node.gradients, node.hessians, node.value
        )
        if node.split.gain > 0:
            heappush(waiting, node)
        else:
            leaves.append(node)


def _parted(ground: Ground, node: Node, number: int) -> tuple[Node, Node]:
    """Part the rows of a node by its split; the halves get a number and the next."""
    split, start = node.split, node.partition_start
    of_left, of_right, size = ground.splitter.split_indices(split, node.rows)
    left = Node(number, of_left, start, (split.sum_gradient_left, split.sum_hessian_left), split.value_left)
    sums = (split.sum_gradient_right, split.sum_hessian_right)
    return left, Node(number + 1, of_right, start + size, sums, split.value_right)


def _question(ground: Ground, node: Node, *, is_missing_left: bool) -> Question:
    """What a split asks; where no value was missing, missing ones go where more rows went."""
    split, column = node.split, node.split.feature_idx
    is_left = bool(split.missing_go_to_left) if ground.columns.has_missing[column] else is_missing_left
    return Question(node.number, column, split.bin_idx, split.left_cat_bitset, is_left)


def _counted(ground: Ground, node: Node, left: Node, right: Node) -> list[Node]:
    """Give the halves of a node histograms if one may be split: the smaller half is counted, the larger is the rest."""
    small, large = (left, right) if len(left.rows) < len(right.rows) else (right, left)
    if len(large.rows) >= 2 * ground.limits.leaf_rows:
        small.histograms = ground.builder.compute_histograms_brute(small.rows)
        large.histograms = ground.builder.compute_histograms_subtraction(node.histograms, small.histograms)
    node.histograms = None
    return [left, right]
