"""Rows of the report's tables: statistics before and after, categories before and after; numbers already worded."""

import math
import re
from collections.abc import Sequence

from driftcli.checks.check import Statistic
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import ColumnAccount
from driftcli.reports.wording.facts import Facts, category_shares
from driftcli.reports.wording.finding import clause
from driftcli.reports.wording.names import printable, statistic_name
from driftcli.reports.wording.numbers import count, instant, pair, percent, percent_pair, probability, significant

_CATEGORY_LIMIT = 17
"""The largest ones, some new and vanished ones, and the rest."""


@dataclass(frozen=True, slots=True)
class StatisticRow:
    """One statistic, worded."""

    name: str
    variant: str
    is_paired: bool
    """Whether it has a value before and one after, or is a distance between the two."""
    before: str
    after: str
    value: str
    interval: str
    p_value: str
    note: str


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category, worded, with its shares for drawing."""

    label: str
    before: str
    after: str
    bar_before: float
    bar_after: float
    """Lengths as shares of the longest bar."""
    mark: str
    """``new``, ``vanished`` or nothing."""


def statistic_rows(finding: Finding, *, has_quantiles: bool = False) -> list[StatisticRow]:
    """List the statistic measured and those reported beside it; those with a value before and after come first.

    Quantiles are left out where a table of them stands beside it.
    """
    if finding.measurement is None:
        return []
    facts = Facts(finding, finding.measurement)
    everything = (facts.statistic, *facts.measurement.reported)
    if has_quantiles:
        everything = tuple(item for item in everything if not item.name.startswith("quantile_"))
    unique = {(item.name, item.variant): item for item in reversed(everything)}
    ordered = [item for item in everything if unique.pop((item.name, item.variant), None) is not None]
    return [_statistic_row(facts, item) for item in sorted(ordered, key=lambda item: item.reference is None)]


def _statistic_row(facts: Facts, item: Statistic) -> StatisticRow:
    has_sides = item.reference is not None and item.current is not None
    before, after = facts.texts(item) if has_sides else ("", "")
    notes = [item.note] if item.note else []
    if item.error_bound:
        is_known = math.isfinite(item.error_bound)
        notes.append(f"within {significant(item.error_bound)} of the exact value" if is_known else "approximate")
    return StatisticRow(
        name=statistic_name(item.name),
        variant=item.variant,
        is_paired=has_sides,
        before=before,
        after=after,
        value="" if item.value is None else significant(item.value) if has_sides else facts.value_text(item),
        interval=""
        if item.low is None or item.high is None
        else f"{significant(item.low)} to {significant(item.high)}",
        p_value="" if item.p_value is None else probability(item.p_value),
        note="; ".join(notes),
    )


def category_rows(column: ColumnAccount, findings: tuple[Finding, ...]) -> list[CategoryRow]:
    """List the largest categories before and after, from the column's drawing or else from what a check left."""
    shape = column.distribution
    if shape is not None and shape.form == "categorical":
        rows = list(zip(shape.labels, shape.reference, shape.current, strict=False))
    else:
        rows = _from_details(findings)
    shown = rows[:_CATEGORY_LIMIT]
    longest = max((share for _, *both in shown for share in both), default=0.0) or 1.0
    return [_category_row(*row, longest=longest) for row in shown]


def alike(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Join findings about columns that read the same; those that stand alone come without words, to be said in full."""
    groups: dict[tuple[str, Status, str, bool], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.check.id, finding.status, clause(finding), finding.column is None), []).append(
            finding
        )
    return [
        (_of_many(len(group), words) if len(group) > 1 else "", group) for (_, _, words, _), group in groups.items()
    ]


def _of_many(number: int, words: str) -> str:
    return f"{count(number, 'column')} {re.sub('^was ', 'were ', words)}"


@dataclass(frozen=True, slots=True)
class QuantileRow:
    """One quantile on both sides, worded."""

    level: str
    before: str
    after: str


_TABLE_LEVELS = {0: "least", 0.01: "1 %", 0.05: "5 %", 0.25: "25 %", 0.5: "median", 0.75: "75 %", 0.95: "95 %"} | {
    0.99: "99 %",
    1: "most",
}


_SHORT_LEVELS = frozenset({0, 0.05, 0.5, 0.95, 1})


def quantile_rows(column: ColumnAccount, *, is_short: bool = False) -> list[QuantileRow]:
    """List the quantiles that a table shows, in the column's unit; five of them where nothing happened."""
    shape = column.distribution
    if shape is None or not shape.levels:
        return []
    sides = [values or (None,) * len(shape.levels) for values in (shape.quantiles_reference, shape.quantiles_current)]
    return [
        QuantileRow(_TABLE_LEVELS[level], *_texts(before, after, is_time=shape.form == "temporal"))
        for level, before, after in zip(shape.levels, *sides, strict=True)
        if level in (_SHORT_LEVELS if is_short else _TABLE_LEVELS)
    ]


def _texts(before: float | None, after: float | None, *, is_time: bool) -> tuple[str, str]:
    texts = (instant(before), instant(after)) if is_time else pair(before, after)
    return ("" if before is None else texts[0], "" if after is None else texts[1])


def turnover(column: ColumnAccount) -> str:
    """Say how many categories are new and vanished, and of how many rows."""
    shape = column.distribution
    if shape is None:
        return ""
    parts = []
    if shape.new:
        are = "category is" if shape.new == 1 else "categories are"
        parts.append(f"{shape.new:,} {are} new ({percent(shape.new_share)} of the rows after)")
    if shape.vanished:
        noun = "category" if shape.vanished == 1 else "categories"
        parts.append(f"{shape.vanished:,} {noun} vanished ({percent(shape.vanished_share)} of the rows before)")
    return "; ".join(parts) + "." if parts else ""


def _from_details(findings: tuple[Finding, ...]) -> list[tuple[str, float, float]]:
    for finding in findings:
        if finding.measurement is None or finding.check.group != "drift":
            continue
        left = Facts(finding, finding.measurement).rows("categories")
        rows = [(str(row.get("category")), *shares) for row in left if (shares := category_shares(row)) is not None]
        if rows:
            return rows
    return []


def _category_row(label: str, before: float, after: float, *, longest: float) -> CategoryRow:
    first, second = percent_pair(before, after)
    mark = "new" if before == 0 < after else "vanished" if after == 0 < before else ""
    return CategoryRow(printable(label), first, second, before / longest, after / longest, mark)
