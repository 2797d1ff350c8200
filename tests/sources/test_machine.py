"""What a container or a shell leaves of the machine."""

import os

import pytest

from driftcli.sources.machine import available_cores, available_memory, cores_of_groups, memory_of_groups


def in_group(folder, line, **texts):
    """A process in a control group, whose folder holds these files."""
    own = folder / "cgroup"
    own.write_text(f"3:cpuset:/elsewhere\n{line}\n")
    for name, text in texts.items():
        file = folder / "fs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")
    return own, folder / "fs"


@pytest.mark.parametrize(
    ("line", "file"),
    [("0::/jobs/one", "jobs/memory.max"), ("7:cpu,memory:/jobs/one", "memory/jobs/one/memory.limit_in_bytes")],
)
def test_the_memory_of_a_container(tmp_path, line, file):
    assert memory_of_groups(*in_group(tmp_path, line, **{file: "1073741824"})) == 1 << 30
    assert memory_of_groups(*in_group(tmp_path, line, **{file: "max"})) > 1 << 50
    assert memory_of_groups(tmp_path / "gone", tmp_path) > 1 << 50


def test_the_time_of_cores_in_a_container_of_the_second_version(tmp_path):
    line, own, around = "0::/jobs/one", "jobs/one/cpu.max", "jobs/cpu.max"
    assert cores_of_groups(*in_group(tmp_path, line, **{own: "max 100000"})) > 1 << 50
    assert cores_of_groups(*in_group(tmp_path, line, **{own: "250000 100000"})) == 3
    assert cores_of_groups(*in_group(tmp_path, line, **{around: "50000 100000"})) == 1


def test_the_time_of_cores_in_a_container_of_the_first_version(tmp_path):
    line = "4:cpu,cpuacct:/docker/1"
    files = {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}
    assert cores_of_groups(*in_group(tmp_path, line, **files)) > 1 << 50
    assert cores_of_groups(*in_group(tmp_path, line, **files | {"cpu/cpu.cfs_quota_us": "400000"})) == 4
    assert cores_of_groups(tmp_path / "gone", tmp_path) > 1 << 50


def test_there_is_something_to_work_with():
    assert available_memory() > 1 << 20
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
