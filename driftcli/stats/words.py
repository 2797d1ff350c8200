"""Texts as sparse rows of words and pairs of neighbouring words, for learners of many weak columns.

Words are kept as they are instead of hashed to 2^18 columns: the words of a sample are few enough, no two share a
column, and each column has a name.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = npt.NDArray[np.int64]

MOST_WORDS = 400
"""Words at the beginning of a text that are read."""
MOST_TERMS = 2**18
LEAST_TEXTS = 5
"""A term of fewer texts tells no two samples apart, and could name a person."""
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
    words: tuple[Integers, Integers]
    """Text and number of every word that was read, in order."""


def words_of(text: str) -> list[str]:
    """Words of a text in small letters, at most the first 400; ``&#39;`` and its kind are what they stand for."""
    return WORD.findall(unescape(text).lower())[:MOST_WORDS]


def word_table(texts: Sequence[str], *, least: int = LEAST_TEXTS) -> WordTable:
    """Count in which texts words and pairs of neighbouring words occur.

    Parameters
    ----------
    texts : sequence of str
        One a row.
    least : int
        Texts in which a term must occur to be kept.
    """
    numbers: dict[str, int] = {}
    found = [[numbers.setdefault(word, len(numbers)) for word in words_of(text)] for text in texts]
    places = np.repeat(np.arange(len(texts)), [len(words) for words in found])
    codes = np.array([word for words in found for word in words], dtype=np.int64)
    size = max(1, len(numbers))
    is_pair = places[:-1] == places[1:]
    pairs = size + codes[:-1][is_pair] * size + codes[1:][is_pair]
    keys, columns = np.unique(np.concatenate([codes, pairs]), return_inverse=True)
    once = np.unique(np.concatenate([places, places[:-1][is_pair]]) * max(1, len(keys)) + columns)
    text, column = np.divmod(once, max(1, len(keys)))
    kept = _kept(np.bincount(column, minlength=len(keys)), least)
    names = list(numbers)
    terms = tuple(_named(key, size, names) for key in keys[kept].tolist())
    return WordTable(_matrix(text, column, kept, (len(texts), len(keys))), terms, (places, codes))


def unknown_shares(table: WordTable, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Share of each text's words that no text of a mask contains, shape (texts,); NaN for a text without words."""
    places, codes = table.words
    is_known = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    is_known[codes[known[places]]] = True
    read = np.bincount(places, minlength=len(known)).astype(np.float64)
    unknown = np.bincount(places, ~is_known[codes], minlength=len(known))
    return np.asarray(np.divide(unknown, read, out=np.full(len(known), np.nan), where=read > 0))


def _kept(counts: Integers, least: int) -> Integers:
    """Numbers of the terms that are kept, ascending."""
    often = np.flatnonzero(counts >= least)
    if len(often) > MOST_TERMS:
        often = np.sort(often[np.argsort(-counts[often], kind="stable")[:MOST_TERMS]])
    return often


def _named(key: int, size: int, names: list[str]) -> str:
    if key < size:
        return names[key]
    first, second = divmod(key - size, size)
    return f"{names[first]} {names[second]}"


def _matrix(text: Integers, column: Integers, kept: Integers, shape: tuple[int, int]) -> "csr_array":
    from scipy.sparse import csr_array  # noqa: PLC0415 - only where there are texts

    place = np.full(shape[1], -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    is_kept = place[column] >= 0
    rows, columns = text[is_kept], place[column[is_kept]]
    filled = np.bincount(rows, minlength=shape[0])
    values = 1 / np.sqrt(filled[rows].astype(np.float64))
    return csr_array((values, (rows.astype(np.int32), columns.astype(np.int32))), shape=(shape[0], len(kept)))
