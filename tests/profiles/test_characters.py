import random

import numpy as np
import pyarrow as pa
import pytest

from driftcli.profiles.characters import measures, pattern, patterns, text_lengths
from driftcli.profiles.hashing import hash_strings

ALPHABET = "abcXYZ019 \t-_é日Ä٣²\u00a0\u2003🙂\x1c\x85'\n%\0"


def random_texts(seed):
    draw = random.Random(seed)  # noqa: S311
    lengths = [draw.choice([None, 0, 1, 2, 5, 30, 60]) for _ in range(2_000)]
    return [None if length is None else "".join(draw.choices(ALPHABET, k=length)) for length in lengths]


def by_hand(text):
    """What Python's own string methods say."""
    if text is None:
        return [np.nan] * 6
    base = max(len(text), 1)
    return [
        len(text),
        len(text.split()),
        sum(map(str.isdigit, text)) / base,
        sum(map(str.isupper, text)) / base,
        sum(not c.isascii() for c in text) / base,
        sum(not (c.isalnum() or c.isspace()) for c in text) / base,
    ]


@pytest.mark.parametrize("texts", [random_texts(1), ["plain", "", None, "Ascii only 42!"], [], [None], [""]])
def test_texts_are_measured_as_python_would(texts):
    column = pa.chunked_array([pa.array(texts[:700], pa.string()), pa.array(texts[700:], pa.string())])
    expected = np.array([by_hand(text) for text in texts]).reshape(-1, 6)
    np.testing.assert_array_equal(measures(column).T, expected)


@pytest.mark.parametrize("texts", [random_texts(3) * 2, ["a b", None, "a b", "A-1"], [None, None], []])
def test_strings_held_as_codes_are_looked_at_once_each_with_the_same_result(texts):
    plain = pa.chunked_array([pa.array(texts, pa.string())])
    encoded = plain.dictionary_encode()
    np.testing.assert_array_equal(measures(encoded), measures(plain))
    np.testing.assert_array_equal(text_lengths(encoded), text_lengths(plain))
    expected = [np.nan if text is None else len(text) for text in texts]
    np.testing.assert_array_equal(text_lengths(plain), expected)
    found = [
        [None if code < 0 else shapes[code] for code in codes] for codes, shapes in map(patterns, (plain, encoded))
    ]
    assert found[0] == found[1]


def test_a_dictionary_of_more_strings_than_rows_is_not_gone_through(monkeypatch):
    texts = pa.chunked_array([pa.array([f"text {i}" for i in range(5_000)]).dictionary_encode()[:10]])
    looked_at = []
    monkeypatch.setattr("driftcli.profiles.characters._blocks", lambda t: looked_at.append(len(t)) or iter(()))
    measures(texts)
    assert looked_at == [10]


@pytest.mark.parametrize("texts", [random_texts(2), ["", None, "A-1", "B-22"], []])
def test_patterns_are_those_of_each_string(texts):
    column = pa.chunked_array([pa.array(texts[:700], pa.string()), pa.array(texts[700:], pa.string())])
    codes, shapes = patterns(column)
    found = [None if code < 0 else shapes[code] for code in codes]
    assert found == [None if text is None else pattern(text) for text in texts]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize(
    ("text", "shape"),
    [("AB-1234", "A-9"), ("a1B2", "a9A9"), ("550e8400", "9a9"), ("", ""), ("x" * 40, "a"), ("É_7 ", "A_9 ")],
)
def test_patterns_by_hand(text, shape):
    assert pattern(text) == shape


def test_texts_longer_than_a_block_are_measured(monkeypatch):
    texts = ["ab 1" * count for count in (0, 1, 50, 3, 200, 0, 7)]
    column = pa.chunked_array([pa.array(texts)])
    whole, shapes = measures(column), patterns(column)
    monkeypatch.setattr("driftcli.profiles.characters._BLOCK", 16)
    np.testing.assert_array_equal(measures(column), whole)
    assert np.array_equal(patterns(column)[0], shapes[0])
    assert patterns(column)[1] == shapes[1]


@pytest.mark.parametrize("long", [1_000, 10**9])
def test_counts_of_texts_too_long_to_be_summed_up_side_by_side(monkeypatch, long):
    texts = ["Ab 1-" * count for count in (1, 900, 20_000, 0, 3)]
    monkeypatch.setattr("driftcli.profiles.characters._BLOCK", 1_000)
    monkeypatch.setattr("driftcli.profiles.characters._LONG", long)
    np.testing.assert_array_equal(
        measures(pa.chunked_array([pa.array(texts)])).T, np.array([by_hand(t) for t in texts])
    )


def test_shapes_of_many_kinds_are_those_of_each_string():
    texts = [f"{code:032x}" for code in hash_strings([str(i) for i in range(3_000)])]
    codes, shapes = patterns(pa.chunked_array([pa.array(texts)]))
    assert [shapes[code] for code in codes] == [pattern(text) for text in texts]
