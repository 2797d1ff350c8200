"""Categories of two profiles side by side, and what a person takes for the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftcli.profiles.alignment import align, folded
from driftcli.profiles.categorical import profile_categories
from driftcli.profiles.presence import Presence


def profile(counts):
    codes = np.repeat(np.arange(len(counts)), list(counts.values())).astype(np.int32)
    return profile_categories(codes, list(counts), Presence(rows=len(codes), missing=0))


def test_categories_come_most_frequent_in_both_first_and_ties_by_name():
    aligned = align(profile({"b": 3, "a": 3, "only before": 1}), profile({"new": 4, "b": 1, "a": 1}))
    assert aligned.categories == ("a", "b", "new", "only before")
    assert aligned.reference.tolist() == [3, 3, 0, 1]
    assert aligned.current.tolist() == [1, 1, 4, 0]


def test_the_answer_is_remembered_for_the_pair_alone():
    before, after, other = profile({"a": 2}), profile({"a": 1, "b": 1}), profile({"c": 5})
    assert align(before, after) is align(before, after)
    assert align(before, other).categories == ("c", "a")
    assert align(before, after).categories == ("a", "b")


def test_spellings_add_up():
    groups = align(profile({"Paris": 5, " ": 1}), profile({"PARIS ": 2, "Rome": 3})).spellings
    rows = dict(zip(groups.names, zip(groups.reference.tolist(), groups.current.tolist(), strict=True), strict=True))
    assert rows == {"paris": (5, 2), "rome": (0, 3), "": (1, 0)}
    assert [name for name, has_text in zip(groups.names, groups.has_text, strict=True) if not has_text] == [""]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("PARIS", "paris"),
        (" Paris\t", "paris"),
        ("New  York", "new york"),
        ("straße", "STRASSE"),
        ("ﬁn", "fin"),
        ("Å", "Å"),
    ],
)
def test_spellings_that_a_person_takes_for_the_same(text, same):
    assert folded([text]) == folded([same])


def test_accents_and_punctuation_still_tell_apart():
    assert len(set(folded(["cote", "côte", "co-te"]))) == 3


@given(st.lists(st.text(alphabet="aB \t\n\x1cé", max_size=6), min_size=2, max_size=6))
def test_folding_many_texts_at_once_is_folding_each(texts):
    assert folded(texts) == [folded([text])[0] for text in texts]
