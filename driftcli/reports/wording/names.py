"""Words for statuses, outcomes, checks and statistics, and names from data made safe to print."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from driftcli.checks.check import Statistic
from driftcli.judgement.finding import Finding, Outcome, Status

STATUS_WORD = {
    Status.OK: "OK",
    Status.WARN: "WARN",
    Status.FAIL: "FAIL",
    Status.SKIPPED: "SKIP",
    Status.ERRORED: "ERROR",
    Status.WAIVED: "WAIVED",
}
NOTE_WORD = "NOTE"
STATUS_SYMBOL = {
    Status.OK: "✓",
    Status.WARN: "!",
    Status.FAIL: "✗",
    Status.SKIPPED: "○",
    Status.ERRORED: "‼",
    Status.WAIVED: "~",
}
STATUS_ASCII = {
    Status.OK: "+",
    Status.WARN: "!",
    Status.FAIL: "x",
    Status.SKIPPED: "-",
    Status.ERRORED: "!!",
    Status.WAIVED: "~",
}
OUTCOME_WORD = {
    Outcome.DRIFT: "drift",
    Outcome.MINOR: "minor drift",
    Outcome.CHANGED: "changed, too little to matter",
    Outcome.STABLE: "shown stable",
    Outcome.NO_CHANGE_DETECTED: "no change detected",
    Outcome.INSUFFICIENT: "too little data to tell",
    Outcome.ISSUE: "data-quality issue",
    Outcome.NOTE: "worth knowing",
    Outcome.CLEAN: "clean",
    Outcome.BREACH: "limit passed",
    Outcome.DEGRADED: "performance degraded",
    Outcome.IMPROVED: "performance improved",
    Outcome.INCONCLUSIVE: "cannot be told",
    Outcome.NOT_APPLICABLE: "does not apply",
    Outcome.ERRORED: "check failed",
}
_STATISTIC_NAME = {
    "s": "Size s",
    "h": "Cohen's h",
    "ks": "Kolmogorov-Smirnov distance",
    "wasserstein": "Wasserstein distance",
    "wasserstein_trimmed": "Wasserstein distance, trimmed",
    "wasserstein_normalised": "Wasserstein distance, normalised",
    "psi": "Population stability index",
    "js_distance": "Jensen-Shannon distance",
    "hellinger": "Hellinger distance",
    "total_variation": "Total variation",
    "kl": "Kullback-Leibler divergence",
    "kl_divergence": "Kullback-Leibler divergence",
    "sd_ratio": "Standard deviation, ratio",
    "cramers_v": "Cramér's V",
    "cramers_v_corrected": "Cramér's V, corrected",
    "cramer_von_mises": "Cramér-von Mises",
    "energy_distance": "Energy distance",
    "mean": "Mean",
    "median": "Median",
    "sd": "Standard deviation",
    "iqr": "Interquartile range",
    "mad": "Median absolute deviation",
    "auc": "AUC",
    "min": "Minimum",
    "max": "Maximum",
    "distinct": "Distinct values",
    "chi_square": "Chi-square",
}
_BIDIRECTIONAL = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def finding_word(finding: Finding) -> str:
    """Name a finding's status; a note is more than OK and less than a warning."""
    is_note = finding.outcome is Outcome.NOTE and finding.status is Status.OK
    return NOTE_WORD if is_note else STATUS_WORD[finding.status]


def printable(text: str) -> str:
    """Show control, direction-changing and unpaired characters as escapes: a name must not move what is around it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Cs", "Zl", "Zp"} or character in _BIDIRECTIONAL:
        return character.encode("unicode_escape").decode("ascii")
    return character


def quoted(value: Any) -> str:
    """Write a value from the data: text in quotes, short enough for a sentence."""
    if isinstance(value, str):
        text = printable(value)
        return f'"{text if len(text) <= 40 else text[:37] + "..."}"'
    if value is None:
        return "no value"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)


def listed(values: Iterable[Any], most: int = 3, total: int | None = None) -> str:
    """List values from the data in a sentence, the rest as a count; ``total`` where not all of them are given."""
    shown = [quoted(value) for value in values]
    more = (total or len(shown)) - min(most, len(shown))
    return ", ".join(shown[:most]) + (f" and {more} more" if more > 0 else "")


def statistic_name(name: str) -> str:
    """Name a statistic for a reader; quantiles by their percentage."""
    if name in _STATISTIC_NAME:
        return _STATISTIC_NAME[name]
    plain = name.lower().removeprefix("quantile").lstrip("_q").replace("_", ".")
    if name.lower().startswith("q") and plain.replace(".", "").isdigit():
        share = float(plain)
        return f"Quantile {share * 100 if share < 1 else share:g} %"
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def statistic_label(statistic: Statistic) -> str:
    """Name a statistic with the variant that tells it from its namesakes."""
    label = statistic_name(statistic.name)
    return f"{label} ({statistic.variant})" if statistic.variant else label


def check_words(check_id: str) -> str:
    """Spell a check's id as words."""
    return check_id.replace("_", " ").replace("-", " ").strip() or "check"
