"""Rows of the report about the model (metrics, confusion, split, segments) and columns together; all of it worded."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from driftcli.audit import Result
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding
from driftcli.judgement.result import Performance
from driftcli.reports.charts.dumbbell import dumbbell
from driftcli.reports.charts.waterfall import Step, waterfall
from driftcli.reports.view import ResultView, telling
from driftcli.reports.wording.facts import Facts, number
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count, pair, percent, percent_pair, probability, significant, size
from driftcli.reports.wording.performance import (
    CONDITION,
    OUTCOME_WORDS,
    by_source,
    drop_text,
    is_estimated,
    matters_text,
    metric_words,
    side_texts,
)
from driftcli.reports.wording.together import TERM_WORDS, loss_words, signed, split_flags

_SHOWN = 6
_CLASSES = 12
"""Classes beyond which a confusion matrix is no longer drawn."""
_STATUS = {"degraded": "fail", "improved": "ok", "stable": "ok", "insufficient": "skipped"}


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric, worded."""

    name: str
    is_primary: bool
    condition: str
    """What an estimate rests on; empty where it was measured."""
    chart: Markup
    before: str
    after: str
    drop: str
    matters: str
    constant: str
    status: str
    word: str
    note: str


def metric_rows(result: Result) -> tuple[list[MetricRow], list[MetricRow]]:
    """List the metrics that a reader asks for first, and the others."""
    everything = by_source(result.performance)
    first = telling(everything, _SHOWN)
    rest = [one for one in everything if one not in first]
    return [_metric_row(one) for one in first], [_metric_row(one) for one in rest]


def _metric_row(one: Performance) -> MetricRow:
    before, after = side_texts(one)
    constant = (one.constant.get("reference"), one.constant.get("current"))
    texts = pair(*constant)
    return MetricRow(
        name=metric_words(one.metric),
        is_primary=one.is_primary,
        condition=CONDITION if is_estimated(one) else "",
        chart=Markup(dumbbell(one)),  # noqa: S704 - built from numbers and our own names
        before=before,
        after=after,
        drop=drop_text(one),
        matters=matters_text(one),
        constant="" if None in constant else texts[0] if texts[0] == texts[1] else " → ".join(texts),
        status=_STATUS.get(one.outcome, "skipped"),
        word=OUTCOME_WORDS.get(one.outcome, one.outcome),
        note="; ".join(text for text in (one.reason or "", one.note) if text),
    )


@dataclass(frozen=True, slots=True)
class Confusion:
    """A confusion matrix of one side: counts, each with its share of the row."""

    side: str
    labels: list[str]
    rows: list[tuple[str, list[tuple[str, float, str, bool]]]]
    """Label, and for each prediction: count, share of the label's rows, that share in words, whether it is right."""


def confusions(result: Result) -> list[Confusion]:
    """Read the confusion matrices that the deciding metric carries; none where there are too many classes."""
    tables = next((found for finding in result.findings if (found := _tables_of(finding))), {})
    drawn = [_confusion(side, tables.get(side)) for side in ("reference", "current")]
    return [one for one in drawn if one is not None]


def _tables_of(finding: Finding) -> Mapping[str, Any]:
    found = finding.measurement.details.get("tables") if finding.measurement is not None else None
    return found if isinstance(found, Mapping) and finding.check.id == "performance" else {}


def _confusion(side: str, tables: Any) -> Confusion | None:
    found = tables.get("confusion") if isinstance(tables, Mapping) else None
    if not found or len(found["labels"]) > _CLASSES:
        return None
    labels = [printable(str(label)) for label in found["labels"]]
    rows = []
    for place, (label, weights) in enumerate(zip(labels, found["weights"], strict=True)):
        total = sum(weights) or 1.0
        cells = [
            (count(weight), weight / total, percent(weight / total), place == other)
            for other, weight in enumerate(weights)
        ]
        rows.append((label, cells))
    return Confusion(side, labels, rows)


@dataclass(frozen=True, slots=True)
class SplitStep:
    """One row of the waterfall."""

    words: str
    text: str
    chart: Markup
    hurts: bool
    is_level: bool


def split_steps(result: Result, view: ResultView) -> list[SplitStep]:
    """From the loss before, by its three causes, to the loss after."""
    found = result.diagnosis.split
    terms = found.get("terms")
    if not isinstance(terms, Mapping) or "total" not in terms:
        return []
    before, after = _levels(view, terms)
    hurts, _ = split_flags(found)
    words = loss_words(found.get("task")) + (" of the yardstick" if found.get("yardstick") else "")
    steps = [] if before is None else [Step(f"{words} before", significant(before), 0.0, before, css="ref")]
    level = before or 0.0
    for name, what in TERM_WORDS.items():
        if name in terms:
            steps.append(_change(what, terms[name], level, hurts=bool(hurts.get(name))))
            level += terms[name]["value"] or 0.0
    steps += [] if after is None else [Step(f"{words} after", significant(after), 0.0, after, css="cur")]
    harmful = [what for name, what in TERM_WORDS.items() if hurts.get(name)]
    return [
        SplitStep(step.words, step.text, Markup(chart), step.words in harmful, step.css in {"ref", "cur"})  # noqa: S704
        for step, chart in zip(steps, waterfall(steps), strict=True)
    ]


def _change(words: str, term: Mapping[str, Any], level: float, *, hurts: bool) -> Step:
    value, low, high = term["value"] or 0.0, term["low"], term["high"]
    ends = [None if bound is None else level + bound for bound in (low, high)]
    css = "worse" if hurts else "better" if value < 0 else "even"
    return Step(words, signed(term["value"], low, high), level, level + value, ends[0], ends[1], css)


def _levels(view: ResultView, terms: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Loss before and after, where the check left them."""
    if view.concept is None or view.concept.measurement is None:
        return None, None
    before = view.concept.measurement.statistic.reference
    total = terms["total"]["value"]
    return before, None if before is None or total is None else before + total


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """One segment, worded."""

    rule: str
    rows: str
    loss: str
    change: str
    share: str
    bar: float
    """Share of the change, between 0 and 1."""


def segment_rows(result: Result) -> list[SegmentRow]:
    """List the segments in which the relation changed, worst first."""
    return [_segment_row(one) for one in result.diagnosis.split.get("segments") or ()]


def _segment_row(one: Mapping[str, Any]) -> SegmentRow:
    share = number(one.get("share_of_change"))
    return SegmentRow(
        rule=printable(str(one.get("rule", ""))),
        rows=" → ".join(percent_pair(number(one.get("share_reference")), number(one.get("share_current")))),
        loss=" → ".join(pair(number(one.get("loss_reference")), number(one.get("loss_current")), 2)),
        change=signed(number(one.get("change")), number(one.get("change_low")), number(one.get("change_high"))),
        share="" if share is None else percent(share),
        bar=min(1.0, max(0.0, share or 0.0)),
    )


def ranked_columns(view: ResultView) -> list[tuple[str, str, float]]:
    """List the columns by which the domain classifier tells the samples apart: name, share in words, bar."""
    found = [_facts(one).rows("columns") for one in view.together if one.check.id == "domain_classifier"]
    rows = [(row, number(row.get("importance"))) for rows in found for row in rows]
    longest = max((share for _, share in rows if share is not None), default=0.0) or 1.0
    return [
        (str(row.get("name")), percent(share), share / longest)
        for row, share in rows
        if share is not None and share > 0
    ]


@dataclass(frozen=True, slots=True)
class MovedRow:
    """One segment whose share of the rows moved, worded."""

    rule: str
    before: str
    after: str
    difference: str


def moved_rows(view: ResultView) -> list[MovedRow]:
    """List where the inputs moved, largest gain first."""
    found = [_facts(one).rows("segments") for one in view.together if one.check.id == "domain_classifier"]
    return [_moved_row(row) for rows in found for row in rows]


def _moved_row(row: Mapping[str, Any]) -> MovedRow:
    before, after = percent_pair(number(row.get("share_reference")), number(row.get("share_current")))
    points = [100 * (number(row.get(key)) or 0.0) for key in ("difference", "difference_low", "difference_high")]
    return MovedRow(
        rule=printable(str(row.get("rule", ""))),
        before=before,
        after=after,
        difference=f"{points[0]:+.1f} [{points[1]:+.1f}, {points[2]:+.1f}] points",
    )


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair of columns that go together differently, worded."""

    columns: list[str]
    before: str
    after: str
    lower: str
    p_value: str


def pair_rows(view: ResultView) -> list[PairRow]:
    """List the pairs whose dependence changed; none where no finding says so."""
    found = [one for one in view.together if one.check.id == "dependence_change" and one.status in {"fail", "warn"}]
    return [_pair_row(row) for one in found for row in _facts(one).rows("pairs")]


def _pair_row(row: Mapping[str, Any]) -> PairRow:
    before, after = pair(number(row.get("reference")), number(row.get("current")), 2)
    is_linear = number(row.get("reference")) is not None
    return PairRow(
        columns=[str(name) for name in row.get("columns", ())],
        before=before if is_linear else "",
        after=after if is_linear else "",
        lower=size(number(row.get("lower")) or 0.0),
        p_value=probability(number(row.get("p_value_adjusted"))),
    )


def _facts(finding: Finding) -> Facts:
    if finding.measurement is None:
        raise ValueError("nothing was measured")
    return Facts(finding, finding.measurement)


MODEL_TABLES = {
    "confusions": confusions,
    "metric_rows": metric_rows,
    "moved_rows": moved_rows,
    "pair_rows": pair_rows,
    "ranked_columns": ranked_columns,
    "segment_rows": segment_rows,
    "split_steps": split_steps,
}
"""What the templates call, by name."""
