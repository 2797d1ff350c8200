"""What a shell may complete: columns of the file on the command line, checks, formats, kinds, metrics, choices.

What an option takes is known from its metavar, so that one table says who completes what. A completion is quick (no
engine is imported unless a Parquet file is to be read) and never an error: where nothing is known, nothing is offered.
"""

import os
import re
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from driftcli.cli.bash_words import BEFORE, is_bash

Completer = Callable[[typer.Context, list[str], str], list[str]]
_CHECKS = Path(__file__).resolve().parent.parent / "checks"
_ID = re.compile(r'^CHECK = Check\(\s*id="(\w+)"', re.MULTILINE)
_WINDOWS = ("H", "D", "W", "M", "rows", "rows:")
_TASKS = ("binary", "multiclass", "regression")
_INPUT_FORMATS = ("csv", "tsv", "parquet", "feather", "arrow")
_DATABASES = (".db", ".sqlite", ".sqlite3")
"""How histories are usually called."""
_CHOICES = re.compile(r"\w+(\|\w+)+")


def with_completion(info: Any, name: str) -> Any:
    """Give an option or argument of Typer the completion that suits its metavar."""
    source = _source_of(getattr(info, "metavar", None) or "", name)
    if source is not None and getattr(info, "autocompletion", None) is None:
        info.autocompletion = _never_failing(source)
    return info


def _source_of(metavar: str, name: str) -> Callable[[typer.Context, str], Iterable[str]] | None:
    if _CHOICES.fullmatch(metavar):
        return lambda _ctx, _incomplete: metavar.split("|")
    return _SOURCES.get(metavar) or _BY_NAME.get(name)


def _never_failing(source: Callable[[typer.Context, str], Iterable[str]]) -> Completer:
    def complete(ctx: typer.Context, args: list[str], incomplete: str) -> list[str]:
        del args
        try:
            before = BEFORE.get()
            whole = before + incomplete
            wanted = [text for text in source(ctx, whole) if text.startswith(whole) and text.isprintable()]
        except Exception:  # noqa: BLE001 - a shell that asks for names must never get a traceback
            return []
        return [_quoted(text[len(before) :]) if is_bash() else text for text in wanted]

    return complete


def _quoted(text: str) -> str:
    """Quote a word for bash; other shells do so by themselves."""
    return shlex.quote(text) if re.search(r"\s|['\"$&;()<>|]", text) else text


def columns(_ctx: typer.Context, _incomplete: str = "") -> list[str]:
    """Columns of the first dataset on the command line; of a baseline, the columns that it describes."""
    from driftcli.sources.header import column_names  # noqa: PLC0415

    for word in _words()[2:]:
        if word.endswith(_DATABASES) and Path(word).is_file():
            return _columns_of_history(word)
        names = [] if word.startswith("-") else column_names(word)
        if names:
            return _columns_of_baseline(word) if _is_baseline(word) else names
    return []


def _words() -> list[str]:
    """Words of the line as the shell hands them over: an option without its value keeps Typer from reading them."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    try:
        return shlex.split(line)
    except ValueError:  # an open quote
        return line.split()


def _is_baseline(path: str) -> bool:
    if not path.endswith((".parquet", ".profile")):
        return False
    from driftcli.profiles.baseline import is_baseline  # noqa: PLC0415

    return is_baseline(path)


def _columns_of_baseline(path: str) -> list[str]:
    from driftcli.profiles.baseline import read_baseline  # noqa: PLC0415

    return list(read_baseline(path).schema)


def _columns_of_history(path: str) -> list[str]:
    from driftcli.history.store import column_names  # noqa: PLC0415

    return column_names(Path(path))


def _kinds(ctx: typer.Context, incomplete: str) -> list[str]:
    column, separator, _ = incomplete.rpartition("=")
    if not separator:
        return [f"{name}=" for name in columns(ctx)]
    return [f"{column}={kind}" for kind in KINDS]


def check_ids() -> list[str]:
    """Ids of the built-in checks, from their files: importing them would cost the engines."""
    files = sorted(_CHECKS.glob("*/*.py"))
    found = (_ID.search(file.read_text(encoding="utf-8")) for file in files)
    return [match[1] for match in found if match]


def _checks(_ctx: typer.Context, _incomplete: str) -> list[str]:
    groups = sorted(folder.name for folder in _CHECKS.iterdir() if (folder / "__init__.py").is_file())
    return [*groups, *check_ids()]


def _subjects(_ctx: typer.Context, _incomplete: str) -> list[str]:
    from driftcli.cli.pages import topic_names  # noqa: PLC0415

    return [*topic_names(), *check_ids()]


def _formats(_ctx: typer.Context, _incomplete: str) -> list[str]:
    from driftcli.reports.outputs import BINARY, RENDERERS  # noqa: PLC0415

    return ["table", *(name for name in RENDERERS if name not in BINARY)]


def _outputs(_ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer formats, and files once a format is named."""
    from driftcli.reports.outputs import RENDERERS  # noqa: PLC0415

    name, separator, start = incomplete.partition("=")
    if separator and name in RENDERERS:
        folder = Path(start).parent if start else Path()
        inside = sorted(folder.glob("*")) if folder.is_dir() else []
        return [f"{name}={file}{'/' * file.is_dir()}" for file in inside]
    return [f"{known}=" for known in RENDERERS]


KINDS = ("numeric", "categorical", "boolean", "temporal", "text", "vector", "identifier", "opaque")
METRICS = (
    *("accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1", "mcc", "macro_precision"),
    *("macro_recall", "macro_f1", "weighted_precision", "weighted_recall", "weighted_f1", "micro_f1", "roc_auc"),
    *("pr_auc", "log_loss", "brier", "calibration_error", "value", "rmse", "mae", "median_absolute_error", "r2"),
    *("wape", "smape", "mape", "pinball_10", "pinball_50", "pinball_90", "ndcg", "map", "mrr", "hit_rate"),
)
_SOURCES: dict[str, Callable[[typer.Context, str], Iterable[str]]] = {
    "COL": columns,
    "GLOB": columns,
    "COL=KIND": _kinds,
    "CHECK": _checks,
    "SUBJECT": _subjects,
    "TASK": lambda _ctx, _incomplete: _TASKS,
    "LENGTH": lambda _ctx, _incomplete: _WINDOWS,
    "[FORMAT=]PATH": _outputs,
}
_BY_NAME: dict[str, Callable[[typer.Context, str], Iterable[str]]] = {
    "metric": lambda _ctx, _incomplete: METRICS,
    "format": _formats,
    "format_": _formats,
    "input_format": lambda _ctx, _incomplete: _INPUT_FORMATS,
}
