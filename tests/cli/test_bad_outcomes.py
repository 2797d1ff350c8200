"""Labels, predictions, scores and weights that go wrong: findings, clear words, no NaN; the flags of labels."""

import csv
import json

import numpy as np
import pytest

from driftcli.audit import run_audit
from driftcli.reports.json.result import render_json
from driftcli.suite.load import default_suite

N = 800
ROLES = ("--target", "y", "--prediction", "p", "--score", "s")


@pytest.fixture(scope="module")
def classes():
    rng = np.random.default_rng(0)
    a = rng.standard_normal(N).round(4)
    s = (1 / (1 + np.exp(-2 * a))).round(4)
    y = (rng.random(N) < s).astype(int)
    b = rng.standard_normal(N).round(4)
    return {"a": a, "b": b, "s": s, "p": (s > 0.5).astype(int), "y": y}


@pytest.fixture(scope="module")
def prices():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, N)).round(4)
    return {"a": a, "b": b, "p": 2 * a, "y": (2 * a + rng.standard_normal(N)).round(3)}


def write(path, columns):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def strictly(text):
    """Read JSON that may hold finite numbers only."""

    def refuse(constant):
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


def audited(folder, usual, changed, *, before=None, **roles):
    """Audit two files in this process, to its JSON; the command line adds a second to each."""
    write(folder / "ref.csv", {**usual, **(before or {})})
    write(folder / "cur.csv", {name: list(values) for name, values in {**usual, **changed}.items()})
    suite = default_suite(
        select=["quality", "performance", "concept"], roles={**roles, "target": "y", "prediction": "p"}
    )
    result = run_audit(folder / "ref.csv", folder / "cur.csv", suite=suite)
    return result.verdict.exit_code, strictly(render_json(result))


def told(document):
    return " | ".join(f"{one['check']} {one['status']}: {one['message']}" for one in document["findings"])


def last(values, *, count=100):
    """The usual column with other values at its end."""
    return lambda usual: [*usual[: N - count], *[values] * count]


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        (
            {"y": last("maybe")},
            1,
            'y has values that cannot be read in its type: 0 % -> 12 % of rows, for example "maybe"',
        ),
        ({"p": last("maybe")}, 1, "labelled rows without a prediction, 0 % -> 12 % of rows"),
        ({"p": last("7")}, 1, "predictions that are no class"),
        ({"y": last("7")}, 1, "labels that the reference never had"),
        ({"s": last("1.7")}, 1, "scores outside 0 to 1, 0 % -> 12 % of rows"),
        ({"y": lambda _: ["0"] * N}, 1, "the labels of the current data hold one class only, '0'"),
        ({"p": lambda _: ["1"] * N}, 1, "the predictions of the current data are constant, '1'"),
        ({"y": lambda _: [""] * N}, 0, "no row of the current data has a label"),
        (
            {"y": lambda _: ["2026-01-02"] * N},
            1,
            'labels that the reference never had, 0 % -> 100 % of rows, for example "2026',
        ),
        ({"p": lambda _: [""] * N}, 1, "labelled rows without a prediction, 0 % -> 100 % of rows"),
        ({"s": lambda _: [""] * N}, 1, "no row with both a label and a score"),
    ],
)
def test_classes(tmp_path, classes, changed, code, words):
    made = {name: make(classes[name]) for name, make in changed.items()}
    found, document = audited(tmp_path, classes, made, score=["s"])
    assert words in told(document)
    assert found == code


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"y": last("n/k")}, 1, 'y has values that cannot be read in its type: 0 % -> 12 % of rows, for example "n/k"'),
        ({"y": lambda _: ["low"] * N}, 1, "labels that are no numbers, 0 % -> 100 % of rows"),
        ({"y": last("inf", count=20)}, 1, "infinite labels or predictions"),
        ({"p": lambda _: ["0"] * N}, 1, "performance fail: RMSE"),
        ({"y": lambda _: [""] * N}, 0, "no row of the current data has a label"),
        ({"p": lambda _: ["x"] * N}, 1, "labelled rows without a prediction, 0 % -> 100 % of rows"),
    ],
)
def test_numbers(tmp_path, prices, changed, code, words):
    made = {name: make(prices[name]) for name, make in changed.items()}
    found, document = audited(tmp_path, prices, made)
    assert words in told(document)
    assert found == code


def test_scores_that_do_not_sum_to_one(tmp_path, classes):
    usual = {**classes, "s0": (1 - classes["s"]).round(4)}
    _, document = audited(tmp_path, usual, {"s0": last("0.9")(usual["s0"])}, score=["s", "s0"])
    assert "scores that do not sum to one, 0 % -> 12 % of rows" in told(document)


def test_negative_weights(tmp_path, classes):
    usual = {**classes, "w": [1.0] * N}
    code, document = audited(tmp_path, usual, {"w": last("-2.0")(usual["w"])}, score=["s"], weight="w")
    assert "negative weights in the current data" in told(document)
    assert code == 1


def test_a_reference_without_labels_claims_nothing_of_the_relation(tmp_path, classes):
    code, document = audited(tmp_path, classes, {}, before={"y": [""] * N}, score=["s"])
    assert "no row of the reference has a label" in told(document)
    assert document["diagnosis"]["kind"] not in {"concept_drift", "label_shift", "mixed"}
    assert code == 0


def test_labels_that_are_not_there_yet(run, tmp_path, classes):
    """A target column that is missing from the current data is a note; performance is estimated."""
    write(tmp_path / "ref.csv", classes)
    write(tmp_path / "cur.csv", {name: values for name, values in classes.items() if name != "y"})
    done = run("audit", "ref.csv", "cur.csv", *ROLES, "--format", "json")
    document = strictly(done.stdout)
    assert done.returncode == 0, told(document)
    schema = [one for one in document["findings"] if one["check"] == "schema"]
    assert [(one["status"], one["outcome"]) for one in schema] == [("ok", "note")]
    estimated = {one["metric"] for one in document["performance"] if one["source"] != "labels"}
    assert {"accuracy", "f1", "roc_auc"} <= estimated
    assert any("performance is estimated" in sentence for sentence in document["diagnosis"]["evidence"])


def test_a_renamed_target_still_fails(run, tmp_path, classes):
    write(tmp_path / "ref.csv", {"bought": classes["y"], **{k: v for k, v in classes.items() if k != "y"}})
    write(tmp_path / "cur.csv", {"Bought": classes["y"], **{k: v for k, v in classes.items() if k != "y"}})
    done = run(
        "audit", "ref.csv", "cur.csv", "--target", "bought", *ROLES[2:], "--format", "json", "--select", "schema"
    )
    assert done.returncode == 1


def test_a_required_share_of_labels(run, tmp_path, classes):
    write(tmp_path / "ref.csv", classes)
    write(tmp_path / "cur.csv", {**classes, "y": [*classes["y"][:400], *[""] * 400]})
    flags = ("audit", "ref.csv", "cur.csv", *ROLES, "--format", "json", "--select", "performance", "--min-labelled")
    asked, enough, wrong = (run(*flags, share) for share in ("0.8", "0.5", "1.8"))
    document = strictly(asked.stdout)
    assert "50.0% of the current rows have a label, 80.0% are required" in told(document)
    assert {one["status"] for one in document["findings"] if one["check"] == "performance"} == {"skipped"}
    assert asked.returncode == 5
    assert "are required" not in told(strictly(enough.stdout))
    assert wrong.returncode == 2
    assert "--min-labelled" in wrong.stderr


def test_only_trusted_estimates_fail(run, tmp_path, classes):
    """The current rows are those of which the model is least sure, and nobody knows their labels."""
    doubtful = np.abs(classes["s"] - 0.5) < 0.28
    current = {name: values[doubtful] for name, values in classes.items() if name != "y"}
    write(tmp_path / "ref.csv", classes)
    write(tmp_path / "cur.csv", current)
    flags = ("audit", "ref.csv", "cur.csv", *ROLES, "--format", "json", "--select", "performance_estimate")
    warned, failed = run(*flags), run(*flags, "--trust-estimates")
    assert (warned.returncode, failed.returncode) == (0, 1)
    assert strictly(warned.stdout)["verdict"]["status"] == "warn"
    assert strictly(failed.stdout)["verdict"]["status"] == "fail"
