"""Flags over environment over file over defaults, and where each value came from."""

import tomllib

import pytest

from driftcli.errors import UsageError
from driftcli.suite.environment import variables
from driftcli.suite.load import default_suite, load_config, load_suite
from driftcli.suite.show import settings_as_json, settings_as_toml


def test_precedence_key_by_key(write, tmp_path):
    write('fdr = 0.1\nseed = 1\nmin_drifted = 2\n[roles]\ntarget = "file"\ntimestamp = "file"\nscore = ["file"]')
    suite = load_suite(
        overrides={"fdr": 0.3, "roles": {"target": "flag"}},
        cwd=tmp_path,
        environ={"DRIFTCLI_FDR": "0.2", "DRIFTCLI_SEED": "9", "DRIFTCLI_TARGET": "env", "DRIFTCLI_SCORE": "a, b"},
    )
    assert (suite.fdr, suite.seed, suite.min_drifted, suite.min_effect) == (0.3, 9, 2, None)
    assert (suite.roles.target, suite.roles.timestamp, suite.roles.scores) == ("flag", "file", ("a", "b"))


@pytest.mark.parametrize(
    ("variable", "text", "read"),
    [
        ("DRIFTCLI_FAIL_ON", "warn", lambda suite: suite.fail_on == "warn"),
        ("DRIFTCLI_ALLOW_EMPTY", "true", lambda suite: suite.allow_empty is True),
        ("DRIFTCLI_MIN_EFFECT", "0.2", lambda suite: suite.min_effect == 0.2),
        (
            "DRIFTCLI_IGNORE",
            "drift,row_count",
            lambda suite: {c.id for c in suite.checks} == {"schema", "missing_values"},
        ),
        ("DRIFTCLI_HEADER", "no", lambda suite: suite.reference.header is False),
        ("DRIFTCLI_DELIMITER", ";", lambda suite: suite.current.delimiter == ";"),
        ("DRIFTCLI_INPUT_FORMAT", "csv", lambda suite: suite.current.format == "csv"),
        ("DRIFTCLI_NULL_VALUE", "-,?", lambda suite: suite.current.null_values == ("-", "?")),
        ("DRIFTCLI_SEGMENT", "a", lambda suite: suite.roles.segments == ("a",)),
        ("DRIFTCLI_FDR", "", lambda suite: suite.fdr == 0.01),
        ("DRIFTCLI_COLOR", "never", lambda suite: suite.fdr == 0.01),
        ("PATH", "x", lambda suite: suite.fdr == 0.01),
    ],
)
def test_environment(tmp_path, variable, text, read):
    assert read(load_suite(cwd=tmp_path, environ={variable: text}))


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("DRIFTCLI_FAILON", "warn", "environment: unknown variable DRIFTCLI_FAILON\n  did you mean DRIFTCLI_FAIL_ON?"),
        ("DRIFTCLI_QWXYZ", "1", "environment: unknown variable DRIFTCLI_QWXYZ"),
        ("DRIFTCLI_FDR", "high", "DRIFTCLI_FDR: 'high': input should be a valid number"),
        ("DRIFTCLI_FDR", "7", "DRIFTCLI_FDR: fdr: 7.0 must be less than 1"),
        ("DRIFTCLI_THREADS", "many", "DRIFTCLI_THREADS: 'many': input should be a valid integer"),
        ("DRIFTCLI_FAIL_ON", "error", "DRIFTCLI_FAIL_ON: 'error': input should be 'warn', 'fail' or 'never'"),
        ("DRIFTCLI_SELECT", "qality", "DRIFTCLI_SELECT: select: unknown check or group 'qality'"),
    ],
)
def test_bad_environment(tmp_path, variable, text, message):
    with pytest.raises(UsageError) as caught:
        load_suite(cwd=tmp_path, environ={variable: text})
    assert str(caught.value).startswith(message)


def test_every_variable_sets_the_key_it_names():
    assert len(set(variables().values())) == len(variables())
    for variable, path in variables().items():
        assert path[-1].upper().rstrip("S") in variable.replace("INPUT_FORMAT", "FORMAT"), variable


def test_default_suite_knows_neither_file_nor_environment(write, monkeypatch, tmp_path):
    write("fdr = 0.2")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRIFTCLI_FDR", "0.3")
    assert default_suite(seed=3).fdr == 0.01
    assert default_suite(seed=3).seed == 3


def test_show_tells_every_value_and_its_origin(write, tmp_path):
    write(
        'fdr = 0.1\n[columns."a b".checks.numeric_drift]\nstatistic = "psi"\nfail = 0.3\n[kinds]\n"x\\u007f" = "text"'
    )
    loaded = load_config(overrides={"seed": 4}, cwd=tmp_path, environ={"DRIFTCLI_FAIL_ON": "warn"})
    text = settings_as_toml(loaded, with_origin=True)
    for line in (
        "fdr = 0.1  # driftcli.toml",
        "seed = 4  # command line",
        'fail_on = "warn"  # DRIFTCLI_FAIL_ON',
        "min_drifted = 1  # default",
        '[columns."a b".checks.numeric_drift]',
        'statistic = "psi"  # driftcli.toml',
    ):
        assert line in text.splitlines()
    assert {"key": "fdr", "value": 0.1, "origin": "driftcli.toml"} in settings_as_json(loaded)


def test_what_is_shown_can_be_read_again(write, tmp_path):
    write(
        'fdr = 0.1\n[source]\ndelimiter = "\\t"\ncolumns = ["a*"]\n'
        '[checks.numeric_drift]\nwarn = "never"\n[kinds]\n"a.b" = "text"'
    )
    shown = settings_as_toml(load_config(cwd=tmp_path, environ={}), with_origin=True)
    again = write(shown, "again.toml")
    assert tomllib.loads(shown)["kinds"] == {"a.b": "text"}
    first, second = (load_suite(path, cwd=tmp_path, environ={}).as_dict() for path in ("driftcli.toml", again))
    assert first == second
