"""Texts as sparse rows of words and pairs of neighbouring words, for learners of many weak columns.

Words are kept as they are instead of hashed to 2^18 columns: the words of a sample are few enough, no two share a
column, and each column has a name.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.stats.ordered import sorted_distinct

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]

MOST_WORDS = 400
"""Words at the beginning of a text that are read."""
MOST_TERMS = 2**18
LEAST_TEXTS = 5
"""A term of fewer texts tells no two samples apart, and could name a person."""
_BLOCK = 1 << 17
"""Words whose texts are looked at together."""
_PAIRS = 1 << 19
"""Pairs of words that are counted together."""
_CHARACTER = "\u3040-\u30ff\u3400-\u9fff"
"""Kana and Han, written without spaces: each character is a word."""
WORD = re.compile(rf"[{_CHARACTER}]|[^\W{_CHARACTER}]+(?:['\u2019][^\W{_CHARACTER}]+)*")


@dataclass(frozen=True)
class WordTable:
    """Which terms occur in which texts."""

    matrix: "csr_array"
    """Shape (texts, terms): 1 / sqrt(terms of the text) where a term occurs, so that rows have length 1 or 0."""
    terms: tuple[str, ...]
    """A word, or two neighbouring words with a blank between them; of each column."""
    words: tuple[Numbers, Numbers]
    """Text and number of every word that was read, in order."""


def words_of(text: str) -> list[str]:
    """Words of a text in small letters, at most the first 400; ``&#39;`` and its kind are what they stand for."""
    if "&" in text:
        from html import unescape  # noqa: PLC0415 - it brings the names of all characters

        text = unescape(text)
    return WORD.findall(text.lower())[:MOST_WORDS]


def word_table(texts: Sequence[str], *, least: int = LEAST_TEXTS) -> WordTable:
    """Count in which texts words and pairs of neighbouring words occur.

    Parameters
    ----------
    texts : sequence of str
        One a row.
    least : int
        Texts in which a term must occur to be kept.
    """
    places, codes, names = _numbered(texts)
    words = _occurrences(places, codes, least)
    pairs = _together([_occurrences(*some, least) for some in _pairs(places, codes, words.keys)])
    kept = _kept(np.concatenate([words.counts, pairs.counts]), least)
    named = [names[word] for word in words.keys.tolist()]
    size = max(1, len(named))
    terms = [*named, *(f"{named[key // size]} {named[key % size]}" for key in pairs.keys.tolist())]
    matrix = _matrix(words, pairs, kept, len(texts))
    return WordTable(matrix, tuple(terms[place] for place in kept.tolist()), (places, codes))


def _numbered(texts: Sequence[str]) -> tuple[Numbers, Numbers, list[str]]:
    """Text and number of every word in order, and the words."""
    numbers: dict[str, int] = {}
    codes, lengths = array("i"), array("i")
    for text in texts:
        found = [numbers.setdefault(word, len(numbers)) for word in words_of(text)]
        codes.extend(found)
        lengths.append(len(found))
    places = np.repeat(np.arange(len(texts), dtype=np.int32), np.frombuffer(lengths, dtype=np.int32))
    return places, np.frombuffer(codes, dtype=np.int32), list(numbers)


@dataclass(frozen=True)
class _Occurrences:
    """Terms of several texts, and in which texts they occur."""

    keys: Integers
    """Of each term, ascending."""
    counts: Integers
    """Texts of each term."""
    text: Numbers
    term: Numbers
    """Text, and place among the terms, of each occurrence, a term once a text."""


def _occurrences(places: Numbers, keys: npt.NDArray[Any], least: int) -> _Occurrences:
    """Find the keys that occur in ``least`` texts; some texts at a time, so that little is sorted together."""
    text, once = _once(places, keys)
    terms, counts = _counted(once, least)
    place = np.minimum(np.searchsorted(terms, once), max(0, len(terms) - 1)).astype(np.int32)
    is_kept = terms[place] == once if len(terms) else np.zeros(len(once), dtype=bool)
    return _Occurrences(terms, counts, text[is_kept], place[is_kept])


def _once(places: Numbers, keys: npt.NDArray[Any]) -> tuple[Numbers, npt.NDArray[Any]]:
    """Text and key of each key, once a text."""
    size = int(keys.max(initial=0)) + 1
    texts, found = [np.empty(0, dtype=np.int32)], [np.empty(0, dtype=keys.dtype)]
    start = 0
    while start < len(places):
        stop = int(np.searchsorted(places, places[min(start + _BLOCK, len(places)) - 1], side="right"))
        first = int(places[start])
        both = sorted_distinct((places[start:stop] - first) * np.int64(size) + keys[start:stop])
        text, key = np.divmod(both, size)
        texts.append((text + first).astype(np.int32))
        found.append(key.astype(keys.dtype))
        start = stop
    return np.concatenate(texts), np.concatenate(found)


def _counted(keys: npt.NDArray[Any], least: int) -> tuple[Integers, Integers]:
    """Keys that occur at least so often, ascending, and how often."""
    ordered = np.sort(keys)
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    counts = np.diff(np.append(starts, len(ordered)))
    return ordered[starts[counts >= least]].astype(np.int64), counts[counts >= least]


def _pairs(places: Numbers, codes: Numbers, often: Integers) -> Iterator[tuple[Numbers, Integers]]:
    """Text and key of neighbouring words, those of some first words at a time, in the order of keys.

    A pair of a word that is not ``often`` there is not, either.
    """
    own = np.full(int(codes.max(initial=0)) + 1, -1, dtype=np.int32)
    own[often] = np.arange(len(often), dtype=np.int32)
    first, second = own[codes[:-1]], own[codes[1:]]
    first[(places[:-1] != places[1:]) | (second < 0)] = -1
    ends = np.cumsum(np.bincount(first[first >= 0], minlength=len(often)))
    cuts = np.searchsorted(ends, np.arange(_PAIRS, len(first) + 2 * _PAIRS, _PAIRS)) + 1
    start = 0
    for stop in sorted_distinct(np.minimum(cuts, len(often))).tolist():
        is_own = (first >= start) & (first < stop)
        keys = first[is_own].astype(np.int64)
        keys *= len(often)
        keys += second[is_own]
        yield places[:-1][is_own], keys
        start = stop


def _together(parts: list[_Occurrences]) -> _Occurrences:
    """Put terms under one another whose keys ascend from part to part."""
    starts = accumulate((len(part.keys) for part in parts), initial=0)
    return _Occurrences(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.text for part in parts]),
        np.concatenate([part.term + np.int32(start) for part, start in zip(parts, starts, strict=False)]),
    )


def unknown_shares(table: WordTable, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Share of each text's words that no text of a mask contains, shape (texts,); NaN for a text without words."""
    places, codes = table.words
    is_known = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    is_known[codes[known[places]]] = True
    read = np.bincount(places, minlength=len(known))
    unknown = np.bincount(places[~is_known[codes]], minlength=len(known))
    return np.asarray(np.divide(unknown, read, out=np.full(len(known), np.nan), where=read > 0))


def _kept(counts: Integers, least: int) -> Integers:
    """Numbers of the terms that are kept, ascending."""
    often = np.flatnonzero(counts >= least)
    if len(often) > MOST_TERMS:
        often = np.sort(often[np.argsort(-counts[often], kind="stable")[:MOST_TERMS]])
    return often


def _matrix(words: _Occurrences, pairs: _Occurrences, kept: Integers, texts: int) -> "csr_array":
    from scipy.sparse import csr_array  # noqa: PLC0415 - only where there are texts

    place = np.full(len(words.keys) + len(pairs.keys), -1, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    column = np.concatenate([place[words.term], place[len(words.keys) :][pairs.term]])
    row = np.concatenate([words.text, pairs.text])
    if len(kept) < len(place):
        row, column = row[column >= 0], column[column >= 0]
    filled = np.maximum(np.bincount(row, minlength=texts), 1)
    return csr_array(((1 / np.sqrt(filled))[row], (row, column)), shape=(texts, len(kept)))
