"""The text face of a comparison: one greppable line a metric and a segment, ASCII symbols only, the verdict last."""

from driftcli.compare import ComparisonResult
from driftcli.judgement.comparison import Comparison
from driftcli.reports.comparison.wording import OUTCOME_WORD, compared_line, comparison_line, facts, reason_words
from driftcli.reports.wording.names import printable


def render_comparison_text(result: ComparisonResult) -> str:
    """Write a header, a line for each comparison, what was assumed, and the verdict with its exit code."""
    verdict = result.verdict
    lines = [
        f"driftcli {result.version}: {compared_line(result)}",
        *(_line(one) for one in result.comparisons),
        *(_line(one) for one in result.segments),
        *(f"{name}: {text}" for name, text in facts(result)),
        f"next: {printable(verdict.action)}",
        f"verdict: {OUTCOME_WORD[verdict.outcome]} (exit {verdict.exit_code}): {reason_words(result)}",
    ]
    return "\n".join(lines) + "\n"


def _line(one: Comparison) -> str:
    line = comparison_line(one)
    place = line.subject if one.segment is None else f"{one.metric} where {line.subject}"
    place = one.metric if one.segment is None else place
    told = [f"p = {line.p_value}, {line.method}" if line.p_value else line.method, line.note]
    beside = "; ".join(text for text in told if text)
    figures = f"{line.champion} -> {line.challenger}, difference {line.difference}"
    return f"{line.outcome} {place} {line.pair}: {figures}" + (f" ({beside})" if beside else "")
