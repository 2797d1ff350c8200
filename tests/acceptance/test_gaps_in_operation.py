"""What none of the four peers does, items 1 to 8: gating, configuration, coverage, outputs, network, start-up."""

import json
import re
import socket
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from driftcli.audit import run_audit
from driftcli.errors import UsageError
from driftcli.reports.html.page import render_html
from driftcli.reports.json.result import render_json
from driftcli.suite.load import default_suite

from .auditing import audit, audited_json, driftcli, write

ROWS = 600


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files that pass, warn, drift, break and cannot be read."""
    home, draw = tmp_path_factory.mktemp("operation"), rng(1)
    base = {"x": draw.standard_normal(ROWS), "label": draw.choice(["a", "b"], ROWS)}
    write(home / "reference.parquet", base)
    write(home / "same.parquet", {"x": draw.standard_normal(ROWS), "label": draw.choice(["a", "b"], ROWS)})
    write(home / "drifted.parquet", {**base, "x": draw.standard_normal(ROWS) + 1})
    write(home / "broken.parquet", {"x": base["x"]})
    write(home / "few.parquet", {"x": draw.standard_normal(5), "label": draw.choice(["a", "b"], 5)})
    (home / "garbage.parquet").write_bytes(b"PAR1 this is no Parquet file PAR1")
    (home / "bad.toml").write_text("fail_onn = 'warn'\n")
    return home


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["reference.parquet", "same.parquet"], 0),
        (["reference.parquet", "drifted.parquet"], 1),
        (["reference.parquet", "broken.parquet"], 1),
        (["reference.parquet", "same.parquet", "--config", "bad.toml"], 2),
        (["reference.parquet", "nowhere.parquet"], 3),
        (["reference.parquet", "garbage.parquet"], 3),
        (["reference.parquet", "few.parquet"], 5),
    ],
)
def test_1_exit_codes_mean_something(folder, arguments, code):
    done = driftcli("audit", *arguments, cwd=folder)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_1_drift_and_broken_data_are_told_apart(folder):
    kinds = [
        audited_json("reference.parquet", name, cwd=folder)["diagnosis"]["kind"]
        for name in ("drifted.parquet", "broken.parquet")
    ]
    assert kinds == ["data_drift", "data_quality"]


@pytest.mark.parametrize(
    ("settings", "meant"),
    [
        ({"fail_onn": "warn"}, "fail_on"),
        ({"checks": {"numeric_drif": {"fail": 0.2}}}, "numeric_drift"),
        ({"checks": {"numeric_drift": {"binz": 5}}}, "bins"),
        ({"roles": {"targett": "y"}}, "target"),
    ],
)
def test_2_an_unknown_key_is_an_error_with_did_you_mean(settings, meant):
    with pytest.raises(UsageError, match=meant):
        default_suite(**settings)


def test_2_an_unknown_column_is_an_error_with_did_you_mean():
    frame = {"price": rng().standard_normal(50)}
    with pytest.raises(UsageError, match="price"):
        audit(frame, frame, roles={"target": "prise"})


def test_2_init_writes_a_configuration_that_runs_as_it_is(folder, tmp_path):
    written = driftcli("init", folder / "reference.parquet", cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    done = driftcli("audit", folder / "reference.parquet", folder / "same.parquet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_3_json_carries_its_version_verdict_and_code(folder):
    found = audited_json("reference.parquet", "drifted.parquet", cwd=folder)
    assert found["schema_version"] == 1
    assert (found["verdict"]["status"], found["verdict"]["exit_code"]) == ("fail", 1)


def test_4_every_column_is_accounted_for_exactly_once():
    draw = rng(2)
    old = {f"c{i}": draw.standard_normal(ROWS) for i in range(6)} | {"gone": draw.standard_normal(ROWS)}
    new = {name: values for name, values in old.items() if name != "gone"} | {"added": ["z"] * ROWS}
    result = audit(old, new, columns={"c0": {"ignore": True}})
    accounts = {column.name: column.account for column in result.columns}
    assert len(result.columns) == len(accounts)
    assert accounts == {
        "c0": "skipped", **{f"c{i}": "audited" for i in range(1, 6)}, "gone": "missing", "added": "added",
    }  # fmt: skip


def test_5_the_same_input_gives_the_same_bytes():
    draw = rng(3)
    old = pa.table({"x": draw.standard_normal(ROWS), "y": draw.choice(list("abc"), ROWS)})
    new = pa.table({"x": draw.standard_normal(ROWS) + 1, "y": draw.choice(list("abc"), ROWS)})
    results = [run_audit(old, new, suite=default_suite(threads=threads)) for threads in (1, 4)]
    first, second = (json.loads(render_json(result)) for result in results)
    del first["run"], second["run"]
    assert json.dumps(first) == json.dumps(second)


def test_6_html_of_a_hundred_columns_is_small_and_needs_no_network():
    draw = rng(4)
    old, new = ({f"column_{i}": draw.standard_normal(ROWS) for i in range(100)} for _ in range(2))
    page = render_html(audit(old, new))
    assert len(page.encode()) < 500_000
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", page)
    assert "<script src" not in page


def test_7_no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    draw = rng(5)
    result = audit({"x": draw.standard_normal(ROWS)}, {"x": draw.standard_normal(ROWS)})
    assert render_html(result)
    assert render_json(result)


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["audit", "--help"]])
def test_8_start_up_is_light(command):
    heavy = ("numpy", "pandas", "scipy", "pyarrow", "jinja2", "sklearn")
    program = (
        "import sys; from driftcli.cli.main import run\n"
        f"sys.argv = ['driftcli', *{command!r}]\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.rstrip().endswith("HEAVY []"), done.stdout[-200:]
