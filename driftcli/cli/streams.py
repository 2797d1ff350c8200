"""Standard output carries the result and nothing else; everything else goes to standard error.

A reader that went away (``driftcli … | head``) is not an error: the rest is dropped and the verdict still counts.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from driftcli.errors import OutputError


def prepare_streams() -> None:
    """Let no character that the terminal cannot show end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Write the result; a closed pipe ends it quietly, any other failure is an output that could not be written."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise OutputError(f"cannot be written: {error.strerror}", where="standard output") from error


def write_result(text: str, *, is_utf8: bool = False) -> None:
    """Write text to standard output; machine formats are UTF-8 whatever the locale says."""
    with standard_output() as stream:
        if is_utf8 and hasattr(stream, "buffer"):
            stream.flush()
            stream.buffer.write(text.encode())
        else:
            stream.write(text)


def tell(text: str) -> None:
    """Write a line to standard error; when nobody listens, nothing is lost."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def flush_streams() -> None:
    """Flush both streams, so that the interpreter has nothing left to complain about at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _silence(stream)


def _silence(stream: TextIO) -> None:
    """Point a stream that can no longer be written at the null device."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):
        pass
