"""Every flag of ``driftcli audit``, by what it changes."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from .conftest import COMMAND, environment, last_line

pytestmark = pytest.mark.usefixtures("files")


def result(done):
    """Read what stood on standard output."""
    return json.loads(done.stdout)


@pytest.fixture
def audit(run):
    """Audit the drifted file with some flags and give the result."""

    def run_audit(*flags, current="drifted.csv", code=1, **options):
        done = run("audit", "reference.csv", current, "--format", "json", *flags, **options)
        assert done.returncode == code, done.stderr
        return result(done)

    return run_audit


def checks_of(document):
    return {finding["check"] for finding in document["findings"]}


def test_select_and_ignore(audit):
    assert checks_of(audit("--select", "drift")) == {"numeric_drift", "categorical_drift", "segment_drift"}
    assert checks_of(audit("--select", "numeric_drift", "--select", "categorical*")) == {
        "numeric_drift",
        "categorical_drift",
    }
    assert "schema" not in checks_of(audit("--ignore", "schema"))


def test_roles(run, files):
    rows = (f"{i % 2},{i % 2},0.{i % 9},2026-01-{1 + i % 28:02},1,{i},{i % 40},{i % 3}" for i in range(400))
    (files / "roles.csv").write_text("\n".join(["y,p,s,t,w,k,c,g", *rows, ""]))
    given = {"target": "y", "prediction": "p", "score": "s", "timestamp": "t", "weight": "w", "key": "k"}
    given |= {"cluster": "c", "segment": "g"}
    flags = [word for role, column in given.items() for word in (f"--{role}", column)]
    done = run("audit", "roles.csv", "roles.csv", "--format", "json", *flags)
    assert done.returncode == 0, done.stderr
    document = result(done)
    roles = {column["name"]: column["role"] for column in document["columns"]}
    assert roles == {
        "y": "target",
        "p": "prediction",
        "s": "score",
        "t": "timestamp",
        "w": "weight",
        "k": "key",
        "c": "cluster",
        "g": "segment",
    }
    assert document["config"]["roles"]["scores"] == ["s"]


def test_config_is_found_and_given(audit, files):
    (files / "driftcli.toml").write_text('select = ["numeric_drift"]')
    (files / "other.toml").write_text('select = ["categorical_drift"]\n[columns.amount]\nignore = true\n')
    assert checks_of(audit()) == {"numeric_drift"}
    document = audit("--config", "other.toml", code=0)
    assert checks_of(document) == {"categorical_drift"}


def test_flags_beat_environment_beats_file(audit, files):
    (files / "driftcli.toml").write_text('fail_on = "warn"\nfdr = 0.1\nseed = 3\n')
    config = audit("--seed", "9", "--fail-on", "fail", env={"DRIFTCLI_SEED": "5", "DRIFTCLI_FDR": "0.2"})["config"]
    assert (config["seed"], config["fdr"], config["fail_on"]) == (9, 0.2, "fail")


def test_columns_and_ignore_columns(audit):
    assert [column["name"] for column in audit("--columns", "am*")["columns"]] == ["amount"]
    document = audit("--ignore-columns", "amount", code=0)
    assert "amount" not in {column["name"] for column in document["columns"] if column["account"] == "audited"}


def test_where(audit):
    document = audit("--where", "letter == 'a'")
    assert document["inputs"]["reference"]["rows"] == 100


def test_kind(audit):
    document = audit("--kind", "letter=text", "--kind", "am*=numeric")
    assert {column["name"]: column["kind"] for column in document["columns"]} == {"amount": "numeric", "letter": "text"}


def test_dialect(run, files):
    rows = "".join(f"{i % 7}.000,{i % 10};-;'x;y'\n" for i in range(200))
    for name in ("a.txt", "b.txt"):
        (files / name).write_text(rows, encoding="latin-1")
    flags = ["--input-format", "csv", "--delimiter", ";", "--decimal", ",", "--thousands", ".", "--quote", "'"]
    flags += ["--encoding", "latin-1", "--null-value", "-", "--no-header", "--escape", ""]
    done = run("audit", "a.txt", "b.txt", "--format", "json", "--allow-empty", *flags)
    assert done.returncode == 0, done.stderr
    document = result(done)
    assert document["inputs"]["reference"]["rows"] == 200
    assert len(document["columns"]) == 3
    dialect = document["inputs"]["reference"]["dialect"]
    assert (dialect["delimiter"], dialect["decimal"], dialect["header"]) == (";", ",", False)


@pytest.mark.parametrize("chosen", ["text", "json", "table"])
def test_format_fills_standard_output_and_nothing_else_does(run, chosen):
    done = run("audit", "reference.csv", "same.csv", "--format", chosen, "-o", "r.html")
    assert done.returncode == 0
    if chosen == "json":
        assert result(done)["verdict"]["exit_code"] == 0
    if chosen != "table":
        assert last_line(done.stderr) == "driftcli: html written to r.html"


def test_outputs_in_every_format_at_once(run, files):
    done = run("audit", "reference.csv", "drifted.csv", "-o", "a.html", "-o", "json=sub/b.out", "-o", "c.txt")
    assert done.returncode == 1
    assert (files / "a.html").read_text().startswith("<!")
    assert json.loads((files / "sub/b.out").read_text())["verdict"]["status"] == "fail"
    assert "verdict: FAIL" in (files / "c.txt").read_text()
    assert oct((files / "a.html").stat().st_mode & 0o777) == oct(0o666 & ~_umask())


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_gate_flags(audit):
    assert audit("--important", "letter", "--select", "drift", code=0)["verdict"]["status"] == "warn"
    assert audit("--min-drifted", "2", "--select", "drift", code=0)["verdict"]["exit_code"] == 0
    assert audit("--fdr", "0.2", "--fdr-method", "by")["config"]["fdr_method"] == "by"
    assert audit("--fail-on", "never", code=0)["verdict"]["status"] == "fail"


@pytest.mark.parametrize(("bar", "code"), [("0.05", 1), ("0.1", 0), ("0.5", 0)])
def test_min_effect_is_the_bar_of_drift(run, bar, code):
    done = run("audit", "big_reference.csv", "slight.csv", "--select", "drift", "--min-effect", bar)
    assert done.returncode == code, done.stdout


def test_exit_zero_is_told(audit, run):
    verdict = audit("--exit-zero", code=0)["verdict"]
    assert (verdict["status"], verdict["exit_code"]) == ("fail", 0)
    assert verdict["reason"].endswith("(exit 0 by --exit-zero, else 1)")
    assert run("audit", "reference.csv", "nope.csv", "--exit-zero").returncode == 3


def test_quiet_is_silent_on_success_and_tells_findings_otherwise(run):
    done = run("audit", "reference.csv", "same.csv", "-q", "-o", "r.html")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    done = run("audit", "reference.csv", "drifted.csv", "--quiet")
    assert done.returncode == 1
    assert all(line.startswith(("FAIL ", "WARN ")) for line in done.stdout.splitlines())
    assert "numeric_drift[amount]" in done.stdout
    assert done.stderr.count("\n") == 1


def test_quiet_json_is_a_whole_document_or_nothing(run):
    assert run("audit", "reference.csv", "same.csv", "-q", "--format", "json").stdout == ""
    assert result(run("audit", "reference.csv", "drifted.csv", "-q", "--format", "json"))["verdict"]["exit_code"] == 1


def test_verbose_tells_what_was_read_and_how(run, files):
    (files / "driftcli.toml").write_text('[kinds]\n"none_*" = "text"\n')
    done = run("audit", "reference.csv", "same.csv", "-v")
    assert "driftcli: configuration: driftcli.toml; " in done.stderr
    assert "driftcli: reference: reference.csv: 400 rows, 2 columns, csv (delimiter ','" in done.stderr
    assert "driftcli: warning: driftcli.toml: kinds" in done.stderr
    assert last_line(done.stderr).startswith("driftcli: pass, exit 0: ")


@pytest.mark.parametrize(
    ("flags", "env", "is_colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"DRIFTCLI_COLOR": "always"}, True),
    ],
)
def test_color(run, flags, env, is_colored):
    done = run("audit", "reference.csv", "drifted.csv", "--format", "table", *flags, env=env)
    assert ("\x1b[" in done.stdout) is is_colored
    assert "\x1b[" not in done.stderr


def test_width_and_full(run):
    narrow = run("audit", "reference.csv", "drifted.csv", "--format", "table", "--width", "60").stdout
    assert max(map(len, narrow.splitlines())) <= 60
    assert len(run("audit", "reference.csv", "drifted.csv", "--format", "table", "--full").stdout) > len(narrow)


def test_without_a_terminal_no_locale_breaks_the_output(spawn):
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    for chosen in ("table", "text", "json"):
        done = spawn("audit", "reference.csv", "drifted.csv", "--select", "drift", "--format", chosen, env=env)
        assert done.returncode == 1, done.stderr
        assert done.stdout.isascii() or chosen == "json"


def test_now_and_threads_and_seed(audit):
    first, second = (
        audit("--now", "2026-03-01T06:00+01:00", "--seed", "3", "--threads", threads) for threads in ("1", "4")
    )
    assert first["run"]["started"] == "2026-03-01T06:00:00+01:00"
    first.pop("run")
    second.pop("run")
    assert first == second


def test_split_in_time(run, files):
    lines = [f"2026-01-{1 + i // 40:02},{(i * 7919 % 1000) / 1000 + (3 if i >= 600 else 0)}" for i in range(1200)]
    (files / "stream.csv").write_text("ts,amount\n" + "\n".join(lines) + "\n")
    done = run("audit", "stream.csv", "--timestamp", "ts", "--split-at", "2026-01-16", "--format", "json")
    assert done.returncode == 1, done.stderr
    assert result(done)["inputs"]["reference"]["rows"] == 600


def test_standard_input(spawn, files):
    with (files / "drifted.csv").open() as stream:
        assert spawn("audit", "reference.csv", "-", stdin=stream).returncode == 1


def on_a_terminal(folder, *arguments, env=None):
    """Run the command with both streams on a terminal; give what the terminal got."""
    master, slave = pty.openpty()
    environ = environment(TERM="xterm-256color", **(env or {}))
    process = subprocess.Popen([*COMMAND, *arguments], cwd=folder, env=environ, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    received = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        received += part
    os.close(master)
    return process.wait(timeout=30), received.decode()


def test_on_a_terminal_a_table_and_progress(files):
    code, text = on_a_terminal(files, "audit", "reference.csv", "drifted.csv")
    assert code == 1
    assert "FAIL" in text
    assert "\x1b[1" in text or "\x1b[3" in text
    assert "[####" in text
    assert "verdict: FAIL" not in text


@pytest.mark.parametrize(
    ("flags", "env"), [(["--no-progress"], {}), ([], {"CI": "true"}), (["-q"], {}), ([], {"DRIFTCLI_NO_PROGRESS": "1"})]
)
def test_no_progress(files, flags, env):
    code, text = on_a_terminal(files, "audit", "reference.csv", "drifted.csv", "--select", "drift", *flags, env=env)
    assert code == 1
    assert "[####" not in text


def test_debug_is_accepted_and_changes_nothing(audit):
    assert audit("--debug")["verdict"]["status"] == "fail"


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--metric", "roc_auc"], "ROC AUC 0.982"),
        (["--positive-label", "0", "--metric", "recall"], "Recall"),
        (["--reference-is", "train"], "WARN performance"),
    ],
)
def test_model_flags(run, flags, says):
    sample = Path(__file__).parents[2] / "sample_data"
    roles = ["--target", "in_stock", "--prediction", "predicted_in_stock", "--score", "score"]
    files = [str(sample / f"store_{month}.parquet") for month in ("reference", "current")]
    done = run("audit", *files, *roles, "--select", "performance", *flags)
    assert says in done.stdout
