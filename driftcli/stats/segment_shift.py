"""One column inside one segment: whether it moved there, and how much of its whole change is the segments' mix."""

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.location import LocationTest, location_test
from driftcli.stats.mix import MixSplit, split_mix
from driftcli.stats.shape import ShapeTest, merge_small_cells, shape_test

Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ShiftTests:
    """The tests of one column inside one segment."""

    location: LocationTest | None
    """For columns whose cells have an order."""
    shape: ShapeTest


def shift_tests(reference: npt.ArrayLike, current: npt.ArrayLike, *, is_ordered: bool) -> ShiftTests:
    """Test the counts of one column inside one segment, each of shape (cells,), as a whole column is tested."""
    a, b = np.asarray(reference, dtype=float), np.asarray(current, dtype=float)
    if not is_ordered:  # only the pooled counts choose which cells are joined
        order = np.argsort(-(a + b), kind="stable")
        a, b = a[order], b[order]
    merged_a, merged_b, _ = merge_small_cells(a, b)
    return ShiftTests(location_test(a, b) if is_ordered else None, shape_test(merged_a, merged_b))


def mix_of_column(reference: Table, current: Table, *, is_ordered: bool) -> MixSplit | None:
    """Split the change of a column into what the segments' mix explains and what changed inside segments.

    Parameters
    ----------
    reference, current : ndarray, shape (segments, cells)
        Rows of each segment in each cell.
    is_ordered : bool
        Whether cells ascend.

    Returns
    -------
    MixSplit or None
        Of the mean score of a row; nothing where a side is empty.

    Notes
    -----
    A row's score is the mid-rank of its cell in the reference where cells have an order, so that the total is
    ``theta - 1/2``; else ``(q - p) / (q + p)`` of its cell, so that the total is V / 2. Scores average over rows, hence
    Kitagawa's split of an average applies.
    """
    n, m = float(reference.sum()), float(current.sum())
    if not n or not m:
        return None
    p, q = reference.sum(axis=0) / n, current.sum(axis=0) / m
    scores = np.cumsum(p) - p / 2 if is_ordered else np.divide(q - p, q + p, out=np.zeros_like(p), where=q + p > 0)
    rows = [side.sum(axis=1) for side in (reference, current)]
    means = [side @ scores / np.maximum(count, 1) for side, count in zip((reference, current), rows, strict=True)]
    return split_mix(rows[0] / n, rows[1] / m, means[0], means[1])
