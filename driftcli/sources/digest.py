"""SHA-256 of the files of a dataset, so that a report can say later which bytes it was about."""

from collections.abc import Sequence
from hashlib import file_digest, sha256
from pathlib import Path

LIMIT = 200_000_000
"""Bytes in all beyond which nothing is hashed: it would cost more than the audit can spare."""


def sha256_of(files: Sequence[str], size: int | None) -> str | None:
    """Digest of one file as ``sha256sum`` prints it, or of the lines of several files' digests, in their order.

    ``None`` beyond the limit, or where a file is not on this machine.
    """
    if not files or size is None or size > LIMIT:
        return None
    try:
        digests = [_digest(Path(name)) for name in files]
    except OSError:
        return None
    return digests[0] if len(digests) == 1 else sha256("".join(f"{one}\n" for one in digests).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
