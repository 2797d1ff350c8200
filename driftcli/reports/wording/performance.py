"""How a model fares, in words: one sentence a metric, the same figures for every table, and the verdict on them."""

from collections.abc import Mapping, Sequence
from typing import Any

from driftcli.checks.check import Statistic
from driftcli.judgement.finding import Outcome
from driftcli.judgement.result import Performance
from driftcli.reports.wording.facts import Facts
from driftcli.reports.wording.names import check_words
from driftcli.reports.wording.numbers import pair, percent, significant

LABELS = "labels"
"""Source of a metric that was measured; any other is the method that estimated it."""
CONDITION = "estimated, if the relation held"
OUTCOME_WORDS = {
    "degraded": "worse",
    "improved": "better",
    "stable": "held",
    "inconclusive": "unclear",
    "insufficient": "no verdict",
    "note": "",
}

_NAMES = {
    "accuracy": "Accuracy",
    "balanced_accuracy": "Balanced accuracy",
    "precision": "Precision",
    "recall": "Recall",
    "specificity": "Specificity",
    "f1": "F1",
    "mcc": "MCC",
    "macro_precision": "Precision, macro",
    "macro_recall": "Recall, macro",
    "macro_f1": "F1, macro",
    "weighted_precision": "Precision, weighted",
    "weighted_recall": "Recall, weighted",
    "weighted_f1": "F1, weighted",
    "micro_f1": "F1, micro",
    "roc_auc": "ROC AUC",
    "pr_auc": "PR AUC",
    "log_loss": "Log loss",
    "brier": "Brier score",
    "calibration_error": "Calibration error",
    "calibration_intercept": "Calibration intercept",
    "calibration_slope": "Calibration slope",
    "value": "Value of a row",
    "rmse": "RMSE",
    "mae": "MAE",
    "median_absolute_error": "Median absolute error",
    "r2": "R2",
    "bias": "Bias (predicted less true)",
    "wape": "WAPE",
    "smape": "sMAPE",
    "mape": "MAPE",
    "pinball_10": "Quantile loss at 0.1",
    "pinball_50": "Quantile loss at 0.5",
    "pinball_90": "Quantile loss at 0.9",
    "ndcg": "NDCG",
    "map": "MAP",
    "mrr": "MRR",
    "hit_rate": "Hit rate",
    "residual_drift": "Distribution of the errors",
}


def metric_words(metric: str) -> str:
    """Name a metric as people do."""
    return _NAMES.get(metric, check_words(metric).capitalize())


def is_estimated(one: Performance) -> bool:
    """Whether a metric was estimated without labels."""
    return one.source != LABELS


def side_texts(one: Performance) -> tuple[str, str]:
    """Write a metric before and after, each with its interval."""
    return with_interval(one.reference, one.current), with_interval(one.current, one.reference)


def drop_text(one: Performance) -> str:
    """Write by how much the current data fares worse; a gain is negative."""
    return "" if one.drop is None else significant(one.drop, 2)


def matters_text(one: Performance) -> str:
    """Write the smallest drop that matters."""
    return "" if one.delta is None or one.drop is None else significant(one.delta, 2)


def verdict_words(performance: Sequence[Performance]) -> str:
    """Say in one clause how the metric that decides has fared; nothing where none was judged.

    That an estimate held is not said first: it could not have seen a relation that changed.
    """
    primary = next((one for one in by_source(performance) if one.is_primary), None)
    if primary is None or primary.outcome not in {"degraded", "improved", "stable"}:
        return ""
    name = metric_words(primary.metric)
    if is_estimated(primary):
        if primary.outcome != "degraded":
            return ""
        name += ", estimated without labels,"
    before, after = pair(primary.reference.get("value"), primary.current.get("value"))
    if primary.outcome == "stable":
        return f"{name} held: {before} -> {after}"
    has_risen = (primary.outcome == "improved") is primary.higher_is_better
    at_least = primary.drop_low if primary.outcome == "degraded" else -(primary.drop_high or 0.0)
    return f"{name} {'rose' if has_risen else 'fell'} {before} -> {after}, by at least {significant(at_least)}"


def by_source(performance: Sequence[Performance]) -> list[Performance]:
    """Put what was measured before what was estimated, the metric that decides first."""
    return sorted(performance, key=lambda one: (is_estimated(one), not one.is_primary, one.place))


def performance_sentence(facts: Facts) -> str:
    """``Accuracy 0.93 [0.924, 0.935] -> 0.609 [0.599, 0.619]: worse by at least 0.311, and 0.02 matters``."""
    metric = metric_words(facts.subject or facts.statistic.name)
    before, after = facts.detail("reference"), facts.detail("current")
    if facts.subject == "residual_drift":
        return f"{metric}: s {significant(facts.detail('s'))}, at least {significant(facts.detail('s_low'))}"
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return metric
    is_estimate = (facts.detail("source") or LABELS) != LABELS
    values = f"{with_interval(before, after)} -> {with_interval(after, before)}"
    condition = " (estimated without labels, if the relation of target and inputs held)" if is_estimate else ""
    return f"{metric} {values}{condition}{_verdict(facts)}"


def with_interval(side: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """``0.93 [0.924, 0.935]``, with digits enough to differ from the other side."""
    value, low, high = side.get("value"), side.get("low"), side.get("high")
    if value is None:
        return "undefined"
    text, _ = pair(value, other.get("value")) if other.get("value") is not None else (significant(value), "")
    return text if low is None or high is None else f"{text} [{significant(low)}, {significant(high)}]"


def _verdict(facts: Facts) -> str:
    low, high, delta = facts.detail("drop_low"), facts.detail("drop_high"), facts.detail("delta")
    if low is None or high is None or delta is None:
        return ""
    bar = significant(delta)
    match facts.finding.outcome:
        case Outcome.DEGRADED:
            return f": worse by at least {significant(low)}, and {bar} matters"
        case Outcome.STABLE:
            return f": shown not to be worse by {bar} or more"
        case Outcome.IMPROVED:
            return f": better by at least {significant(-high)}"
        case Outcome.INCONCLUSIVE:
            seen = facts.detail("smallest_visible")
            return f": cannot be told, only a drop of {significant(seen)} would have been seen ({bar} matters)"
        case _:
            return ""


def outcome_quality_clause(facts: Facts) -> str:
    """Word what is wrong with labels, predictions or scores."""
    about = facts.subject or "something is wrong"
    return f"Labels and predictions: {about}{_rows(facts.statistic)}{facts.examples()}"


def _rows(statistic: Statistic) -> str:
    if statistic.unit == "share" and statistic.current is not None:
        return f", {percent(statistic.reference or 0.0)} -> {percent(statistic.current)} of rows"
    return ""
