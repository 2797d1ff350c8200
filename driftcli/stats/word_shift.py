"""Whether texts of two samples use other words, and which: a classifier of words, and its words tested on other texts.

A ridge logistic regression of words and pairs of words tells current texts from reference texts; held-out texts judge
it. The words that weigh most in a classifier of two fifths of the texts are compared on the other three fifths.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.domain_classifier import DomainTest, auc_over_folds
from driftcli.stats.grouped_shares import grouped_share_test
from driftcli.stats.learners import growing_part, row_folds
from driftcli.stats.linear_learners import fit_sparse_logistic
from driftcli.stats.multiplicity import holm
from driftcli.stats.proportions import ShareTest
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.words import WordTable, unknown_shares, word_table

Mask = npt.NDArray[np.bool_]

CANDIDATES = 40
"""Terms that are tested again."""


@dataclass(frozen=True)
class MovedTerm:
    """A word, or two neighbouring words, and its share of the texts of each sample."""

    term: str
    reference_share: float
    current_share: float
    test: ShareTest
    p_value: float
    """Two-sided, adjusted by Holm over the terms that were tested."""


@dataclass(frozen=True)
class WordShift:
    """See `word_shift`."""

    test: DomainTest
    """Whether held-out texts are told apart."""
    terms: int
    """Words and pairs that the classifier saw."""
    moved: tuple[MovedTerm, ...]
    """Terms tested again, smallest p-value first."""
    unknown_reference: float
    """Mean share of a reference text's words that no text of the other half of the reference contains."""
    unknown_current: float
    """The same share of a current text's words, by the same half."""


def word_shift(
    reference: Sequence[str], current: Sequence[str], *, groups: RowGroups | None = None, seed: int = 0
) -> WordShift | None:
    """Tell texts of two samples apart by their words.

    Parameters
    ----------
    reference, current : sequence of str
        One text a row, at least ten of each.
    groups : RowGroups, optional
        Of the reference texts followed by the current ones.
    seed : int
        Of the folds.

    Returns
    -------
    WordShift or None
        ``None`` where no word occurs in enough texts.

    Notes
    -----
    AUC as in `corrected_auc`, over five folds. Which terms are kept is decided without regard to the sample of a text.
    """
    table = word_table([*reference, *current])
    if not table.terms:
        return None
    is_current = np.arange(len(reference) + len(current)) >= len(reference)
    test = _told_apart(table, is_current, groups, seed)
    old, new = _unknown(table, is_current, groups, seed)
    return WordShift(test, len(table.terms), tuple(_moved(table, is_current, groups, seed)), old, new)


def _told_apart(table: WordTable, is_current: Mask, groups: RowGroups | None, seed: int) -> DomainTest:
    place = row_folds(is_current, groups, seed=seed)
    scores = np.empty(len(is_current))
    for fold in range(int(place.max()) + 1):
        out = place == fold
        weights, level = fit_sparse_logistic(table.matrix[~out], is_current[~out])
        scores[out] = table.matrix[out] @ weights + level
    return auc_over_folds(scores, is_current, place, groups=groups)


def _moved(table: WordTable, is_current: Mask, groups: RowGroups | None, seed: int) -> list[MovedTerm]:
    """Choose the terms of most weight on some texts and test their shares of the others."""
    growing = growing_part(is_current, groups, seed=seed)
    weights, _ = fit_sparse_logistic(table.matrix[growing], is_current[growing])
    chosen = np.argsort(-np.abs(weights), kind="stable")[:CANDIDATES]
    inside = table.matrix[~growing][:, chosen].toarray() > 0
    side = is_current[~growing]
    own = None if groups is None else groups.taken(~growing)
    tests = [grouped_share_test(column, side, own) for column in inside.T]
    adjusted = holm([test.p_value for test in tests])
    found = [
        MovedTerm(table.terms[term], float(has[~side].mean()), float(has[side].mean()), test, float(p))
        for term, has, test, p in zip(chosen.tolist(), inside.T, tests, adjusted, strict=True)
    ]
    return sorted(found, key=lambda one: (one.p_value, -abs(one.test.size), one.term))


def _unknown(table: WordTable, is_current: Mask, groups: RowGroups | None, seed: int) -> tuple[float, float]:
    """Mean shares of words unknown to one half of the reference, in its other half and in the current texts."""
    half = row_folds(is_current, groups, 2, seed=seed + 1) == 0
    shares = unknown_shares(table, half & ~is_current)
    means = []
    for side in (~half & ~is_current, is_current):
        read = shares[side & np.isfinite(shares)]
        means.append(float(read.mean()) if len(read) else 0.0)
    return means[0], means[1]
