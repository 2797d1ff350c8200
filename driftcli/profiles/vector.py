"""Profile of a vector column (embeddings): dimension, norm, broken vectors."""

import numpy as np
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.categorical import CategoricalProfile, profile_categories
from driftcli.profiles.grid import FloatArray, Grid
from driftcli.profiles.numeric import NumericProfile, profile_numbers
from driftcli.profiles.presence import Presence


@dataclass(frozen=True)
class VectorProfile:
    """Scalars derived from vectors."""

    presence: Presence
    dimensions: CategoricalProfile
    """Rows by number of elements."""
    norms: NumericProfile
    """Euclidean norm of vectors whose elements are all finite."""
    non_finite: int
    """Vectors with a missing, NaN or infinite element."""
    zeros: int
    """Vectors of norm 0."""

    @property
    def n(self) -> int:
        """Rows with a value."""
        return self.dimensions.n

    def merge(self, other: "VectorProfile") -> "VectorProfile":
        """Add a part."""
        return VectorProfile(
            self.presence.merge(other.presence),
            self.dimensions.merge(other.dimensions),
            self.norms.merge(other.norms),
            self.non_finite + other.non_finite,
            self.zeros + other.zeros,
        )


def profile_vectors(
    elements: FloatArray,
    lengths: NDArray[np.int64],
    presence: Presence,
    *,
    grid: Grid | None = None,
    tracked: tuple[str, ...] | None = None,
) -> VectorProfile:
    """Summarise vectors.

    Parameters
    ----------
    elements
        All elements of all rows one after another; missing elements are NaN.
    lengths
        Elements of each row, shape (rows,); -1 where the row is missing.
    """
    sizes, is_present = np.maximum(lengths, 0), lengths >= 0
    norms = norms_of(elements, lengths)
    names, places = np.unique(sizes[is_present], return_inverse=True)
    codes = np.full(len(lengths), -1, dtype=np.int32)
    codes[is_present] = places
    return VectorProfile(
        presence,
        profile_categories(codes, [str(size) for size in names.tolist()], presence, tracked=tracked),
        profile_numbers(norms, presence, grid=grid),
        int((is_present & np.isnan(norms)).sum()),
        int((norms == 0).sum()),
    )


def norms_of(elements: FloatArray, lengths: NDArray[np.int64]) -> FloatArray:
    """Euclidean norm of each vector, shape (rows,); NaN where it is missing or an element is not finite."""
    squares = _sums_of_squares(elements, np.maximum(lengths, 0))
    return np.where((lengths >= 0) & np.isfinite(squares), np.sqrt(squares), np.nan)


def _sums_of_squares(elements: FloatArray, sizes: NDArray[np.int64]) -> FloatArray:
    """Sum of squared elements of each row, shape (rows,); NaN or infinite where an element is."""
    sums = np.zeros(len(sizes))
    filled = np.flatnonzero(sizes)
    with np.errstate(over="ignore", invalid="ignore"):
        if len(filled) and np.all(sizes[filled] == sizes[filled[0]]):
            rows = elements.reshape(len(filled), -1)
            sums[filled] = np.einsum("ij,ij->i", rows, rows)
        elif len(filled):
            starts = np.concatenate(([0], np.cumsum(sizes[filled])[:-1]))
            sums[filled] = np.add.reduceat(elements * elements, starts)
    return sums
