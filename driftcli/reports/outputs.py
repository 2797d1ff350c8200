"""Where outputs go: formats and paths as a user writes them, and files that are whole or not there at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from driftcli.errors import OutputError, UsageError
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from driftcli.audit import Result

    Renderer = Callable[[Result], str | bytes]


def _late(module: str, function: str) -> Renderer:
    """Import a face when it is first drawn: HTML must not cost a run that only wants JSON its templates' engine."""

    def render(result: Result) -> str | bytes:
        found: Renderer = getattr(import_module(f"driftcli.reports.{module}"), function)
        return found(result)

    return render


RENDERERS: dict[str, Renderer] = {
    "html": _late("html", "render_html"),
    "json": _late("json", "render_json"),
    "text": _late("formats.text", "render_text"),
    "markdown": _late("formats.markdown", "render_markdown"),
    "junit": _late("formats.junit", "render_junit"),
    "github": _late("formats.github", "render_github"),
    "sarif": _late("formats.sarif", "render_sarif"),
    "csv": _late("formats.csv", "render_csv"),
    "parquet": _late("formats.parquet", "render_parquet"),
    "json-lines": _late("formats.json_lines", "render_json_lines"),
    "prometheus": _late("formats.prometheus", "render_prometheus"),
    "openlineage": _late("formats.openlineage", "render_openlineage"),
}
"""Formats that can be written to a file; a new one is one module and one line here."""
BINARY = frozenset({"parquet"})
"""Formats that go to files only."""
METRICS = "prometheus"
"""The format whose file carries something over from the one that it replaces."""
_SUFFIXES = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".txt": "text",
    ".md": "markdown",
    ".xml": "junit",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".csv": "csv",
    ".parquet": "parquet",
    ".jsonl": "json-lines",
    ".prom": "prometheus",
}


@dataclass(frozen=True, slots=True)
class OutputTarget:
    """One requested output."""

    format: str
    """Key of ``RENDERERS``."""
    path: Path
    """File it goes to."""


def parse_output(text: str) -> OutputTarget:
    """Read ``FORMAT=PATH``, or a plain path whose suffix names the format."""
    name, separator, rest = text.partition("=")
    if separator and name in RENDERERS:
        return OutputTarget(name, _path_of(rest, text))
    if separator and not set(name) & set("./\\"):  # it reads as a format, so it is not taken for a file's name
        raise UsageError(f"unknown output format {name!r} in {text!r}", hint=_known(name))
    path = _path_of(text, text)
    two, one = "".join(path.suffixes[-2:]).lower(), path.suffix.lower()
    inferred = _SUFFIXES.get(two) or _SUFFIXES.get(one)
    if inferred is None:
        raise UsageError(f"cannot tell the format of the output {text!r} from its name", hint=_known(""))
    return OutputTarget(inferred, path)


def _path_of(text: str, whole: str) -> Path:
    if not text.strip() or text.endswith(("/", os.sep)) or Path(text).is_dir():
        raise UsageError(f"the output {whole!r} names no file", hint="write for example html=report.html")
    return Path(text).expanduser()


def _known(name: str) -> str:
    close = get_close_matches(name, RENDERERS, n=1)
    guess = f"did you mean {close[0]!r}? " if close else ""
    suffixes = ", ".join(sorted(_SUFFIXES))
    return f"{guess}known formats: {', '.join(RENDERERS)} (write FORMAT=PATH, or a path ending in {suffixes})"


def parse_outputs(texts: Iterable[str]) -> tuple[OutputTarget, ...]:
    """Read all requested outputs; two of them may not go to one file."""
    targets = tuple(parse_output(text) for text in texts)
    seen: dict[Path, OutputTarget] = {}
    for target in targets:
        place = target.path.absolute().resolve()
        if place in seen:
            formats = f"{seen[place].format} and {target.format}"
            raise UsageError(f"two outputs go to one file: {formats} to {target.path}", hint="give each its own path")
        seen[place] = target
    return targets


def write_output(result: Result, target: OutputTarget) -> None:
    """Render a result in the target's format and write it whole."""
    if target.format == METRICS:
        from driftcli.reports.formats.prometheus import render_prometheus  # noqa: PLC0415 - for those who ask for it

        write_metrics(target.path, partial(render_prometheus, result))
        return
    write_atomically(target.path, RENDERERS[target.format](result))


def write_metrics(path: Path, render: Callable[..., str]) -> None:
    """Write gauges for node_exporter: it runs as another user, and what came before carries over."""
    previous = ""
    with suppress(OSError):
        previous = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    write_atomically(path, render(audit=path.stem, previous=previous), mode=0o644)


def write_atomically(path: Path, data: str | bytes, *, mode: int | None = None) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of either.

    A temporary file in the same folder is written, synced and renamed. It is removed on any failure; a signal that
    is turned into an exception (as the command line does) counts as one.
    """
    content = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path.resolve() if path.is_symlink() else path, content, _mode() if mode is None else mode)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "choose another path with -o, or make room and grant write permission there; the verdict is not affected"
        raise OutputError(f"cannot be written: {reason}", where=str(path), hint=hint) from error


def _replace(path: Path, content: bytes, mode: int) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # a device or a pipe, such as /dev/stdout: nothing to rename onto
        return
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _mode() -> int:
    """Return what the umask leaves of 0666: a temporary file alone would be readable by its owner only."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
