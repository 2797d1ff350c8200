"""A CSV that memory does not hold gives the same audit, from whatever it is read, and leaves nothing behind."""

import gzip
import io
import json
import lzma
import os
import resource
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from driftcli.audit import run_audit
from driftcli.engines import budget
from driftcli.errors import SourceError
from driftcli.reports.json.result import render_json
from driftcli.sources import keeping
from driftcli.sources.csv import stretches as csv_stretches
from tests.engines.test_baseline_audits import NOW, ROOT

SAMPLES = ROOT / "sample_data"
STORE = [SAMPLES / "store_reference.csv", SAMPLES / "store_current.csv"]
ROLES = {
    "target": "in_stock",
    "prediction": "predicted_in_stock",
    "score": "score",
    "key": "order_id",
    "timestamp": "observed_at",
}


@pytest.fixture
def kept_on_disk(monkeypatch):
    """From then on no text is held in memory; gives the temporary files that were opened."""
    opened = []

    class Watched(keeping.OnDisk):
        def __init__(self, name):
            super().__init__(name)
            opened.append(name)

    def use():
        monkeypatch.setattr(budget, "TEXT_TIMES", 1 << 40)
        monkeypatch.setattr(csv_stretches, "LEAST", 20_000)
        monkeypatch.setattr(keeping, "OnDisk", Watched)
        return opened

    return use


def told(result):
    """All that an audit says, but for the time that it took."""
    document = json.loads(render_json(result))
    del document["run"]
    return document


def audited(reference, current, **roles):
    return told(run_audit(str(reference), str(current), now=NOW, **roles))


def test_the_store_is_audited_as_ever(kept_on_disk):
    expected = audited(*STORE, **ROLES)
    opened = kept_on_disk()
    assert audited(*STORE, **ROLES) == expected
    assert len(opened) == 2


def test_in_stretches_of_rows_as_well(kept_on_disk, in_stretches, tmp_path):
    pairs = []
    for path in STORE:
        pairs.append(tmp_path / f"{path.stem}.parquet")
        pq.write_table(pa.csv.read_csv(path), pairs[-1])
    in_stretches(5_000)
    expected = run_audit(*map(str, pairs), now=NOW)
    kept_on_disk()
    found = run_audit(*map(str, STORE), now=NOW)
    assert found.verdict.status == expected.verdict.status
    assert {one.name: one.status for one in found.columns} == {one.name: one.status for one in expected.columns}


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_compressed_files_and_pipes(kept_on_disk, monkeypatch, tmp_path, suffix, pack):
    expected = audited(*STORE)
    path = tmp_path / f"packed.csv{suffix}"
    path.write_bytes(pack(STORE[1].read_bytes()))
    kept_on_disk()
    stdin = io.TextIOWrapper(io.BytesIO(STORE[0].read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    found = audited("-", path)
    assert found["findings"] == expected["findings"]
    assert found["columns"] == expected["columns"]


def test_files_of_a_folder_under_one_another(kept_on_disk, tmp_path):
    header, *lines = STORE[0].read_bytes().splitlines(keepends=True)
    for part in range(3):
        folder = tmp_path / f"month={part}"
        folder.mkdir()
        (folder / "x.csv").write_bytes(header + b"".join(lines[part::3]))
    expected = audited(tmp_path, STORE[1])
    kept_on_disk()
    assert audited(tmp_path, STORE[1]) == expected


SCRIPT = """
import os, sys, signal
from driftcli.engines import budget
from driftcli.errors import SourceError
from driftcli.sources import keeping
budget.TEXT_TIMES = 1 << 40
name = sys.argv.pop(1)
kept = keeping.OnDisk.keep
def keep(self, array):
    if name != "no signal":
        os.kill(os.getpid(), getattr(signal, name))
    return kept(self, array)
keeping.OnDisk.keep = keep
from driftcli.cli.main import run
run()
"""


def ended(folder: Path, signal: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program with its temporary files in a folder."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, signal, "audit", *map(str, STORE), "-q"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(folder)},
        preexec_fn=None if limit is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )


@pytest.mark.parametrize(("signal", "code"), [("no signal", 1), ("SIGINT", 130), ("SIGTERM", 143), ("SIGKILL", -9)])
def test_nothing_is_left_behind(tmp_path, signal, code):
    assert ended(tmp_path, signal).returncode == code
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_with_what_helps(tmp_path):
    done = ended(tmp_path, "no signal", limit=100_000)
    assert done.returncode == 3
    assert f"{tmp_path}: has no more space for a temporary copy of the data" in done.stderr
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_folder_for_temporary_files(kept_on_disk, monkeypatch, tmp_path):
    kept_on_disk()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    with pytest.raises(SourceError, match="takes no temporary file") as caught:
        audited(*STORE)
    assert "TMPDIR" in str(caught.value.hint)
