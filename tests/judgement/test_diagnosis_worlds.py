"""The cause that an audit names is the true one, in a few worlds; `benchmarks/diagnosis.py` is the whole table.

Every world is seeded, so a failure is a change of the program and never bad luck.
"""

import pandas as pd
import pyarrow as pa
import pytest
from diagnosis import HURTS, KINDS, RECIPES, World, audited, frames, worlds_of

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
