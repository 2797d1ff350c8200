"""Roles guessed from names and kinds."""

from types import SimpleNamespace

import pytest

from driftcli.sources.kinds import Kind, RoleAssignment
from driftcli.suite.guess import guess_roles


def roles(columns, said=None):
    schema = {name: SimpleNamespace(kind=kind) for name, kind in columns.items()}
    guesses = guess_roles(SimpleNamespace(schema=schema), said or RoleAssignment())
    assert all(guess.reason for guess in guesses.values())
    return {role: guess.value for role, guess in guesses.items()}


def numbers(*names):
    return dict.fromkeys(names, Kind.NUMERIC)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (numbers("a", "b"), {}),
        (numbers("target", "a"), {"target": "target"}),
        (numbers("y", "y_pred"), {"target": "y", "prediction": "y_pred"}),
        (numbers("sold", "predicted_sold"), {"target": "sold", "prediction": "predicted_sold"}),
        (numbers("sold", "sold_prediction"), {"target": "sold", "prediction": "sold_prediction"}),
        (numbers("predicted_sold"), {}),
        (numbers("a", "a_pred", "b", "b_pred"), {}),
        (numbers("label", "y"), {}),
        (numbers("score"), {"score": ("score",)}),
        (numbers("score", "probability"), {}),
        ({"at": Kind.TEMPORAL}, {"timestamp": "at"}),
        ({"created_at": Kind.TEMPORAL, "birthday": Kind.TEMPORAL}, {"timestamp": "created_at"}),
        ({"start": Kind.TEMPORAL, "end": Kind.TEMPORAL}, {}),
        ({"order_id": Kind.IDENTIFIER}, {"key": ("order_id",)}),
        ({"order_id": Kind.IDENTIFIER, "user_id": Kind.IDENTIFIER}, {}),
        ({"serial": Kind.IDENTIFIER}, {}),
    ],
    ids=" ".join,
)
def test_guesses(columns, expected):
    assert roles(columns) == expected


def test_what_was_said_stays():
    said = RoleAssignment(target="b", keys=("c",), segments=("d",))
    found = roles(numbers("y", "b", "c", "d", "y_pred"), said)
    assert found["target"] == "b"
    assert (found["key"], found["segments"]) == (("c",), ("d",))
