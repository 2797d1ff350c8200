"""Average loss of rows without labels: what it would be if the relation of target and inputs had stayed.

Every estimate here is blind to concept drift by definition.
"""

import math

import numpy as np

from driftcli.frozen import dataclass
from driftcli.stats.learners import FOLDS, Floats, Folds, Rows, balanced_folds, fit_trees, scrambled
from driftcli.stats.row_groups import FEWEST_GROUPS, variance_of_sum, whole_folds


@dataclass(frozen=True)
class LossEstimate:
    """Estimates of the average loss of the current rows; see `estimate_loss`."""

    doubly_robust: float
    se: float
    """Of the doubly robust estimate against the realised average."""
    model: float
    """Average of the loss model alone (direct loss estimation)."""
    weighted: float
    """Average of the reference's losses, weighted by the density ratio."""
    effective_rows: float
    """Reference rows that the weights are worth."""
    expected: Floats
    """Loss that the model expects of each current row, shape (m,)."""
    correction: float
    """What the weighted reference adds to the loss model."""
    correction_se: float
    widening: float = 1.0
    """Factor by which groups of rows widen the standard error; 1 for independent rows."""

    def contradiction(self, realised: Floats) -> float:
        """Standard errors by which the realised losses of some current rows exceed what is expected of these rows.

        Parameters
        ----------
        realised : ndarray, shape (m,)
            NaN where a row has no label. Each row is held against its own expectation, so that labels which come
            first for easy rows do not contradict.
        """
        known = np.isfinite(realised)
        excess = realised[known] - self.expected[known]
        if len(excess) < 2:
            return 0.0
        se = math.hypot(float(excess.std(ddof=1)) / math.sqrt(len(excess)), self.correction_se)
        return (float(excess.mean()) - self.correction) / se if se > 0 else 0.0


def density_ratio(current_probability: Floats) -> Floats:
    """Weight that makes reference rows resemble current ones, with mean 1.

    Parameters
    ----------
    current_probability : ndarray, shape (n,)
        P(current | x) of the reference rows with both samples at half of the mass, strictly between 0 and 1.

    Notes
    -----
    ``w = e / (1 - e)``, normalised.
    """
    ratio = current_probability / (1 - current_probability)
    return np.asarray(ratio / ratio.mean())


def estimate_loss(
    rows: Rows, reference_loss: Floats, weights: Floats, *, is_error_rate: bool, seed: int = 0
) -> LossEstimate:
    """Estimate the average loss of the current rows.

    Parameters
    ----------
    rows : Rows
        Inputs and scores of labelled reference rows and of unlabelled current rows.
    reference_loss : ndarray, shape (n,)
        Of the reference rows.
    weights : ndarray, shape (n,)
        Density ratio of the reference rows, with mean 1.
    is_error_rate : bool
        Whether the loss is 0 or 1; then the sampling error of the realised average is known from the model alone.
    seed : int
        Of the folds.

    Returns
    -------
    LossEstimate

    Notes
    -----
    With a loss model mu(x) cross-fitted in 5 folds on the reference::

        estimate = mean_cur mu + mean_ref w (loss - mu)
        variance = var_cur(mu)/m + var_ref(w (loss - mu))/n + s/m

    where s is mean_cur mu (1 - mu) for 0/1 losses, and else the weighted mean square of loss - mu in the reference.
    It is right if either the weights or the model are. Rows that come in groups keep to one fold and are summed by
    group; s is multiplied by what groups add to the variance of w (loss - mu).

    References
    ----------
    Robins & Rotnitzky 1995; Chernozhukov et al. 2018; Shimodaira 2000.
    """
    known, unknown = rows.taken(~rows.is_current), rows.matrix[rows.is_current]
    n, m = len(known.matrix), len(unknown)
    folds = _folds(known, np.zeros(n), seed)
    expected, ahead = np.empty(n), np.zeros(m)
    models = int(folds.max()) + 1
    for fold in range(models):
        out = folds == fold
        model = fit_trees(known.taken(~out), reference_loss[~out])
        expected[out] = model(known.matrix[out])
        ahead += model(unknown) / models
    correction = weights * (reference_loss - expected)
    held = np.clip(ahead, 0.0, 1.0)
    noise = held * (1 - held) if is_error_rate else weights * (reference_loss - expected) ** 2
    influence = np.where(rows.is_current, 1 / m, 1 / n)
    influence[rows.is_current] *= ahead - ahead.mean()
    influence[~rows.is_current] *= correction - correction.mean()
    spread, _ = variance_of_sum(influence, rows.is_current, rows.groups)
    squares = float(np.sum(influence**2))
    alone = np.where(rows.is_current, 0.0, influence)
    plain = float(np.sum(alone**2))
    of_correction = max(plain, variance_of_sum(alone, rows.is_current, rows.groups)[0])
    inflation = of_correction / plain if plain else 1.0
    variance = spread + float(noise.mean()) / m * inflation
    return LossEstimate(
        doubly_robust=float(ahead.mean() + correction.mean()),
        se=math.sqrt(variance),
        model=float(ahead.mean()),
        weighted=float(np.sum(weights * reference_loss) / np.sum(weights)),
        effective_rows=float(weights.sum() ** 2 / np.sum(weights**2)),
        expected=ahead,
        correction=float(correction.mean()),
        correction_se=math.sqrt(of_correction),
        widening=math.sqrt(max(1.0, inflation, spread / squares if squares else 1.0)),
    )


def _folds(known: Rows, strata: Floats, seed: int) -> Folds:
    """Five folds of the labelled rows, each stratum evenly, or whole groups where there are enough."""
    groups = known.groups
    if groups is None or max(groups.counts) < 2 * FEWEST_GROUPS:
        return balanced_folds(strata, seed=seed)
    return whole_folds(groups, FOLDS, scrambled(len(groups.sizes[0]), seed))


def conditional_probability(rows: Rows, labels: Floats, *, seed: int = 0) -> tuple[Floats, Floats]:
    """P(y = 1 | inputs, score) by boosted trees: cross-fitted on the reference, and on the current rows.

    Parameters
    ----------
    rows : Rows
        Inputs and scores of both samples.
    labels : ndarray, shape (n,)
        0 and 1, of the reference rows.

    Returns
    -------
    tuple of ndarray
        Shapes (n,) and (m,); not yet calibrated.
    """
    known, unknown = rows.taken(~rows.is_current), rows.matrix[rows.is_current]
    folds = _folds(known, labels, seed)
    own, ahead = np.empty(len(labels)), np.zeros(len(unknown))
    models = int(folds.max()) + 1
    for fold in range(models):
        out = folds == fold
        model = fit_trees(known.taken(~out), labels[~out], is_probability=True)
        own[out] = model(known.matrix[out])
        ahead += model(unknown) / models
    return own, ahead
