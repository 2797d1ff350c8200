"""The power statement: the smallest change that this audit could have seen (METHODS 4.5)."""

from collections.abc import Sequence

import numpy as np

from driftcli.checks.check import Measured, Measurement
from driftcli.judgement.judge import tested_columns
from driftcli.judgement.policy import Policy
from driftcli.judgement.result import Power
from driftcli.stats.power import smallest_detectable

DRIFT_BAR = 0.10
CAUTIONS = {
    "none": (
        "Rows are taken as independent. Without a time or cluster column nobody can tell a day's or a user's own "
        "peculiarity from drift: name one with --timestamp or --cluster where rows belong together."
    ),
    "windows": "Rows depend on each other in time: chance was measured on windows of the reference, not assumed.",
    "windows_independent": "Windows of the reference show no sign that rows depend on each other in time.",
    "clusters": "Rows of one cluster depend on each other: rows were counted at what independent ones would be worth.",
}


def power_statement(measured: Sequence[Measured], policy: Policy, defence: str) -> Power | None:
    """State the power for one drifting column among those tested, at the median of their effective rows."""
    answers = [one.answer for one in tested_columns(measured) if isinstance(one.answer, Measurement)]
    if not answers:
        return None
    sizes = [answer.effective_n or (answer.n_reference, answer.n_current) for answer in answers]
    ordered = np.sort(np.array(sizes, dtype=np.float64), axis=0)
    n, m = ((ordered[(len(sizes) - 1) // 2] + ordered[len(sizes) // 2]) / 2).tolist()  # of each side
    if min(n, m) <= 0:
        return None
    bar = next((one.thresholds.fail for one in tested_columns(measured) if one.thresholds.fail is not None), DRIFT_BAR)
    seen = smallest_detectable(n, m, columns=len(answers), components=3, fdr=policy.fdr, margin=bar)
    return Power(seen.changed, seen.drift, len(answers), n, m, defence)
