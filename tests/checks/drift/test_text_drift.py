import numpy as np
import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.drift.number_cells import union_counts
from driftcli.checks.drift.text_drift import CHECK
from driftcli.profiles.text import DERIVED
from driftcli.stats.location import location_test

from .making import ask, component, outcome, share, text_pair

WORDS = np.array(["Cheap", "sturdy", "blue", "soft", "late", "broken", "fine", "quick", "parcel", "again", "24h", "3"])


def comments(rng, rows=600, words=9):
    lengths = rng.poisson(words, rows) + 1
    return [" ".join(rng.choice(WORDS, length)) + "." for length in lengths]


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        (lambda text: text.replace("parcel", "consignment"), "length"),
        (lambda text: text.replace(" ", ""), "tokens"),
        (lambda text: text.replace("e", "Ã©"), "non_ascii_share"),
        (str.upper, "upper_share"),
        (lambda text: text.replace("sturdy", "123456"), "digit_share"),
        (lambda text: f"<p>{text}</p>", "punctuation_share"),
    ],
)
def test_what_moved_most_stands_for_the_text(rng, change, subject):
    old = comments(rng)
    answer = ask(CHECK, text_pair(old, [change(text) for text in comments(rng)]))
    assert answer.subject == subject
    assert set(answer.details["sizes"]) == set(DERIVED)
    assert outcome(CHECK, answer) == "drift"


def test_texts_of_one_kind_alarm_rarely():
    def p_value(rng):
        return ask(CHECK, text_pair(comments(rng, 300), comments(rng, 300))).p_value

    assert share(lambda rng: p_value(rng) < 0.05, seeds=40) <= 0.12


def test_the_smallest_p_value_pays_for_the_six_looks(rng):
    answer = ask(CHECK, text_pair(comments(rng), comments(rng, words=10)))
    smallest = min(one.p_value for one in answer.components)
    assert answer.p_value == pytest.approx(len(DERIVED) * len(answer.components) * smallest)


def test_the_bounds_pay_for_the_six_looks(rng):
    pair = text_pair(comments(rng), comments(rng, words=12))
    answer = ask(CHECK, pair)
    location = component(answer, "location")
    old, new = (side.derived[answer.subject] for side in pair)
    union = union_counts(old, new)
    expected = location_test(union.reference, union.current)
    assert location.size == expected.size
    assert location.lower == pytest.approx(expected.lower(0.05 / 18))
    assert location.upper == pytest.approx(expected.upper(0.05 / 6))


def test_a_text_beside_itself_is_clean(rng):
    texts = comments(rng)
    answer = ask(CHECK, text_pair(texts, texts))
    assert answer.p_value == 1
    assert component(answer, "location").size == 0


def test_empty_and_single_texts_are_measured(rng):
    old = comments(rng)
    assert outcome(CHECK, ask(CHECK, text_pair(old, [""] * 400))) == "drift"
    assert outcome(CHECK, ask(CHECK, text_pair(old, ["one"]))) == "insufficient"
    assert ask(CHECK, text_pair([], old)) == Skipped("the reference has no values", insufficient=True)
