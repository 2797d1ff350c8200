"""The one orchestration: open, profile, measure, judge, diagnose, conclude."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from driftcli import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from driftcli.judgement.finding import Finding
    from driftcli.judgement.result import ColumnAccount, Diagnosis, InputFacts, Power, RunFacts, Verdict


@dataclass(frozen=True)
class Result:
    """What an audit found; every face (terminal, JSON, HTML, exit code) is drawn from it alone."""

    verdict: Verdict
    diagnosis: Diagnosis
    findings: tuple[Finding, ...]
    """Worst first."""
    columns: tuple[ColumnAccount, ...]
    """Every column of either file exactly once, worst first."""
    power: Power | None
    caution: str
    """What was assumed of rows that may depend on each other."""
    inputs: Mapping[str, InputFacts]
    """``reference`` and ``current``."""
    config: Mapping[str, Any]
    """The resolved configuration, JSON-able."""
    run: RunFacts
    version: str = __version__

    @property
    def counts(self) -> dict[str, int]:
        """Findings per status."""
        return dict(Counter(str(finding.status) for finding in self.findings))
