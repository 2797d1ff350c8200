"""From the JSON of a result back to the result, so that every face can be drawn later, without the data.

Keys that are not known are left alone: a later version may have added them. What is known must be there and fit.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

from driftcli.audit import Result
from driftcli.checks.catalog import builtin_checks
from driftcli.checks.check import Check, CheckParams, Family, Measurement, Thresholds
from driftcli.errors import SourceError
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import (
    ColumnAccount,
    Diagnosis,
    InputFacts,
    Performance,
    Power,
    RunFacts,
    TimePicture,
    Verdict,
)
from driftcli.reports.json.result import SCHEMA_VERSION
from driftcli.reports.json.values import Misfit, mapping_at, reading_at, value_of

_PARTS: dict[str, Any] = {
    "verdict": Verdict,
    "run": RunFacts,
    "inputs": Mapping[str, InputFacts],
    "config": Mapping[str, Any],
    "diagnosis": Diagnosis,
    "power": Power | None,
    "caution": str,
    "warnings": tuple[str, ...],
    "columns": tuple[ColumnAccount, ...],
    "performance": tuple[Performance, ...],
    "timeline": TimePicture | None,
}
"""Parts of a result that are one key of the document, and what each is."""
_MAY_BE_MISSING = frozenset({"power", "warnings", "performance", "timeline"})
COMPARISON = "comparison"
"""Kind of a document that holds a comparison of models; an audit names none."""
_HINT = "give a file that `driftcli audit -o json=result.json` or `driftcli compare -o json=…` wrote"


def read_document(text: str, where: str) -> Mapping[str, Any]:
    """Read JSON text as the document of an audit or, by its ``kind``, of a comparison, of a known schema version.

    Raises
    ------
    SourceError
        When it is cut off, no JSON, no result, or of another schema version.
    """
    if not text.strip():
        raise SourceError("is empty, so it holds no result", where=where, hint=_HINT)
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise SourceError("is nested too deeply to be a result", where=where, hint=_HINT) from None
    except json.JSONDecodeError as error:
        is_cut = text.lstrip().startswith("{") and error.pos >= len(text.rstrip()) - 1
        what = "ends in the middle: the file was cut off" if is_cut else f"is not JSON: {error.msg}"
        raise SourceError(f"{what} (line {error.lineno}, column {error.colno})", where=where, hint=_HINT) from error
    except ValueError as error:
        raise SourceError(f"is not JSON: {error}", where=where, hint=_HINT) from error
    if not isinstance(document, Mapping) or "schema_version" not in document:
        raise SourceError("is JSON, but not a result of driftcli (no schema_version)", where=where, hint=_HINT)
    if document.get("kind", COMPARISON) != COMPARISON:
        raise SourceError(f"is of the unknown kind {document['kind']!r}", where=where, hint=_HINT)
    version = document["schema_version"]
    if version != SCHEMA_VERSION:
        raise SourceError(
            f"has schema version {version!r}; this driftcli reads version {SCHEMA_VERSION}",
            where=where,
            hint="render it with the version of driftcli that wrote it (key tool.version in the file)",
        )
    return document


def read_result(path: Path) -> Result:
    """Read a file that holds the result of an audit."""
    return result_of(read_document(text_of(path), str(path)), str(path))


def text_of(path: Path) -> str:
    """Read a file that should hold a result, as text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError("is not UTF-8 text, so it is no result", where=str(path), hint=_HINT) from error
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=str(path), hint=_HINT) from error


def result_of(document: Mapping[str, Any], where: str) -> Result:
    """Build the result that a document describes.

    Raises
    ------
    SourceError
        When a part of it is missing or is not what belongs there; it names the place.
    """
    if document.get("kind") == COMPARISON:
        hint = "read it with driftcli.reports.comparison.reading"
        raise SourceError("holds a comparison of models, not an audit", where=where, hint=hint)
    with naming_file(where):
        return _result(document)


@contextmanager
def naming_file(where: str) -> Iterator[None]:
    """Say in which file something is not what belongs there."""
    try:
        yield
    except Misfit as misfit:
        place = misfit.place.removeprefix(".")
        hint = f"the file was changed or is damaged; {_HINT}"
        raise SourceError(f"{place} {misfit.message}", where=where, hint=hint) from misfit


def _result(document: Mapping[str, Any]) -> Result:
    parts = {
        key: value_of(kind, document[key], key)
        for key, kind in _PARTS.items()
        if key in document or _is_missing(key, may_be=key in _MAY_BE_MISSING)
    }
    tool = mapping_at(_at(document, "tool"), "tool")
    checks = _checks(document)
    findings = _at(document, "findings")
    if not isinstance(findings, list):
        raise Misfit("findings", "is not a list")
    read = partial(_finding, checks=checks)
    return Result(
        **{"power": None, **parts},
        version=value_of(str, _at(tool, "version", "tool"), "tool.version"),
        findings=tuple(read(found, f"findings[{index}]") for index, found in enumerate(findings)),
    )


def _at(document: Mapping[str, Any], key: str, place: str = "") -> Any:
    if key not in document:
        _is_missing(f"{place}.{key}" if place else key, may_be=False)
    return document[key]


def _is_missing(place: str, *, may_be: bool) -> bool:
    if not may_be:
        raise Misfit(place, "is missing")
    return False


def _finding(found: Any, place: str, *, checks: Mapping[str, Mapping[str, Any]]) -> Finding:
    document, at = mapping_at(found, place), reading_at(found, place)
    return Finding(
        check=_check(document, checks, place),
        column=at(str | None, "column"),
        segment=at(str | None, "segment"),
        window=at(str | None, "window"),
        status=at(Status, "status"),
        outcome=at(Outcome, "outcome"),
        thresholds=at(Thresholds, "threshold"),
        measurement=None if document.get("rule") is None else value_of(Measurement, document, place),
        p_value_adjusted=at(float | None, "p_value_adjusted"),
        magnitude=at(str | None, "magnitude"),
        reason=at(str | None, "reason"),
    )


def _checks(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Manuals and titles of the checks that were asked, by id."""
    listed = document.get("checks", [])
    entries = listed if isinstance(listed, list) else []
    return {str(one["id"]): one for one in entries if isinstance(one, Mapping) and "id" in one}


@cache
def _built_in_manuals() -> dict[str, str]:
    return {check.id: check.doc for check in builtin_checks()}


def _check(document: Mapping[str, Any], checks: Mapping[str, Mapping[str, Any]], place: str) -> Check:
    """Build a check as the result knew it; one that is not installed here still has its name and manual."""
    check_id = value_of(str, document.get("check"), f"{place}.check")
    entry = checks.get(check_id, {})
    doc = entry.get("manual") or _built_in_manuals().get(check_id) or entry.get("title") or check_id
    return Check(
        id=check_id,
        group=value_of(str, document.get("group"), f"{place}.group"),
        family=value_of(Family, document.get("family"), f"{place}.family"),
        reads=(),
        params=CheckParams,
        measure=_cannot_measure,
        doc=str(doc),
    )


def _cannot_measure(*_: Any) -> NoReturn:
    raise TypeError("a check that was read from a result cannot measure")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it holds the number {name}, which JSON does not have")
