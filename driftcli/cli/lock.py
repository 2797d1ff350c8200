"""A lock that lets no two runs overlap. The kernel releases it when the process ends, however it ends."""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from driftcli.errors import LockedError, UsageError

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
_PAUSE = 0.1


@contextmanager
def hold_lock(path: Path | None, *, wait: str) -> Iterator[None]:
    """Hold the lock while the block runs.

    Raises
    ------
    LockedError
        When another run still holds it after the wait.
    """
    seconds = read_duration(wait)
    if path is None:
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"cannot open the lock: {error.strerror}", where=str(path), hint="choose another --lock"
        ) from error
    with file:
        deadline = time.monotonic() + seconds
        while not _try_lock(file.fileno()):
            if time.monotonic() >= deadline:
                file.seek(0)
                raise _locked(path, file.read(200).strip(), seconds)
            time.sleep(_PAUSE)
        file.truncate(0)
        file.write(f"pid {os.getpid()}, since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n")
        file.flush()
        yield


def read_duration(text: str) -> float:
    """Read ``30``, ``30s``, ``5m`` or ``1h`` as seconds."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smh]?)\s*", text)
    if match is None:
        raise UsageError(
            f"{text!r} is not a length of time", where="--lock-wait", hint="write for example 30s, 5m or 1h"
        )
    return float(match[1]) * _UNITS[match[2]]


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked(path: Path, holder: str, seconds: float) -> LockedError:
    waited = f" after waiting {seconds:g} s" if seconds else ""
    return LockedError(
        f"another run holds the lock{waited} ({holder or 'holder unknown'})",
        where=str(path),
        hint="try again later, or wait longer with --lock-wait",
    )
