"""Kernel and energy distances between samples of vectors, with permutation p-values."""

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.gram import mirror, products
from driftcli.stats.vector_rows import Floats, Vectors, column_blocks, dimensions

PERMUTATIONS = 999
BLOCK = 250
"""Relabellings computed at once."""


@dataclass(frozen=True)
class KernelTest:
    """Maximum mean discrepancy of two samples; see `kernel_test`."""

    statistic: float
    """Unbiased squared MMD; near 0, and possibly below, when nothing changed."""
    p_value: float
    """By relabelling rows; at least 1/(permutations + 1)."""
    bandwidth: float
    """Median squared distance of pooled rows."""


def squared_distances(first: Floats, second: Floats) -> Floats:
    """Squared Euclidean distance of every row of one matrix to every row of another."""
    gaps: Floats = squared_norms(first)[:, None] + squared_norms(second)[None]
    gaps -= 2 * first @ second.T
    return np.maximum(gaps, 0.0, out=gaps)


def squared_norms(matrix: Floats) -> Floats:
    """Squared Euclidean length of each row."""
    return np.asarray(np.einsum("ij,ij->i", matrix, matrix))


def squared_gaps(vectors: Vectors, spread: Floats) -> Floats:
    """Squared distances of all vectors to each other, columns divided by a spread; some columns are held at a time."""
    first = np.asarray(vectors[0], dtype=np.float64)
    gaps = mirror(products((block for _, block in column_blocks(vectors, first, spread)), len(vectors)))
    squares = gaps.diagonal().copy()
    gaps *= -2
    gaps += squares
    gaps += squares[:, None]
    return np.maximum(gaps, 0.0, out=gaps)


def _pairs(matrix: Floats) -> Floats:
    """Values of a symmetric matrix beside its diagonal, each once."""
    return np.concatenate([row[place + 1 :] for place, row in enumerate(matrix)])


def squared_mmd(kernel: Floats, n: int, *, is_biased: bool = False) -> float:
    """Squared maximum mean discrepancy from the kernel matrix of pooled rows, the first n of them the reference.

    Notes
    -----
    Unbiased: means over pairs of different rows. Biased: means over all pairs, the diagonal included.
    """
    m = len(kernel) - n
    old, new, cross = kernel[:n, :n], kernel[n:, n:], kernel[:n, n:]
    if is_biased:
        return float(old.mean() + new.mean() - 2 * cross.mean())
    within = (old.sum() - np.trace(old)) / (n * (n - 1)) + (new.sum() - np.trace(new)) / (m * (m - 1))
    return float(within - 2 * cross.mean())


def energy_statistic(reference: Floats, current: Floats) -> float:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'| over all pairs (Szekely & Rizzo 2013); at least 0."""
    means = [
        float(np.sqrt(squared_distances(a, b)).mean())
        for a, b in ((reference, current), (reference, reference), (current, current))
    ]
    return 2 * means[0] - means[1] - means[2]


def kernel_test(
    reference: Vectors,
    current: Vectors,
    *,
    spread: Floats | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> KernelTest:
    """Test whether two samples of vectors are of one distribution.

    Parameters
    ----------
    reference, current : ndarray or sequence of ndarray, shape (rows, dimensions)
        Finite; at least two rows each. Time and memory grow with the square of the rows.
    spread : ndarray, shape (dimensions,), optional
        By which dimensions are divided; 1 if not given.
    permutations : int
        Random relabellings.
    seed : int
        Of the relabellings.

    Returns
    -------
    KernelTest

    Notes
    -----
    ``k(x, y) = exp(-|x - y|^2 / h)``, h the median squared distance of pooled rows;
    ``p = (1 + #{permuted >= observed}) / (permutations + 1)``.

    References
    ----------
    Gretton et al. 2012, JMLR 13:723; Phipson & Smyth 2010.
    """
    pooled = [*reference, *current]
    n, total = len(reference), len(pooled)
    kernel = squared_gaps(pooled, np.ones(dimensions(pooled)) if spread is None else spread)
    bandwidth = float(np.median(_pairs(kernel), overwrite_input=True)) or 1.0
    kernel /= -bandwidth
    np.exp(kernel, out=kernel)
    observed = squared_mmd(kernel, n)
    np.fill_diagonal(kernel, 0.0)
    rng = np.random.default_rng(seed)
    hits = 0
    for start in range(0, permutations, BLOCK):
        drawn = min(BLOCK, permutations - start)
        labels = np.zeros((total, drawn))
        for column in range(drawn):
            labels[rng.permutation(total)[:n], column] = 1.0
        hits += int(np.count_nonzero(_relabelled(kernel, labels, n) >= observed - 1e-12))
    return KernelTest(observed, (1 + hits) / (1 + permutations), bandwidth)


def _relabelled(kernel: Floats, labels: Floats, n: int) -> Floats:
    """Unbiased squared MMD of each relabelling, shape (draws,); the kernel's diagonal is 0."""
    m = len(kernel) - n
    with_old = kernel @ labels
    old = (labels * with_old).sum(axis=0)
    cross = with_old.sum(axis=0) - old
    new = kernel.sum() - old - 2 * cross
    return np.asarray(old / (n * (n - 1)) + new / (m * (m - 1)) - 2 * cross / (n * m))
