"""What travels between executors and driver: a value pickled and compressed, with the version that made it.

Both ends run the same program and trust each other as the parts of one Spark job do; nothing of this reaches a file
that is kept (baselines are written by ``profiles.baseline``).
"""

import pickle
from typing import Any

import pyarrow as pa

from driftcli import __version__
from driftcli.errors import UsageError

_CODEC = "zstd"
_SIZE = 8
"""Bytes in front that tell the size of what was compressed."""


def packed(value: Any) -> bytes:
    """The bytes of a value."""
    plain = pickle.dumps((__version__, value), protocol=5)
    return len(plain).to_bytes(_SIZE, "little") + bytes(pa.compress(plain, codec=_CODEC, asbytes=True))


def unpacked(data: bytes) -> Any:
    """The value of bytes that ``packed`` made.

    Raises
    ------
    UsageError
        When executors run another version of driftcli.
    """
    size = int.from_bytes(data[:_SIZE], "little")
    plain = pa.decompress(data[_SIZE:], decompressed_size=size, codec=_CODEC, asbytes=True)
    version, value = pickle.loads(plain)  # noqa: S301 - made by this job itself
    if version != __version__:
        raise UsageError(
            f"executors run driftcli {version}, the driver {__version__}",
            hint="install the same version in the environment that Spark gives to executors",
        )
    return value
