"""Completion as a shell asks for it: the right names, quickly, and never an error."""

import gzip
import subprocess
import sys

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from reports.sample_results import rich_result

from driftcli.checks.catalog import builtin_checks
from driftcli.checks.performance.metrics import METRICS as JUDGED
from driftcli.cli.bash_words import mend
from driftcli.cli.completion import KINDS, METRICS, check_ids
from driftcli.cli.main import main
from driftcli.history.record import record_of
from driftcli.history.store import append
from driftcli.reports.outputs import RENDERERS
from driftcli.sources.header import column_names
from driftcli.sources.kinds import Kind

from .conftest import COMMAND, environment

HEADER = "user id,amount,région\n1,2,3\n"


@pytest.fixture
def complete(tmp_path, monkeypatch, capsys):
    """Ask as bash does, with the cursor at the end of the line."""
    (tmp_path / "a.csv").write_text(HEADER)
    monkeypatch.chdir(tmp_path)

    def asked(line, shell="bash"):
        monkeypatch.setenv("_DRIFTCLI_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("COMP_WORDS", f"driftcli {line}")
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ") + 1))
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"driftcli {line}")
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        assert main([]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return told.out.split("\n")[:-1] if told.out.strip() else []

    return asked


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("audit a.csv b.csv --target a", ["amount"]),
        ("audit a.csv b.csv --target ", ["'user id'", "amount", "région"]),
        ("compare a.csv --prediction am", ["amount"]),
        ("audit a.csv b.csv --important am", ["amount"]),
        ("audit a.csv b.csv --kind am", ["amount="]),
        ("audit a.csv b.csv --kind amount=n", ["amount=numeric"]),
        ("audit a.csv b.csv --select numeric_", ["numeric_drift"]),
        ("audit a.csv b.csv --ignore qual", ["quality"]),
        ("audit a.csv b.csv -o ht", ["html="]),
        ("audit a.csv b.csv -o html=a", ["html=a.csv"]),
        ("audit a.csv b.csv --format js", ["json", "json-lines"]),
        ("audit a.csv b.csv --format p", ["prometheus"]),
        ("audit a.csv b.csv --fail-on w", ["warn"]),
        ("audit a.csv b.csv --input-format pa", ["parquet"]),
        ("audit a.csv b.csv --metric roc", ["roc_auc"]),
        ("audit a.csv b.csv --task m", ["multiclass"]),
        ("explain exit", ["exit-codes"]),
        ("explain rule --format m", ["markdown"]),
        ("audit nowhere.csv b.csv --target ", []),
        ("audit - b.csv --target ", []),
        ("audit --seed 1 --seed 2 a.csv b.csv --target a", ["amount"]),
    ],
)
def test_what_is_offered(complete, line, expected):
    assert complete(line) == expected


def test_columns_of_a_history(complete, tmp_path):
    append(tmp_path / "runs.db", record_of(rich_result()))
    (tmp_path / "other.db").write_text("no database")
    assert "age" in complete("history runs.db --column ag")
    assert complete("history other.db --column ag") == []
    assert complete("history runs.db --fail-on ne") == ["new", "never"]


def test_files_that_are_not_what_they_are_called(complete, tmp_path):
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 nothing of the kind")
    (tmp_path / "broken.csv.gz").write_bytes(b"not compressed")
    (tmp_path / "empty.csv").write_text("")
    for name in ("broken.parquet", "broken.csv.gz", "empty.csv"):
        assert complete(f"audit {name} b.csv --target ") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells(complete, shell):
    assert "amount" in "".join(complete("audit a.csv b.csv --target am", shell))


@pytest.mark.parametrize(
    ("line", "word", "before"),
    [
        ("-o html =", "", "html="),
        ("-o html = a", "a", "html="),
        ("--kind x = nu", "nu", "x="),
        ("--kind = x = nu", "--kind=nu", "x="),
        ("--target = am", "--target=am", ""),
        ("--target =", "--target=", ""),
        ("--window rows : 5", "5", "rows:"),
        ("--target am", "am", ""),
        ("-o html = a -q --seed", "--seed", ""),
        ("-o html=a", "html=a", ""),  # a bash that was told not to cut there
        ("--kind x = ", "", ""),
    ],
)
def test_words_that_bash_cut_are_mended(line, word, before):
    words = ["driftcli", "audit", *line.split(" ")]
    mended, place, found = mend(words, len(words) - 1)
    assert (mended[place], found, place) == (word, before, len(mended) - 1)


def test_headers(tmp_path):
    names = ["user id", "amount", "région"]
    table = pa.table({name: [1] for name in names})
    (tmp_path / "a.csv").write_text("\ufeff" + HEADER)
    (tmp_path / "b.tsv").write_text(HEADER.replace(",", "\t"))
    (tmp_path / "c.csv").write_text(HEADER.replace(",", ";"))
    (tmp_path / "d.csv.gz").write_bytes(gzip.compress(HEADER.encode()))
    pq.write_table(table, tmp_path / "e.parquet")
    pyarrow.feather.write_feather(table, tmp_path / "f.feather")
    (tmp_path / "folder/day=1").mkdir(parents=True)
    pq.write_table(table, tmp_path / "folder/day=1/part.parquet")
    for name in ("a.csv", "b.tsv", "c.csv", "d.csv.gz", "e.parquet", "f.feather", "folder", "*.feather"):
        assert column_names(str(tmp_path / name)) == names, name
    (tmp_path / "notes.md").write_text("not, a, table")
    assert column_names(str(tmp_path / "notes.md")) == []


def test_a_baseline_offers_the_columns_that_it_describes(complete, tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n" + "1,2\n" * 50)
    assert main(["profile", "a.csv", "-o", "base.parquet", "-q"]) == 0
    assert complete("audit base.parquet b.csv --target ") == ["x", "y"]


def test_what_is_offered_is_what_there_is():
    assert sorted(check_ids()) == sorted(check.id for check in builtin_checks())
    assert set(KINDS) == {str(kind) for kind in Kind} - {"empty"}
    assert set(METRICS) == {metric.name for metric in JUDGED if not metric.is_reported_only}
    assert set(RENDERERS) >= {"html", "json", "text"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--target am", ["amount"]),
        ("-o html = a", ["a.csv"]),  # as bash cuts html=a
        ("-o html =", ["a.csv"]),
        ("--kind amount = nu", ["numeric"]),
        ("--target = am", ["amount"]),
        ("--window rows :", []),  # nothing of ours is longer
    ],
)
def test_bash_itself(tmp_path, words, expected):
    """The script that --show-completion prints, run by bash: it offers what the program offers."""
    (tmp_path / "a.csv").write_text(HEADER)
    env = environment(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    shown = subprocess.run([*COMMAND, "--show-completion", "bash"], env=env, capture_output=True, text=True, check=True)
    script = shown.stdout.replace(" $1 ) )", f" {sys.executable} -m driftcli ) )")
    assert script != shown.stdout
    line = f"COMP_WORDS=(driftcli audit a.csv b.csv {words}); COMP_CWORD={3 + len(words.split())}"
    ask = f"{line}; _driftcli_completion driftcli; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(
        ["bash", "-c", f"{script}\n{ask}"], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert (done.stdout.split(), done.stderr) == (expected, "")


def test_completing_a_column_of_csv_imports_no_engine(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER)
    env = environment(_DRIFTCLI_COMPLETE="complete_bash", COMP_WORDS="driftcli audit a.csv b --target ", COMP_CWORD="5")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "driftcli"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["'user id'", "amount", "région"]
    assert not any(f"| {name}\n" in done.stderr.replace("  ", " ") for name in ("numpy", "pyarrow", "scipy", "rich"))
