"""Each way to get a configuration wrong, with the message that a user reads."""

import pytest

from driftcli.errors import UsageError
from driftcli.suite.load import load_suite

BAD = [
    ("fal_on = 1", "driftcli.toml: fal_on: unknown key 'fal_on'\n  did you mean 'fail_on'?"),
    ('fail_on = "fial"', "driftcli.toml: fail_on: 'fial' is none of warn, fail, never\n  did you mean 'fail'?"),
    ('fdr = "x"', "driftcli.toml: fdr: 'x' must be a number"),
    ("fdr = 2", "driftcli.toml: fdr: 2 must be less than 1"),
    ("fdr = nan", "driftcli.toml: fdr: nan must be less than 1"),
    ("min_effect = -1", "driftcli.toml: min_effect: -1 must be greater than 0"),
    ("min_effect = inf", "driftcli.toml: min_effect: inf must be a finite number"),
    ("seed = 1.5", "driftcli.toml: seed: 1.5 must be a whole number"),
    ("allow_empty = 1", "driftcli.toml: allow_empty: 1 must be true or false"),
    ("roles = 3", "driftcli.toml: roles: 3 must be a table"),
    ("[roles]\ntarge = 'y'", "driftcli.toml: roles.targe: unknown key 'targe'\n  did you mean 'target'?"),
    ("[roles]\nscore = [1]", "driftcli.toml: roles.score: 1 must be a text in quotes"),
    ("[kinds]\nzip = 'categoric'", "driftcli.toml: kinds.zip: 'categoric' is none of numeric, categorical, boolean, "),
    ("[source]\nheader = 'no'", "driftcli.toml: source.header: 'no' must be true or false"),
    ("[source]\nquote = 'ab'", 'driftcli.toml: source: quote must be one character, not "ab"'),
    (
        "[source.reference]\ndelim = ','",
        "driftcli.toml: source.reference.delim: unknown key 'delim'\n  did you mean",
    ),
    (
        "[checks.numeric_drif]\nwarn = 0",
        "driftcli.toml: checks.numeric_drif: unknown check 'numeric_drif'\n  did you mean",
    ),
    (
        "[checks.numeric_drift]\nwarn = -1",
        "driftcli.toml: checks.numeric_drift.warn: -1 must be greater than or",
    ),
    ("[checks.numeric_drift]\nwarn = 'a'", "driftcli.toml: checks.numeric_drift.warn: 'a' must be a number"),
    ("[checks.numeric_drift]\nfail = nan", "driftcli.toml: checks.numeric_drift.fail: nan must be "),
    ("[checks.numeric_drift]\nfail = true", "driftcli.toml: checks.numeric_drift.fail: true must be a number"),
    (
        "[checks.numeric_drift]\nwarn = 0.3",
        "driftcli.toml: checks.numeric_drift: the warn threshold is above the fail threshold: warn = 0.3, fail = 0.1 (",
    ),
    (
        "[columns.'p_*'.checks.numeric_drift]\nfail = 0.01",
        'driftcli.toml: columns."p_*".checks.numeric_drift: the warn threshold is above the fail threshold: warn = 0.0',
    ),
    (
        "[checks.numeric_drift]\nstatistik = 'psi'",
        "driftcli.toml: checks.numeric_drift.statistik: unknown key 'statistik'\n  did you mean 'statistic'?",
    ),
    (
        "[checks.numeric_drift]\nbins = 1",
        "driftcli.toml: checks.numeric_drift.bins: 1 must be greater than or equal to 2",
    ),
    (
        "[checks.numeric_drift]\nstatistic = 'psi'",
        "driftcli.toml: checks.numeric_drift: statistic = 'psi' needs a threshold of its own\n  set warn, fail or both",
    ),
    (
        "[columns.a.checks.numeric_drift]\nstatistic = 'psii'\nfail = 1",
        "driftcli.toml: columns.a.checks.numeric_drift.statistic: 'psii' is none of rule, psi, ks\n  did you mean",
    ),
    (
        "[checks.schema]\nseverity = 'error'",
        "driftcli.toml: checks.schema.severity: 'error' is none of note, warn, fail",
    ),
    ("[checks]\nschema = 3", "driftcli.toml: checks.schema: 3 must be a table"),
    ("[columns.x]\nignor = true", "driftcli.toml: columns.x.ignor: unknown key 'ignor'\n  did you mean 'ignore'?"),
    ("[columns]\nx = 3", "driftcli.toml: columns.x: 3 must be a table"),
    ("select = ['qualty']", "driftcli.toml: select: unknown check or group 'qualty'\n  did you mean 'quality'?"),
    ("ignore = ['x*']", "driftcli.toml: ignore: no check matches 'x*'\n  `driftcli checks` lists them"),
    ("extend = 'nope.toml'", "driftcli.toml: extend: no configuration file 'nope.toml'"),
    ("extend = 3", "driftcli.toml: extend = 3: must be the path of one file"),
    ("extend = 'driftcli.toml'", "driftcli.toml: extend: the file extends itself"),
    ("a = ", "driftcli.toml: not valid TOML: Invalid value (at end of document)"),
    ("[tool.driftcli]\nfdr = 0.1", "driftcli.toml: tool: unknown key 'tool'"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[text.replace("\n", " ") for text, _ in BAD])
def test_the_message_names_file_key_and_next_step(write, tmp_path, text, message):
    write(text)
    with pytest.raises(UsageError) as caught:
        load_suite(cwd=tmp_path, environ={})
    assert str(caught.value).startswith(message)
    assert caught.value.exit_code == 2


def test_all_problems_are_told_at_once(write, tmp_path):
    write('seed = 1.5\nfdr = "x"\nfoo = 1')
    with pytest.raises(UsageError) as caught:
        load_suite(cwd=tmp_path, environ={})
    message = str(caught.value)
    assert message.startswith("driftcli.toml: 3 problems")
    for line in ("seed: 1.5 must be a whole number", "fdr: 'x' must be a number", "foo: unknown key 'foo'"):
        assert line in message


def test_latin_1_is_refused_as_a_text(tmp_path):
    (tmp_path / "driftcli.toml").write_bytes(b'where = "caf\xe9"')
    with pytest.raises(UsageError, match="not a text file in UTF-8"):
        load_suite(cwd=tmp_path, environ={})


def test_a_byte_order_mark_is_no_problem(tmp_path):
    (tmp_path / "driftcli.toml").write_bytes(b"\xef\xbb\xbffdr = 0.05")
    assert load_suite(cwd=tmp_path, environ={}).fdr == 0.05


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"fdr": 3.0}, "command line: fdr: 3.0 must be less than 1"),
        ({"roles": {"target": 3}}, "command line: roles.target: 3 must be a text in quotes"),
        ({"kinds": {"a": "b"}}, "command line: kinds.a: 'b' is none of numeric"),
        ({"select": ["nope"]}, "command line: select: unknown check or group 'nope'"),
    ],
)
def test_flags_are_named_as_such(tmp_path, overrides, message):
    with pytest.raises(UsageError) as caught:
        load_suite(overrides=overrides, cwd=tmp_path, environ={})
    assert str(caught.value).startswith(message)
