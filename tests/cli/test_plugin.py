"""A check of another package: a real wheel, built and installed here, found by its entry point."""

import json
import subprocess
import sys
import zipfile

import pytest

from .conftest import ROOT

MODULE = '''"""Round numbers: whether more values are whole than before.

## What it measures

The share of whole numbers among the values.
"""

from pydantic import Field

from driftcli.checks.check import Check, CheckParams, Measurement, Rule, Skipped, Statistic, Thresholds
from driftcli.profiles.numeric import NumericProfile

print("acme was imported", file=__import__("sys").stderr)


class Params(CheckParams):
    """Settings of the acme_round_numbers check."""

    factor: float = Field(default=1.0, gt=0, description="What the statistic is multiplied by.")


def measure(reference, current, params):
    if reference.n == 0:
        return Skipped("no values")
    change = abs(current.moments.mean - reference.moments.mean) * params.factor
    return Measurement(Rule.THRESHOLD, Statistic("mean_change", change), reference.n, current.n)


CHECK = Check(
    id="acme_round_numbers",
    group="acme",
    reads=(NumericProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
    thresholds=Thresholds(warn=0.5, fail=1.0),
)
'''
BROKEN = "CHECK = 3\n"
ENTRY_POINTS = """[driftcli.checks]
acme_round_numbers = acme_checks:CHECK
acme_broken = acme_broken:CHECK
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the wheel of a second package and install it into a folder of its own."""
    folder = tmp_path_factory.mktemp("acme")
    wheel = folder / "acme_checks-1.0-py3-none-any.whl"
    info = "acme_checks-1.0.dist-info"
    files = {
        "acme_checks.py": MODULE,
        "acme_broken.py": BROKEN,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: acme-checks\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": ENTRY_POINTS,
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in (files | {f"{info}/RECORD": record}).items():
            archive.writestr(name, text)
    target = folder / "site"
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run([sys.executable, *install], check=True, capture_output=True)
    return {"PYTHONPATH": f"{ROOT}:{target}"}


@pytest.mark.usefixtures("files")
def test_a_plugin_runs_when_it_is_named_and_only_then(spawn, site):
    done = spawn("audit", "reference.csv", "same.csv", "-q", "--ignore", "multivariate", env=site)
    assert "acme was imported" not in done.stderr
    done = spawn("audit", "reference.csv", "drifted.csv", "--select", "acme_*bers", "--format", "json", env=site)
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    told = {(finding["check"], finding["column"], finding["status"]) for finding in document["findings"]}
    assert told == {("acme_round_numbers", "amount", "fail")}


def test_a_plugin_takes_settings(spawn, site, files):
    (files / "driftcli.toml").write_text("[checks.acme_round_numbers]\nenabled = true\nfactor = 0.1\n")
    done = spawn(
        "audit", "reference.csv", "drifted.csv", "--select", "acme_round_numbers", "--format", "json", env=site
    )
    assert done.returncode == 0, done.stderr
    (files / "driftcli.toml").write_text("[checks.acme_round_numbers]\nfactr = 2\n")
    done = spawn("audit", "reference.csv", "drifted.csv", env=site)
    assert done.returncode == 2
    assert "checks.acme_round_numbers.factr: unknown key 'factr'\n  did you mean 'factor'?" in done.stderr


def test_a_plugin_has_its_manual(spawn, site):
    done = spawn("explain", "acme_round_numbers", env=site)
    assert "The share of whole numbers among the values." in done.stdout
    assert "factor = 1.0" in done.stdout


@pytest.mark.usefixtures("files")
def test_a_plugin_that_is_no_check_is_a_usage_error(spawn, site):
    done = spawn("audit", "reference.csv", "same.csv", "--select", "acme_broken", env=site)
    assert done.returncode == 2
    assert "acme_broken" in done.stderr


def test_a_broken_plugin_does_not_hide_the_others_from_the_list(spawn, site):
    done = spawn("checks", env=site)
    assert done.returncode == 0, done.stderr
    assert "acme_round_numbers" in done.stdout
    assert "acme_broken" in done.stderr
