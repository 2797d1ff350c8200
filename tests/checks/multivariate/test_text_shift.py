import json

import numpy as np
import pyarrow as pa
import pytest

from driftcli.checks.check import Skipped
from driftcli.checks.multivariate import text_shift
from driftcli.profiles.rows import TEXT_LENGTH

from .pairs import asked, profiled, without_rows

WORDS = np.array([f"word{place}" for place in range(200)])


def comments(n, rng, *, with_new=0.0, key="comment"):
    drawn = [" ".join(rng.choice(WORDS, rng.integers(6, 14))) for _ in range(n)]
    return {key: [f"{text} subscribe now" if rng.random() < with_new else text for text in drawn]}


def test_words_are_named_with_their_shares():
    rng = np.random.default_rng(0)
    (found,) = asked(text_shift.CHECK, profiled(comments(600, rng, with_new=0.02), comments(600, rng, with_new=0.4)))
    assert found.effect.lower > 0.10
    assert found.p_value < 1e-6
    (first, *_) = found.details["words"]
    assert set(first["term"].split()) <= {"subscribe", "now"}
    assert first["share_current"] == pytest.approx(0.4, abs=0.06)
    assert found.details["column"] == "comment"
    assert found.details["rows_sampled"] == [600, 600]
    json.dumps(dict(found.details), allow_nan=False)


def test_one_population_is_silent():
    rng = np.random.default_rng(1)
    (found,) = asked(text_shift.CHECK, profiled(comments(400, rng), comments(300, rng)))
    assert found.p_value > 0.01
    assert found.details["words"] == []


def test_missing_texts_are_not_texts():
    rng = np.random.default_rng(2)
    old, new = comments(300, rng), comments(300, rng)
    new["comment"] = [None if place % 2 else text for place, text in enumerate(new["comment"])]
    (found,) = asked(text_shift.CHECK, profiled(old, new))
    assert (found.n_reference, found.n_current, found.p_value > 0.01) == (300, 150, True)


def test_what_cannot_be_compared():
    rng = np.random.default_rng(3)
    reference, current = profiled(comments(300, rng), comments(60, rng))
    (found,) = asked(text_shift.CHECK, (reference, current))
    assert isinstance(found, Skipped)
    assert "60 texts on a side, 100 are needed" in found.reason
    (found,) = asked(text_shift.CHECK, (without_rows(reference), current))
    assert "--sample" in found.reason
    numbers = pa.table({"x": rng.standard_normal(300)})
    assert asked(text_shift.CHECK, profiled(numbers, numbers)) == []


def test_authors_are_counted_where_they_are_named():
    """Thirty authors a side, each with pet words: other authors, not other texts."""
    rng = np.random.default_rng(4)
    tables = []
    for side in "ab":
        author = [f"{side}{place % 30}" for place in range(600)]
        said = comments(600, rng)["comment"]
        pets = [f" pet{rng.integers(40)}" for _ in range(30)]
        tables.append({"comment": [text + 2 * pets[p % 30] for p, text in enumerate(said)], "author": author})
    (held,) = asked(text_shift.CHECK, profiled(*tables, cluster="author"))
    assert held.p_value > 0.01
    assert held.details["row_groups"] == [30, 30]


def test_the_sample_keeps_the_beginning_of_a_text():
    rng = np.random.default_rng(5)
    table = comments(200, rng)
    table["comment"][0] = "long " * 2_000
    reference, _ = profiled(table, table)
    assert max(len(text) for text in reference.sample.columns["comment"]) == TEXT_LENGTH
