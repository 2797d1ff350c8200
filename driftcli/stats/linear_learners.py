"""Linear learners, for many weak columns such as embeddings and words; see `learners` for how they are loaded."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from driftcli.stats.learners import Floats, load_learners, one_thread

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def fit_sparse_logistic(
    matrix: "csr_array", is_current: npt.NDArray[np.bool_], *, strength: float = 1.0
) -> tuple[Floats, float]:
    """Fit a ridge logistic regression of which sample a row is from, both samples at half of the mass.

    Parameters
    ----------
    matrix : csr_array, shape (rows, columns)
        Rows of length 1 or 0.
    is_current : ndarray, shape (rows,)
        Both samples must occur.
    strength : float
        Inverse of the ridge penalty.

    Returns
    -------
    tuple
        Weights, shape (columns,), and intercept.
    """
    load_learners()
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    with one_thread():
        model = LogisticRegression(C=strength, max_iter=500, class_weight="balanced").fit(matrix, is_current)
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])
