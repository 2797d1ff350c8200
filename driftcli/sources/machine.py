"""What this process may use: memory and cores of the machine, or less where its container or shell allows less."""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OWN_GROUPS, _GROUPS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")
_UNLIMITED = 1 << 60


def available_memory() -> int:
    """Bytes that this process may use."""
    return min(_of_the_machine(), memory_of_groups(_OWN_GROUPS, _GROUPS), _of_the_shell())


@cache
def available_cores() -> int:
    """Cores that this process may use, at least 1; a share of a core counts as one."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(cores, cores_of_groups(_OWN_GROUPS, _GROUPS)))


def memory_of_groups(own: Path, root: Path) -> int:
    """Smallest limit in bytes of this process's control groups and of those around them, of either version."""
    limits = (text for text, _ in _texts(own, root, "memory", ("memory.limit_in_bytes",), "memory.max"))
    return min((int(text) for text in limits if text.isdigit()), default=_UNLIMITED)


def cores_of_groups(own: Path, root: Path) -> int:
    """Fewest cores whose time the control groups allow, rounded up."""
    files = ("cpu.cfs_quota_us", "cpu.cfs_period_us")
    found = [_UNLIMITED]
    for quota, period in _texts(own, root, "cpu", files, "cpu.max"):
        if quota.isdigit() and period.isdigit() and int(period):
            found.append(math.ceil(int(quota) / int(period)))
    return min(found)


def _texts(own: Path, root: Path, controller: str, first: tuple[str, ...], second: str) -> Iterator[tuple[str, str]]:
    """Give two words of each limit: of files in the first version of control groups, of one file in the second."""
    for line in _text(own).splitlines():
        _, controllers, place = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        home, names = (root / controller, first) if controllers else (root, (second,))
        inside = home / place.lstrip("/")
        for folder in (inside, *inside.parents):
            words = [*" ".join(_text(folder / name) for name in names).split(), "", ""]
            yield words[0], words[1]
            if folder == home:
                break


def _of_the_machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # not a Unix
        return 8 << 30


def _of_the_shell() -> int:
    try:
        import resource  # noqa: PLC0415 - only Unix has it
    except ImportError:
        return _UNLIMITED
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return _UNLIMITED if soft == resource.RLIM_INFINITY else soft


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
