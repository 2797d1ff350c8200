"""Segment performance: in which of your segments the model does worse, and whether only their mix moved.

## What it measures

For each segment column that you name (`--segment region`), the mean loss (share of wrong predictions, or mean absolute
error) of every segment before and after, and the drop with its bounds. The change over all segments is split into two
parts that add up: `mix`, because segments changed their shares, and `within`, because the model does worse inside them:
`mix = sum (q - p)(r + s)/2`, `within = sum (p + q)/2 (s - r)` with shares p, q and mean losses r, s.

## When it applies

With a target and a prediction on both sides and at least one segment column. Segments of fewer than 30 rows on a side
are left out and counted. At most 200 values of a segment column are kept apart, those most frequent in the reference.

## How to read it

An average can fall although no segment got worse, when hard segments became more frequent: then `within` is near 0 and
the remedy is not the model's. A segment is named as worse when its drop passes the smallest that matters after Holm's
correction for having looked at all of them. It warns at most: the primary metric over all rows decides.

## Thresholds

Drop above `delta`: 0.02 of the share of wrong predictions, or 5 % of the mean absolute error of the reference.

## Example

    region: 2 of 5 segments are worse, first "north" (error 0.06 -> 0.31); mix +0.001, within +0.052

## References

Kitagawa 1955 (the split); Holm 1979; Simpson 1951.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from driftcli.checks.check import (
    Answer,
    Check,
    CheckParams,
    Effect,
    Family,
    Measurement,
    Rule,
    Severity,
    Skipped,
    Statistic,
)
from driftcli.declared import setting
from driftcli.frozen import dataclass
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.stats.mix import MixSplit, split_mix
from driftcli.stats.multiplicity import holm
from driftcli.stats.performance_change import Drop, drop_test
from driftcli.stats.regression_metrics import ABSOLUTE

PREFIX = "segment:"
MINIMUM_ROWS = 30
LEVEL = 0.05
LISTED = 20


class Params(CheckParams):
    """Settings of the ``segment_performance`` check."""

    delta: float = setting(0.02, ge=0, description="Smallest drop of the share of wrong predictions that matters.")
    delta_relative: float = setting(0.05, ge=0, description="For regression, as a share of the reference's mean error.")


@dataclass(frozen=True)
class GroupLosses:
    """Mean loss of each segment, shapes (S,)."""

    rows: np.ndarray
    means: np.ndarray
    errors: np.ndarray
    """Standard errors of the means."""


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Compare every segment of every segment column."""
    before, after = reference.outcomes, current.outcomes
    names = [name for name in reference.groups if name.startswith(PREFIX) and name in current.groups]
    if not names:
        yield Skipped("no segment column is named (--segment)")
        return
    if before is None or after is None:
        yield Skipped("it needs a target and a prediction (--target, --prediction)")
        return
    for name in names:
        old, new = group_losses(before, name), group_losses(after, name)
        if old is None or new is None:
            yield Skipped("outcomes are kept for each segment only up to 10 classes, and with a prediction")
            continue
        labels = reference.groups[name]
        yield _measure_column(
            name.removeprefix(PREFIX), labels, (old, new), params, is_share=before.classes is not None
        )


def group_losses(outcomes: OutcomesProfile, name: str) -> GroupLosses | None:
    """Mean loss by segment from the summed outcomes; nothing where they are not kept by segment."""
    if outcomes.classes is not None and name in outcomes.classes.grouped:
        tables = outcomes.classes.grouped[name]
        rows = tables.sum(axis=(1, 2))
        wrong = rows - np.trace(tables[:, :-1, :-1], axis1=1, axis2=2)
        means = wrong / np.maximum(rows, 1)
        return GroupLosses(rows, means, np.sqrt(means * (1 - means) / np.maximum(rows - 1, 1)))
    if outcomes.errors is not None and name in outcomes.errors.grouped:
        moments = outcomes.errors.grouped[name]
        parts = [moments.part(group) for group in range(len(moments.sums))]
        rows = np.array([part.rows for part in parts])
        held = [part.weight > 0 for part in parts]
        means = np.array([part.mean(ABSOLUTE) if has else 0.0 for part, has in zip(parts, held, strict=True)])
        errors = np.array(
            [part.se({ABSOLUTE: 1.0}) if has and part.rows > 1 else 0.0 for part, has in zip(parts, held, strict=True)]
        )
        return GroupLosses(rows, means, errors)
    return None


def _measure_column(
    column: str, labels: tuple[str, ...], sides: tuple[GroupLosses, GroupLosses], params: Params, *, is_share: bool
) -> Answer:
    old, new = sides
    n, m = float(old.rows.sum()), float(new.rows.sum())
    if n == 0 or m == 0:
        return Skipped(f"no row of a known segment of {column} has a label and a prediction", insufficient=True)
    split = split_mix(old.rows / n, new.rows / m, old.means, new.means)
    overall = float(old.rows @ old.means) / n
    delta = params.delta if is_share else params.delta_relative * overall
    tested = np.flatnonzero((old.rows >= MINIMUM_ROWS) & (new.rows >= MINIMUM_ROWS))
    if not len(tested):
        return Skipped(f"no segment of {column} has {MINIMUM_ROWS} rows on both sides", insufficient=True)
    drops = [
        drop_test(old.means[i], old.errors[i], new.means[i], new.errors[i], margin=delta, is_loss=True) for i in tested
    ]
    adjusted = holm([drop.p_value for drop in drops])
    order = sorted(range(len(tested)), key=lambda k: (adjusted[k], -drops[k].value))
    rows = [_described(labels[tested[k]], int(tested[k]), sides, drops[k], float(adjusted[k])) for k in order]
    worse = [row for row in rows if row["is_worse"]]
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic("segments_worse", float(len(worse)), variant=f"of {len(tested)}, Holm at {LEVEL:g}"),
        n_reference=int(n),
        n_current=int(m),
        effect=Effect("drop", drops[order[0]].value, drops[order[0]].low, drops[order[0]].high),
        fact=Severity.WARN if worse else None,
        details={
            "column": column,
            "task": "classification" if is_share else "regression",
            "delta": delta,
            "segments": rows[:LISTED],
            "tested": len(tested),
            "too_small": int((old.rows + new.rows > 0).sum()) - len(tested),
            **_plain_split(split),
        },
    )


def _described(
    label: str, place: int, sides: tuple[GroupLosses, GroupLosses], drop: Drop, adjusted: float
) -> dict[str, Any]:
    old, new = sides
    return {
        "segment": label,
        "rows_reference": int(old.rows[place]),
        "rows_current": int(new.rows[place]),
        "share_reference": float(old.rows[place] / old.rows.sum()),
        "share_current": float(new.rows[place] / new.rows.sum()),
        "loss_reference": float(old.means[place]),
        "loss_current": float(new.means[place]),
        "drop": drop.value,
        "drop_low": drop.low,
        "drop_high": drop.high,
        "p_value": adjusted,
        "is_worse": bool(adjusted <= LEVEL and drop.value > drop.margin),
    }


def _plain_split(split: MixSplit) -> dict[str, float]:
    found = {"total": split.total, "mix": split.mix, "within": split.within}
    return {name: value for name, value in found.items() if math.isfinite(value)}


CHECK = Check(
    id="segment_performance",
    group="performance",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.PERFORMANCE,
)
