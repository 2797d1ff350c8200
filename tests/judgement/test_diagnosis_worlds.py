"""The cause that an audit names is the true one, in a few worlds; `benchmarks/diagnosis.py` is the whole table.

Every world is seeded, so a failure is a change of the program and never bad luck.
"""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from diagnosis import HURTS, KINDS, NO_MODEL, RECIPES, World, audited, frames, worlds_of

from driftcli.audit import run_audit
from driftcli.suite.load import default_suite

ROWS = 2_000


def world(recipe, relation, model, *, place=1_000):
    return World(place, RECIPES[recipe.split(":")[0]][0], recipe, ROWS, relation, model)


@pytest.mark.parametrize(
    ("recipe", "relation", "model", "turn", "kind"),
    [
        ("nothing changed", "non-linear", "trees", 0, "none"),
        ("harmless covariate", "linear", "logistic", 3, "data_drift"),
        ("hurting covariate", "non-linear", "trees", 0, HURTS),
        ("concept inverted on a part", "regression", "trees", 0, "concept_drift"),
        ("class shares", "non-linear", "trees", 0, "label_shift"),
        ("concept and hurting covariate", "linear", "logistic", 0, "mixed"),
        ("nothing shared", "linear", "fixed", 0, "undetermined"),
    ],
)
def test_the_true_cause_is_named(recipe, relation, model, turn, kind):
    found, facts = audited(world(recipe, relation, model), turn)
    assert found == kind, facts


@pytest.mark.parametrize(
    ("recipe", "relation", "kind"),
    [
        ("nothing changed", "regression", "none"),
        ("harmless covariate", "non-linear", "data_drift"),
        ("hurting covariate", "regression", "data_drift"),
        ("concept inverted on a part", "non-linear", "concept_drift"),
        ("concept inverted on a part", "regression", "concept_drift"),
        ("class shares", "linear", "label_shift"),
        ("concept and hurting covariate", "non-linear", "mixed"),
        ("nothing shared", "linear", "data_drift"),
    ],
)
def test_the_true_cause_is_named_without_a_model(recipe, relation, kind):
    """`benchmarks/diagnosis.py --no-model` is the whole table."""
    found, facts = audited(world(recipe, relation, NO_MODEL), 0)
    assert found == kind, facts


def test_what_a_model_alone_could_tell_is_unknown_without_one():
    found = concluded("nothing shared", "linear", NO_MODEL)
    assert found.hurts is None
    assert any("share too few inputs to tell" in line for line in found.unknown)
    assert {made.truth for made, _ in worlds_of(18, has_model=False)} == set(KINDS) - {HURTS, "undetermined"}


@pytest.mark.parametrize("fault", ["unit x1000", "sentinel -999"])
def test_a_broken_column_is_named_before_any_drift(fault):
    found, facts = audited(world(f"broken column: {fault}", "linear", "logistic"), 0)
    assert found == "data_quality", facts
    assert "x1/" in facts.split("broken ")[1].split(";")[0]


def test_the_table_has_200_worlds_of_every_cause_and_size():
    worlds = [made for made, _ in worlds_of(210)]
    assert {made.truth for made in worlds} == set(KINDS)
    assert min(made.rows for made in worlds) == 1_000
    assert max(made.rows for made in worlds) == 100_000
    assert len({made.words for made in worlds}) == 210


def test_both_kinds_of_frame_are_audited_and_draws_are_seeded():
    (arrow, _), roles = frames(world("nothing changed", "regression", "least squares"), 0)
    (pandas, _), _ = frames(world("nothing changed", "regression", "least squares"), 1)
    assert isinstance(arrow, pa.Table)
    pd.testing.assert_frame_equal(arrow.to_pandas(), pandas, check_dtype=False)
    assert roles == {"target": "y", "prediction": "said"}


def concluded(recipe, relation, model, *, turn=0, without=(), **settings):
    """The diagnosis of a world, some of whose columns nobody has in the current data."""
    made, roles = frames(world(recipe, relation, model), turn)
    old, new = (side.to_pandas() if isinstance(side, pa.Table) else side for side in made)
    suite = default_suite(roles=roles, **settings)
    return run_audit(old, new.drop(columns=list(without)), suite=suite).diagnosis


def test_a_label_shift_names_factor_and_threshold():
    """From 30 % to 60 % of class 1 the odds are 3.5 times as large, and 0.5 becomes 1 / 4.5 = 0.222."""
    shares, mended = concluded("class shares", "linear", "fixed").actions[1:]
    assert shares.startswith("The new class shares are: ")
    factor, threshold = (float(part.rstrip(".")) for part in re.findall(r"by ([\d.]+), .* to ([\d.]+)", mended)[0])
    assert factor == pytest.approx(3.5, rel=0.2)
    assert threshold == pytest.approx(0.222, abs=0.03)


def test_harmless_drift_asks_for_nothing():
    found = concluded("harmless covariate", "linear", "logistic", turn=3)
    assert found.hurts is False
    assert found.actions[0] == "No retraining is needed: the inputs moved, but performance held."


def test_inputs_that_hurt_are_labelled_where_they_moved():
    """In that world x0 moved from -0.6 to 1.1."""
    found = concluded("hurting covariate", "non-linear", "trees")
    assert "where x0 > " in found.actions[0]
    assert "enough to see a change of the error share by 2 percentage points" in found.actions[0]
    assert any(line.startswith("x0 rose: half of its values were below -0.") for line in found.evidence)


def test_nothing_shared_asks_for_labels_where_the_reference_has_none():
    found = concluded("nothing shared", "linear", "fixed")
    assert found.actions[0].startswith("Label new data where the reference has none")
    assert any(line.startswith("the split of the drop was refused") for line in found.evidence)


def test_without_current_labels_performance_is_estimated_and_the_condition_said():
    found = concluded("hurting covariate", "linear", "logistic", without=["y"])
    assert found.kind == "data_drift"
    assert found.hurts is None
    assert any("if the relation held, performance is estimated" in line for line in found.evidence)
    assert found.actions[-1] == "Watch performance until then."


def test_a_drop_that_was_judged_without_rows_has_no_cause():
    found = concluded("concept inverted on a part", "linear", "logistic", ignore=["concept", "multivariate"])
    assert found.kind == "undetermined"
    assert found.actions[0].startswith("The drop is real, and its cause was not looked for: the checks of the group")


def test_a_drop_that_nothing_explains_says_what_would_have_been_seen():
    """The model fails on a tenth of the rows whatever their inputs: 1,000 rows a side are too few to say why."""
    rng = np.random.default_rng(3)
    sides = []
    for share in (0.05, 0.11):
        x = rng.standard_normal((700, 3))
        y = (x[:, 0] > 0).astype(int)
        said = np.where(rng.random(700) < share, 1 - y, y)
        sides.append(pd.DataFrame(x, columns=["a", "b", "c"]).assign(y=y, said=said))
    found = run_audit(*sides, target="y", prediction="said").diagnosis
    assert found.kind == "undetermined"
    assert any(line.startswith("the drop is not explained: a change of the relation") for line in found.evidence)
    assert found.actions[0] == "The drop is real, and its cause is not shown."
