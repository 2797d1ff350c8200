"""The JUnit face, which GitLab, Jenkins and Azure DevOps read: one test case a finding, one suite an audit.

A finding that makes the exit code 1 is a failure, a check that broke an error. What only warns passes, with its words
in ``system-out``: as skipped it would be hidden. What was skipped or waived is skipped, with the reason.
"""

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from driftcli.audit import Result
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import RunFacts
from driftcli.reports.formats.gate import is_failing
from driftcli.reports.formats.text import finding_line
from driftcli.reports.plain import encodable
from driftcli.reports.wording.conclusion import headline, verdict_line
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.places import unique_names

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIPPED = frozenset({Status.SKIPPED, Status.WAIVED})


def render_junit(result: Result) -> str:
    """Write a result as JUnit XML."""
    named = zip(result.findings, unique_names(result.findings), strict=True)
    cases = [_case(finding, name, result) for finding, name in named]
    told = {
        "verdict": str(result.verdict.status),
        "exit_code": str(result.verdict.exit_code),
        "diagnosis": headline(result),
        "version": result.version,
        "run": result.run.id,
        **{side: f"{facts.path} ({facts.rows} rows)" for side, facts in result.inputs.items()},
    }
    return junit_document(cases, told, result.run, verdict_line(result))


def junit_document(cases: Sequence[Element], told: Mapping[str, str], run: RunFacts, closing: str) -> str:
    """Put test cases into a suite, with what is told of the whole, and write it."""
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
    }
    time = f"{run.duration_s:.3f}"
    root = Element("testsuites", {"name": "driftcli", **counts, "time": time})
    skipped = str(sum(case.find("skipped") is not None for case in cases))
    moment = {"time": time, "timestamp": run.started[:19]}
    suite = SubElement(root, "testsuite", {"name": "driftcli", **counts, "skipped": skipped, **moment})
    properties = SubElement(suite, "properties")
    for name, value in told.items():
        SubElement(properties, "property", {"name": name, "value": legal(value)})
    suite.extend(cases)
    SubElement(suite, "system-out").text = legal(closing)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(finding: Finding, name: str, result: Result) -> Element:
    group = f"driftcli.{finding.check.group}"
    case = Element("testcase", {"classname": legal(group), "name": legal(name), "time": "0"})
    words, line = legal(sentence(finding)), legal(finding_line(finding))
    kind = {"type": legal(finding.check.id), "message": words}
    if is_failing(finding, result):
        SubElement(case, "failure", kind).text = line
    elif finding.status is Status.ERRORED:
        SubElement(case, "error", kind).text = line
    elif finding.status in _SKIPPED:
        SubElement(case, "skipped", {"message": words})
    elif finding.status in {Status.WARN, Status.FAIL} or finding.outcome is Outcome.NOTE:
        SubElement(case, "system-out").text = line
    return case


def legal(text: str) -> str:
    """Show characters that XML 1.0 cannot hold as escapes."""
    return _ILLEGAL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), encodable(text))
