"""Where a finding is, as one line that names it: ``missing_values[price]``, the same in every format for machines."""

from collections.abc import Iterable

from driftcli.judgement.finding import Finding
from driftcli.reports.wording.names import printable


def finding_name(finding: Finding) -> str:
    """Name a finding by its check, column, subject, segment and window."""
    column = "" if finding.column is None else f"[{printable(finding.column)}]"
    subject = finding.measurement.subject if finding.measurement is not None else None
    parts = (("", subject), ("segment ", finding.segment), ("window ", finding.window))
    told = "".join(f" {word}{printable(text)}" for word, text in parts if text)
    return f"{finding.check.id}{column}{told}"


def unique_names(findings: Iterable[Finding]) -> list[str]:
    """Name findings so that no two have one name; a second of the same name is numbered."""
    seen: dict[str, int] = {}
    names = []
    for finding in findings:
        name = finding_name(finding)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
