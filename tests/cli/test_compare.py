"""``driftcli compare`` as a user runs it: every exit code, what goes where, configuration, outputs."""

import csv
import json

import pytest
from comparing import scored

from .conftest import last_line

MODELS = ("--target", "y", "--prediction", "a", "--prediction", "b")


def write(path, columns):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


@pytest.fixture
def scored_files(tmp_path):
    write(tmp_path / "better.csv", scored(2000, noise=(1.0, 0.3)))
    write(tmp_path / "worse.csv", scored(2000, noise=(0.3, 1.0)))
    write(tmp_path / "tiny.csv", scored(20))
    (tmp_path / "empty.csv").write_text("y,a,b\n")
    return tmp_path


@pytest.mark.usefixtures("scored_files")
def test_0_the_challenger_is_not_worse(run):
    done = run("compare", "better.csv", *MODELS)
    assert (done.returncode, done.stderr) == (0, "")
    assert run("compare", "better.csv", *MODELS, "-q").stdout == ""
    assert done.stdout.splitlines()[-1] == "verdict: BETTER (exit 0): b is better than a by accuracy"


@pytest.mark.usefixtures("scored_files")
def test_1_the_challenger_is_worse(run):
    done = run("compare", "worse.csv", *MODELS)
    assert done.returncode == 1
    assert last_line(done.stderr) == "driftcli: worse, exit 1: b is worse than a by accuracy (--fail-if worse)"
    zero = run("compare", "worse.csv", *MODELS, "--exit-zero")
    assert (zero.returncode, "exit 0 by --exit-zero, else 1" in zero.stdout) == (0, True)


@pytest.mark.usefixtures("scored_files")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument"),
        (["better.csv", *MODELS[2:]], "a comparison needs a target"),
        (["better.csv", *MODELS, "--segment", "regoin"], "did you mean region?"),
        (["better.csv", *MODELS, "--fail-if", "worst"], "'worst' is none of worse, better, different, never"),
        (["better.csv", *MODELS, "-o", "report.pdf"], "cannot tell the format"),
    ],
)
def test_2_the_question_is_not_well_put(run, arguments, message):
    done = run("compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("scored_files")
@pytest.mark.parametrize(("name", "message"), [("nowhere.csv", "does not exist"), ("empty.csv", "has no rows")])
def test_3_the_data_cannot_be_read(run, name, message):
    done = run("compare", name, *MODELS)
    assert done.returncode == 3
    assert message in done.stderr


@pytest.mark.usefixtures("scored_files")
def test_5_too_little_data(run):
    done = run("compare", "tiny.csv", *MODELS)
    assert done.returncode == 5
    assert last_line(done.stderr).startswith("driftcli: too_little_data, exit 5: ")
    assert "TOO LITTLE DATA (exit 5)" in done.stdout
    assert run("compare", "tiny.csv", *MODELS, "--allow-empty").returncode == 0


@pytest.mark.usefixtures("scored_files")
def test_6_an_output_cannot_be_written(run, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("compare", "better.csv", *MODELS, "-q", "-o", "file/report.html")
    assert (done.returncode, done.stdout) == (6, "")
    assert "cannot be written" in done.stderr
    both = run("compare", "worse.csv", *MODELS, "-o", "file/report.html")
    assert (both.returncode, "an output could not be written" in both.stderr) == (1, True)


@pytest.mark.usefixtures("scored_files")
def test_outputs_are_written_and_standard_output_is_the_result_alone(run, tmp_path):
    done = run(
        *("compare", "better.csv", *MODELS, "--score", "sa", "--score", "sb", "--segment", "region"),
        *("--format", "json", "-o", "page.html", "-o", "text=lines.txt", "-o", "result.json"),
    )
    document = json.loads(done.stdout)
    assert document["verdict"]["outcome"] == "better"
    assert len(document["segments"]) == 3
    assert json.loads((tmp_path / "result.json").read_text()) == document
    assert "Better" in (tmp_path / "page.html").read_text()
    assert (tmp_path / "lines.txt").read_text().count("\n") > 15
    assert "html written to page.html" in done.stderr


@pytest.mark.usefixtures("scored_files")
def test_a_split_and_a_table(run):
    done = run(
        *("compare", "better.csv", "--target", "y", "--prediction", "a", "--model-column", "version"),
        *("--cluster", "user", "--format", "table", "--width", "100", "--full"),
    )
    assert done.returncode == 5
    assert "too little data" in done.stdout
    assert "over clusters" in done.stdout


@pytest.mark.usefixtures("scored_files")
def test_roles_come_from_the_configuration(run, tmp_path):
    (tmp_path / "driftcli.toml").write_text(
        '[roles]\ntarget = "y"\nsegments = ["region"]\n[checks.performance]\npositive_label = 0\n'
    )
    done = run("compare", "better.csv", "--prediction", "a", "--prediction", "b", "--format", "json")
    document = json.loads(done.stdout)
    assert document["task"]["positive_label"] == "0"
    assert {segment["segment"]["column"] for segment in document["segments"]} == {"region"}


def test_the_page_and_the_schema_are_published(run):
    assert run("explain", "compare").stdout.startswith("compare (methods)\n\nCompare: which of two models is better\n")
    assert json.loads(run("schema", "comparison").stdout)["title"] == "driftcli comparison of models"


@pytest.mark.usefixtures("scored_files")
def test_a_comparison_is_drawn_again_from_its_json(run, tmp_path):
    kept = [word for suffix in ("json", "html", "txt", "md", "xml") for word in ("-o", f"kept.{suffix}")]
    shown = run("compare", "worse.csv", *MODELS, "--segment", "region", *kept)
    (tmp_path / "worse.csv").unlink()
    done = run("report", "kept.json", *(word.replace("kept", "again") for word in kept), "--exit-code")
    assert (done.returncode, done.stdout) == (1, "")
    assert "junit written to again.xml" in done.stderr
    assert last_line(done.stderr) == last_line(shown.stderr)
    for suffix in ("json", "html", "txt", "md", "xml"):
        assert (tmp_path / f"again.{suffix}").read_bytes() == (tmp_path / f"kept.{suffix}").read_bytes()
    assert run("report", "kept.json").stdout == shown.stdout
    assert json.loads((tmp_path / "kept.json").read_text())["run"]["command"].startswith("driftcli compare worse.csv")


@pytest.mark.usefixtures("scored_files")
def test_a_comparison_is_refused_in_a_format_that_it_does_not_have(run, tmp_path):
    run("compare", "better.csv", *MODELS, "-o", "kept.json")
    done = run("report", "kept.json", "-o", "x.sarif")
    assert (done.returncode, (tmp_path / "x.sarif").exists()) == (2, False)
    assert "no comparison can be written as sarif" in done.stderr
