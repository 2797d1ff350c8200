"""What to label when the inputs moved: where, how many rows, and what that number is for."""

import math
from collections.abc import Mapping
from typing import Any

from driftcli.judgement.facts import Facts
from driftcli.judgement.figures import figure, percent, rounded_up, shares

NAMED = 5
RULES = 2
FEWEST = 100
Z_SEEN = 1.6448536269514722 + 0.8416212335729143
"""Of a one-sided test at 5 % that sees the change 4 times in 5."""
USUAL_SHARE, USUAL_DELTA = 0.1, 0.02
"""Share of errors, and change of it, that are assumed where nobody measured them."""
USUAL_PART = 0.05
"""Change of the mean absolute error that matters, as a part of it."""
Z_BOUND = 1.959963984540054
"""Of the 95 % intervals of metrics."""


def label_new(facts: Facts) -> str:
    """Tell where to label new data, how much, and what for."""
    rows, purpose = labels_needed(facts)
    gained = [rule for rule in facts.moved_segments if rule["share_current"] > rule["share_reference"]][:RULES]
    if gained:
        where = "; or where ".join(
            f"{rule['rule']} ({shares(rule['share_reference'], rule['share_current'])} of rows)" for rule in gained
        )
        return f"Label new data, about {rows:,} rows, where {where}: {purpose}."
    columns = list(dict.fromkeys(finding.column for finding in facts.inputs if finding.column is not None))
    named = f" ({', '.join(columns[:NAMED])})" if columns else ""
    return f"Label new data where the inputs moved{named}, about {rows:,} rows: {purpose}."


def labels_needed(facts: Facts) -> tuple[int, str]:
    """Count the rows to label so that the smallest change that matters is seen 4 times in 5, and say so.

    ``n = (z_0.95 + z_0.8)^2 sd^2 / delta^2``, rounded up to two digits. ``sd`` is that of the loss of a row, from the
    standard error of its total change (``se sqrt(n m / (n + m))``); without labels now, that of the reference's
    loss; or ``sqrt(p (1 - p))`` with p = 0.1 where nothing was measured.
    """
    measured = facts.concept.measurement if facts.concept else None
    total = facts.split.get("terms", {}).get("total")
    delta = float(facts.split.get("delta") or 0.0)
    is_share, spare = facts.split.get("task") != "regression", ""
    if measured is None or not total or not total.get("se") or delta <= 0:
        variance, delta, is_share, spare = _loss_of_the_reference(facts)
    else:
        n, m = measured.n_reference, measured.n_current
        variance = float(total["se"]) ** 2 * n * m / (n + m)
    rows = max(FEWEST, rounded_up(Z_SEEN**2 * variance / delta**2))
    moved = (
        f"error share{whose(facts)} by {figure(100 * delta)} percentage points"
        if is_share
        else f"mean absolute error{whose(facts)} by {figure(delta)}"
    )
    return rows, f"enough to see a change of the {moved} there 4 times in 5{spare}"


def whose(facts: Facts) -> str:
    """Say of a loss that it is no user's model's, where none is given."""
    return " of a yardstick model fitted to the reference" if facts.yardstick else ""


def _loss_of_the_reference(facts: Facts) -> tuple[float, float, bool, str]:
    """Variance of a row's loss, the change of its mean that matters, whether it is a share, and what that rests on."""
    right = _side(facts, "accuracy")
    if right is not None:
        share = 1 - right["value"]
        told = f", as {percent(share)} of the reference's predictions are wrong"
        return share * (1 - share), USUAL_DELTA, True, told
    off = _side(facts, "mae")
    if off is not None and off["value"] > 0:
        sd = (off["high"] - off["low"]) / (2 * Z_BOUND) * math.sqrt(off["n"])
        return sd**2, USUAL_PART * off["value"], False, f", as it is {figure(off['value'])} on the reference"
    told = f", if {percent(USUAL_SHARE)} of predictions are wrong"
    return USUAL_SHARE * (1 - USUAL_SHARE), USUAL_DELTA, True, told


def _side(facts: Facts, metric: str) -> Mapping[str, Any] | None:
    """The reference's figure of a metric with its interval, from labels or from the estimate's own reference."""
    details = facts.metrics.get(metric) or facts.estimated.get(metric) or {}
    side = details.get("reference") or {}
    return side if all(side.get(key) is not None for key in ("value", "low", "high", "n")) else None


def smallest_attributable(facts: Facts) -> float | None:
    """Give the change of the relation that would have been called certain and large enough 4 times in 5."""
    change, delta = facts.split.get("terms", {}).get("conditional"), facts.split.get("delta")
    if not change or delta is None or not math.isfinite(change["se"]):
        return None
    weak = facts.split.get("overlap", 1.0) < 0.5
    return float(delta) + ((3.2905 if weak else 2.5758) + 0.8416) * float(change["se"])
