"""``driftcli explain``: every page is there, fits a terminal of 80 columns, and says what the program does."""

import json
import re
from pathlib import Path

import pytest

from driftcli.checks.catalog import builtin_checks
from driftcli.cli.exit_codes import MEANINGS
from driftcli.cli.main import main
from driftcli.cli.method_names import WORDS, related
from driftcli.cli.pages import GROUPS, check_page, topic_names, topics
from driftcli.reports import wording
from driftcli.reports.manuals.text import manual_text
from driftcli.reports.outputs import RENDERERS, parse_output
from driftcli.sources.kinds import CATEGORY_LIMIT, NEARLY_UNIQUE

CHECKS = {check.id: check for check in builtin_checks()}
PAGES = {**{page.subject: page for page in topics()}, **{name: check_page(check) for name, check in CHECKS.items()}}


@pytest.mark.parametrize("subject", PAGES)
def test_every_page_fits_80_columns_and_keeps_every_word(subject, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["explain", subject]) == 0
    text = capsys.readouterr().out
    code = {line.strip() for line in PAGES[subject].body.splitlines() if line.startswith("    ")}
    code |= {
        line.strip() for block in re.findall(r"```.*?```", PAGES[subject].body, re.DOTALL) for line in block.split("\n")
    }
    assert [line for line in text.splitlines() if len(line) > 80 and line.strip() not in code] == []
    told = set(re.findall(r"[^\W_]+", text))
    fences = {"bash", "yaml", "python", "toml", "cron", "groovy", "text", "promql", "sql", "json"}
    assert set(re.findall(r"[^\W_]+", PAGES[subject].body)) - told <= fences


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_page_of_a_check_is_its_docstring(check, capsys):
    assert main(["explain", check.id, "--format", "markdown"]) == 0
    page = capsys.readouterr().out
    title, _, body = check.doc.strip().partition("\n")
    assert page.startswith(f"# {title.rstrip('.')}\n")
    assert body.strip() in page
    assert main(["explain", check.id]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{check.id} ({check.group})\n")
    for heading in re.findall(r"^## (.*)$", check.doc, re.MULTILINE):
        assert f"\n{heading}\n" in text
    example = check.doc.split("## Example")[1].split("## ")[0].strip().splitlines()[0]
    assert f"{example.strip()}\n" in text


def test_the_settings_on_the_pages_are_valid_toml(run, tmp_path):
    tables = [check_page(check).body.split("## Settings\n")[1].replace("\n    ", "\n") for check in CHECKS.values()]
    (tmp_path / "driftcli.toml").write_text("\n".join(tables))
    done = run("config", "validate")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("subject", topic_names())
def test_every_topic_in_every_format(subject, capsys):
    page = PAGES[subject]
    assert main(["explain", subject, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["subject"], told["group"], told["title"]) == (subject, page.group, page.title)
    assert told["text"] == page.markdown
    assert page.title
    assert page.body.strip()
    assert page.group in GROUPS
    assert not page.title.startswith("#")


def test_the_listing_names_everything(run):
    done = run("explain")
    assert done.returncode == 0
    listed = re.findall(r"^  ([a-z][\w-]*)  ", done.stdout, re.MULTILINE)
    assert sorted(listed) == sorted(PAGES)
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_what_is_unknown_is_refused_with_a_guess(run):
    done = run("explain", "numeric_drfit")
    assert done.returncode == 2
    assert "numeric_drift" in done.stderr
    assert run("explain", "rule", "--format", "pdf").returncode == 2


def test_the_page_of_kinds_states_the_programs_own_limits():
    body = PAGES["kinds"].body
    assert f"more than {NEARLY_UNIQUE * 100:.0f} % of the values distinct" in body
    assert f"beyond {CATEGORY_LIMIT:,} distinct ones" in body


def test_the_page_of_exit_codes_is_the_programs_own():
    assert all(f"| {int(code)} | {meaning} |" in PAGES["exit-codes"].body for code, meaning in MEANINGS.items())


def test_the_page_of_formats_names_every_format_and_its_suffix():
    rows = re.findall(r"^\| ([a-z, -]+?) \| ([a-z., ]+?) \|", PAGES["formats"].body, re.MULTILINE)
    named = {name: suffix for names, suffixes in rows for name, suffix in zip(*_split(names, suffixes), strict=True)}
    assert set(named) - {"format", "table"} == set(RENDERERS)
    for name, suffix in named.items():
        assert suffix in {"none", "suffix"} or parse_output(f"a{suffix}").format == name


def _split(names, suffixes):
    return names.split(", "), suffixes.split(", ")


BODY = """
Words that go on
over two lines.

## Heading

- one item that is long enough to be filled
- **two**
  goes on

    code   stays

```bash
fenced  stays

too
```

| a | what |
|---|---|
| b | told at length, so that it is filled here |
"""
TEXT = """\
  Words that go on over two
  lines.

Heading
  - one item that is long
    enough to be filled
  - two goes on

      code   stays

      fenced  stays

      too

  a  what
  b  told at length, so that
     it is filled here
"""


def test_markdown_as_text():
    assert manual_text(BODY, width=30) == TEXT


def test_a_table_that_does_not_fit_is_told_by_rows():
    table = "| name | first column of some width | second |\n|---|---|---|\n| x | also quite wide here | yes |\n"
    assert manual_text(table, width=40) == (
        "  - x: first column of some width: also\n    quite wide here; second: yes\n"
    )


@pytest.mark.parametrize("subject", PAGES)
def test_a_page_refers_to_nothing_that_its_reader_does_not_have(subject):
    assert not re.search(r"METHODS|DESIGN|PEERS|CONVENTIONS|STYLE", PAGES[subject].markdown)


METHODS = sorted({name for name, group in topic_names().items() if group == "methods"} - {"compare", "kinds", "rule"})
"""Every page of a method; the other three tell how answers are combined, and have headings of their own."""


@pytest.mark.parametrize("subject", METHODS)
def test_the_page_of_a_method_has_its_assumptions_limits_and_sources(subject):
    body = PAGES[subject].body
    assert all(f"## {heading}\n" in body for heading in ("Assumptions", "When it misleads", "References"))
    assert "=" in body or "|" in body, "a formula"


def test_every_method_that_a_manual_or_sentence_names_has_a_page():
    """Words are looked for in all manuals and in the wording of findings; each must be named somewhere."""
    folder = Path(wording.__file__).parent
    texts = [check.doc for check in CHECKS.values()] + [file.read_text("utf-8") for file in folder.glob("*.py")]
    named = " ".join(" ".join(texts).casefold().split())
    assert [word for word in WORDS if word not in named] == []
    assert set(WORDS.values()) <= set(METHODS)


def test_every_page_that_a_page_or_readme_points_to_exists():
    readme = Path(__file__).parents[2] / "README.md"
    pointed = " ".join([*(page.markdown for page in PAGES.values()), readme.read_text("utf-8")])
    named = set(re.findall(r"driftcli explain ([a-z][a-z_-]+)", pointed))
    assert {"numeric_drift", "compare", "decomposition"} <= named <= set(PAGES)


def test_the_page_of_a_check_names_the_methods_it_uses():
    assert {"decomposition", "projected-covariance", "segments"} <= set(related(CHECKS["concept_drift"].doc))
    assert "`driftcli explain decomposition`" in PAGES["concept_drift"].body
    assert "driftcli explain" not in PAGES["row_count"].body
