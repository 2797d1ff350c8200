"""Which file counts, and what it extends."""

import pytest

from driftcli.errors import UsageError
from driftcli.suite.load import load_config, load_suite


def fdr(cwd, **options):
    return load_suite(cwd=cwd, environ={}, **options).fdr


def test_without_a_file_the_defaults_count(tmp_path):
    (tmp_path / ".git").mkdir()
    suite = load_suite(cwd=tmp_path, environ={})
    assert (suite.fdr, suite.fail_on, suite.file) == (0.01, "fail", None)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"driftcli.toml": "fdr = 0.1", ".driftcli.toml": "fdr = 0.2"}, 0.1),
        ({".driftcli.toml": "fdr = 0.2", "pyproject.toml": "[tool.driftcli]\nfdr = 0.3"}, 0.2),
        ({"pyproject.toml": "[tool.driftcli]\nfdr = 0.3"}, 0.3),
        ({"pyproject.toml": "[tool.other]\nfdr = 0.3"}, 0.01),
        ({"pyproject.toml": "not = [toml"}, 0.01),
        ({"pyproject.toml": "# driftcli\n[project]\nname = 'driftcli'"}, 0.01),
    ],
)
def test_order_within_a_folder(write, tmp_path, files, expected):
    (tmp_path / ".git").mkdir()
    for name, text in files.items():
        write(text, name)
    assert fdr(tmp_path) == expected


def test_a_broken_pyproject_that_is_ours_is_an_error(write, tmp_path):
    write("[tool.driftcli]\nfdr = ", "pyproject.toml")
    with pytest.raises(UsageError, match=r"pyproject\.toml: not valid TOML"):
        fdr(tmp_path)


def test_the_nearest_file_counts_alone(write, tmp_path):
    write("fdr = 0.1\nseed = 7")
    write("fdr = 0.2", "a/driftcli.toml")
    (tmp_path / "a/b").mkdir()
    suite = load_suite(cwd=tmp_path / "a/b", environ={})
    assert (suite.fdr, suite.seed, suite.file) == (0.2, 0, "../driftcli.toml")


def test_the_walk_ends_at_the_repository(write, tmp_path):
    write("fdr = 0.1")
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/deep").mkdir()
    assert fdr(tmp_path / "repo/deep") == 0.01


def test_a_given_file_beats_discovery_and_is_relative_to_the_folder(write, tmp_path):
    write("fdr = 0.1")
    write("fdr = 0.2", "ci/nightly.toml")
    assert fdr(tmp_path, config_path="ci/nightly.toml") == 0.2


@pytest.mark.parametrize("name", ["missing.toml", "folder"])
def test_a_given_file_that_is_none_is_an_error(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError) as caught:
        fdr(tmp_path, config_path=name)
    assert name in str(caught.value)


def test_a_given_pyproject_needs_our_table(write, tmp_path):
    write("[tool.other]\nx = 1", "pyproject.toml")
    with pytest.raises(UsageError, match=r"no table \[tool.driftcli\]"):
        fdr(tmp_path, config_path="pyproject.toml")


def test_the_environment_names_the_file(write, tmp_path):
    write("fdr = 0.2", "other.toml")
    assert load_suite(cwd=tmp_path, environ={"DRIFTCLI_CONFIG": "other.toml"}).fdr == 0.2


def test_extend_goes_below_and_is_relative_to_the_file(write, tmp_path):
    write('extend = "../shared/base.toml"\nfdr = 0.3\n[roles]\ntarget = "y"', "team/driftcli.toml")
    write('extend = "root.toml"\nfdr = 0.2\nseed = 5\n[roles]\nprediction = "p"', "shared/base.toml")
    write('seed = 4\nmin_drifted = 2\nignore = ["schema"]', "shared/root.toml")
    loaded = load_config(cwd=tmp_path / "team", environ={})
    config = loaded.config
    assert (config.fdr, config.seed, config.min_drifted) == (0.3, 5, 2)
    assert (config.roles.target, config.roles.prediction) == ("y", "p")
    assert loaded.settings.origin(("seed",)) == "../shared/base.toml"
    assert loaded.settings.origin(("min_drifted",)) == "../shared/root.toml"
    assert loaded.settings.origin(("roles", "target")) == "driftcli.toml"


def test_extend_may_not_go_round(write, tmp_path):
    write('extend = "b.toml"', "driftcli.toml")
    write('extend = "driftcli.toml"', "b.toml")
    with pytest.raises(UsageError, match="the file extends itself"):
        load_suite(cwd=tmp_path, environ={})


def test_an_error_in_a_base_names_the_base(write, tmp_path):
    write('extend = "b.toml"')
    write("fdrr = 0.1", "b.toml")
    with pytest.raises(UsageError, match=r"b\.toml: fdrr: unknown key"):
        load_suite(cwd=tmp_path, environ={})
