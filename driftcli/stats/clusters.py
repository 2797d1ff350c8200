"""Clustered rows: how many independent rows a sample of users, machines or days is worth."""

import numpy as np
import numpy.typing as npt

MINIMUM_CLUSTERS = 30
"""Fewer clusters in a sample do not show their spread."""


def typical_cluster_size(sizes: npt.ArrayLike) -> float:
    """Size of the cluster that the average row is in, sum m^2 / sum m; 0 without rows."""
    m = np.asarray(sizes, dtype=np.float64)
    rows = float(m.sum())
    return float(m @ m) / rows if rows > 0 else 0.0


def intraclass_correlation(sizes: npt.ArrayLike, sums: npt.ArrayLike, sum_of_squares: float) -> float:
    """Correlation of two rows of one cluster, from sums per cluster (one-way analysis of variance).

    Parameters
    ----------
    sizes : array_like, shape (C,)
        Rows per cluster.
    sums : array_like, shape (C,)
        Sum of the scores in each cluster: mid-rank placements for the location, membership for a cell.
    sum_of_squares : float
        Sum of the squared scores over all rows.

    Returns
    -------
    float
        In [0, 1]; negative estimates are 0. 0 for fewer than two clusters, when no cluster holds two rows or when
        all scores are equal.
    """
    m, s = np.asarray(sizes, dtype=np.float64), np.asarray(sums, dtype=np.float64)
    occupied = m > 0
    m, s = m[occupied], s[occupied]
    return _correlation(
        rows=float(m.sum()),
        clusters=len(m),
        size_squares=float(m @ m),
        total=float(s.sum()),
        explained=float(np.sum(s * s / m)),
        sum_of_squares=sum_of_squares,
    )


def _correlation(
    *, rows: float, clusters: int, size_squares: float, total: float, explained: float, sum_of_squares: float
) -> float:
    if clusters < 2 or rows <= clusters:
        return 0.0
    between = (explained - total**2 / rows) / (clusters - 1)
    within = max(0.0, sum_of_squares - explained) / (rows - clusters)
    even_size = (rows - size_squares / rows) / (clusters - 1)
    variance = between + (even_size - 1) * within
    if between <= within * (1 + 1e-12) or variance <= 0:
        return 0.0
    return min(1.0, (between - within) / variance)


def design_effect_from_sums(
    *, rows: float, clusters: int, size_squares: float, total: float, explained: float, sum_of_squares: float
) -> float:
    """Factor by which clustering inflates the variance of a mean, from sums that add over parts.

    Parameters
    ----------
    rows, clusters
        How many of each.
    size_squares : float
        Sum over clusters of the squared rows.
    total : float
        Sum of the scores.
    explained : float
        Sum over clusters of the squared sum of scores divided by the cluster's rows.
    sum_of_squares : float
        Sum of the squared scores.

    Returns
    -------
    float
        As `design_effect` of the same clusters.
    """
    correlation = _correlation(
        rows=rows,
        clusters=clusters,
        size_squares=size_squares,
        total=total,
        explained=explained,
        sum_of_squares=sum_of_squares,
    )
    return 1 + max(0.0, (size_squares / rows if rows else 0.0) - 1) * correlation


def design_effect(sizes: npt.ArrayLike, sums: npt.ArrayLike, sum_of_squares: float) -> float:
    """Factor by which clustering inflates the variance of a mean.

    Parameters
    ----------
    sizes, sums, sum_of_squares
        As in `intraclass_correlation`.

    Returns
    -------
    float
        1 + (typical cluster size - 1) ICC, at least 1.

    References
    ----------
    Kish 1965, Survey Sampling.
    """
    typical = typical_cluster_size(sizes)
    return 1 + max(0.0, typical - 1) * intraclass_correlation(sizes, sums, sum_of_squares)


def cell_design_effect(cluster_counts: npt.ArrayLike) -> float:
    """Mean generalised design effect of the shares of cells.

    Parameters
    ----------
    cluster_counts : array_like, shape (C, K)
        Rows of each cluster in each cell.

    Returns
    -------
    float
        sum_k (1 - p_k) deff_k / (K - 1) over the occupied cells, at least 1; 1 for fewer than two cells.

    References
    ----------
    Rao & Scott 1981, JASA 76:221 (first-order correction).
    """
    counts = np.asarray(cluster_counts, dtype=np.float64)
    counts = counts[:, counts.sum(axis=0) > 0] if counts.ndim == 2 else np.zeros((0, 0))
    if counts.shape[1] < 2:
        return 1.0
    sizes, totals = counts.sum(axis=1), counts.sum(axis=0)
    effects = [design_effect(sizes, counts[:, k], float(totals[k])) for k in range(counts.shape[1])]
    weighted = float(np.sum((1 - totals / totals.sum()) * np.array(effects)))
    return max(1.0, weighted / float(counts.shape[1] - 1))


def effective_rows(rows: float, effect: float) -> float:
    """Independent rows that a sample with this design effect is worth."""
    return rows / max(1.0, effect)
