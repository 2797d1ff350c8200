"""Each exit code by running the program; the last line on standard error says code and reason."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from driftcli.cli.exit_codes import MEANINGS, PRECEDENCE, worst

from .conftest import environment, last_line

pytestmark = pytest.mark.usefixtures("files")

QUICK = ("--select", "drift", "--select", "quality")
"""What decides alone: a process that fits no trees starts in a tenth of the time."""


def test_0_nothing_reached_a_bar(spawn):
    done = spawn("audit", "reference.csv", "same.csv")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "verdict: PASS (exit 0)" in done.stdout


def test_1_drift(spawn):
    done = spawn("audit", "reference.csv", "drifted.csv")
    assert done.returncode == 1
    assert last_line(done.stderr).startswith("driftcli: fail, exit 1: ")


@pytest.mark.parametrize(
    ("fail_on", "code"), [("warn", 1), ("fail", 0), ("never", 0)], ids=["warn counts", "default", "never"]
)
def test_1_or_0_for_a_warning(run, fail_on, code):
    done = run("audit", "big_reference.csv", "slight.csv", "--fail-on", fail_on)
    assert "verdict: WARN" in done.stdout
    assert done.returncode == code


def test_never_lets_drift_pass(run):
    done = run("audit", "reference.csv", "drifted.csv", "--fail-on", "never")
    assert (done.returncode, "verdict: FAIL (exit 0)" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["audit"], "Missing argument"),
        (["audit", "reference.csv"], "an audit compares two sides; here is only one dataset"),
        (["audit", "reference.csv", "same.csv", "--split-at", "2026-01-01"], "two datasets and --split-at, too"),
        (["audit", "reference.csv", "--split-at", "2026-01-01"], "a split in time needs a timestamp column"),
        (["audit", "-", "-"], "both sides are standard input"),
        (["audit", "reference.csv", "same.csv", "--tagret", "a"], "No such option: --tagret"),
        (["audit", "reference.csv", "same.csv", "--target", "a", "--target", "b"], "--target: given more than once"),
        (["audit", "reference.csv", "same.csv", "--target", "amuont"], "did you mean 'amount'?"),
        (["audit", "reference.csv", "same.csv", "--select", "numeric_drfit"], "did you mean 'numeric_drift'?"),
        (["audit", "reference.csv", "same.csv", "--ignore", "nope*"], "no check matches 'nope*'"),
        (["audit", "reference.csv", "same.csv", "--kind", "amount"], "'amount' is not COL=KIND"),
        (["audit", "reference.csv", "same.csv", "--memory", "100MiB"], "100MiB of memory is too little to work in"),
        (["audit", "reference.csv", "same.csv", "--memory", "lots"], "'lots' is not an amount of memory"),
        (["audit", "reference.csv", "same.csv", "--kind", "amount=numbr"], "did you mean 'numeric'?"),
        (["audit", "reference.csv", "same.csv", "--kind", "amuont=text"], "no column 'amuont' in either file"),
        (["audit", "reference.csv", "same.csv", "--fail-on", "drift"], "'drift' is none of warn, fail, never"),
        (["audit", "reference.csv", "same.csv", "--fdr", "2"], "fdr: 2.0 must be less than 1"),
        (["audit", "reference.csv", "same.csv", "--fdr", "x"], "Invalid value for '--fdr'"),
        (["audit", "reference.csv", "same.csv", "--format", "jsno"], "did you mean 'json'?"),
        (["audit", "reference.csv", "same.csv", "--color", "blue"], "'blue' is none of auto, always, never"),
        (["audit", "reference.csv", "same.csv", "--now", "soon"], "'soon' is not a date or time"),
        (
            ["audit", "reference.csv", "same.csv", "--lock", "l", "--lock-wait", "long"],
            "'long' is not a length of time",
        ),
        (["audit", "reference.csv", "same.csv", "--config", "no.toml"], "no configuration file 'no.toml'"),
        (["audit", "reference.csv", "same.csv", "-o", "nonsense"], "cannot tell the format"),
        (["audit", "reference.csv", "same.csv", "-o", "a.html", "-o", "html=a.html"], "two outputs go to one file"),
        (["audit", "reference.csv", "same.csv", "--input-format", "xls"], "'xls' is none of csv, tsv, parquet"),
        (["explain", "numeric_drif"], "did you mean 'numeric_drift'?"),
        (["config", "validate"], "no driftcli.toml, .driftcli.toml or [tool.driftcli] from here upwards"),
        (["checks", "--format", "xml"], "unknown format 'xml'"),
        (["adit"], "No such command 'adit'"),
        ([], "no command given"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_2_usage(run, arguments, message):
    done = run(*arguments)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert last_line(done.stderr).startswith("driftcli: exit 2: ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_2_configuration(run, tmp_path):
    (tmp_path / "driftcli.toml").write_text("[checks.numeric_drift]\nwarn = 0.4\n")
    done = run("audit", "reference.csv", "same.csv")
    assert done.returncode == 2
    assert "driftcli.toml: checks.numeric_drift: the warn threshold is above the fail threshold" in done.stderr


def test_2_environment(spawn):
    done = spawn("audit", "reference.csv", "same.csv", env={"DRIFTCLI_FIAL_ON": "warn"})
    assert done.returncode == 2
    assert "did you mean DRIFTCLI_FAIL_ON?" in done.stderr


@pytest.mark.parametrize("content", [None, "", "amount,letter\n"], ids=["missing", "empty", "header only"])
def test_3_data(run, tmp_path, content):
    if content is not None:
        (tmp_path / "bad.csv").write_text(content)
    done = run("audit", "reference.csv", "bad.csv")
    assert done.returncode in {3, 5}, done.stderr
    assert done.returncode == 3 or content is not None
    assert "bad.csv" in done.stderr or "bad.csv" in done.stdout
    assert "Traceback" not in done.stderr


def test_3_no_common_column(spawn, tmp_path):
    (tmp_path / "other.csv").write_text("x,y\n1,2\n3,4\n")
    done = spawn("audit", "reference.csv", "other.csv")
    assert done.returncode == 3
    assert "share no column" in last_line(done.stderr)


def _with_a_bug(tmp_path, *arguments):
    """Run the command with a library call that is broken, as no flag of the product could make it."""
    script = tmp_path / "broken.py"
    script.write_text(
        "import driftcli.audit\n"
        "from driftcli.cli.main import run\n"
        "def broken(*_, **__):\n"
        "    raise ZeroDivisionError('a mistake of ours')\n"
        "driftcli.audit.run_audit = broken\n"
        "run()\n"
    )
    words = [sys.executable, str(script), "audit", "reference.csv", "same.csv", *arguments]
    return subprocess.run(words, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)


def test_4_a_bug(tmp_path):
    done = _with_a_bug(tmp_path)
    assert done.returncode == 4
    assert "a bug in driftcli: ZeroDivisionError: a mistake of ours" in done.stderr
    assert "--debug" in done.stderr
    assert "Traceback" not in done.stderr
    assert last_line(done.stderr) == "driftcli: exit 4: a bug in driftcli (ZeroDivisionError)"


def test_4_a_bug_with_its_traceback(tmp_path):
    done = _with_a_bug(tmp_path, "--debug")
    assert done.returncode == 4
    assert "Traceback" in done.stderr
    assert "broken.py" in done.stderr


@pytest.mark.parametrize(("flags", "code"), [((), 5), (("--allow-empty",), 0), (("--exit-zero",), 0)])
def test_5_nothing_evaluated(run, flags, code):
    done = run("audit", "reference.csv", "same.csv", "--ignore", "*", *flags)
    assert done.returncode == code
    assert "verdict: NOT EVALUATED" in done.stdout


def test_5_too_little_data(spawn):
    done = spawn("audit", "tiny.csv", "tiny.csv", "--select", "drift")
    assert done.returncode == 5
    assert last_line(done.stderr).startswith("driftcli: not_evaluated, exit 5: ")


@pytest.mark.parametrize(
    ("current", "code", "verdict"), [("same.csv", 6, "pass"), ("drifted.csv", 1, "fail")], ids=["6", "1 outranks 6"]
)
def test_6_output_that_cannot_be_written(spawn, tmp_path, current, code, verdict):
    (tmp_path / "file").write_text("in the way")
    done = spawn("audit", "reference.csv", current, "-o", "file/report.html", "-o", "ok.json", *QUICK)
    assert done.returncode == code
    assert "file/report.html" in done.stderr
    assert last_line(done.stderr).startswith(f"driftcli: {verdict}, exit {code}: ")
    assert last_line(done.stderr).endswith("; an output could not be written")
    assert (tmp_path / "ok.json").stat().st_size > 100


@pytest.mark.parametrize(("current", "code"), [("same.csv", 6), ("drifted.csv", 1)])
@pytest.mark.parametrize("chosen", ["text", "json", "table"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which stands for a full disk")
def test_6_a_full_disk_behind_standard_output(spawn, current, code, chosen):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = spawn("audit", "reference.csv", current, "--format", chosen, *QUICK, stdout=full)
    assert done.returncode == code
    assert "standard output: cannot be written: No space left on device" in done.stderr


def test_75_locked(spawn, start, tmp_path):
    with (tmp_path / "night.lock").open("w", encoding="utf-8") as held:
        held.write("pid 4711, since 2026-01-01T00:00:00Z\n")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        begun = time.monotonic()
        done = spawn("audit", "reference.csv", "same.csv", "--lock", "night.lock", "--lock-wait", "0.5s", *QUICK)
        assert done.returncode == 75
        assert time.monotonic() - begun > 0.5
        assert "pid 4711" in done.stderr
        assert last_line(done.stderr).startswith("driftcli: exit 75: ")
        waiting = start(
            "audit", "reference.csv", "same.csv", "--lock", "night.lock", "--lock-wait", "30s", "-q", *QUICK
        )
        time.sleep(0.5)
        assert waiting.poll() is None
    assert waiting.wait(timeout=30) == 0
    done = spawn("audit", "reference.csv", "same.csv", "--lock", "night.lock", *QUICK)
    assert done.returncode == 0
    assert (tmp_path / "night.lock").read_text().startswith("pid ")


def _waiting_for_input(start):
    """Start an audit that has written nothing yet and waits for its standard input."""
    process = start("audit", "reference.csv", "-", "-o", "html=report.html", "--lock", "night.lock")
    process.stdin.write("amount,letter\n1,a\n")
    process.stdin.flush()
    return process


@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_130_and_143_leave_nothing_behind(start, tmp_path, number, code, word):
    process = _waiting_for_input(start)
    deadline = time.monotonic() + 20
    while not (tmp_path / "night.lock").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(number)
    process.send_signal(number)  # as ``timeout`` does: to the process and to its group
    assert process.wait(timeout=20) == code
    said = process.stderr.read()
    assert last_line(said) == f"driftcli: exit {code}: {word}"
    assert "Traceback" not in said
    left = {path.name for path in tmp_path.iterdir()} - {".git"}
    assert {name for name in left if not name.endswith(".csv")} == {"night.lock"}


def _while_writing(tmp_path, number):
    """Run the command so that it gets a signal when half of a report is written."""
    script = tmp_path / "signalled.py"
    script.write_text(
        "import os\n"
        "from driftcli.cli.main import run\n"
        f"os.fsync = lambda _: os.kill(os.getpid(), {int(number)})\n"
        "run()\n"
    )
    words = [sys.executable, str(script), "audit", "reference.csv", "drifted.csv", "-o", "report.html", *QUICK]
    return subprocess.run(words, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_writing_keeps_the_old_report(tmp_path, number, code):
    (tmp_path / "report.html").write_text("the old one")
    done = _while_writing(tmp_path, number)
    assert done.returncode == code, done.stderr
    assert (tmp_path / "report.html").read_text() == "the old one"
    assert not list(tmp_path.glob(".report*"))


@pytest.mark.parametrize(("current", "code"), [("same.csv", 0), ("drifted.csv", 1)])
@pytest.mark.parametrize("chosen", ["text", "json", "table"])
def test_a_reader_that_goes_away_is_no_error(start, current, code, chosen):
    reading, writing = os.pipe()
    os.close(reading)
    process = start("audit", "reference.csv", current, "--format", chosen, "--full", *QUICK, stdout=writing)
    os.close(writing)
    assert process.wait(timeout=30) == code
    assert "BrokenPipe" not in process.stderr.read()


@pytest.mark.parametrize("arguments", [["--help"], ["audit", "--help"], ["checks"], ["explain", "rule"], ["--version"]])
def test_a_reader_that_goes_away_from_help_is_no_error(start, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    process = start(*arguments, stdout=writing)
    os.close(writing)
    assert process.wait(timeout=30) == 0
    assert process.stderr.read() == ""


def test_nobody_listens_at_all(start):
    reading, writing = os.pipe()
    os.close(reading)
    process = start("audit", "reference.csv", "drifted.csv", "-v", *QUICK, stdout=writing, stderr=writing)
    os.close(writing)
    assert process.wait(timeout=30) == 1


@pytest.mark.parametrize("chosen", ["text", "json", "table"])
@pytest.mark.parametrize(("current", "code"), [("same.csv", 0), ("drifted.csv", 1)])
def test_the_code_does_not_depend_on_the_format(run, chosen, current, code):
    assert run("audit", "reference.csv", current, "--format", chosen).returncode == code


@pytest.mark.parametrize(
    ("codes", "told"),
    [((0, 1), 1), ((6, 1), 1), ((6, 5), 6), ((5, 0), 5), ((3, 1), 3), ((2, 3), 2), ((4, 2), 4), ((143, 130), 130)],
)
def test_precedence(codes, told):
    assert worst(codes) == told


def test_every_code_has_a_meaning_and_a_rank():
    assert set(MEANINGS) == set(PRECEDENCE)


def test_explain_tells_every_code(run):
    text = " ".join(run("explain", "exit-codes").stdout.split())
    for code, meaning in MEANINGS.items():
        assert f" {code.value} {meaning}" in text


def test_too_little_memory_is_no_bug(tmp_path):
    script = tmp_path / "memory.py"
    script.write_text(
        "import driftcli.audit\n"
        "from driftcli.cli.main import run\n"
        "def hungry(*_, **__):\n"
        "    raise MemoryError\n"
        "driftcli.audit.run_audit = hungry\n"
        "run()\n"
    )
    words = [sys.executable, str(script), "audit", "reference.csv", "same.csv"]
    done = subprocess.run(words, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, last_line(done.stderr)) == (3, "driftcli: exit 3: not enough memory")
