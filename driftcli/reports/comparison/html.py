"""The HTML face of a comparison: one offline file, drawn from ``templates/comparison.html``; no script, no request."""

from markupsafe import Markup

from driftcli.compare import ComparisonResult
from driftcli.judgement.comparison import Comparison, ComparisonOutcome
from driftcli.reports.charts.difference import difference_chart
from driftcli.reports.comparison.wording import (
    OUTCOME_SYMBOL,
    OUTCOME_WORD,
    ComparisonLine,
    compared_line,
    comparison_line,
    deciding_sentences,
    facts,
    reason_words,
)
from driftcli.reports.html.environment import page_environment

_TONE = {
    ComparisonOutcome.BETTER: "pass",
    ComparisonOutcome.WORSE: "fail",
    ComparisonOutcome.EQUIVALENT: "pass",
    ComparisonOutcome.TOO_LITTLE_DATA: "not_evaluated",
}
_STATUS = {
    ComparisonOutcome.BETTER: "ok",
    ComparisonOutcome.WORSE: "fail",
    ComparisonOutcome.EQUIVALENT: "note",
    ComparisonOutcome.TOO_LITTLE_DATA: "skipped",
}


def render_comparison_html(result: ComparisonResult) -> str:
    """Draw a comparison as one self-contained page."""
    outcome = result.verdict.outcome
    return (
        page_environment()
        .get_template("comparison.html")
        .render(
            result=result,
            tone=_TONE[outcome],
            word=OUTCOME_WORD[outcome],
            symbol=OUTCOME_SYMBOL[outcome],
            reason=reason_words(result),
            sentences=deciding_sentences(result),
            compared=compared_line(result),
            rows=[(_STATUS[one.outcome], comparison_line(one), _chart(one)) for one in result.comparisons],
            segments=[(_STATUS[one.outcome], comparison_line(one), _chart(one)) for one in result.segments],
            has_pairs=len(result.rows.models) > 2,
            facts=facts(result),
        )
    )


def _chart(one: Comparison) -> Markup:
    tested = one.contrast
    if tested is None:
        return Markup()
    line: ComparisonLine = comparison_line(one)
    drawn = difference_chart(
        tested.value, tested.low, tested.high, margin=one.margin, label=f"{line.subject}: difference {line.difference}"
    )
    return Markup(drawn)  # noqa: S704 - built from numbers and escaped names
