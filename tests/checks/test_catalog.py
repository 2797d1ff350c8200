"""The catalogue imports the checks that are meant, and no other."""

import subprocess
import sys

import pytest

from driftcli.checks.catalog import BUILTIN, builtin_check, builtin_checks, checks_meant
from driftcli.suite.load import load_suite

IDS = [module.partition(".")[2] for module in BUILTIN]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["schema"], ["schema"]),
        (["drift"], [name for name in IDS if f"drift.{name}" in BUILTIN]),
        (["*_drift", "schema"], ["schema", *(name for name in IDS if name.endswith("_drift"))]),
        (["performance"], ["performance", "segment_performance"]),
        ([], []),
    ],
)
def test_what_patterns_mean(patterns, expected):
    assert [check.id for check in checks_meant(patterns)] == expected


@pytest.mark.parametrize("patterns", [["no_such"], ["schema", "no_*"]])
def test_a_pattern_that_means_nothing_gives_none(patterns):
    assert checks_meant(patterns) is None


def test_one_check_is_found_by_its_id():
    assert builtin_check("unit_change") in builtin_checks()
    assert builtin_check("no_such") is None


@pytest.mark.parametrize("select", [["quality", "drift"], ["multivariate"], ["pca_*"], ["schema", "concept_drift"]])
def test_a_selection_is_the_same_as_one_from_all(select, tmp_path):
    def selected(**more):
        suite = load_suite(overrides={"select": select, **more}, cwd=tmp_path, environ={})
        return [check.id for check in suite.checks]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("driftcli.suite.selection.checks_meant", lambda _: None)
        expected, ignoring = selected(), selected(ignore=["schema", "dependence_*"])
    assert selected() == expected
    assert selected(ignore=["schema", "dependence_*"]) == ignoring


def test_other_checks_are_not_imported(tmp_path):
    code = (
        "import sys\nfrom driftcli.suite.load import load_suite\n"
        "load_suite(overrides={'select': ['quality', 'numeric_drift'], 'checks': {'text_drift': {'enabled': False}}})\n"
        "print(sorted(name.rpartition('.')[2] for name in sys.modules if name.startswith('driftcli.checks.drift.')"
        " and name.endswith('_drift')), 'driftcli.checks.concept.concept_drift' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "['numeric_drift', 'text_drift'] False"
