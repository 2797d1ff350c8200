"""A real audit of 50 columns with a target, scores and windows: its report has room to spare below 300 kB."""

import numpy as np
import pandas as pd
import pytest

from driftcli.audit import run_audit
from driftcli.reports.html.page import render_html
from driftcli.suite.load import default_suite

ROWS = 600
ROLES = {"target": "y", "prediction": "said", "score": ["score"], "timestamp": "at"}


def side(month, *, is_moved, each=7):
    """Numeric, skewed, counted and categorical columns; a model whose relation changed, and one in ``each`` drifted."""
    rng = np.random.default_rng(month)
    start = np.datetime64(f"2026-{month:02}-01", "s")
    frame = {"at": start + np.sort(rng.integers(0, 28 * 86_400, ROWS))}
    for place in range(46):
        shift = 0.5 if is_moved and place % each == 0 else 0.0
        weights = np.arange(1, 31) ** shift
        frame |= [
            {f"amount_{place:02}": rng.normal(100 + 25 * shift, 25, ROWS).round(2)},
            {f"price_{place:02}": rng.lognormal(3 + shift, 1, ROWS).round(2)},
            {f"visits_{place:02}": rng.poisson(3 + 3 * shift, ROWS)},
            {f"city_{place:02}": rng.choice([f"city {one}" for one in range(30)], ROWS, p=weights / weights.sum())},
        ][place % 4]
    score = 1 / (1 + np.exp((100 - frame["amount_00"]) / 25))
    chance = 0.3 + 0.4 * score if is_moved else score
    truth = (rng.random(ROWS) < chance).astype(int)
    return pd.DataFrame(frame | {"y": truth, "said": (score > 0.5).astype(int), "score": score.round(4)})


@pytest.mark.parametrize(("each", "most"), [(7, 255_000), (1, 290_000)], ids=["a seventh drifts", "all drift"])
def test_fifty_columns_with_a_model_stay_below_their_limit(each, most):
    frames = side(1, is_moved=False, each=each), side(2, is_moved=True, each=each)
    result = run_audit(*frames, suite=default_suite(roles=ROLES, window="D"))
    html = render_html(result)
    assert len(result.columns) == 50
    assert result.performance
    assert "Over time" in html
    assert sum(column.status == "fail" for column in result.columns) >= 46 // each
    assert len(html.encode()) < most
