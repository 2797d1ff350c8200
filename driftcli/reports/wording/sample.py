"""What the sampled rows behind an answer could show: how many they are, and the smallest effect seen 4 times in 5."""

from collections.abc import Callable, Mapping
from typing import Any

from driftcli.judgement.finding import Finding
from driftcli.reports.wording.numbers import count, significant

EFFECTS: dict[str, Callable[[str], str]] = {
    "s": lambda value: f"a change of {value} sd",
    "dependence": lambda value: f"a pair's change of {value} in Fisher's z",
    "conditional": lambda value: f"a change of {value} in the average loss for the same inputs",
    "rms": lambda value: f"one of {value} (root mean square) anywhere in the relation",
}
"""How each kind of smallest visible effect is told."""


def sample_words(finding: Finding) -> str:
    """Write ``; on 6,000 and 6,000 sampled rows a change of 0.08 sd would be seen 4 times in 5``, where known."""
    details: Mapping[str, Any] = finding.measurement.details if finding.measurement is not None else {}
    rows, visible = details.get("rows_sampled"), details.get("smallest_visible")
    if not isinstance(rows, list) or not isinstance(visible, Mapping):
        return ""
    told = [EFFECTS[name](significant(value, 2)) for name, value in visible.items() if name in EFFECTS]
    sampled = f"{rows[0]:,} and {count(rows[1], 'sampled row')}{_of_groups(details)}"
    return f"; on {sampled} {' and '.join(told)} would be seen 4 times in 5" if told else f"; seen: {sampled}"


def _of_groups(details: Mapping[str, Any]) -> str:
    groups, kind = details.get("row_groups"), details.get("row_defence")
    return f" of {groups[0]:,} and {groups[1]:,} {kind}" if isinstance(groups, list) and kind else ""
