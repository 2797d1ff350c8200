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
