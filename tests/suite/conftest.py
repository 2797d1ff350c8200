"""A small catalogue of its own, so that these tests hold whatever the real checks are called."""

from typing import Literal

import pytest

from driftcli.checks.check import Check, CheckParams, Family, Skipped, Thresholds
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.suite import selection


class NumberParams(CheckParams):
    """Settings of the invented numeric check."""

    statistic: Literal["rule", "psi", "ks"] = setting(default="rule")
    bins: int = setting(default=10, ge=2)


def make_check(check_id, *, group, family=Family.QUALITY, params=CheckParams, is_default=True):
    return Check(
        id=check_id,
        group=group,
        reads=(DatasetProfile,),
        params=params,
        measure=lambda *_: Skipped("never measured"),
        doc=f"{check_id}: invented.\n",
        family=family,
        thresholds=Thresholds(warn=0.05, fail=0.10),
        is_default=is_default,
    )


CHECKS = (
    make_check("schema", group="quality"),
    make_check("row_count", group="quality"),
    make_check("missing_values", group="quality"),
    make_check("numeric_drift", group="drift", family=Family.COLUMNS, params=NumberParams),
    make_check("categorical_drift", group="drift", family=Family.COLUMNS),
    make_check("word_lengths", group="drift", is_default=False),
)


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    monkeypatch.setattr(selection, "builtin_checks", lambda: CHECKS)
    monkeypatch.setattr(selection, "checks_meant", lambda _: None)
    monkeypatch.setattr(selection, "plugin_names", lambda: ("acme_check",))
    acme = make_check("acme_check", group="quality", is_default=False)
    monkeypatch.setattr(selection, "plugin_checks", lambda names: (acme,) if "acme_check" in names else ())


@pytest.fixture
def write(tmp_path):
    """Write a file below the temporary folder and give its path."""

    def write_file(text, name="driftcli.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file
