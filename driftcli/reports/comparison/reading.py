"""From the JSON of a comparison back to the comparison, so that every face can be drawn later, without the data."""

from collections.abc import Callable, Mapping
from typing import Any

from driftcli.compare import ComparisonQuestion, ComparisonResult
from driftcli.judgement.comparison import ComparedFacts, Comparison, ComparisonOutcome, ComparisonVerdict, FailIf
from driftcli.judgement.result import InputFacts, RunFacts
from driftcli.profiles.model_rows import ModelColumns
from driftcli.reports.comparison.json import DIFFERENCE_KEYS
from driftcli.reports.json.reading import naming_file
from driftcli.reports.json.values import Misfit, reading_at, value_of
from driftcli.stats.estimates import Estimate
from driftcli.stats.paired import Contrast

At = Callable[[Any, str], Any]
"""Reads a value of a kind at a key."""


def comparison_of(document: Mapping[str, Any], where: str) -> ComparisonResult:
    """Build the comparison that a document describes.

    Raises
    ------
    SourceError
        When a part of it is missing or is not what belongs there; it names the place.
    """
    with naming_file(where):
        found = _result(document)
        if not found.deciding:
            raise Misfit("comparisons", f"holds none by the deciding metric {found.primary!r}")
        return found


def _result(document: Mapping[str, Any]) -> ComparisonResult:
    at = reading_at(document, "")
    return ComparisonResult(
        verdict=at(ComparisonVerdict, "verdict"),
        question=_question(at(Mapping[str, Any], "question")),
        rows=_facts(document),
        primary=at(str, "deciding_metric"),
        comparisons=_listed(document, "comparisons", _comparison),
        segments=_listed(document, "segments", _comparison),
        input=at(InputFacts, "input"),
        run=at(RunFacts, "run"),
        cautions=at(tuple[str, ...], "cautions"),
        version=reading_at(at(Mapping[str, Any], "tool"), "tool")(str, "version"),
    )


def _listed(document: Mapping[str, Any], key: str, read: Callable[[Any, str], Any]) -> tuple[Any, ...]:
    found = document.get(key)
    if not isinstance(found, list):
        raise Misfit(key, "is not a list" if key in document else "is missing")
    return tuple(read(one, f"{key}[{index}]") for index, one in enumerate(found))


def _question(found: Any) -> ComparisonQuestion:
    at = reading_at(found, "question")
    return ComparisonQuestion(
        columns=value_of(ModelColumns, found, "question"),
        metric=at(str | None, "metric"),
        delta=at(float, "delta"),
        fail_if=at(FailIf, "fail_if"),
        allow_empty=at(bool, "allow_empty"),
        seed=at(int, "seed"),
    )


def _facts(document: Mapping[str, Any]) -> ComparedFacts:
    at = reading_at(document, "")
    task, rows = (reading_at(at(Mapping[str, Any], key), key) for key in ("task", "rows"))
    models = _listed(document, "models", reading_at)
    if len(models) < 2:
        raise Misfit("models", "names fewer than two models")
    left_out = rows(Mapping[str, Any], "left_out")
    return ComparedFacts(
        models=tuple(at(str, "name") for at in models),
        model_rows=tuple(at(int, "rows") for at in models),
        task=task(str, "name"),
        task_reason=task(str, "reason"),
        classes=task(tuple[str, ...], "classes"),
        positive_label=task(str | None, "positive_label"),
        positive_reason=task(str | None, "positive_reason") or "",
        total=rows(int, "total"),
        compared=rows(int, "compared"),
        left_out={reason: value_of(int, lost, f"rows.left_out.{reason}") for reason, lost in left_out.items()},
        notes=at(tuple[str, ...], "notes"),
    )


def _comparison(found: Any, place: str) -> Comparison:
    at = reading_at(found, place)
    champion, challenger = (
        reading_at(at(Mapping[str, Any], side), f"{place}.{side}") for side in ("champion", "challenger")
    )
    return Comparison(
        metric=at(str, "metric"),
        champion=champion(str, "model"),
        challenger=challenger(str, "model"),
        is_loss=not at(bool, "higher_is_better"),
        champion_value=at(Estimate, "champion"),
        challenger_value=at(Estimate, "challenger"),
        rows=(champion(int, "rows"), challenger(int, "rows")),
        units=at(int, "units"),
        contrast=_contrast(at, place),
        margin=at(float | None, "margin"),
        segment=_segment(at(Mapping[str, Any] | None, "segment"), f"{place}.segment"),
        refused=at(str | None, "refused") or "",
        differing=at(int | None, "differing_rows"),
        p_adjusted=at(float | None, "p_value_adjusted"),
        p_equivalent_adjusted=at(float | None, "p_equivalent_adjusted"),
        family=at(int, "family"),
        outcome=at(ComparisonOutcome, "outcome"),
        reason=at(str | None, "reason") or "",
    )


def _segment(found: Any, place: str) -> tuple[str, str] | None:
    if found is None:
        return None
    at = reading_at(found, place)
    return at(str, "column"), at(str, "value")


def _contrast(at: At, place: str) -> Contrast | None:
    found = at(Mapping[str, Any] | None, "difference")
    if found is None:
        return None
    difference = reading_at(found, f"{place}.difference")
    value, se, low, high = (difference(float, key) for key in DIFFERENCE_KEYS)
    only = (at(int | None, "only_challenger_right"), at(int | None, "only_champion_right"))
    return Contrast(
        value=value,
        se=se,
        low=low,
        high=high,
        p_value=at(float, "p_value"),
        p_equivalent=at(float, "p_equivalent"),
        method=at(str, "test"),
        carriers=at(float, "carriers"),
        discordant=None if None in only else only,
    )
