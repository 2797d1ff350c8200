"""A comparison of models in words: one line a metric, the same figures for every face, and what was compared."""

import math

from driftcli.compare import ComparisonResult
from driftcli.frozen import dataclass
from driftcli.judgement.comparison import LEVEL, Comparison, ComparisonOutcome
from driftcli.reports.wording.names import printable
from driftcli.reports.wording.numbers import count, probability, significant
from driftcli.reports.wording.performance import metric_words
from driftcli.stats.estimates import Estimate

OUTCOME_WORD = {
    ComparisonOutcome.BETTER: "BETTER",
    ComparisonOutcome.WORSE: "WORSE",
    ComparisonOutcome.EQUIVALENT: "NO RELEVANT DIFFERENCE",
    ComparisonOutcome.TOO_LITTLE_DATA: "TOO LITTLE DATA",
}
OUTCOME_SYMBOL = {
    ComparisonOutcome.BETTER: "✓",
    ComparisonOutcome.WORSE: "✗",
    ComparisonOutcome.EQUIVALENT: "=",
    ComparisonOutcome.TOO_LITTLE_DATA: "?",
}
OUTCOME_ASCII = {**OUTCOME_SYMBOL, ComparisonOutcome.BETTER: "+", ComparisonOutcome.WORSE: "x"}
_MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """The figures of one comparison, as every face shows them."""

    subject: str
    """Metric, or segment."""
    pair: str
    """Both models."""
    champion: str
    challenger: str
    difference: str
    p_value: str
    method: str
    outcome: str
    note: str
    """What else there is to know: a refusal, what could have been seen, the discordant rows."""


def comparison_line(one: Comparison) -> ComparisonLine:
    """Write the figures of one comparison."""
    decimals = _decimals(one)
    subject = metric_words(one.metric)
    if one.segment is not None:
        subject = f"{printable(one.segment[0])} = {printable(one.segment[1])}"
    return ComparisonLine(
        subject=subject,
        pair=f"{printable(one.challenger)} against {printable(one.champion)}",
        champion=_value(one.champion_value, decimals),
        challenger=_value(one.challenger_value, decimals),
        difference=_difference(one, decimals),
        p_value=probability(one.p_adjusted) if one.p_adjusted is not None else "",
        method="" if one.contrast is None else one.contrast.method,
        outcome=OUTCOME_WORD[one.outcome],
        note=_note(one, decimals),
    )


def _decimals(one: Comparison) -> int:
    """Decimals with which the width of the interval of the difference has two digits."""
    tested = one.contrast
    width = tested.high - tested.low if tested is not None else 0.0
    width = width if width > 0 else abs(one.champion_value.value or 1.0) / 10
    return min(_MOST_DECIMALS, max(0, 1 - math.floor(math.log10(width)))) if width > 0 else 3


def _number(value: float, decimals: int, *, is_signed: bool = False) -> str:
    text = f"{value:+,.{decimals}f}" if is_signed else f"{value:,.{decimals}f}"
    return text.replace("-", "") if not text.strip("+-0.,") and not is_signed else text


def _value(estimate: Estimate, decimals: int) -> str:
    return "undefined" if estimate.value is None else _number(estimate.value, decimals)


def _difference(one: Comparison, decimals: int) -> str:
    if one.contrast is None:
        return "undefined"
    value, low, high = (
        _number(number, decimals, is_signed=True)
        for number in (one.contrast.value, one.contrast.low, one.contrast.high)
    )
    return f"{value} [{low}, {high}]"


def _note(one: Comparison, decimals: int) -> str:
    if one.refused:
        return one.refused
    said = []
    if one.contrast is not None and one.contrast.discordant is not None:
        b, c = one.contrast.discordant
        said.append(
            f"{count(b, 'row')} only {printable(one.challenger)} got right, {c:,} only {printable(one.champion)}"
        )
    elif one.differing == 0 and one.contrast is not None and one.contrast.value == 0:
        said.append("the two predictions are the same in every row")
    if one.outcome is ComparisonOutcome.TOO_LITTLE_DATA and one.smallest_visible is not None:
        said.append(f"a difference of {significant(one.smallest_visible, 2)} would have been seen")
    if one.outcome is ComparisonOutcome.EQUIVALENT and one.margin is not None:
        real = "real, but " if one.p_adjusted is not None and one.p_adjusted <= LEVEL else ""
        said.append(f"{real}within {_number(one.margin, max(decimals, 3)).rstrip('0')} either way")
    return "; ".join(said)


def compared_line(result: ComparisonResult) -> str:
    """Say what was compared: the file, its rows, the target and the models."""
    rows, target = result.rows, printable(result.question.columns.target)
    what = f"{rows.task}" + (f", positive label {printable(label)}" if (label := rows.positive_label) else "")
    challengers = ", ".join(printable(name) for name in rows.models[1:])
    where = f"{printable(result.input.path)} ({count(rows.compared)} of {count(rows.total, 'row')} compared)"
    return f"{where}, target {target} ({what}), champion {printable(rows.models[0])}, challenger {challengers}"


def facts(result: ComparisonResult) -> list[tuple[str, str]]:
    """Say how it was decided and what was assumed, as pairs of a word and a sentence."""
    rows, question = result.rows, result.question
    said = [("task", f"{rows.task}: {rows.task_reason}")]
    if rows.positive_label is not None:
        said.append(("positive", f"{printable(rows.positive_label)}: {rows.positive_reason}"))
    chosen = "as asked" if question.metric is not None else "chosen by task and class shares; --metric names another"
    said.append(("decides", f"{metric_words(result.primary)} ({chosen}), margin {_margin(result)}"))
    said += _families(result)
    said += [("left out", f"{lost:,} rows: {printable(reason)}") for reason, lost in rows.left_out.items()]
    said += [("note", printable(note)) for note in rows.notes]
    return said + [("caution", printable(text)) for text in result.cautions]


def _families(result: ComparisonResult) -> list[tuple[str, str]]:
    """Say what p-values were adjusted over."""
    others = [one.family for one in result.comparisons if one.metric != result.primary and one.p_adjusted is not None]
    parts = [
        (result.deciding[0].family, "pairs of models"),
        (max(others, default=1), "other metrics" if len(result.rows.models) == 2 else "other metrics and pairs"),
        (max((one.family for one in result.segments), default=1), "segments"),
    ]
    told = ", ".join(f"{family} {what}" for family, what in parts if family > 1)
    return [("p-values", f"adjusted by Holm's method over {told}; intervals are not")] if told else []


def _margin(result: ComparisonResult) -> str:
    one, delta = result.deciding[0], f"{result.question.delta:g}"
    if one.margin is None or one.margin == result.question.delta:
        return delta
    return f"{significant(one.margin)} ({delta} of the champion's value)"


def reason_words(result: ComparisonResult) -> str:
    """Give the reason of the verdict with figures."""
    return printable(result.verdict.reason)


def deciding_sentences(result: ComparisonResult) -> list[str]:
    """Give one sentence for each challenger: the deciding metric of both, the difference and how sure it is."""
    said = []
    for one in result.deciding:
        line = comparison_line(one)
        sure = f", p = {line.p_value} ({line.method})" if line.p_value else ""
        said.append(
            f"{line.pair}: {metric_words(one.metric)} {line.champion} -> {line.challenger}, "
            f"difference {line.difference}{sure}" + (f"; {line.note}" if line.note else "")
        )
    return said
