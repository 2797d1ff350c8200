"""Small runs of the command take plain memory for Arrow, all others what Arrow or the user chose."""

import subprocess
import sys

import pytest

from driftcli.sources import arrow_memory


def _chosen(paths, *, folder, environment=()):
    code = (
        "import sys, pyarrow as pa\nfrom driftcli.sources.arrow_memory import use_plain_memory\n"
        "before = pa.default_memory_pool().backend_name\nuse_plain_memory(*(path or None for path in sys.argv[1:]))\n"
        "print(before, pa.default_memory_pool().backend_name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *paths],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=dict(environment),
    )
    return done.stdout.split()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.csv").write_text("a\n1\n")
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(arrow_memory.SMALL)
    return tmp_path


@pytest.mark.parametrize("paths", [("small.csv", "small.csv"), ("small.csv", "")])
def test_small_files_are_read_into_plain_memory(folder, paths):
    assert _chosen(paths, folder=folder)[1] == "system"


@pytest.mark.parametrize("paths", [("small.csv", "large.csv"), ("small*.csv", "small.csv"), (".", "small.csv"), ("-",)])
def test_all_others_into_arrow_s_own(folder, paths):
    before, after = _chosen(paths, folder=folder)
    assert before == after != "system"


def test_what_the_user_chose_stands(folder):
    environment = {"ARROW_DEFAULT_MEMORY_POOL": "jemalloc"}
    assert _chosen(("small.csv",), folder=folder, environment=environment)[1] == "jemalloc"
