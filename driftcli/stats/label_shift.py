"""Label shift: the classes' shares moved and nothing else, so that only the prior of a model has to be mended."""

import math

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.domain_classifier import DomainTest, auc_over_folds
from driftcli.stats.learners import Floats, Folds, Rows, cross_fit
from driftcli.stats.row_groups import tail, variance_of_sum, widened
from driftcli.stats.shape import ShapeTest, shape_test

LEAST_CLASS_ROWS = 50
"""A class needs this many rows on each side to be looked into."""


@dataclass(frozen=True)
class LabelShift:
    """Shares of the classes, and whether the inputs moved within them; see `label_shift`."""

    reference_shares: Floats
    current_shares: Floats
    table: ShapeTest
    """Test of the class shares."""
    size: float
    """Two classes: Cohen's h of the second, signed. More: debiased size s of the class table."""
    within: dict[int, DomainTest]
    """Class to how well its current rows are told from its reference rows, given equal class shares."""
    pairs: float
    """n m / (n + m), divided by what groups of rows cost."""
    df: float = math.inf
    """Degrees of freedom of that cost."""

    @property
    def p_value(self) -> float:
        """Of the class shares; Student's t takes the normal's place where few groups show how much they vary."""
        if len(self.reference_shares) == 2 and not math.isinf(self.df):
            return min(1.0, 2 * tail(-abs(self.size) * math.sqrt(self.pairs), self.df))
        return self.table.p_value

    def lower(self, z: float) -> float:
        """Lower bound of the absolute size."""
        if len(self.reference_shares) == 2:
            return max(0.0, abs(self.size) - widened(z, self.df) / math.sqrt(self.pairs))
        return self.table.lower(0.05)

    def upper(self, z: float) -> float:
        """Upper bound of the absolute size."""
        if len(self.reference_shares) == 2:
            return abs(self.size) + widened(z, self.df) / math.sqrt(self.pairs)
        return self.table.upper(0.05)

    def within_lower(self, z: float) -> float:
        """Largest lower bound, over classes, of the shift of the inputs within a class."""
        return max((test.lower(z) for test in self.within.values()), default=0.0)


def label_shift(rows: Rows, codes: npt.NDArray[np.int64], classes: int, folds: Folds) -> LabelShift:
    """Compare class shares, and inputs within classes.

    Parameters
    ----------
    rows : Rows
        Inputs of both samples.
    codes : ndarray, shape (rows,)
        Class of each row, 0 to classes - 1.
    classes : int
        At least 2.
    folds : ndarray, shape (rows,)
        For the classifier within classes.

    Returns
    -------
    LabelShift

    Notes
    -----
    A domain classifier is cross-fitted on inputs and class together, with reference rows weighted by q(y)/p(y), so
    that the shares alone tell nothing; its AUC is then taken within each class. For two classes the size is Cohen's
    ``h = 2 asin sqrt(q) - 2 asin sqrt(p)``.

    References
    ----------
    Lipton, Wang & Smola 2018, ICML; Saerens, Latinne & Decaestecker 2002.
    """
    current = rows.is_current
    before = np.bincount(codes[~current], minlength=classes)
    after = np.bincount(codes[current], minlength=classes)
    n, m = int(before.sum()), int(after.sum())
    p, q = before / n, after / m
    ratio = np.divide(q, p, out=np.zeros(classes), where=p > 0)
    weights = rows.weights * np.where(current, 1.0, ratio[codes])
    with_class = rows.beside(codes.astype(np.float64), is_categorical=True)
    scores = cross_fit(with_class, current.astype(np.float64), folds, weights, is_probability=True)
    within = {}
    for code in range(classes):
        if min(before[code], after[code]) >= LEAST_CLASS_ROWS:
            member = codes == code
            own = None if rows.groups is None else rows.groups.taken(member)
            within[code] = auc_over_folds(scores[member], current[member], folds[member], groups=own)
    effect, df = _share_effect(rows, codes, classes)
    table = shape_test(before, after).shrunk(effect)
    size = 2 * (math.asin(math.sqrt(q[1])) - math.asin(math.sqrt(p[1]))) if classes == 2 else table.size
    return LabelShift(p, q, table, size, within, n * m / (n + m) / effect, df)


def _share_effect(rows: Rows, codes: npt.NDArray[np.int64], classes: int) -> tuple[float, float]:
    """Largest factor by which groups of rows inflate the variance of a class's change, and its degrees of freedom."""
    current = rows.is_current
    if rows.groups is None:
        return 1.0, math.inf
    found = [(1.0, math.inf)]
    for code in range(classes):
        member = (codes == code).astype(np.float64)
        centred = np.where(current, member - member[current].mean(), member[~current].mean() - member)
        influence = centred / np.where(current, current.sum(), (~current).sum())
        plain = float(np.sum(influence**2))
        variance, df = variance_of_sum(influence, current, rows.groups)
        if plain > 0:
            found.append((max(1.0, variance / plain), df))
    return max(found)
