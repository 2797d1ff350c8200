"""The commands beside ``audit``."""

import json
import shlex
import shutil

import jsonschema
import pytest

from driftcli.checks.catalog import builtin_checks

from .conftest import ROOT, last_line


@pytest.fixture
def store(tmp_path):
    """Copy the grocer's sample."""
    for side in ("reference", "current"):
        shutil.copy(ROOT / f"sample_data/store_{side}.csv", tmp_path)
    return tmp_path


def findings(done):
    """Give check, column, status and statistic of every finding."""
    document = json.loads(done.stdout)
    return [(f["check"], f["column"], f["status"], f["statistic"]) for f in document["findings"]]


def test_init_writes_a_file_that_runs_as_it_is(run, store):
    done = run("init", "store_reference.csv", "store_current.csv")
    assert (done.returncode, done.stdout) == (0, "")
    text = (store / "driftcli.toml").read_text()
    for line in (
        'target = "in_stock"',
        'prediction = "predicted_in_stock"',
        'score = ["score"]',
        'timestamp = "observed_at"',
        'key = ["order_id"]',
        'category = "categorical"',
        "# [columns.price.checks.value_range]",
        "# minimum = 0.6",
    ):
        assert any(found.startswith(line) for found in text.splitlines()), line
    assert run("config", "validate").stdout.startswith("driftcli.toml: valid; ")
    with_file = run("audit", "store_reference.csv", "store_current.csv", "--format", "json")
    roles = "--target in_stock --prediction predicted_in_stock --score score --timestamp observed_at --key order_id"
    (store / "driftcli.toml").unlink()
    by_hand = run("audit", "store_reference.csv", "store_current.csv", "--format", "json", *roles.split())
    assert with_file.returncode == by_hand.returncode == 1
    assert findings(with_file) == findings(by_hand)


def test_init_uncommented_runs_too(run, store):
    run("init", "store_reference.csv", "-q")
    path = store / "driftcli.toml"
    head, ranges = path.read_text().split("# Ranges observed")
    path.write_text(head + "# Ranges observed" + ranges.replace("\n# ", "\n"))
    assert run("config", "validate").returncode == 0
    assert run("audit", "store_reference.csv", "store_reference.csv", "-q").returncode == 0


def test_init_never_overwrites(run, files):
    (files / "driftcli.toml").write_text("fdr = 0.2\n")
    done = run("init", "reference.csv")
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert (files / "driftcli.toml").read_text() == "fdr = 0.2\n"
    assert run("init", "reference.csv", "--force", "-q").returncode == 0
    assert "[kinds]" in (files / "driftcli.toml").read_text()


def test_init_keeps_what_was_said(run, tmp_path):
    rows = "".join(f"{i};{i % 3};2,{i % 10}\n" for i in range(100))
    (tmp_path / "a.csv").write_text('nr;"odd ""name"" # = [x]";wert\n' + rows)
    done = run(
        "init", "a.csv", "-o", "-", "--delimiter", ";", "--decimal", ",", "--target", "wert", "--kind", "nr=numeric"
    )
    assert done.returncode == 0, done.stderr
    for line in (
        'delimiter = ";"',
        'decimal = ","',
        'target = "wert"',
        'nr = "numeric"',
        '"odd \\"name\\" # = [x]" = "num',
    ):
        assert line in done.stdout
    (tmp_path / "driftcli.toml").write_text(done.stdout)
    assert run("audit", "a.csv", "a.csv", "-q").returncode == 0


def test_init_tells_what_differs(run, tmp_path):
    (tmp_path / "a.csv").write_text("x,gone\n" + "1,2\n" * 50)
    (tmp_path / "b.csv").write_text("x,new\n" + "1,2\n" * 50)
    text = run("init", "a.csv", "b.csv", "-o", "-").stdout
    assert "# Only in the reference: gone." in text
    assert "# Only in the current data: new." in text


@pytest.mark.usefixtures("files")
def test_profile_stands_for_the_reference(run):
    done = run("profile", "reference.csv", "-o", "base.parquet")
    assert (done.returncode, done.stdout) == (0, "")
    assert last_line(done.stderr) == "driftcli: baseline of 400 rows and 2 columns written to base.parquet"
    asked = ("drifted.csv", "--format", "json", "--ignore", "multivariate")  # which needs rows, and a baseline has none
    raw, saved = (run("audit", name, *asked) for name in ("reference.csv", "base.parquet"))
    assert raw.returncode == saved.returncode == 1
    assert findings(raw) == findings(saved)
    assert run("profile", "reference.csv", "-o", "base.parquet", "-q").stderr == ""


def test_profile_cannot_be_written(run, files):
    (files / "file").write_text("")
    assert run("profile", "reference.csv", "-o", "file/base.parquet").returncode == 6


@pytest.mark.usefixtures("files")
def test_merge_parts(run):
    run("profile", "reference.csv", "-o", "base.parquet")
    for part in ("same", "drifted"):
        assert run("profile", f"{part}.csv", "--edges", "base.parquet", "-o", f"{part}.parquet").returncode == 0
    done = run("merge", "same.parquet", "drifted.parquet", "-o", "whole.parquet")
    assert done.returncode == 0, done.stderr
    assert "800 rows" in done.stderr
    assert run("audit", "whole.parquet", "same.csv", "--exit-zero").returncode == 0


@pytest.mark.usefixtures("files")
def test_merge_a_quoted_glob(run):
    """More files than a shell can name at once."""
    run("profile", "reference.csv", "-o", "base.parquet")
    for part in ("same", "drifted"):
        run("profile", f"{part}.csv", "--edges", "base.parquet", "-o", f"part-{part}.profile")
    done = run("merge", "part-*.profile", "-o", "whole.parquet")
    assert done.returncode == 0, done.stderr
    assert "2 baselines, 800 rows" in done.stderr
    none = run("merge", "none-*.profile", "-o", "other.parquet")
    assert (none.returncode, "matches no file" in none.stderr) == (3, True)


@pytest.mark.parametrize(("name", "code"), [("nope.parquet", 3), ("reference.csv", 3)])
def test_merge_refuses_what_is_no_baseline(run, files, name, code):
    done = run("merge", name, "-o", "out.parquet")
    assert done.returncode == code
    assert not (files / "out.parquet").exists()


def test_demo_shows_the_tool_and_says_what_it_did(run, tmp_path):
    done = run("demo", "--width", "100")
    assert done.returncode == 0, done.stderr
    assert "FAIL" in done.stdout
    assert "driftcli-demo.html" in done.stdout
    assert "would exit 1" in done.stderr
    page = (tmp_path / "driftcli-demo.html").read_text()
    assert page.startswith("<!")
    command = done.stderr.partition("The same by hand:\n")[2].partition("\nThat would exit")[0]
    assert all(len(line) <= 80 or " " not in line.strip().removesuffix(" \\") for line in command.splitlines())
    again = run(*shlex.split(command.replace("\\\n", " "))[1:], "--width", "100", "--format", "table")
    assert again.returncode == 1
    same = {"written to", "Written"}
    assert [text for text in again.stdout.splitlines() if not any(word in text for word in same)] == [
        text for text in done.stdout.splitlines() if not any(word in text for word in same)
    ]


def test_demo_that_cannot_write_says_so(run, tmp_path):
    (tmp_path / "file").write_text("")
    assert run("demo", "-o", "file/demo.html").returncode == 6


def test_checks_lists_every_check(run):
    text = run("checks").stdout
    document = json.loads(run("checks", "--format", "json").stdout)
    assert [entry["id"] for entry in document] == [check.id for check in builtin_checks()]
    for check in builtin_checks():
        assert f"  {check.id} " in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_checks_are_a_table_that_fits(run, width):
    lines = run("checks", "--width", str(width)).stdout.splitlines()
    assert max(map(len, lines)) <= width
    rows = [line.split(maxsplit=3) for line in lines if line.startswith("  ")]
    assert [row[0] for row in rows[1:]] == [check.id for check in builtin_checks()]
    bars = {row[0]: (row[1], row[2]) for row in rows}
    for check in builtin_checks():
        told = ["never" if bar is None else f"{bar:g}" for bar in (check.thresholds.warn, check.thresholds.fail)]
        assert bars[check.id] == tuple(told)


def test_config_show(run, files):
    (files / "driftcli.toml").write_text("fdr = 0.05\n")
    done = run("config", "show", "--origin", "--target", "y", env={"DRIFTCLI_SEED": "4"})
    assert done.returncode == 0
    for line in (
        "fdr = 0.05  # driftcli.toml",
        "seed = 4  # DRIFTCLI_SEED",
        'target = "y"  # command line',
        "min_drifted = 1  # default",
    ):
        assert line in done.stdout.splitlines()
    assert "#" not in run("config", "show").stdout
    shown = json.loads(run("config", "show", "--format", "json").stdout)
    assert {"key": "fdr", "value": 0.05, "origin": "driftcli.toml"} in shown


def test_config_validate(run, files):
    (files / "good.toml").write_text("fdr = 0.05\n")
    (files / "bad.toml").write_text("fdrr = 0.05\n")
    assert run("config", "validate", "good.toml").returncode == 0
    done = run("config", "validate", "bad.toml")
    assert done.returncode == 2
    assert "bad.toml: fdrr: unknown key 'fdrr'" in done.stderr
    assert run("config", "validate", "--config", "good.toml", "-q").stdout == ""


def test_the_configuration_schema_agrees_with_the_program(run):
    schema = json.loads(run("config", "schema").stdout)
    assert schema == json.loads(run("schema", "config").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {
        "fdr": 0.1,
        "checks": {"numeric_drift": {"statistic": "psi", "fail": 0.2}},
        "columns": {"a": {"kind": "text"}},
    }
    jsonschema.validate(good, schema)
    for bad in ({"fdrr": 1}, {"checks": {"numeric_drift": {"statistik": "psi"}}}, {"columns": {"a": {"kind": "txt"}}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


@pytest.mark.usefixtures("files")
def test_the_result_schema_holds_for_a_result(run):
    schema = json.loads(run("schema", "result").stdout)
    done = run("audit", "reference.csv", "drifted.csv", "--format", "json")
    found = json.loads(done.stdout)
    jsonschema.validate(found, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**found, "verdict": None}, schema)
