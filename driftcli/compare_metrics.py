"""What two models' metrics differ by, measured for every pair of models, on all rows or on a segment."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from driftcli.checks.performance.metrics import METRICS, MINIMUM_OF_CLASS, MINIMUM_ROWS
from driftcli.errors import UsageError
from driftcli.judgement.comparison import MINIMUM_CLUSTERS, Comparison
from driftcli.stats.estimates import Estimate, undefined
from driftcli.stats.influence_scores import average_precision_draws
from driftcli.stats.mcnemar import mcnemar
from driftcli.stats.model_metrics import ModelRows, influence_of, metric_names
from driftcli.stats.paired import Contrast, Units, contrast, drawn_contrast, standard_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from driftcli.profiles.model_rows import ComparedRows, Segment
    from driftcli.stats.influence import FloatArray, Influence

DRAWS, MOST_RESAMPLED = 200, 20_000
"""Bootstrap draws for PR AUC, and units beyond which its influence values serve instead."""
RARE, DOMINANT = 0.20, 0.80
"""Share of the rarer of two classes below which, of one of several above which, accuracy does not decide."""
_ABOUT = {metric.name: metric for metric in METRICS}
_ASKED_ONLY = ("pinball_10", "pinball_50", "pinball_90")


def offered_metrics(rows: ComparedRows, asked: str | None) -> tuple[str, ...]:
    """Metrics that are measured, the deciding one first.

    Raises
    ------
    UsageError
        When the metric that was asked for cannot be had from these columns.
    """
    names = [name for name in metric_names(rows.rows[0]) if name not in _ASKED_ONLY or name == asked]
    primary = _primary(rows, names, asked)
    return (primary, *(name for name in names if name != primary))


def _primary(rows: ComparedRows, names: Sequence[str], asked: str | None) -> str:
    if asked is not None:
        if asked not in names:
            close = get_close_matches(asked, names, n=1)
            listed = f"one of {', '.join(names)}"
            scores = "; with --score also " + "roc_auc" if rows.rows[0].scores is None and rows.task == "binary" else ""
            hint = f"did you mean {close[0]!r}? " if close else ""
            raise UsageError(f"no metric {asked!r} for these columns", where="--metric", hint=f"{hint}{listed}{scores}")
        return asked
    if "accuracy" not in names:
        return names[0]
    counts = [np.bincount(one.truth.astype(np.int64), minlength=max(2, one.classes)) for one in rows.rows]
    labels = np.sum(counts, axis=0)
    if labels.sum() == 0:
        return "accuracy"
    shares = labels / labels.sum()
    if rows.task == "binary":
        return ("roc_auc" if "roc_auc" in names else "f1") if shares.min() < RARE else "accuracy"
    return "macro_f1" if shares.max() > DOMINANT else "accuracy"


def rows_within(rows: ComparedRows, segment: Segment) -> ComparedRows:
    """The rows of one segment; units without a row in it take no part."""
    inside = segment.rows
    if rows.masks is None:
        models, masks = tuple(one.take(inside) for one in rows.rows), None
    else:
        models = tuple(one.take(inside[mask]) for one, mask in zip(rows.rows, rows.masks, strict=True))
        masks = tuple(mask[inside] for mask in rows.masks)
    units = Units(None, int(inside.sum()))
    if rows.units.codes is not None:
        used, codes = np.unique(rows.units.codes[inside], return_inverse=True)
        units = Units(codes.astype(np.int64), len(used))
    return replace(rows, rows=models, masks=masks, units=units)


def measure_pairs(
    rows: ComparedRows, metric: str, *, delta: float, seed: int, segment: Segment | None = None
) -> list[Comparison]:
    """Measure one metric of every pair of models."""
    masks: Sequence[NDArray[np.bool_] | None] = rows.masks or [None] * len(rows.rows)
    found, parts = zip(*(_measured(rows, metric, place, mask) for place, mask in enumerate(masks)), strict=True)
    draws = _draws(rows, metric, seed)
    values = [_estimate(one, part, rows.units) for one, part in zip(found, parts, strict=True)]
    made = []
    for first, second in combinations(range(len(found)), 2):
        pair = _pair(rows, metric, (first, second), values, segment)
        before, after = found[first], found[second]
        if not isinstance(before, str) and not isinstance(after, str):
            margin = delta * (abs(before.value) if _ABOUT[metric].is_relative else 1.0)
            drawn = None if draws is None else draws[second] - draws[first]
            moved = _moved(parts[first], parts[second])
            tested = _contrast(rows, metric, (first, second), (before, after), moved=moved, draws=drawn, margin=margin)
            pair = replace(pair, contrast=tested, margin=margin)
        made.append(pair)
    return made


def _measured(
    rows: ComparedRows, metric: str, place: int, mask: NDArray[np.bool_] | None
) -> tuple[Influence | str, FloatArray | None]:
    """One metric of one model, or why it is undefined, and what each unit adds to it."""
    model = rows.rows[place]
    found = influence_of(metric, model)
    if isinstance(found, str):
        return found, None
    return found.summed_up, rows.units.parts(found, model.weights, mask)


def _moved(first: FloatArray | None, second: FloatArray | None) -> FloatArray:
    assert first is not None  # noqa: S101 - both metrics are defined
    assert second is not None  # noqa: S101
    return second - first


def _estimate(found: Influence | str, parts: FloatArray | None, units: Units) -> Estimate:
    if isinstance(found, str) or parts is None:
        return undefined(str(found))
    return found.estimate(standard_error(parts), float(units.count))


def _contrast(
    rows: ComparedRows,
    metric: str,
    pair: tuple[int, int],
    found: tuple[Influence, Influence],
    *,
    moved: FloatArray,
    draws: FloatArray | None,
    margin: float,
) -> Contrast:
    first, second = rows.rows[pair[0]], rows.rows[pair[1]]
    is_plain = rows.masks is None and rows.units.codes is None and bool(np.all(first.weights == 1))
    if metric == "accuracy" and is_plain:
        hits = first.decisions().is_hit, second.decisions().is_hit
        only_second, only_first = int((hits[1] & ~hits[0]).sum()), int((hits[0] & ~hits[1]).sum())
        return mcnemar(only_second, only_first, len(first), margin=margin)
    how = "paired" if rows.masks is None else "unpaired"
    if draws is not None:
        value = found[1].value - found[0].value
        return drawn_contrast(value, draws, moved, margin=margin, method=f"{how} bootstrap, {DRAWS} draws")
    test = "DeLong" if metric == "roc_auc" and first.task == "binary" else "influence values"
    over = "" if rows.units.codes is None else " over clusters"
    return contrast(*found, moved, margin=margin, method=f"{how} {test}{over}")


def _draws(rows: ComparedRows, metric: str, seed: int) -> list[FloatArray] | None:
    """PR AUC of each model in the same resamples of the units; ``None`` where influence values serve."""
    if metric != "pr_auc" or rows.units.count > MOST_RESAMPLED or any(_one_class(one) for one in rows.rows):
        return None
    times = list(rows.units.resamples(DRAWS, seed))
    masks: Sequence[NDArray[np.bool_] | None] = rows.masks or [None] * len(rows.rows)
    found = []
    for one, mask in zip(rows.rows, masks, strict=True):
        assert one.scores is not None  # noqa: S101 - PR AUC is offered with scores only
        resampled = (draw if mask is None else draw[mask] for draw in times)
        found.append(average_precision_draws(one.is_positive, one.scores[:, 0], one.weights, resampled))
    return found


def _one_class(rows: ModelRows) -> bool:
    return len(np.unique(rows.truth)) < 2


def _pair(
    rows: ComparedRows, metric: str, pair: tuple[int, int], values: Sequence[Estimate], segment: Segment | None
) -> Comparison:
    first, second = (rows.rows[place] for place in pair)
    return Comparison(
        metric=metric,
        champion=rows.models[pair[0]],
        challenger=rows.models[pair[1]],
        is_loss=_ABOUT[metric].is_loss,
        champion_value=values[pair[0]],
        challenger_value=values[pair[1]],
        rows=(len(first), len(second)),
        units=rows.units.count,
        segment=None if segment is None else (segment.column, segment.value),
        refused=_why_refused(rows, metric, pair, values),
        differing=first.differing(second) if rows.masks is None else None,
    )


def _why_refused(rows: ComparedRows, metric: str, pair: tuple[int, int], values: Sequence[Estimate]) -> str:
    for place in pair:
        one, whose = rows.rows[place], "" if rows.masks is None else f" of {rows.models[place]}"
        if len(one) == 0:
            return f"no row{whose} can be compared{_left_out(rows)}"
        if len(one) < MINIMUM_ROWS:
            return f"{len(one)} rows{whose} with a label and predictions, {MINIMUM_ROWS} are needed"
        if values[place].value is None:
            return f"{metric} of {rows.models[place]} is undefined: {values[place].note}"
        if _ABOUT[metric].needs_each_class and one.rarer() < MINIMUM_OF_CLASS:
            return f"{one.rarer()} rows{whose} of the rarest class, {MINIMUM_OF_CLASS} are needed"
    if rows.units.codes is not None and rows.units.count < MINIMUM_CLUSTERS:
        return f"{rows.units.count} clusters, {MINIMUM_CLUSTERS} are needed"
    return ""


def _left_out(rows: ComparedRows) -> str:
    """Say why most rows are left out, where none remains at all."""
    if rows.compared or not rows.left_out:
        return ""
    reason = max(rows.left_out, key=lambda one: rows.left_out[one])
    return f" ({reason}: {rows.left_out[reason]:,} of {rows.total:,} rows)"
