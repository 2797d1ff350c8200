"""The catalogue of checks: the built-in ones, listed by hand in the order of the report, and plugins.

To add a check: copy the nearest file in ``quality/`` or ``drift/``, write its docstring, then ``measure``, and add its
module to ``BUILTIN``. Checks of other packages come through the entry point group ``driftcli.checks``.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from driftcli.checks.check import Check
from driftcli.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

ENTRY_POINTS = "driftcli.checks"

BUILTIN = (
    "quality.schema",
    "quality.row_count",
    "quality.unreadable_rows",
    "quality.unparseable_values",
    "quality.missing_values",
    "quality.text_emptiness",
    "quality.infinities",
    "quality.constant_column",
    "quality.value_range",
    "quality.far_out_values",
    "quality.sentinel_values",
    "quality.unit_change",
    "quality.swapped_columns",
    "quality.new_categories",
    "quality.respelled_categories",
    "quality.vanished_categories",
    "quality.cardinality",
    "quality.identifier_format",
    "quality.repeated_keys",
    "quality.duplicate_rows",
    "quality.overlap",
    "quality.temporal_range",
    "quality.future_dates",
    "quality.freshness",
    "quality.time_gaps",
    "quality.time_shift",
    "quality.broken_vectors",
    "quality.outcome_quality",
    "drift.numeric_drift",
    "drift.categorical_drift",
    "drift.temporal_drift",
    "drift.text_drift",
    "drift.vector_drift",
    "drift.target_drift",
    "drift.prediction_drift",
    "drift.segment_drift",
    "performance.performance",
    "performance.segment_performance",
    "multivariate.domain_classifier",
    "multivariate.dependence_change",
    "multivariate.vector_shift",
    "multivariate.text_shift",
    "multivariate.pca_reconstruction",
    "concept.concept_drift",
    "concept.label_shift",
    "concept.late_labels",
    "concept.performance_estimate",
)


@cache
def builtin_checks() -> tuple[Check, ...]:
    """Every built-in check, in the order of ``BUILTIN``."""
    return tuple(_imported(module) for module in BUILTIN)


def builtin_check(check_id: str) -> Check | None:
    """Find a built-in check by its id and import no other; ``None`` where there is none."""
    return next((_imported(module) for module in BUILTIN if module.partition(".")[2] == check_id), None)


def checks_meant(patterns: Iterable[str]) -> tuple[Check, ...] | None:
    """Import the built-in checks that groups, ids or globs may mean; ``None`` where one of them means none."""
    meant = [{module for module in BUILTIN if _is_meant(module, pattern)} for pattern in patterns]
    return tuple(_imported(module) for module in BUILTIN if module in set().union(*meant)) if all(meant) else None


def _is_meant(module: str, pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in module.split("."))


def _imported(module: str) -> Check:
    check: Check = import_module(f"driftcli.checks.{module}").CHECK
    return check


def plugin_checks(names: Iterable[str]) -> tuple[Check, ...]:
    """Load the named checks of other packages; a plugin nobody names is never imported.

    Raises
    ------
    UsageError
        When a plugin cannot be loaded or is not a ``Check``.
    """
    wanted = set(names)
    loaded = []
    for entry in _entry_points():
        if entry.name not in wanted:
            continue
        try:
            check = entry.load()
        except Exception as error:
            raise UsageError(f"the check {entry.name!r} of {entry.value!r} could not be loaded: {error}") from error
        if not isinstance(check, Check):
            raise UsageError(f"the entry point {entry.name!r} ({entry.value}) is not a driftcli Check")
        loaded.append(check)
    return tuple(loaded)


def _entry_points() -> "EntryPoints":
    from importlib.metadata import entry_points  # noqa: PLC0415 - reading what is installed brings e-mail, ZIP and more

    return entry_points(group=ENTRY_POINTS)


def plugin_names() -> tuple[str, ...]:
    """Names of the checks that other packages offer, without importing them."""
    return tuple(sorted(entry.name for entry in _entry_points()))


def find_check(check_id: str) -> Check:
    """Find one check by id, built-in first.

    Raises
    ------
    UsageError
        When there is none, with the nearest id.
    """
    built_in = builtin_check(check_id)
    found = plugin_checks([check_id]) if built_in is None else (built_in,)
    for check in found:
        if check.id == check_id:
            return check
    known = [check.id for check in builtin_checks()] + list(plugin_names())
    close = get_close_matches(check_id, known, n=1)
    raise UsageError(
        f"no check {check_id!r}",
        hint=f"did you mean {close[0]!r}?" if close else "see `driftcli checks` for the list",
    )
