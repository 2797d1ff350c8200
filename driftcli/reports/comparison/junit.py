"""The JUnit face of a comparison: a test case a metric and a segment; the deciding ones fail as the exit code does."""

from xml.etree.ElementTree import Element, SubElement

from driftcli.compare import ComparisonResult
from driftcli.judgement.comparison import FAILING_OUTCOMES, Comparison, ComparisonOutcome
from driftcli.reports.comparison.wording import OUTCOME_WORD, comparison_line, reason_words
from driftcli.reports.formats.junit import junit_document, legal


def render_comparison_junit(result: ComparisonResult) -> str:
    """Write a comparison as JUnit XML."""
    deciding = {id(one) for one in result.deciding}
    failing = FAILING_OUTCOMES[result.question.fail_if]
    cases = [
        _case(one, is_failing=id(one) in deciding and one.outcome in failing)
        for one in (*result.comparisons, *result.segments)
    ]
    verdict = result.verdict
    told = {
        "verdict": str(verdict.outcome),
        "exit_code": str(verdict.exit_code),
        "version": result.version,
        "run": result.run.id,
        "data": result.input.path,
    }
    closing = f"{OUTCOME_WORD[verdict.outcome]} (exit {verdict.exit_code}): {reason_words(result)}"
    return junit_document(cases, told, result.run, closing)


def _case(one: Comparison, *, is_failing: bool) -> Element:
    line = comparison_line(one)
    where = "" if one.segment is None else f" where {line.subject}"
    name = f"{one.metric}[{line.pair}]{where}"
    case = Element("testcase", {"classname": "driftcli.compare", "name": legal(name), "time": "0"})
    words = legal(f"{line.outcome}: {line.champion} -> {line.challenger}, difference {line.difference}")
    if is_failing:
        SubElement(case, "failure", {"type": one.metric, "message": words}).text = legal(line.note)
    elif one.outcome is ComparisonOutcome.TOO_LITTLE_DATA:
        SubElement(case, "skipped", {"message": legal(line.note or words)})
    else:
        SubElement(case, "system-out").text = words
    return case
