"""Importance of columns from a file: every form of it, and what is wrong in it is said."""

import json

import pytest

from driftcli.errors import UsageError
from driftcli.suite.importance import read_importance
from driftcli.suite.load import load_suite


@pytest.fixture
def written(tmp_path):
    def write(text, name="importance.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("column,importance\nprice,0.4\nage,0\n", "a.csv"),
        ("feature,gain\nprice,0.4\nage,0\n", "a.csv"),
        ("price,0.4\nage,0\n", "a.csv"),
        (json.dumps({"price": 0.4, "age": 0}), "a.json"),
        (json.dumps([{"column": "price", "importance": 0.4}, {"column": "age", "importance": 0}]), "a.json"),
    ],
)
def test_every_form_reads_alike(written, text, name):
    assert read_importance(written(text, name)) == {"price": 0.4, "age": 0.0}


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("price,0.4\nprice,0.2\n", "a.csv", "given twice"),
        ("price,high\n", "a.csv", "'high', not a number"),
        ("price,-1\n", "a.csv", "not a number of at least 0"),
        ("price,nan\n", "a.csv", "not a number"),
        ("price\n", "a.csv", "two values"),
        ("", "a.csv", "names no column"),
        ("{", "a.json", "no JSON"),
        ("3", "a.json", "neither an object nor a list"),
        ('{"price": true}', "a.json", "not a number"),
    ],
)
def test_what_is_wrong_is_said_with_the_place_and_the_next_step(written, text, name, words):
    path = written(text, name)
    with pytest.raises(UsageError, match=words) as raised:
        read_importance(path)
    assert raised.value.where == str(path)
    assert raised.value.hint


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_importance(tmp_path / "none.csv")


def test_a_path_in_a_configuration_starts_in_its_folder(written, tmp_path):
    written("price,0.5\n")
    written('importance = "importance.csv"\n', "driftcli.toml")
    assert load_suite(tmp_path / "driftcli.toml").importance == {"price": 0.5}


def test_a_path_in_the_environment_starts_where_the_command_was_called(written, tmp_path, monkeypatch):
    (tmp_path / "called").mkdir()
    monkeypatch.chdir(tmp_path / "called")
    written("price,0.7\n", "called/importance.csv")
    written("price,0.5\n")
    written("seed = 3\n", "driftcli.toml")
    suite = load_suite(tmp_path / "driftcli.toml", environ={"DRIFTCLI_IMPORTANCE": "importance.csv"})
    assert suite.importance == {"price": 0.7}
