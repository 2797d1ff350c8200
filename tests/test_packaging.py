"""What is shipped: templates and sample data inside the wheel, equal to those in the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jinja2 import ModuleLoader

from driftcli.reports.templates import COMPILED

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        yield opened


def test_templates_in_the_wheel_equal_those_of_the_checkout(wheel):
    packed = {
        name.removeprefix("driftcli/templates/") for name in wheel.namelist() if name.startswith("driftcli/templates/")
    }
    own = {path.name: path.read_bytes() for path in (ROOT / "templates").iterdir() if path.is_file()}
    assert packed == set(own)
    for name, content in own.items():
        assert wheel.read(f"driftcli/templates/{name}") == content


def test_the_wheel_carries_each_template_compiled(wheel):
    packed = {name for name in wheel.namelist() if name.startswith(f"driftcli/reports/{COMPILED}/")}
    names = [path.name for path in (ROOT / "templates").iterdir() if path.suffix in {".html", ".css"}]
    assert packed == {f"driftcli/reports/{COMPILED}/{ModuleLoader.get_module_filename(name)}" for name in names}
    assert not (ROOT / "driftcli" / "reports" / COMPILED).exists()


def test_the_wheel_carries_the_store_sample_and_type_marker(wheel):
    names = set(wheel.namelist())
    assert "driftcli/py.typed" in names
    for month in ("reference", "current"):
        for suffix in ("csv", "parquet"):
            name = f"store_{month}.{suffix}"
            assert wheel.read(f"driftcli/sample_data/{name}") == (ROOT / "sample_data" / name).read_bytes()


def test_the_wheel_carries_no_tests(wheel):
    assert not [name for name in wheel.namelist() if name.startswith(("tests/", "benchmarks/"))]
