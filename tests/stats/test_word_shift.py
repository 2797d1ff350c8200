import numpy as np

from driftcli.stats.row_groups import RowGroups
from driftcli.stats.word_shift import word_shift

WORDS = np.array([f"w{place}" for place in range(300)])
USUAL = 1 / np.arange(1, 301)
USUAL /= USUAL.sum()


def texts(n, rng, *, with_new=0.0):
    """Texts of 3 to 20 words by Zipf's law; some of them with two words more."""
    drawn = [" ".join(rng.choice(WORDS, rng.integers(3, 21), p=USUAL)) for _ in range(n)]
    return [f"{text} check out" if rng.random() < with_new else text for text in drawn]


def test_one_population_is_silent():
    """Nominal 5 % in 40 runs: 2 expected, more than 7 in 1 of 1,000 (binomial); words named in at most as many."""
    rng = np.random.default_rng(1)
    found = [word_shift(texts(150, rng), texts(150, rng)) for _ in range(40)]
    assert sum(one.test.p_value <= 0.05 for one in found) <= 7
    assert sum(one.moved[0].p_value <= 0.05 for one in found) <= 7
    assert abs(np.mean([one.unknown_current - one.unknown_reference for one in found])) < 0.02


def test_a_new_phrase_is_found_and_named():
    rng = np.random.default_rng(2)
    found = word_shift(texts(600, rng, with_new=0.03), texts(600, rng, with_new=0.25))
    assert found.test.p_value < 0.001
    assert {one.term for one in found.moved[:3]} == {"check", "out", "check out"}
    first = found.moved[0]
    assert abs(first.reference_share - 0.03) < 0.03
    assert abs(first.current_share - 0.25) < 0.06


def test_new_vocabulary_is_unknown():
    rng = np.random.default_rng(3)
    found = word_shift(texts(200, rng), [text.replace("w1", "v1") for text in texts(200, rng)])
    assert found.unknown_current > found.unknown_reference + 0.2


def test_texts_of_one_author_count_together():
    """Forty authors a side, each with a pet phrase in all of 10 texts: authors differ, the two samples do not."""
    rng = np.random.default_rng(4)
    authors = np.repeat(np.arange(80), 10)
    said = [
        f"{text} pet{author % 20} phrase{author % 20}" for text, author in zip(texts(800, rng), authors, strict=True)
    ]
    place = rng.permutation(80)
    is_current = place[authors] >= 40
    order = np.argsort(is_current, kind="stable")
    old, new = ([said[row] for row in order if is_current[row] == side] for side in (False, True))
    groups = RowGroups(authors[order], is_current[order])
    held, naive = word_shift(old, new, groups=groups), word_shift(old, new)
    assert naive.test.p_value < 1e-6
    assert held.test.p_value > 0.01
    assert held.moved[0].p_value > 0.05


def test_texts_without_words():
    assert word_shift(["?"] * 100, ["!"] * 100) is None
