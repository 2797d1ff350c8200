"""What was compared, in words: names, periods, moments."""

from pathlib import PurePath

from driftcli.audit import Result
from driftcli.judgement.result import InputFacts
from driftcli.reports.wording.names import printable


def moment(text: str | None) -> str:
    """Write an ISO time for a reader: the day, with hours and minutes where it is not midnight; UTC is said."""
    if not text:
        return "unknown"
    day, _, clock = text.partition("T")
    if not clock:
        return printable(day)
    zone = " UTC" if clock.endswith(("+00:00", "Z")) else ""
    minutes = clock[:5]
    return printable(f"{day}{'' if minutes == '00:00' and not zone else f' {minutes}'}{zone}")


def period_words(facts: InputFacts) -> str:
    """Say from when to when the rows are; nothing without a timestamp column."""
    if facts.first is None or facts.last is None:
        return ""
    days = [moment(text).split(" ")[0] for text in (facts.first, facts.last)]
    first, last = days if days[0] != days[1] else (moment(facts.first), moment(facts.last))
    return first if first == last else f"{first} to {last}"


def compared_words(result: Result) -> str:
    """Say what was held against what, in one line."""
    sides = [_named(result.inputs[side]) for side in ("current", "reference") if side in result.inputs]
    return " against ".join(sides)


def _named(facts: InputFacts) -> str:
    name = printable(PurePath(facts.path).name or facts.path)
    period = period_words(facts)
    return f"{name} ({period})" if period else name
