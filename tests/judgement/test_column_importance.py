"""Importance of columns, where it was said, orders what is shown and decides nothing."""

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit
from driftcli.errors import UsageError
from driftcli.suite.load import default_suite


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "importance.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def frames():
    rng = np.random.default_rng(0)
    old, new = (pd.DataFrame(rng.normal(0, 1, (2_000, 3)), columns=["age", "price", "size"]) for _ in range(2))
    return old, new.assign(age=new["age"] + 0.6, price=new["price"] + 0.5)


def test_drift_times_importance_orders_and_decides_nothing(written):
    plain = run_audit(*frames())
    suite = default_suite(importance=str(written("price,0.5\nage,0.1\n")))
    weighed = run_audit(*frames(), suite=suite)
    assert [one.name for one in plain.columns] == ["age", "price", "size"]
    assert [(one.name, one.importance) for one in weighed.columns] == [("price", 0.5), ("age", 0.1), ("size", None)]
    assert [line.split()[0] for line in weighed.diagnosis.evidence if "half of its values" in line] == ["price", "age"]
    assert any(line.endswith("(importance 0.5)") for line in weighed.diagnosis.evidence)
    assert weighed.verdict == plain.verdict
    assert [one.p_value_adjusted for one in weighed.findings] == [one.p_value_adjusted for one in plain.findings]
    assert "importance: 1 column has none and is treated as unknown: size" in weighed.warnings


def test_an_unknown_column_is_an_error_with_a_guess(written):
    suite = default_suite(importance=str(written("prise,0.5\n")))
    with pytest.raises(UsageError, match="no column 'prise'") as raised:
        run_audit(*frames(), suite=suite)
    assert "price" in str(raised.value.hint)


def modelled(prediction):
    """``age`` moves far and says nothing to the model, ``price`` moves less and decides."""
    old, new = frames()
    new["age"] += 1.0
    return tuple(frame.assign(said=prediction(frame)) for frame in (old, new))


@pytest.mark.parametrize(
    ("prediction", "role"),
    [
        (lambda frame: frame["price"] + 0.2 * frame["size"], "prediction"),
        (lambda frame: np.where(frame["price"] > 0, "buys", "leaves"), "prediction"),
        (lambda frame: np.select([frame["price"] > 1, frame["price"] > 0], ["a", "b"], "c"), "target"),
    ],
)
def test_importance_is_estimated_where_nobody_says_it(prediction, role):
    result = run_audit(*modelled(prediction), **{role: "said"})
    known = {one.name: one for one in result.columns}
    inputs = [one.name for one in result.columns if one.role == "feature"]
    assert inputs[:2] == ["price", "age"]
    assert abs(known["age"].effect) > abs(known["price"].effect)
    assert known["price"].importance > 0.9
    assert known["age"].importance == 0
    assert known["said"].importance is None
    assert known["price"].importance_source == "estimated from said"
    assert any(line.startswith("price") and "(estimated importance" in line for line in result.diagnosis.evidence)


def test_nothing_is_estimated_without_drift_or_without_a_model():
    old, new = modelled(lambda frame: frame["price"])
    quiet = run_audit(old, old.sample(frac=1, random_state=0), prediction="said")
    unsaid = run_audit(old.drop(columns="said"), new.drop(columns="said"))
    assert {one.importance for one in (*quiet.columns, *unsaid.columns)} == {None}
