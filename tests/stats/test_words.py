import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from driftcli.stats.words import MOST_WORDS, unknown_shares, word_table, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Check OUT my channel!!", ["check", "out", "my", "channel"]),
        ("don't; it\u2019s", ["don't", "it\u2019s"]),
        ("it&#39;s \ufefffine\ufeff &amp; good", ["it's", "fine", "good"]),
        ("東京 is カナ", ["東", "京", "is", "カ", "ナ"]),
        ("  ?! ", []),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


def test_only_the_beginning_of_a_text_is_read():
    assert len(words_of("word " * (MOST_WORDS + 7))) == MOST_WORDS


def test_a_table_by_hand():
    """Pairs do not reach over the end of a text, a term counts once a text, and rows have length 1."""
    table = word_table(["red car red car", "red car", "car red", ""], least=2)
    assert sorted(table.terms) == ["car", "car red", "red", "red car"]
    has = table.matrix.toarray() > 0
    found = {term: has[:, place].tolist() for place, term in enumerate(table.terms)}
    assert found["red car"] == [True, True, False, False]
    assert found["car red"] == [True, False, True, False]
    assert np.linalg.norm(table.matrix.toarray(), axis=1) == pytest.approx([1, 1, 1, 0])


def test_it_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(list("abcdefgh"), rng.integers(0, 9))) for _ in range(60)]
    table = word_table(texts, least=3)
    other = CountVectorizer(ngram_range=(1, 2), min_df=3, binary=True, tokenizer=str.split, token_pattern=None)
    counted = other.fit_transform(texts).toarray()
    assert sorted(table.terms) == sorted(other.get_feature_names_out())
    order = [other.vocabulary_[term] for term in table.terms]
    assert ((table.matrix.toarray() > 0) == (counted[:, order] > 0)).all()


def test_texts_and_pairs_that_are_counted_some_at_a_time_are_counted_the_same(monkeypatch):
    rng = np.random.default_rng(1)
    texts = [" ".join(rng.choice(list("abcdefghij"), rng.integers(0, 30))) for _ in range(200)]
    whole = word_table(texts, least=3)
    monkeypatch.setattr("driftcli.stats.words._BLOCK", 40)
    monkeypatch.setattr("driftcli.stats.words._PAIRS", 100)
    parts = word_table(texts, least=3)
    assert parts.terms == whole.terms
    assert (parts.matrix != whole.matrix).nnz == 0


def test_rare_terms_name_nobody():
    assert word_table(["john smith", "a b", "a b"], least=2).terms == ("a", "b", "a b")
    assert word_table(["", ""]).terms == ()
    assert word_table([]).terms == ()


def test_unknown_words_by_hand():
    table = word_table(["a b", "b c", "c d d", ""])
    assert unknown_shares(table, np.array([True, False, False, False])) == pytest.approx(
        [0, 0.5, 1, np.nan], nan_ok=True
    )
