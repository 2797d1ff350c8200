"""Which of two models is better, judged: better, worse, no relevant difference, or too little data (METHODS 6.4)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum

from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate
from driftcli.stats.multiplicity import holm
from driftcli.stats.paired import SEEN_FACTOR, Contrast

LEVEL = 0.05
"""Chance that a difference is claimed where there is none, over all pairs or segments together."""
MINIMUM_CLUSTERS = 10
MOST_ROWS = 1e12
"""More rows than that are not worth naming."""


class ComparisonOutcome(StrEnum):
    """How the challenger does beside the champion."""

    BETTER = "better"
    WORSE = "worse"
    EQUIVALENT = "equivalent"
    """No relevant difference: shown to be within the margin."""
    TOO_LITTLE_DATA = "too_little_data"


class FailIf(StrEnum):
    """What makes the exit code 1."""

    WORSE = "worse"
    BETTER = "better"
    DIFFERENT = "different"
    NEVER = "never"


FAILING_OUTCOMES = {
    FailIf.WORSE: {ComparisonOutcome.WORSE},
    FailIf.BETTER: {ComparisonOutcome.BETTER},
    FailIf.DIFFERENT: {ComparisonOutcome.WORSE, ComparisonOutcome.BETTER},
    FailIf.NEVER: set(),
}
"""What makes the exit code 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One metric of two models, on all rows or on a segment; judged once ``outcome`` is told."""

    metric: str
    champion: str
    challenger: str
    is_loss: bool
    """Whether smaller is better."""
    champion_value: Estimate
    challenger_value: Estimate
    rows: tuple[int, int]
    """Rows that champion and challenger were judged on."""
    units: int
    """Independent units: rows, or clusters of them."""
    contrast: Contrast | None = None
    """Challenger less champion; ``None`` where it is undefined."""
    margin: float | None = None
    """Largest difference that does not matter, in the metric's units."""
    segment: tuple[str, str] | None = None
    """Column and value."""
    refused: str = ""
    """Why nothing is claimed; empty where something may be."""
    differing: int | None = None
    """Rows for which the two predictions differ; ``None`` where that is not known."""
    p_adjusted: float | None = None
    """Holm over the family: all pairs by the deciding metric, all other metrics, or all segments."""
    p_equivalent_adjusted: float | None = None
    family: int = 1
    """Comparisons judged together."""
    outcome: ComparisonOutcome = ComparisonOutcome.TOO_LITTLE_DATA
    reason: str = ""
    """Why there is too little data; empty otherwise."""

    @property
    def smallest_visible(self) -> float | None:
        """Difference that would have been seen with probability 0.8."""
        return SEEN_FACTOR * self.contrast.se if self.contrast is not None and self.contrast.se > 0 else None

    @property
    def rows_needed(self) -> int | None:
        """Rows with which a difference of the margin would be seen with probability 0.8; ``None`` if not told."""
        if self.smallest_visible is None or not self.margin:
            return None
        factor = (self.smallest_visible / self.margin) ** 2
        needed = math.ceil(self._all_rows * factor)
        return needed if self._all_rows < needed < MOST_ROWS else None

    @property
    def _all_rows(self) -> int:
        return max(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFacts:
    """What is told of the rows that the models were compared on."""

    models: tuple[str, ...]
    """The champion first."""
    model_rows: tuple[int, ...]
    """Rows of each model: the same for all, or its part of a split."""
    task: str
    task_reason: str
    classes: tuple[str, ...] = ()
    positive_label: str | None = None
    """The positive class of two; ``None`` where there are not two."""
    positive_reason: str = ""
    total: int
    """Rows of the data."""
    compared: int
    """Rows that are compared; those that are not are in ``left_out``."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Rows that are not compared, by reason."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparisonVerdict:
    """The whole comparison in one word, a code, a sentence and the next step."""

    outcome: ComparisonOutcome
    exit_code: int
    reason: str
    action: str


def judge_comparisons(measured: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Judge one family: Holm over those that are not refused.

    Notes
    -----
    ``equivalent`` when both one-sided tests put the difference within the margin; else ``better`` or ``worse`` when the
    two-sided test of no difference rejects; else ``too_little_data``. Each at level 0.05 over the family.
    """
    tested = {place: one.contrast for place, one in enumerate(measured) if one.contrast is not None and not one.refused}
    p_values = holm([found.p_value for found in tested.values()])
    p_equivalent = holm([found.p_equivalent for found in tested.values()])
    adjusted = {place: (float(p), float(q)) for place, p, q in zip(tested, p_values, p_equivalent, strict=True)}
    return tuple(_judged(one, adjusted.get(place), len(tested)) for place, one in enumerate(measured))


def _judged(one: Comparison, adjusted: tuple[float, float] | None, family: int) -> Comparison:
    if adjusted is None or one.contrast is None:
        return replace(one, reason=one.refused)
    difference = one.contrast.value
    p_value, p_equivalent = adjusted
    one = replace(one, p_adjusted=p_value, p_equivalent_adjusted=p_equivalent, family=family)
    if p_equivalent <= LEVEL:
        return replace(one, outcome=ComparisonOutcome.EQUIVALENT)
    if p_value <= LEVEL and difference != 0:
        is_better = (difference < 0) == one.is_loss
        return replace(one, outcome=ComparisonOutcome.BETTER if is_better else ComparisonOutcome.WORSE)
    return replace(one, reason="neither a difference nor its absence is shown")


def conclude_comparison(
    deciding: Sequence[Comparison], *, fail_if: FailIf, allow_empty: bool = False
) -> ComparisonVerdict:
    """Conclude from the deciding metric of each challenger beside the champion."""
    found = {one.outcome for one in deciding}
    outcome = next(outcome for outcome in ComparisonOutcome if outcome in found)
    if len(deciding) > 1 and outcome is ComparisonOutcome.BETTER:
        reason = "; ".join(map(_sentence, sorted(deciding, key=_gain, reverse=True)))
    else:
        reason = "; ".join(map(_sentence, deciding))
    failing = [one for one in deciding if one.outcome in FAILING_OUTCOMES[fail_if]]
    if failing:
        return ComparisonVerdict(outcome, 1, f"{reason} (--fail-if {fail_if})", _action(outcome, deciding))
    is_empty = found == {ComparisonOutcome.TOO_LITTLE_DATA}
    return ComparisonVerdict(outcome, 5 if is_empty and not allow_empty else 0, reason, _action(outcome, deciding))


def _gain(one: Comparison) -> float:
    if one.outcome is not ComparisonOutcome.BETTER or one.contrast is None:
        return -math.inf
    return -one.contrast.value if one.is_loss else one.contrast.value


def _sentence(one: Comparison) -> str:
    match one.outcome:
        case ComparisonOutcome.BETTER | ComparisonOutcome.WORSE:
            return f"{one.challenger} is {one.outcome} than {one.champion} by {one.metric}"
        case ComparisonOutcome.EQUIVALENT:
            return f"no relevant difference between {one.champion} and {one.challenger} by {one.metric}"
    return f"too little data to tell {one.champion} and {one.challenger} apart by {one.metric}: {one.reason}"


def _action(outcome: ComparisonOutcome, deciding: Sequence[Comparison]) -> str:
    champion = deciding[0].champion
    match outcome:
        case ComparisonOutcome.BETTER:
            best = max(deciding, key=_gain)
            return f"{best.challenger} may replace {champion}; look at the segments first"
        case ComparisonOutcome.WORSE:
            return f"keep {champion}"
        case ComparisonOutcome.EQUIVALENT:
            return "choose by cost, speed or simplicity: performance does not decide"
    needed = [one.rows_needed for one in deciding if one.rows_needed is not None]
    if needed and all(not one.refused for one in deciding):
        rows, margin = max(needed), deciding[0].margin or 0.0
        return f"keep {champion} for now; about {_rounded(rows):,} rows would show a difference of {margin:.2g}"
    return f"keep {champion} for now, and compare again when more rows have labels"


def _rounded(rows: int) -> int:
    """Two digits are all that such an estimate is worth."""
    return round(rows, -(len(str(rows)) - 2)) if rows >= 100 else rows
