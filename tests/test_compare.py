"""A comparison of models as a whole: its outcomes, its error rates, and messy inputs."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from comparing import compared, scored

from driftcli.compare import ComparisonQuestion, run_comparison
from driftcli.compare_memory import needed_bytes
from driftcli.compare_metrics import measure_pairs
from driftcli.errors import SourceError, UsageError
from driftcli.judgement.comparison import FailIf, judge_comparisons
from driftcli.profiles.model_rows import ModelColumns, read_models
from driftcli.profiles.narrow_numbers import narrowed

SCORES = {"scores": ("sa", "sb")}


def one(result, metric):
    return next(found for found in result.comparisons if found.metric == metric)


def test_a_better_challenger_is_better_and_a_worse_one_worse():
    better = compared(scored(3000, noise=(1.0, 0.3)), **SCORES)
    assert (better.verdict.outcome, better.verdict.exit_code) == ("better", 0)
    assert better.verdict.reason == "b is better than a by accuracy"
    worse = compared(scored(3000, noise=(0.3, 1.0)), **SCORES)
    assert (worse.verdict.outcome, worse.verdict.exit_code, worse.verdict.action) == ("worse", 1, "keep a")
    assert {found.outcome.value for found in worse.comparisons} == {"worse"}
    assert one(worse, "log_loss").contrast.value > 0  # a loss: more is worse


def test_the_champion_can_be_chosen_and_turns_the_difference_round():
    table = scored(3000, noise=(1.0, 0.3))
    turned = compared(table, champion="b")
    assert turned.rows.models == ("b", "a")
    assert turned.verdict.outcome == "worse"
    assert one(turned, "f1").contrast.value == pytest.approx(-one(compared(table), "f1").contrast.value)


@pytest.mark.parametrize(
    ("fail_if", "codes"),
    [("worse", (0, 1)), ("better", (1, 0)), ("different", (1, 1)), ("never", (0, 0))],
)
def test_fail_if_decides_the_exit_code(fail_if, codes):
    for noise, code in zip(((1.0, 0.3), (0.3, 1.0)), codes, strict=True):
        assert compared(scored(3000, noise=noise), fail_if=FailIf(fail_if)).verdict.exit_code == code


def test_equal_models_are_equivalent_once_there_are_enough_rows():
    table = scored(2000) | {}
    table["b"] = table["a"].copy()
    table["b"][0] = 1 - table["b"][0]
    found = compared(table)
    assert (found.verdict.outcome, found.verdict.exit_code) == ("equivalent", 0)
    few = compared({name: values[:150] for name, values in table.items()})
    assert (few.verdict.outcome, few.verdict.exit_code) == ("too_little_data", 5)
    assert compared({name: values[:150] for name, values in table.items()}, allow_empty=True).verdict.exit_code == 0


def test_too_little_data_says_how_many_rows_would_tell():
    found = compared(scored(400))
    assert found.verdict.outcome == "too_little_data"
    needed = found.deciding[0].rows_needed
    assert 10_000 < needed < 1_000_000
    assert "rows would show a difference of 0.005" in found.verdict.action


def test_two_equally_good_models_are_told_apart_in_5_percent_at_most():
    claims: Counter[str] = Counter()
    for seed in range(300):
        table = pa.table(scored(300, seed=seed, extra=False))
        asked = ModelColumns(target="y", predictions=("a", "b"), scores=("sa", "sb"))
        rows = read_models({name: table[name] for name in asked.names()}, asked)
        for metric in ("accuracy", "f1", "roc_auc", "log_loss"):
            (found,) = judge_comparisons(measure_pairs(rows, metric, delta=0.005, seed=0))
            claims[metric] += found.outcome in {"better", "worse"}
    # METHODS 6.4; 300 runs at 5 % give 27 or more with probability 0.002
    assert all(claim < 27 for claim in claims.values()), claims


def test_power_is_that_of_a_paired_test():
    found = [compared(scored(1000, seed=seed, noise=(0.9, 0.4), extra=False)).verdict.outcome for seed in range(40)]
    assert found.count("better") >= 32
    assert "worse" not in found


def test_a_split_of_equal_parts_is_quiet_and_a_better_version_is_found():
    table = scored(4000, noise=(1.5, 0.2))
    served = np.where(table["version"] == "v2", table["b"], table["a"])
    split = {"y": table["y"], "p": served, "version": table["version"], "user": table["user"]}
    found = compared(split, predictions=("p",), model_column="version", cluster="user")
    assert (found.rows.models, found.verdict.outcome) == (("v1", "v2"), "better")
    assert sum(found.deciding[0].rows) == 4000
    assert "over clusters" in found.deciding[0].contrast.method
    assert any("split is taken as random" in caution for caution in found.cautions)
    quiet = compared(split | {"p": table["a"]}, predictions=("p",), model_column="version")
    assert quiet.verdict.outcome == "too_little_data"


def test_three_models_are_compared_in_pairs():
    found = compared(scored(3000, noise=(1.0, 1.0, 0.2)), predictions=("a", "b", "c"))
    assert [(pair.champion, pair.challenger) for pair in found.comparisons[:3]] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found.deciding[0].family == 3
    assert found.verdict.outcome == "better"
    assert found.verdict.reason.startswith("c is better than a by accuracy; ")
    assert found.verdict.action.startswith("c may replace a")


def test_segments_are_one_family_and_tell_where_it_is_worse():
    table = scored(6000, noise=(0.6, 0.3))
    west = table["region"] == "west"
    table["b"] = np.where(west & (np.arange(6000) % 3 == 0), 1 - table["b"], table["b"])
    found = compared(table, segments=("region",))
    by_value = {part.segment[1]: part for part in found.segments}
    assert list(by_value) == ["east", "north", "west"]
    assert by_value["west"].outcome == "worse"
    assert all(part.p_adjusted >= part.contrast.p_value for part in found.segments)
    assert any("worse in a segment: b where region is west" in caution for caution in found.cautions)


def test_a_small_or_missing_segment_is_named_and_refused():
    table = scored(500)
    table["region"] = np.array(["big"] * 480 + ["small"] * 10 + [None] * 10, dtype=object)
    found = {part.segment[1]: part for part in compared(table, segments=("region",)).segments}
    assert list(found) == ["big", "small", "(missing)"]
    assert found["small"].reason == "10 rows with a label and predictions, 30 are needed"


def test_regression_is_compared_by_rmse():
    table = scored(2000)
    table["pb"] = table["number"] + 1.5 * (table["pb"] - table["number"])
    found = compared(table, predictions=("pa", "pb"), target="number")
    assert (found.primary, found.verdict.outcome) == ("rmse", "worse")
    assert {pair.metric for pair in found.comparisons} == {"rmse", "mae", "r2", "wape", "smape", "mape"}
    assert compared(table, predictions=("pa", "pb"), target="number", metric="pinball_90").primary == "pinball_90"


def test_a_rare_class_is_decided_by_the_auc_or_f1():
    table = scored(3000)
    table["y"] = ((table["sa"] + table["sb"]) > 1.75).astype(int)
    assert table["y"].mean() < 0.2
    assert compared(table, **SCORES).primary == "roc_auc"
    assert compared(table).primary == "f1"


def test_metrics_that_contradict_the_deciding_one_are_named():
    table = scored(4000)
    table["b"] = (table["sb"] > 0.9).astype(int)
    found = compared(table, metric="precision")
    assert found.verdict.outcome == "better"
    named = next(caution for caution in found.cautions if caution.startswith("b is worse than a by "))
    assert "recall" in named


def test_scores_alone_are_enough():
    found = compared(scored(2000, noise=(1.0, 0.3)), predictions=(), scores=("sa", "sb"))
    assert (found.primary, found.verdict.outcome) == ("roc_auc", "better")
    as_predictions = compared(scored(2000, noise=(1.0, 0.3)), predictions=("sa", "sb"))
    assert as_predictions.primary == "roc_auc"
    assert "taken for scores" in as_predictions.rows.notes[0]


def test_several_classes_with_a_score_each():
    rng = np.random.default_rng(0)
    y = rng.choice(list("xyz"), 1500)
    table = {"y": y}
    for name, right in (("a", 0.5), ("b", 0.8)):
        table[name] = np.where(rng.random(1500) < right, y, rng.choice(list("xyz"), 1500))
        for label in "xyz":
            table[f"{name}_{label}"] = np.where(table[name] == label, 0.8, 0.1)
    scores = tuple(f"{name}_{label}" for name in "ab" for label in "zxy")
    found = compared(table, scores=scores)
    assert (found.rows.task, found.primary, found.verdict.outcome) == ("multiclass", "accuracy", "better")
    assert one(found, "roc_auc").champion_value.value > 0.6
    with pytest.raises(UsageError, match="2 score columns for 2 models"):
        compared(table, scores=("a_x", "b_x"))


def test_weights_count_and_negative_ones_do_not():
    table = scored(1000)
    weights = np.ones(1000)
    weights[table["a"] != table["y"]] = 0.0
    weights[:5] = -1.0
    found = compared(table | {"w": weights}, weight="w")
    assert one(found, "accuracy").champion_value.value == 1.0
    assert "5 rows have a negative weight" in found.rows.notes
    assert found.rows.left_out["no positive weight"] > 5


def test_rows_that_cannot_be_compared_are_counted():
    table = {name: values.astype(object) for name, values in scored(1000, extra=False).items()}
    table["y"][:100] = None
    table["b"][50:150] = None
    found = compared(table)
    assert found.rows.left_out == {"no label in y": 100, "no prediction in b": 50}
    assert found.rows.compared == 850
    assert any("100 of 1,000 rows have no label" in caution for caution in found.cautions)
    assert any("do not count against it" in caution for caution in found.cautions)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"y": np.full(200, None)}, "no row can be compared (no label in y: 200 of 200 rows)"),
        ({"y": np.ones(200, dtype=int)}, "0 rows of the rarest class, 10 are needed"),
        ({"y": np.r_[np.ones(5, dtype=int), np.zeros(195, dtype=int)]}, "5 rows of the rarest class, 10 are needed"),
    ],
    ids=["no label", "one class", "rare class"],
)
def test_what_cannot_be_judged_is_refused(change, reason):
    found = compared(scored(200) | change)
    assert (found.verdict.outcome, found.verdict.exit_code) == ("too_little_data", 5)
    assert found.verdict.reason.endswith(reason)


def test_few_rows_and_few_clusters_are_refused():
    few = compared({name: values[:20] for name, values in scored(200).items()})
    assert few.verdict.reason.endswith("20 rows with a label and predictions, 30 are needed")
    clusters = compared(scored(200) | {"user": np.arange(200) % 4}, cluster="user")
    assert clusters.verdict.reason.endswith("4 clusters, 10 are needed")


def test_labels_are_read_as_they_are_spelled():
    table = scored(500)
    spelled = table | {"a": table["a"].astype(float), "b": table["b"] == 1}
    assert one(compared(spelled), "f1").contrast == one(compared(table), "f1").contrast
    odd = compared(table | {"b": np.where(np.arange(500) < 10, 7, table["b"])})
    assert "10 predictions of b are no label; they count as wrong" in odd.rows.notes
    with pytest.raises(SourceError, match="no prediction is a label: it holds no, yes"):
        compared(table | {"b": np.where(table["b"] == 1, "yes", "no")})


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"predictions": ("a",)}, "a comparison needs two models"),
        ({"predictions": ("a", "a")}, "'a' is named twice"),
        ({"predictions": ("a", "y")}, "'y' is the target and a prediction"),
        ({"predictions": ("a", "z")}, 'there is no column "z"'),
        ({"champion": "z"}, "'z' is none of the models"),
        ({"metric": "acuracy"}, "no metric 'acuracy' for these columns"),
        ({"delta": float("nan")}, "nan is not a margin"),
        ({"task": "ranking"}, "unknown task 'ranking'"),
        ({"positive_label": "2"}, "'2' is no label"),
        ({"scores": ("sa",)}, "1 score columns for 2 models"),
        ({"model_column": "version"}, "a split needs exactly one --prediction"),
        ({"predictions": ("a",), "model_column": "sa"}, "sa has 300 values"),
        ({"target": "number", "task": "classification"}, "at most 200 are compared"),
        ({"target": "number", "predictions": (), "scores": ("sa", "sb"), "task": "regression"}, "not by scores"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(said, message):
    with pytest.raises(UsageError, match=message):
        compared(scored(300), **said)


def test_a_split_of_one_version_is_no_split():
    with pytest.raises(SourceError, match="version holds only 'v1'"):
        compared(scored(300) | {"version": np.full(300, "v1")}, predictions=("a",), model_column="version")


def test_perfect_and_infinite_predictions():
    table = scored(300)
    perfect = compared(
        table | {"pa": table["number"], "pb": table["number"]}, predictions=("pa", "pb"), target="number"
    )
    assert perfect.verdict.outcome == "equivalent"
    lost = compared(table | {"pb": np.full(300, np.inf)}, predictions=("pa", "pb"), target="number")
    assert lost.verdict.reason.endswith("no row can be compared (no prediction in pb: 300 of 300 rows)")


def test_more_rows_than_fit_are_refused_before_they_are_read(monkeypatch):
    question = ComparisonQuestion(ModelColumns(target="y", predictions=("a", "b"), scores=("sa", "sb")))
    table = pa.table(scored(1000))
    needed = needed_bytes(1000, question.columns)
    assert run_comparison(table, question, memory=needed).verdict.exit_code in {0, 1, 5}
    with pytest.raises(UsageError, match=r"1,000 rows take 161 MiB to compare, .*; 160 MiB are allowed"):
        run_comparison(table, question, memory=160 << 20)
    monkeypatch.setattr("driftcli.compare_memory.available_memory", lambda: 100 << 20)
    with pytest.raises(SourceError, match="there are 100 MiB"):
        run_comparison(table, question)
    assert needed_bytes(10**7, question.columns) > needed_bytes(10**7, ModelColumns(target="y", predictions=("a", "b")))


@pytest.mark.parametrize(
    ("values", "given", "expected"),
    [
        ([[0, 1], [None, -128]], pa.int64(), pa.int8()),
        ([[0, 1], [400]], pa.int64(), pa.int16()),
        ([[2**40], [1]], pa.int64(), pa.int64()),
        ([[1], [2**63]], pa.uint64(), pa.uint64()),
        ([[200]], pa.uint8(), pa.uint8()),
        ([[40_000], [1]], pa.uint16(), pa.uint16()),
        ([[0.5]], pa.float64(), pa.float64()),
        ([], pa.int64(), pa.int64()),
    ],
)
def test_whole_numbers_are_held_in_the_narrowest_type(values, given, expected):
    found = narrowed([pa.array(part, given) for part in values], given)
    assert found.type == expected
    assert found.to_pylist() == [value for part in values for value in part]


def test_clusters_are_one_whatever_their_type():
    table = scored(2000)
    users = np.arange(2000) % 50
    typed = [users, users.astype(str), np.where(users == 0, np.nan, users)]
    whole, spelled, gaps = (compared(table | {"user": user}, cluster="user").deciding[0] for user in typed)
    assert spelled == whole
    assert (whole.units, gaps.units) == (50, 49 + 40)
