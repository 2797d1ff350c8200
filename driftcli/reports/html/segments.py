"""Rows of the report about segments that a user named: the worst of them, and mix against change within."""

from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding
from driftcli.reports.view import ResultView
from driftcli.reports.wording.facts import Facts, number
from driftcli.reports.wording.numbers import percent, percent_pair, size

SHOWN = 12
"""Segments in the report; the JSON result holds all."""


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One segment, worded."""

    finding: Finding
    segment: str
    rows: str
    columns: str
    size: str


@dataclass(frozen=True, slots=True)
class MixRow:
    """One column whose change was split over segments, worded."""

    column: str
    segment_column: str
    mix: str
    within: str


def shown_segments(view: ResultView) -> list[ShiftRow]:
    """List the worst segments."""
    return [_shift_row(Facts(one, one.measurement)) for one in view.segments[:SHOWN] if one.measurement is not None]


def _shift_row(facts: Facts) -> ShiftRow:
    named = [f"{row.get('name')} ({size(abs(number(row.get('s')) or 0.0))})" for row in facts.rows("columns")]
    more = int(facts.statistic.value or 0) - len(named)
    effect = facts.measurement.effect
    return ShiftRow(
        finding=facts.finding,
        segment=facts.finding.segment or "",
        rows=" \u2192 ".join(
            percent_pair(number(facts.detail("share_reference")), number(facts.detail("share_current")))
        ),
        columns=", ".join(named) + (f" and {more} more" if more > 0 else ""),
        size="" if effect is None else f"{size(effect.value)}, at least {size(effect.lower)}",
    )


def mix_rows(view: ResultView) -> list[MixRow]:
    """List the columns whose change was split, with both parts as shares of it."""
    found = [one for one in view.dataset if one.check.id == "segment_drift" and one.measurement is not None]
    rows = []
    for one in found:
        details = one.measurement.details if one.measurement else {}
        for row in details.get("mix", ()):
            parts = [percent(row[name] / row["total"]) if row["total"] else "" for name in ("mix", "within")]
            rows.append(MixRow(str(row["name"]), str(details["segment_column"]), *parts))
    return rows


SEGMENT_TABLES = {"mix_rows": mix_rows, "shown_segments": shown_segments}
"""What the templates call, by name."""
