"""How a model fares, in words: one sentence a metric."""

from collections.abc import Mapping
from typing import Any

from driftcli.checks.check import Statistic
from driftcli.judgement.finding import Outcome
from driftcli.reports.wording.facts import Facts
from driftcli.reports.wording.names import check_words
from driftcli.reports.wording.numbers import pair, percent, significant

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


def performance_sentence(facts: Facts) -> str:
    """``Accuracy fell from 0.930 [0.924, 0.935] to 0.609 [0.599, 0.619]: by at least 0.31, more than 0.02``."""
    metric = metric_words(facts.subject or facts.statistic.name)
    before, after = facts.detail("reference"), facts.detail("current")
    if facts.subject == "residual_drift":
        return f"{metric}: s {significant(facts.detail('s'))}, at least {significant(facts.detail('s_low'))}"
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return metric
    values = f"{_with_interval(before, after)} -> {_with_interval(after, before)}"
    return f"{metric} {values}{_verdict(facts)}"


def _with_interval(side: Mapping[str, Any], other: Mapping[str, Any]) -> str:
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
