import json

import numpy as np
import pyarrow as pa
import pytest

from driftcli.checks.check import Measurement, Skipped
from driftcli.checks.multivariate import dependence_change, domain_classifier, pca_reconstruction, vector_shift
from driftcli.profiles.design import sampled_vectors

from .pairs import asked, profiled, without_rows

CHECKS = [domain_classifier.CHECK, dependence_change.CHECK, pca_reconstruction.CHECK, vector_shift.CHECK]
SHORT = {"vector_shift": {"permutations": 99}}
HEADINGS = ("What it measures", "When it applies", "How to read it", "Thresholds", "Example", "References")


def numbers(n, rng, columns=6):
    return {f"x{place}": rng.standard_normal(n) for place in range(columns)}


def tied(n, rng, r):
    table = numbers(n, rng)
    return {**table, "x1": r * table["x0"] + np.sqrt(1 - r * r) * table["x1"]}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_manual(check):
    assert [f"## {heading}" in check.doc for heading in HEADINGS] == [True] * 6
    assert check.needs_rows


@pytest.mark.parametrize("check", CHECKS[:3], ids=lambda check: check.id)
def test_a_baseline_without_rows_says_how_to_get_them(check):
    rng = np.random.default_rng(0)
    reference, current = profiled(numbers(300, rng), numbers(300, rng))
    (found,) = asked(check, (without_rows(reference), current))
    assert found == Skipped("the baseline holds no rows; write it with `driftcli profile --sample 20000`")
    (found,) = asked(check, profiled(numbers(20, rng), numbers(300, rng)))
    assert isinstance(found, Skipped)
    assert found.insufficient


@pytest.mark.parametrize("check", CHECKS[:3], ids=lambda check: check.id)
def test_quiet_on_one_population_and_finite(check):
    rng = np.random.default_rng(1)
    (found,) = asked(check, profiled(numbers(1_500, rng), numbers(1_500, rng)))
    assert found.p_value > 0.01
    assert found.details["rows_sampled"] == [1_500, 1_500]
    assert all(0 < value < 0.3 for value in found.details["smallest_visible"].values())
    assert len(found.details["smallest_visible"]) == 1
    json.dumps(dict(found.details), allow_nan=False)


def test_a_correlation_is_found_by_both():
    rng = np.random.default_rng(2)
    pair = profiled(tied(3_000, rng, 0.0), tied(3_000, rng, 0.7))
    (told,) = asked(domain_classifier.CHECK, pair)
    assert told.effect.lower > 0.10
    assert {one["name"] for one in told.details["columns"][:2]} == {"x0", "x1"}
    (changed,) = asked(dependence_change.CHECK, pair)
    assert (changed.subject, changed.p_value < 1e-6) == ("x0 x x1", True)
    assert changed.effect.value == pytest.approx(np.arctanh(0.7), abs=0.1)
    assert changed.details["pairs"][0]["current"] == pytest.approx(0.7, abs=0.05)


def test_what_would_separate_without_saying_anything_is_left_out():
    rng = np.random.default_rng(3)
    texts = [f"2026-01-{1 + day % 28:02d}" for day in range(2_000)]
    old = {**numbers(1_000, rng), "order_id": [f"A{i:07d}" for i in range(1_000)], "fixed": np.ones(1_000)}
    new = {**numbers(1_000, rng), "order_id": [f"B{i:07d}" for i in range(1_000)], "fixed": np.ones(1_000)}
    for table, moved in ((old, 0), (new, 400)):
        table["when"] = pa.array(np.datetime64("2026-01-01") + np.arange(1_000) + moved)
        table["gone"] = texts[:1_000]
    new["gone"] = rng.standard_normal(1_000)
    (found,) = asked(domain_classifier.CHECK, profiled(old, new))
    assert found.p_value > 0.01
    assert set(found.details["left_out"]) == {"order_id", "fixed", "when", "gone"}


def test_separators_are_named():
    rng = np.random.default_rng(4)
    new = {**numbers(1_000, rng), "x3": rng.standard_normal(1_000) + 50}
    (found,) = asked(domain_classifier.CHECK, profiled(numbers(1_000, rng), new))
    assert found.statistic.value > 0.99
    assert found.details["separated_by"] == ["x3"]
    assert found.details["without_separators"]["p_value"] > 0.001


def test_small_samples():
    rng = np.random.default_rng(5)
    (found,) = asked(domain_classifier.CHECK, profiled(numbers(90, rng), numbers(200, rng)))
    assert "half" in found.statistic.variant


def test_categories_and_missing_values():
    rng = np.random.default_rng(6)

    def drawn(n, p):
        code = rng.choice(["a", "b", "c", None], n, p=p)
        return {"code": pa.array(code.tolist()), "x": np.where(rng.random(n) < 0.1, np.nan, rng.standard_normal(n))}

    (found,) = asked(
        domain_classifier.CHECK, profiled(drawn(2_000, [0.4, 0.3, 0.2, 0.1]), drawn(2_000, [0.2, 0.3, 0.4, 0.1]))
    )
    assert found.details["columns"][0]["name"] == "code"


def vectors(n, rng, scale=1.0):
    return {"v": pa.array(list(scale * rng.standard_normal((n, 8))), type=pa.list_(pa.float64(), 8))}


def test_vectors():
    rng = np.random.default_rng(7)
    (quiet,) = asked(vector_shift.CHECK, profiled(vectors(500, rng), vectors(500, rng)), permutations=99)
    assert quiet.p_value > 0.01
    assert quiet.details["column"] == "v"
    (moved,) = asked(vector_shift.CHECK, profiled(vectors(500, rng), vectors(500, rng, 1.3)), permutations=99)
    assert moved.p_value < 1e-4
    assert moved.effect.lower > 0.10
    assert asked(vector_shift.CHECK, profiled(numbers(500, rng), numbers(500, rng))) == []


@pytest.mark.parametrize(("kept_in", "width"), [("float32", 4), ("float64", 8)])
def test_vectors_are_looked_at_in_the_width_they_are_kept_in(kept_in, width):
    rng = np.random.default_rng(9)
    rows = [*rng.standard_normal((40, 3)), None, np.full(3, np.nan), np.zeros(2)]
    table = {"v": pa.array(rows, type=pa.list_(pa.type_for_alias(kept_in)))}
    reference, _ = profiled(table, table)
    vectors, places = sampled_vectors(reference, "v", 43)
    assert (len(vectors), {(len(vector), vector.itemsize) for vector in vectors}) == (40, {(3, width)})
    held = [reference.sample.columns["v"][place] for place in places.tolist()]
    assert all(one is other for one, other in zip(vectors, held, strict=True))


def test_reconstruction():
    rng = np.random.default_rng(8)
    (found,) = asked(pca_reconstruction.CHECK, profiled(tied(3_000, rng, 0.9), tied(3_000, rng, 0.0)))
    assert isinstance(found, Measurement)
    assert found.p_value < 1e-4
    assert not pca_reconstruction.CHECK.is_default


def test_where_the_inputs_moved_is_a_rule_with_shares():
    rng = np.random.default_rng(5)
    old, new = ({"price": rng.uniform(0, 100, 2_000), "store": rng.choice(list("abcd"), 2_000)} for _ in range(2))
    moved = rng.random(2_000) < 0.3
    new["price"][moved], new["store"][moved] = rng.uniform(70, 100, moved.sum()), "d"
    (found,) = asked(domain_classifier.CHECK, profiled(old, new))
    first = found.details["segments"][0]
    assert "store in {d}" in first["rule"]
    assert "price > " in first["rule"]
    assert first["share_reference"] == pytest.approx(0.3 * 0.25, abs=0.03)
    assert first["share_current"] == pytest.approx(0.7 * 0.3 * 0.25 + 0.3, abs=0.04)
    assert first["difference_low"] < first["difference"] < first["difference_high"]


def test_rows_of_stores_are_judged_by_their_stores():
    """Forty stores a side, each with its own place in every column and vector: noise, once the stores are named."""
    rng = np.random.default_rng(8)

    def drawn(side):
        store = np.repeat(np.arange(40), 20)
        effect = 0.7 * rng.standard_normal((40, 8))[store]
        points = effect + rng.standard_normal((800, 8))
        columns = {f"x{place}": points[:, place] for place in range(4)}
        return {
            **columns,
            "v": pa.array(list(points), type=pa.list_(pa.float64(), 8)),
            "store": [f"{side} {s}" for s in store],
        }

    old, new = drawn("old"), drawn("new")
    held, naive = profiled(old, new, cluster="store"), profiled(*({**t, "store": ["a"] * 800} for t in (old, new)))
    for check in (domain_classifier.CHECK, vector_shift.CHECK):
        (found,), (other,) = (asked(check, pair, **SHORT.get(check.id, {})) for pair in (held, naive))
        assert found.p_value > 0.01
        assert other.p_value < 0.0001
        assert found.details["row_defence"] == "clusters"
        assert found.details["row_groups"] == [40, 40]
        assert "x0" not in found.details.get("left_out", {})


def test_too_few_stores_are_not_judged():
    rng = np.random.default_rng(9)
    tables = [{**numbers(400, rng), "store": [f"{side}{place % 9}" for place in range(400)]} for side in "ab"]
    for check in CHECKS[:2]:
        (found,) = asked(check, profiled(*tables, cluster="store"))
        assert isinstance(found, Skipped)
        assert found.insufficient
        assert "9 clusters" in found.reason
