"""What is imported of Arrow in the command's own process works as all of it does, which anybody may still import."""

import subprocess
import sys
import textwrap
from contextlib import suppress
from importlib import import_module

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

from driftcli.sources import lean_arrow
from driftcli.stats import bare_packages

CLAIMED = "from driftcli.stats.bare_packages import claim_process\nclaim_process()\n"


def _run(code, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    return done.stdout.strip()


def test_neither_manuals_nor_clouds_are_imported(tmp_path):
    code = (
        "import sys\nimport driftcli.sources.lean_arrow\n"
        "asked = ('pyarrow.compute', 'pyarrow.vendored.docscrape', 'pyarrow.fs', 'pyarrow._s3fs', 'ssl')\n"
        "print([name for name in asked if name in sys.modules])"
    )
    assert _run(CLAIMED + code, tmp_path) == "['pyarrow.compute']"


def test_the_functions_are_all_there_and_compute_the_same(tmp_path):
    code = (
        "import driftcli.sources.lean_arrow\nimport pyarrow as pa, pyarrow.compute as pc\n"
        "values = pa.array([3.0, None, 1.5])\n"
        "print(sorted(name for name in dir(pc) if name[0] != '_'))\n"
        "print(pc.sum(values), pc.round(values, ndigits=0), pc.min_max(values, skip_nulls=False), values.cast('int32',"
        " safe=False), pc.utf8_slice_codeunits(pa.array(['abc']), 1, 2), pc.field('a') > 1)"
    )
    ours, whole = _run(CLAIMED + code, tmp_path), _run(code, tmp_path)
    assert ours == whole
    assert set(ours.splitlines()[0].strip("[]").replace("'", "").split(", ")) >= {"sum", "and_", "field", "cast"}


def test_parquet_files_are_read_and_written(tmp_path):
    code = (
        "import pathlib, pyarrow as pa\nfrom driftcli.sources.lean_arrow import pq\n"
        "table = pa.table({'a': [1, 2]})\n"
        "pq.write_table(table, 'text.parquet')\n"
        "pq.write_table(table, pathlib.Path('path.parquet'))\n"
        "sink = pa.BufferOutputStream()\n"
        "pq.write_table(table, sink)\n"
        "for source in ('text.parquet', pathlib.Path('path.parquet'), pa.BufferReader(sink.getvalue())):\n"
        "    with pq.ParquetFile(source, pre_buffer=False) as file:\n"
        "        assert file.read() == table\n"
        "print(pq.read_schema('text.parquet').names, pq.read_metadata('path.parquet').num_rows)\n"
        "try:\n    pq.ParquetFile('none.parquet')\nexcept FileNotFoundError as error:\n    print(error)"
    )
    said = _run(CLAIMED + code, tmp_path)
    assert said.splitlines()[0] == "['a'] 2"
    assert said == _run(code, tmp_path)


def test_whoever_imports_arrow_by_name_gets_all_of_it(tmp_path):
    code = (
        "import sys\nfrom driftcli.sources.lean_arrow import pa, pq\n"
        "assert 'pyarrow.parquet' not in sys.modules and not hasattr(pa, 'parquet')\n"
        "import inspect, textwrap, pyarrow.fs, pyarrow.parquet\n"
        "assert inspect.signature(inspect.signature) and textwrap.dedent(' a') == 'a'\n"
        "assert pyarrow.parquet is not pq\n"
        "pq.write_table(pa.table({'a': [1]}), 'some.parquet')\n"
        "print(pyarrow.parquet.read_table('some.parquet').num_rows, pyarrow.fs.LocalFileSystem().type_name)"
    )
    assert _run(CLAIMED + code, tmp_path) == "1 local"


def test_another_version_of_arrow_is_imported_as_always(tmp_path):
    code = (
        "from driftcli.stats import bare_packages\n"
        "bare_packages.altered = bare_packages.import_apart = None\n"
        "from driftcli.sources.lean_arrow import pa, pq\n"
        "import pyarrow.compute as pc, pyarrow.parquet\n"
        "print(pq is pyarrow.parquet, pc.sum(pa.array([1, 2])), 'min_count' in pc.sum.__doc__)"
    )
    assert _run(CLAIMED + code, tmp_path) == "True 3 True"


def test_in_the_process_of_others_nothing_is_exchanged():
    assert lean_arrow.pq is pyarrow.parquet
    assert "Parameters" in pc.sum.__doc__
    assert str(pc.sum.__signature__).startswith("(array, /")
    assert pc.sum(pa.array([1, 2])).as_py() == 3


@pytest.fixture
def claimed(monkeypatch):
    monkeypatch.setattr(bare_packages, "_ours", {"process": True})


@pytest.mark.usefixtures("claimed")
def test_a_module_is_altered_for_a_while_only():
    with suppress(ZeroDivisionError), bare_packages.altered("textwrap", dedent=str):
        altered = import_module("textwrap")
        assert altered.dedent(" a") == " a"
        assert altered.indent is textwrap.indent
        assert textwrap.dedent(" a") == "a"
        raise ZeroDivisionError
    assert import_module("textwrap") is textwrap


@pytest.mark.usefixtures("claimed")
def test_functions_stand_for_a_module_that_was_not_imported(monkeypatch):
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    bare_packages.stand_for_good("driftcli.nowhere", answer=int)
    assert import_module("driftcli.nowhere").answer is int
    bare_packages.stand_for_good("textwrap", dedent=str)
    assert sys.modules["textwrap"].indent
