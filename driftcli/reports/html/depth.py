"""How much a report shows of each column: worst first, so that one of 1,000 columns stays below 2 MB and opens at once.

A browser pays for every element, a reader for every line. Each column has its row with picture, size and words; what
unfolds below it becomes shorter with its rank, and the JSON result holds the figures of all.
"""

from driftcli.audit import Result
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.result import ColumnAccount
from driftcli.reports.view import ResultView
from driftcli.reports.wording.names import printable

_FULL = 30
"""Columns with a warning that unfold to everything; those behind unfold to a picture and lines of figures."""
_UNFOLDED = 300
"""Columns with a warning that unfold at all."""
_AT_LEAST = 80
"""Columns that unfold in any case, also without a warning."""
_DISTANCES = 12
"""Columns that list statistics and distances which decide nothing."""
_DISTANCES_QUIET = 5
"""The same for columns without a warning."""
_ISSUES = 100
"""Data-quality issues told in full; of those behind, check and column are named."""
_ACCOUNTS = 100
"""Columns that have a line each in the account; where there are more, those that fared alike share one."""


@dataclass(frozen=True, slots=True)
class Depth:
    """Names of columns by how much is shown of them."""

    unfolded: frozenset[str]
    """They unfold."""
    full: frozenset[str]
    """They unfold to tables, not to lines."""
    distances: frozenset[str]
    """They list statistics and distances which decide nothing."""


def depth_of(view: ResultView) -> Depth:
    """Choose how much is shown of each column of a result."""
    loud = [column.account.name for column in view.columns if column.is_loud]
    quiet = [column.account.name for column in view.columns if not column.is_loud]
    ranked = [column.account.name for column in view.columns]
    return Depth(
        unfolded=frozenset(loud[:_UNFOLDED] + quiet[: max(0, _AT_LEAST - len(loud))]),
        full=frozenset(loud[:_FULL]),
        distances=frozenset(ranked[:_DISTANCES]) & frozenset(loud) | frozenset(ranked[:_DISTANCES_QUIET]),
    )


def told_issues(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Give the data-quality issues that are told in full."""
    return findings[:_ISSUES]


def named_issues(findings: tuple[Finding, ...]) -> list[tuple[Status, str, list[Finding]]]:
    """Group the issues that are not told in full by status and check."""
    groups: dict[tuple[Status, str], list[Finding]] = {}
    for finding in findings[_ISSUES:]:
        groups.setdefault((finding.status, finding.check.id), []).append(finding)
    return [(status, check, group) for (status, check), group in groups.items()]


def account_lines(result: Result) -> list[list[ColumnAccount]]:
    """List what became of the columns, a line each; where they are many, those that fared alike share a line."""
    if len(result.columns) <= _ACCOUNTS:
        return [[column] for column in result.columns]
    groups: dict[tuple[str, ...], list[ColumnAccount]] = {}
    for column in result.columns:
        groups.setdefault(_fate(column), []).append(column)
    return list(groups.values())


def _fate(column: ColumnAccount) -> tuple[str, ...]:
    told = (column.account, column.account_reason, column.kind, column.kind_reason, column.role)
    return tuple(printable(str(one)) for one in (*told, column.type_reference, column.type_current))
