"""The architecture, where a machine reads it: import contracts, sizes, names, and what a start may import."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "driftcli"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
VAGUE_NAMES = {"utils", "helpers", "common", "core", "base", "misc"}
ALLOWED_AT_TOP = {
    ".ci", ".git", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "benchmarks", "driftcli", "pyproject.toml",
    "sample_data", "templates", "tests",
}  # fmt: skip
ONE_LAYER = {
    "scipy": (
        "stats/special.py",
        "stats/words.py",
        "stats/linear_learners.py",
        "stats/ridge_logistic.py",
        "stats/gram.py",
        "stats/leading_directions.py",
    ),
    "typer": ("cli",),
    "click": ("cli",),
    "rich": ("reports", "cli"),
    "jinja2": ("reports",),
    "sklearn": ("stats/learners.py", "stats/linear_learners.py", "stats/boosting.py"),
    "threadpoolctl": ("stats/learners.py",),
    "pandas": ("audit.py", "sources"),
    "polars": ("sources",),
    "pyspark": ("engines/spark",),
}
HEAVY = ("numpy", "scipy", "pandas", "pyarrow", "jinja2", "polars", "duckdb", "sklearn", "pyspark")


def _identity(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_identity)
def test_files_hold_one_idea(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", MODULES, ids=_identity)
def test_functions_are_short(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False)
            lines = (node.end_lineno or 0) - node.lineno + 1 - (documented.count("\n") + 1 if documented else 0)
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", MODULES, ids=_identity)
def test_names_say_what_is_inside(path):
    assert path.stem not in VAGUE_NAMES


@pytest.mark.parametrize("path", MODULES, ids=_identity)
def test_each_dependency_is_imported_in_one_layer(path):
    place = path.relative_to(PACKAGE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            layers = ONE_LAYER.get(name.split(".")[0])
            assert layers is None or place.startswith(layers), f"{name} in {place}"


@pytest.mark.parametrize("path", sorted(set(MODULES) - {PACKAGE / "frozen.py"}), ids=_identity)
def test_frozen_dataclasses_are_ours(path):
    text = path.read_text(encoding="utf-8")
    assert not ("@dataclass(" in text and re.search(r"^from dataclasses import .*\bdataclass\b", text, re.MULTILINE)), (
        "those of driftcli.frozen start twenty times faster"
    )


def test_imports_go_one_way():
    done = subprocess.run(
        [sys.executable, "-m", "importlinter.cli", "lint"], cwd=ROOT, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stdout


def test_nothing_else_stands_at_the_top():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode != 0:
        pytest.skip("not a git checkout, so what is tracked cannot be told")
    assert {line.split("/")[0] for line in tracked.stdout.splitlines()} <= ALLOWED_AT_TOP


def _imported_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(','.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(result.stdout.strip().splitlines()[-1].split(","))


@pytest.mark.parametrize("code", ["import driftcli", "import driftcli.cli.main"])
def test_the_door_imports_nothing_heavy(code):
    assert not _imported_after(code) & {*HEAVY, "pydantic"}


SLOW_TO_IMPORT = (
    "pandas", "polars", "duckdb", "sklearn", "joblib", "scipy.stats", "scipy.special", "numpy.f2py", "rich",
    "numpy.ma", "pydantic",
)  # fmt: skip
"""What a short run feels, by name: a part of such a package may be loaded without it."""

NEEDLESS_FOR_COLUMNS = (
    "pyarrow.vendored.docscrape", "pyarrow.fs", "pyarrow.dataset", "ssl", "importlib.metadata", "email", "zipfile",
    "sqlite3",
)  # fmt: skip
"""What an audit of columns in Parquet and CSV has no use for, each 5 to 30 ms."""
IDLE_FOR_COLUMNS = (
    "driftcli.stats.boosting", "driftcli.stats.domain_classifier", "driftcli.profiles.design",
    "driftcli.judgement.onset", "driftcli.judgement.window_series", "driftcli.stats.changepoint",
    "driftcli.checks.performance.segment_performance", "driftcli.history",
)  # fmt: skip
"""Modules of this program that an audit of columns without windows of time never calls."""


def _slow_imports_of_an_audit(suffix: str, *flags: str, names: tuple[str, ...] = SLOW_TO_IMPORT) -> set[str]:
    """Audit the sample in a process of its own, and give what it imported of that which it must not import."""
    files = [str(ROOT / "sample_data" / f"store_{side}.{suffix}") for side in ("reference", "current")]
    code = (
        "import sys\n"
        "from driftcli.cli.main import run\n"
        f"sys.argv = ['driftcli', 'audit', *{files!r}, *{list(flags)!r}]\n"
        "try:\n    run()\nexcept SystemExit as done:\n    assert done.code == 1\n"
        f"print(*[name for name in {names!r} if name in sys.modules], sep=',')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines()[-1].split(",")) - {""}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_an_audit_of_columns_imports_nothing_slow(suffix, tmp_path):
    outputs = ["-o", f"{tmp_path / 'o.json'}", "-o", f"{tmp_path / 'o.html'}"]
    flags = ("-q", "--select", "quality", "--select", "drift", *outputs)
    assert (
        _slow_imports_of_an_audit(suffix, *flags, names=SLOW_TO_IMPORT + NEEDLESS_FOR_COLUMNS + IDLE_FOR_COLUMNS)
        == set()
    )


def test_text_and_json_alone_need_no_templates(tmp_path):
    code = (
        "import sys\nfrom driftcli.cli.main import run\n"
        f"sys.argv = ['driftcli', 'audit', 'sample_data/store_reference.csv', 'sample_data/store_current.csv', "
        f"'--format', 'text', '-o', {str(tmp_path / 'o.json')!r}, '--select', 'drift']\n"
        "try:\n    run()\nexcept SystemExit as done:\n    assert done.code == 1"
    )
    assert not _imported_after(code) & {"jinja2", "rich"}


def test_the_default_audit_fits_trees_without_importing_scikit_learn():
    assert _slow_imports_of_an_audit("parquet", "-q") == set()
