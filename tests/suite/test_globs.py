"""Which of several patterns says it best."""

import pytest

from driftcli.suite.globs import is_glob, is_match, most_specific_first


@pytest.mark.parametrize(
    ("column", "pattern", "expected"),
    [
        ("price_usd", "price_*", True),
        ("price_usd", "price_usd", True),
        ("Price_usd", "price_*", False),
        ("cost", "price_*", False),
        ("p1", "p?", True),
        ("p12", "p?", False),
        ("price[usd]", "price[usd]", True),
        ("priceu", "price[usd]", True),
        ("a.b", "a.*", True),
    ],
)
def test_match(column, pattern, expected):
    assert is_match(column, pattern) is expected


@pytest.mark.parametrize(
    ("patterns", "first"),
    [
        (["*", "price_*", "price_usd"], "price_usd"),
        (["price_usd", "price_*", "*"], "price_usd"),
        (["*_usd", "price_*"], "price_*"),
        (["p*", "*_usd"], "*_usd"),
        (["ab*", "a*b"], "ab*"),
        (["a?", "a*"], "a*"),
        (["a*", "a?"], "a?"),
        (["price_?sd", "price_*"], "price_?sd"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_the_most_specific_wins(patterns, first):
    assert most_specific_first(patterns)[0] == first


def test_globs_are_told_from_names():
    assert is_glob("a*")
    assert is_glob("a[bc]")
    assert not is_glob("a.b-c d")
