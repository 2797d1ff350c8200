"""What travels between executors and driver: a value pickled and compressed, with the version that made it.

Both ends run the same program and trust each other as the parts of one Spark job do; nothing of this reaches a file
that is kept (baselines are written by ``profiles.baseline``).
"""

import pickle
import zlib
from typing import Any

from driftcli import __version__
from driftcli.errors import UsageError

LEVEL = 3
"""Sorted numbers and counts shrink to a third; more effort gains little."""


def packed(value: Any) -> bytes:
    """The bytes of a value."""
    return zlib.compress(pickle.dumps((__version__, value), protocol=5), LEVEL)


def unpacked(data: bytes) -> Any:
    """The value of bytes that ``packed`` made.

    Raises
    ------
    UsageError
        When executors run another version of driftcli.
    """
    version, value = pickle.loads(zlib.decompress(data))  # noqa: S301 - made by this job itself
    if version != __version__:
        raise UsageError(
            f"executors run driftcli {version}, the driver {__version__}",
            hint="install the same version in the environment that Spark gives to executors",
        )
    return value
