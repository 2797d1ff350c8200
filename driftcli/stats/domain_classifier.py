"""Domain classifier: whether a learner that has not seen a row can tell which sample it is from.

If not, the joint distributions do not differ in any way that it could learn. Sees what no single column shows.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.boosting import predictions_of_shuffled
from driftcli.stats.learners import (
    FOLDS,
    Floats,
    Folds,
    Predictor,
    Rows,
    fit_trees,
    isotonic,
    load_learners,
    one_thread,
    row_folds,
    scrambled,
)
from driftcli.stats.location import size_of_theta
from driftcli.stats.ridge_logistic import fit_logistic
from driftcli.stats.row_groups import RowGroups, tail, variance_of_sum, widened
from driftcli.stats.side_by_side import side_by_side
from driftcli.stats.standardised import scale_of
from driftcli.stats.vector_rows import Vectors, taken

Z95 = 1.6448536269514722
Z99 = 2.3263478740408408
Z80 = 0.8416212335729143
SMALL_SAMPLE = 100
"""Below this many rows in either sample one half is trained on and the other tested, which is exactly valid."""
SEPARABLE = 0.99
"""Beyond this AUC the samples are separable: a trivial separator hides everything else."""
SCREENING_ROWS = 300
"""Held-out rows of a fold on which the columns to be ranked are chosen."""
MOST_ASKED = 100
"""Columns that are shuffled one by one; of more, the stretches that carry most are asked."""
CLIP = 0.01
"""Probabilities of being current are held this far from 0 and 1."""


@dataclass(frozen=True)
class DomainTest:
    """How well held-out rows of the two samples are told apart; see `corrected_auc`."""

    auc: float
    """P(score of a current row > score of a reference row) + P(equal)/2, mean over folds; 0.5 is no difference."""
    se: float
    """Standard error of the AUC, corrected for the overlap of the training folds."""
    fold_aucs: tuple[float, ...] = ()
    """AUC of each held-out fold."""
    df: float = math.inf
    """Degrees of freedom of the standard error; finite where few groups of rows show it."""

    @property
    def p_value(self) -> float:
        """One-sided p-value of an AUC of 0.5: whether the samples can be told apart at all."""
        if self.se == 0:
            return 1.0 if self.auc <= 0.5 else 0.0
        return tail(-(self.auc - 0.5) / self.se, self.df)

    @property
    def size(self) -> float:
        """sqrt(2) Phi^-1(AUC), at least 0 and at most 5: the shift in sd of two normals that are as far apart."""
        return max(0.0, size_of_theta(self.auc))

    def lower(self, z: float = Z95) -> float:
        """Lower bound of the size, z standard errors below; 1.645 for one-sided 95 %."""
        return size_of_theta(max(0.5, self.auc - widened(z, self.df) * self.se))

    def upper(self, z: float = Z95) -> float:
        """Upper bound of the size, z standard errors above; an AUC below 0.5 is chance, and counts as 0.5."""
        return size_of_theta(max(0.5, self.auc) + widened(z, self.df) * self.se)

    def visible_auc(self, n: int, m: int, z: float = Z99) -> float:
        """Smallest AUC that would be beyond chance at z 4 times in 5; with the n and m rows of the two samples.

        The standard error is at least that of samples that are alike, ``1.5 sqrt((n + m) / (12 n m))``: that of a large
        AUC is smaller and says nothing of small changes.
        """
        se = max(self.se, 1.5 * math.sqrt((n + m) / (12 * n * m)))
        return min(1.0, 0.5 + (widened(z, self.df) + widened(Z80, self.df)) * se)


@dataclass(frozen=True)
class DomainScores:
    """A fitted domain classifier."""

    rows: Rows
    folds: Folds
    """Fold of each row; a row whose fold has no model was not scored."""
    models: tuple[Predictor | None, ...]
    """The model of each fold, fitted without it; ``None`` for a fold that was only trained on."""
    scores: Floats
    """P(current) of each row by the model that has not seen it; NaN where there is none."""

    @property
    def test(self) -> DomainTest:
        """The two-sample test that the scores make."""
        scored = [fold for fold, model in enumerate(self.models) if model is not None]
        return auc_over_folds(self.scores, self.rows.is_current, self.folds, scored, groups=self.rows.groups)

    def probabilities(self) -> Floats:
        """P(current | x) of each row with both samples at half of the mass, calibrated half-way and clipped.

        The mean of the cross-fitted score and its isotonic calibration on the other folds, within [0.01, 0.99].
        """
        calibrated = np.empty(len(self.scores))
        weights = self.rows.weights
        for fold in range(len(self.models)):
            out = self.folds == fold
            curve = isotonic(self.scores[~out], self.rows.is_current[~out].astype(np.float64), weights[~out])
            calibrated[out] = curve(self.scores[out])
        return np.clip(0.5 * self.scores + 0.5 * calibrated, CLIP, 1 - CLIP)


def placements(low: Floats, high: Floats) -> Floats:
    """Share of `low` below each value of `high`, ties counted half, shape (len(high),)."""
    ordered = np.sort(low)
    below = np.searchsorted(ordered, high, side="left") + np.searchsorted(ordered, high, side="right")
    return np.asarray(below / (2 * len(low)))


def auc_of(scores: Floats, is_current: npt.NDArray[np.bool_]) -> float:
    """AUC of a score; 0.5 when a sample has fewer than two rows."""
    low, high = scores[~is_current], scores[is_current]
    return 0.5 if min(len(low), len(high)) < 2 else float(placements(low, high).mean())


def auc_variance(scores: Floats, is_current: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """AUC of a score and its variance by placement values (DeLong et al. 1988).

    Returns
    -------
    tuple of float
        0.5 and infinity when a sample has fewer than two rows.
    """
    low, high = scores[~is_current], scores[is_current]
    if min(len(low), len(high)) < 2:
        return 0.5, math.inf
    of_high, of_low = placements(low, high), placements(high, low)
    return float(of_high.mean()), float(of_high.var(ddof=1) / len(high) + of_low.var(ddof=1) / len(low))


def auc_influence(scores: Floats, is_current: npt.NDArray[np.bool_]) -> Floats:
    """What each row adds to the AUC, shape (rows,), mean 0 in each sample; 0 when a sample has no row."""
    influence = np.zeros(len(scores))
    low, high = scores[~is_current], scores[is_current]
    if min(len(low), len(high)):
        of_high, of_low = placements(low, high), placements(high, low)
        influence[is_current] = (of_high - of_high.mean()) / len(high)
        influence[~is_current] = (of_low.mean() - of_low) / len(low)
    return influence


def corrected_auc(fold_aucs: Sequence[float], fold_variances: Sequence[float]) -> DomainTest:
    """Mean of AUCs over folds, with the correction for training sets that share rows.

    Notes
    -----
    ``se = sqrt(sum v_f) / K``, times ``sqrt(1 + K/(K-1))`` for K > 1 folds: the variance is multiplied by
    ``1/K + 1/(K-1)`` instead of ``1/K``. AUCs are taken within folds, because scores of different models cannot be
    compared.

    References
    ----------
    Nadeau & Bengio 2003, Mach. Learn. 52:239. DeLong et al. 1988. Lopez-Paz & Oquab 2017, ICLR.
    """
    folds = len(fold_aucs)
    correction = math.sqrt(1 + folds / (folds - 1)) if folds > 1 else 1.0
    se = math.sqrt(sum(fold_variances)) / folds * correction
    return DomainTest(sum(fold_aucs) / folds, se, tuple(fold_aucs))


def auc_over_folds(
    scores: Floats,
    is_current: npt.NDArray[np.bool_],
    folds: Folds,
    scored: Sequence[int] | None = None,
    *,
    groups: RowGroups | None = None,
) -> DomainTest:
    """Corrected AUC of scores that were given fold by fold; see `held_by_groups` for rows in groups."""
    wanted = list(range(int(folds.max()) + 1) if scored is None else scored)
    parts = [auc_variance(scores[folds == fold], is_current[folds == fold]) for fold in wanted]
    test = corrected_auc([auc for auc, _ in parts], [variance for _, variance in parts])
    return test if groups is None else held_by_groups(test, scores, folds, groups, wanted)


def held_by_groups(
    test: DomainTest, scores: Floats, folds: Folds, groups: RowGroups, scored: Sequence[int]
) -> DomainTest:
    """Inflate a standard error by what whole groups add to the AUC instead of rows.

    Notes
    -----
    DeLong's influences are centred within folds and summed by group (Obuchowski 1997); as each of F folds loses one of
    its groups' degrees of freedom, the variance is multiplied by (K - 1)/(K - F) for K groups of the smaller sample.
    """
    influence = np.zeros(len(scores))
    for fold in scored:
        out = folds == fold
        influence[out] = auc_influence(scores[out], groups.is_current[out])
    place = np.isin(folds, scored)
    own = groups.taken(place)
    variance, df = variance_of_sum(influence[place], own.is_current, own)
    plain = float(np.sum(influence**2))
    if plain <= 0 or math.isinf(df):
        return test
    count, lost = min(own.effective_counts), len(scored) - 1 if own.can_be_folded else 0
    inflation = max(1.0, variance / plain * (count - 1) / max(1.0, count - 1 - lost))
    return replace(test, se=test.se * math.sqrt(inflation), df=max(1.0, df - 2 * lost))


def fit_domain(rows: Rows, *, seed: int = 0, is_split: bool = False, folds: int = FOLDS) -> DomainScores:
    """Fit boosted trees that tell current rows from reference rows, and score held-out rows.

    Parameters
    ----------
    rows : Rows
        Both samples, at least ten rows of each.
    seed : int
        Of the folds.
    is_split : bool
        Train on one half and score the other, instead of cross-fitting: exactly valid at any size.
    folds : int
        Number of folds when cross-fitting.

    Returns
    -------
    DomainScores
        With a split, the scores of the training half are NaN.
    """
    place = rows.folds(2 if is_split else folds, seed=seed)
    target, weights = rows.is_current.astype(np.float64), rows.weights
    scores = np.full(len(target), np.nan)

    def fitted_without(fold: int) -> Predictor | None:
        if is_split and fold == 0:
            return None
        out = place == fold
        model = fit_trees(rows.taken(~out), target[~out], weights[~out], is_probability=True)
        scores[out] = model(rows.matrix[out])
        return model

    models = side_by_side(fitted_without, range(int(place.max()) + 1))
    return DomainScores(rows, place, tuple(models), scores)


def fit_linear_domain(
    reference: Vectors, current: Vectors, *, groups: RowGroups | None = None, seed: int = 0, folds: int = FOLDS
) -> DomainTest:
    """Tell vectors of two samples apart by ridge logistic regression on dimensions standardised by the reference.

    Parameters
    ----------
    reference, current : ndarray or sequence of ndarray, shape (rows, dimensions)
        Finite, of either precision; they are not copied.
    groups : RowGroups, optional
        Of the reference rows followed by the current ones.
    """
    rows, scale = [*reference, *current], scale_of(reference)
    is_current = np.arange(len(rows)) >= len(reference)
    place = row_folds(is_current, groups, folds, seed=seed)
    scores = np.empty(len(rows))

    def score(fold: int) -> None:
        kept, out = np.flatnonzero(place != fold), np.flatnonzero(place == fold)
        model = fit_logistic(taken(rows, kept), is_current[kept].astype(np.float64), scale)
        scores[out] = model.scores(taken(rows, out))

    load_learners()
    with one_thread():
        side_by_side(score, range(int(place.max()) + 1))
    return auc_over_folds(scores, is_current, place, groups=groups)


def column_importance(
    fitted: DomainScores, columns: Sequence[int], *, repeats: int = 1, seed: int = 0, limit: int = 1_000
) -> dict[int, float]:
    """How much of the AUC each column carries: what is lost when it is shuffled among held-out rows.

    Parameters
    ----------
    fitted : DomainScores
        The classifier.
    columns : sequence of int
        Columns to ask about.
    repeats : int
        Shuffles per fold and column.
    seed : int
        Of the shuffles.
    limit : int
        Held-out rows per fold that are used.

    Returns
    -------
    dict
        Column to mean loss of AUC; may be slightly negative for a column that carries nothing.
    """
    lost = _lost(fitted, [[column] for column in columns], repeats=repeats, seed=seed, limit=limit)
    return dict(zip(columns, lost, strict=True))


def _lost(fitted: DomainScores, groups: Sequence[Sequence[int]], *, repeats: int, seed: int, limit: int) -> list[float]:
    """Mean loss of AUC where the columns of a group are shuffled together, for each group."""
    scored = [fold for fold, model in enumerate(fitted.models) if model is not None]

    def lost_in(fold: int) -> Floats:
        held = np.flatnonzero(fitted.folds == fold)
        held = held[np.argsort(scrambled(len(held), seed + 17), kind="stable")][:limit]
        matrix, is_current, model = fitted.rows.matrix[held], fitted.rows.is_current[held], fitted.models[fold]
        assert model is not None  # noqa: S101 - only such folds are asked
        left = np.zeros(len(groups))
        for k in range(repeats):
            order = np.argsort(scrambled(len(held), seed + 101 + k), kind="stable")
            drawn = predictions_of_shuffled(model, matrix, order, groups)
            left += [auc_of(scores, is_current) for scores in drawn]
        return auc_of(fitted.scores[held], is_current) - left / repeats

    return [float(lost) for lost in np.mean(side_by_side(lost_in, scored), axis=0)]


def _screened(fitted: DomainScores, *, seed: int) -> Sequence[int]:
    """Choose the columns to ask about: all, or of very many the stretches that carry most when shuffled together.

    To shuffle one column costs a prediction of every column, so that all of them cost their square.
    """
    count = fitted.rows.matrix.shape[1]
    if count <= MOST_ASKED:
        return range(count)
    long = math.ceil(math.sqrt(count))
    stretches = [range(start, min(start + long, count)) for start in range(0, count, long)]
    lost = _lost(fitted, stretches, repeats=1, seed=seed, limit=SCREENING_ROWS)
    order = sorted(range(len(stretches)), key=lambda place: (-lost[place], place))
    return sorted(column for place in order[: math.ceil(MOST_ASKED / long)] for column in stretches[place])


def ranked_columns(fitted: DomainScores, *, top: int = 10, seed: int = 0) -> list[tuple[int, float]]:
    """Columns by their share of AUC - 0.5, largest first: all on few rows, then the leading ones on more."""
    excess = fitted.test.auc - 0.5
    if excess <= 0:
        return []
    first = column_importance(fitted, _screened(fitted, seed=seed), seed=seed, limit=SCREENING_ROWS)
    leading = sorted(first, key=lambda column: (-first[column], column))[:top]
    again = column_importance(fitted, [column for column in leading if first[column] > 0], repeats=2, seed=seed + 1)
    order = sorted(again, key=lambda column: (-again[column], column))
    return [(column, again[column] / excess) for column in order]


def separating_columns(fitted: DomainScores, *, most: int = 5, seed: int = 0) -> tuple[list[int], DomainScores]:
    """Take out, one after another, the columns that separate the samples, at most `most`.

    Returns
    -------
    tuple
        Their numbers in the given matrix, and the classifier of the columns that remain.
    """
    kept = list(range(fitted.rows.matrix.shape[1]))
    found: list[int] = []
    current = fitted
    while current.test.auc > SEPARABLE and len(found) < most and len(kept) > 1:
        carried = column_importance(current, _screened(current, seed=seed), seed=seed)
        worst = max(carried, key=lambda column: (carried[column], -column))
        found.append(kept.pop(worst))
        rows = replace(fitted.rows, matrix=fitted.rows.matrix[:, kept], is_categorical=fitted.rows.is_categorical[kept])
        current = fit_domain(rows, seed=seed, is_split=True)
    if found and current.models[0] is None:
        small = min(int(current.rows.is_current.sum()), int((~current.rows.is_current).sum())) < SMALL_SAMPLE
        current = current if small else fit_domain(current.rows, seed=seed)
    return found, current
