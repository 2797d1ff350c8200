"""Two categorical profiles side by side: one list of categories, and the rows that each side has of every one.

Many checks ask the same two profiles, and there may be 200,000 categories, so this is worked out once for a pair.
"""

import unicodedata
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.profiles.categorical import CategoricalProfile, most_frequent_first
from driftcli.profiles.grid import IntArray
from driftcli.profiles.taking import taken

_MARK = "\n"
_OTHER_BLANKS = "\t\r\v\f\x1c\x1d\x1e\x1f"
"""Of ASCII, beside the space and the mark."""


@dataclass(frozen=True)
class AlignedCategories:
    """Every category of either profile, most frequent in both together first, ties by name."""

    categories: tuple[str, ...]
    reference: IntArray
    """Rows of each category, shape (categories,)."""
    current: IntArray

    @cached_property
    def spellings(self) -> "Spellings":
        """Categories sorted by what a person would take for the same."""
        names = pa.array(folded(self.categories), type=pa.large_string()).dictionary_encode()
        group = np.asarray(names.indices).astype(np.int64)
        size = len(names.dictionary)
        return Spellings(
            names=tuple(names.dictionary.to_pylist()),
            group=group,
            reference=_summed(group, self.reference, size),
            current=_summed(group, self.current, size),
        )


@dataclass(frozen=True)
class Spellings:
    """Categories in groups that differ in Unicode form, case and blanks only."""

    names: tuple[str, ...]
    """Folded spelling of each group."""
    group: IntArray
    """Group of each category, shape (categories,)."""
    reference: IntArray
    """Rows of each group, shape (groups,)."""
    current: IntArray

    @cached_property
    def has_text(self) -> np.ndarray:
        """Groups that are more than blanks, shape (groups,)."""
        return np.array([bool(name) for name in self.names], dtype=bool)


def align(reference: CategoricalProfile, current: CategoricalProfile) -> AlignedCategories:
    """Put two profiles side by side; the reference remembers the latest answer."""
    known = reference.latest_alignment
    if not known or known[0] is not current:
        known[:] = [current, _aligned(reference, current)]
    aligned: AlignedCategories = known[1]
    return aligned


def _aligned(reference: CategoricalProfile, current: CategoricalProfile) -> AlignedCategories:
    old, new = (pa.array(side.categories, type=pa.large_string()) for side in (reference, current))
    place = np.asarray(pc.fill_null(pc.index_in(new, value_set=old), -1)).astype(np.int64)
    is_new = place < 0
    names = pa.concat_arrays([old, taken(new, np.flatnonzero(is_new))])
    before = np.concatenate([reference.counts, np.zeros(int(is_new.sum()), dtype=np.int64)])
    after = np.zeros(len(names), dtype=np.int64)
    after[place[~is_new]] = current.counts[~is_new]
    after[len(old) :] = current.counts[is_new]
    order = most_frequent_first(names, before + after)
    return AlignedCategories(tuple(taken(names, order).to_pylist()), before[order], after[order])


def _summed(group: IntArray, rows: IntArray, size: int) -> IntArray:
    return np.bincount(group, weights=rows, minlength=size).astype(np.int64)


def folded(texts: Sequence[str]) -> list[str]:
    """Fold compatibility forms (NFKC) and case of each text, and make every run of blanks one, none at the ends."""
    joined = _MARK.join(texts)
    if len(texts) > 1 and joined.isascii() and joined.count(_MARK) == len(texts) - 1 and _has_single_blanks(joined):
        return joined.casefold().split(_MARK)  # all at once where there is nothing else to fold
    return [_folded(text) for text in texts]


def _has_single_blanks(joined: str) -> bool:
    """Whether the only blanks are single spaces and marks, each of them between two words."""
    is_plain = not any(blank in joined for blank in _OTHER_BLANKS)
    return is_plain and len(joined.split()) == joined.count(" ") + joined.count(_MARK) + 1


def _folded(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.casefold().split())
