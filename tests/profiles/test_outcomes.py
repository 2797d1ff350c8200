"""Outcomes: the task, classes and positive label found out, rows that do not count, and the law that parts add."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from driftcli.errors import UsageError
from driftcli.profiles.baseline import read_baseline, write_baseline
from driftcli.profiles.groups import Grouping
from driftcli.profiles.merge import merge_profiles
from driftcli.profiles.outcome_labels import choose_positive, map_scores, read_labels

from .outcome_making import dataset, outcomes


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("y", "said", "task"),
    [
        ([0, 1, 1, 0], [0, 1, 0, 0], "binary"),
        ([True, False, True], [True, True, True], "binary"),
        (["a", "b", "c"], ["a", "b", "b"], "multiclass"),
        ([1, 2, 3, 3], [1, 2, 3, 1], "multiclass"),
        ([1.5, 2.5, 3.25, 4.0], [1.4, 2.6, 3.0, 4.0], "regression"),
        (list(range(100)), list(range(100)), "regression"),
        ([1, 2, 3, 3], [1.5, 2.2, 3.0, 1.0], "regression"),
    ],
)
def test_the_task_is_found_out(y, said, task):
    found = outcomes(y, said)
    assert found.task == task
    assert found.task_reason


def test_the_task_can_be_said():
    assert outcomes([1, 2, 3], [1, 2, 3], task="regression").errors is not None
    assert outcomes([1.5, 2.5, 3.5], [1.5, 2.5, 1.5], task="multiclass").classes.classes == ("1.5", "2.5", "3.5")


@pytest.mark.parametrize(
    ("classes", "counts", "said", "positive"),
    [
        (("0", "1"), (5, 500), {}, 1),
        (("no", "yes"), (5, 500), {}, 1),
        (("false", "true"), (5, 500), {}, 1),
        (("good", "bad"), (70, 30), {}, 1),
        (("a", "b"), (50, 50), {}, 1),
        (("0", "1"), (5, 5), {"asked": "0"}, 0),
        (("a", "b"), (5, 500), {"scored": "b"}, 1),
    ],
)
def test_the_positive_label(classes, counts, said, positive):
    found, reason = choose_positive(classes, counts, **said)
    assert found == positive
    assert reason


@pytest.mark.parametrize(
    ("columns", "classes", "mapping"),
    [
        (("p_setosa", "p_virginica"), ("setosa", "virginica"), {"p_setosa": "setosa", "p_virginica": "virginica"}),
        (("p1", "p2", "p3"), ("a", "b", "c"), {"p1": "a", "p2": "b", "p3": "c"}),
        (("p1", "p2"), ("a", "b", "c"), {}),
        (("score",), ("0", "1"), {}),
        (("score_1",), ("0", "1"), {"score_1": "1"}),
    ],
)
def test_scores_are_matched_to_classes(columns, classes, mapping):
    found, reason = map_scores(columns, classes)
    assert found == mapping
    assert reason


@pytest.mark.parametrize("values", [[1, 0, None], [1.0, 0.0, float("nan")], ["1", "0", None]])
def test_one_spelling_of_a_label(values):
    labels = read_labels(pa.chunked_array([pa.array(values)]))
    assert [labels.values[code] if code >= 0 else None for code in labels.codes] == ["1", "0", None]


@pytest.mark.parametrize(("y", "said"), [([1, 0, 1], [True, False, False]), ([True, False, True], [1, 0, 0])])
def test_truth_values_and_numerals_are_the_same_classes(y, said):
    found = outcomes(y, said)
    assert len(found.classes.classes) == 2
    assert found.classes.table().weights.tolist() == [[1, 0], [1, 1]]


def test_rows_that_do_not_count_are_counted():
    found = outcomes([1, 0, None, 1, 0, 1], [1, 0, 1, None, 0, 1], weight=[1, 1, 1, 1, -2, None])
    assert (found.rows, found.labelled, found.unlabelled, found.unpredicted) == (6, 5, 1, 1)
    assert (found.left_out, found.negative_weights, found.evaluated) == (2, 1, 2)
    assert found.classes.confusion.sum() == 2
    assert found.classes.predicted.tolist() == [0, 1, 0]


def test_labels_nobody_knows_are_errors_with_a_name():
    reference = outcomes(["a", "b"] * 20, ["a", "b"] * 20)
    current = outcomes(["a", "b", "N/A", "N/A"], ["a", "b", "a", "x"], like=reference)
    assert current.classes.unseen_labels == {"N/A": 2}
    assert current.classes.unknown_predictions == {"x": 1}
    table = current.classes.table()
    assert np.trace(table.weights) == 2
    assert table.weight == 4


def test_classes_beyond_the_limit_are_pooled_but_not_confused():
    labels = [f"c{i % 60:02}" for i in range(600)]
    found = outcomes(labels, labels)
    assert len(found.classes.classes) == 50
    assert np.trace(found.classes.table().weights) == 600
    wrong = outcomes(labels, labels[1:] + labels[:1], like=found)
    assert np.trace(wrong.classes.table().weights) == 0


def test_a_prediction_of_fractions_is_a_score():
    found = outcomes([0, 1, 1, 0], [0.1, 0.9, 0.4, 0.2])
    assert found.task == "binary"
    assert found.scores == ("said",)
    assert "score" in found.notes[0]


def test_scores_outside_are_counted_and_margins_get_quantile_cells(rng):
    y = [0, 1] * 500
    inside = outcomes(y, y, scores=[0.2, 0.7] * 500)
    outside = outcomes(y, y, scores=[0.2, 1.7] + [0.5] * 998, like=inside)
    assert outside.classes.scores[0].outside == 1
    margins = outcomes(y, y, scores=rng.normal(0, 3, 1_000).tolist())
    assert not margins.classes.scores[0].is_probability


def test_a_target_that_is_no_number_any_more():
    reference = outcomes([1.5, 2.25, 3.5] * 20, [1.0, 2.0, 3.0] * 20)
    current = outcomes(["1.5", "oops", None], [1.0, 2.0, 3.0], like=reference)
    assert (current.mistyped, current.labelled) == (1, 1)
    assert np.isfinite(current.errors.losses.sums).all()


def test_an_infinite_label_is_left_out():
    found = outcomes([1.0, 2.5, float("inf"), 4.0], [1.0, 2.0, 3.0, float("-inf")], task="regression")
    assert found.errors.infinite == 2
    assert np.isfinite(found.errors.losses.gram).all()


def test_nothing_predicts_nothing():
    assert outcomes([1, 0, 1]) is None


@pytest.fixture(params=["binary", "multiclass", "regression"])
def parts(request, rng):
    n = 600
    if request.param == "regression":
        y = rng.normal(3, 2, n)
        columns = {"y": y, "said": y + rng.normal(0, 1, n)}
    else:
        size = 2 if request.param == "binary" else 3
        y = rng.integers(0, size, n)
        scores = rng.dirichlet(np.ones(size), n)
        names = ["score"] if size == 2 else ["p_0", "p_1", "p_2"]
        columns = {
            "y": y,
            "said": rng.integers(0, size, n),
            "scores": {name: scores[:, -1 - i] for i, name in enumerate(names)},
        }
    columns["weight"] = rng.exponential(1.0, n)
    return columns


def cut(columns, rows):
    return {name: cut(value, rows) if isinstance(value, dict) else value[rows] for name, value in columns.items()}


def test_parts_add(parts, rng):
    codes = rng.integers(0, 4, 600).astype(np.int32)
    windows = Grouping(("w1", "w2", "w3", "w4"), codes)
    whole = outcomes(**parts, groupings={"window": windows})
    pieces = [
        outcomes(**cut(parts, rows), like=whole, groupings={"window": Grouping(windows.labels, codes[rows])})
        for rows in (slice(0, 200), slice(200, 450), slice(450, 600))
    ]
    merged = pieces[0].merge(pieces[1]).merge(pieces[2])
    assert_alike(merged, whole)


def assert_alike(found, expected):
    assert (found.task, found.rows, found.evaluated) == (expected.task, expected.rows, expected.evaluated)
    if expected.classes:
        np.testing.assert_allclose(found.classes.confusion, expected.classes.confusion, rtol=1e-12)
        np.testing.assert_allclose(found.classes.grouped["window"], expected.classes.grouped["window"], rtol=1e-12)
        for one, other in zip(found.classes.scores, expected.classes.scores, strict=True):
            np.testing.assert_allclose(one.weights, other.weights, atol=1e-12)
            np.testing.assert_allclose(one.losses.gram, other.losses.gram, rtol=1e-10)
    else:
        np.testing.assert_allclose(found.errors.losses.sums, expected.errors.losses.sums, rtol=1e-9)
        np.testing.assert_allclose(found.errors.losses.gram, expected.errors.losses.gram, rtol=1e-9)
        assert found.errors.sizes.counts.tolist() == expected.errors.sizes.counts.tolist()


def test_a_baseline_keeps_them(parts, tmp_path):
    made = outcomes(**parts, groupings={"window": Grouping(("w",), np.zeros(600, dtype=np.int32))})
    write_baseline(dataset(made), tmp_path / "b.parquet")
    assert_alike(read_baseline(tmp_path / "b.parquet").outcomes, made)


def test_groups_of_parts_find_their_places():
    left = outcomes([0, 1], [0, 1], groupings={"window": Grouping(("a",), np.zeros(2, dtype=np.int32))})
    right = outcomes([0, 1], [1, 1], like=left, groupings={"window": Grouping(("b",), np.zeros(2, dtype=np.int32))})
    merged = merge_profiles(
        [replace(dataset(one), groups={"window": (name,)}) for one, name in ((left, "a"), (right, "b"))]
    )
    assert merged.groups == {"window": ("a", "b")}
    np.testing.assert_array_equal(merged.outcomes.classes.grouped["window"].sum(axis=(1, 2)), [2, 2])


def test_parts_of_other_classes_do_not_add():
    with pytest.raises(UsageError, match="classes"):
        outcomes([0, 1], [0, 1]).merge(outcomes([0, 2], [0, 2]))
    with pytest.raises(UsageError, match="tasks"):
        outcomes([0, 1], [0, 1]).merge(outcomes([0.5, 1.5, 2.5], [0.5, 1.5, 2.5]))
