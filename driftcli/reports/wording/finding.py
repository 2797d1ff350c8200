"""One sentence a finding, in plain words for a person, and the comparison that its status rests on."""

from driftcli.checks.check import Effect, Measurement, Rule
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.policy import UNSEEN_BAR
from driftcli.reports.wording.drift import DRIFT_CLAUSES, generic_drift, leading
from driftcli.reports.wording.facts import Facts
from driftcli.reports.wording.names import check_words, printable, statistic_label
from driftcli.reports.wording.numbers import against, bar, beside, percent, percent_pair, significant, size
from driftcli.reports.wording.performance import metric_words, performance_sentence
from driftcli.reports.wording.quality import QUALITY_CLAUSES, generic_quality
from driftcli.reports.wording.sample import sample_words
from driftcli.reports.wording.together import TOGETHER_CLAUSES, quiet_together, segments_clause

CLAUSES = {**DRIFT_CLAUSES, **QUALITY_CLAUSES, **TOGETHER_CLAUSES, "segment_performance": segments_clause}
"""The sentence of each check."""
_SPEAKS_BY_NAME = frozenset({"constant_column"})
"""Checks whose value before and after says nothing when they find nothing."""


def sentence(finding: Finding) -> str:
    """Word a finding in full, beginning with its column's name."""
    return _behind_name(finding, clause(finding))


def clause(finding: Finding) -> str:
    """Word a finding without its column's name, for places where the name stands beside it."""
    return f"{_told(finding)}{sample_words(finding)}"


def brief(finding: Finding) -> str:
    """Word a finding beginning with its column's name, without what its sample could show."""
    return _behind_name(finding, _told(finding))


def _behind_name(finding: Finding, words: str) -> str:
    return words if finding.column is None else f"{printable(finding.column)} {words}"


def _told(finding: Finding) -> str:
    if finding.measurement is None or finding.outcome is Outcome.INSUFFICIENT:
        return _unanswered(finding)
    facts = Facts(finding, finding.measurement)
    waived = f" - waived: {finding.reason}" if finding.status is Status.WAIVED and finding.reason else ""
    return f"{_place(finding)}{_answered(facts)}{waived}"


def short_clause(finding: Finding) -> str:
    """Word a finding without its column's name and without the size, for places where ``comparison`` stands beside."""
    words = _told(finding)
    if finding.measurement is None or finding.measurement.effect is None:
        return words
    return words.replace(_size(Facts(finding, finding.measurement)), "")


def _place(finding: Finding) -> str:
    where = [f"segment {printable(finding.segment)}"] if finding.segment else []
    where += [f"window {printable(finding.window)}"] if finding.window else []
    return f"({', '.join(where)}) " if where else ""


def _unanswered(finding: Finding) -> str:
    reason = printable(finding.reason or "no reason was given")
    words = check_words(finding.check.id)
    if finding.measurement is not None and finding.measurement.rule is Rule.PERFORMANCE and finding.measurement.subject:
        words = f"{metric_words(finding.measurement.subject)}, {words}"
    is_dataset = finding.column is None
    if finding.status is Status.ERRORED:
        return f"{'Could' if is_dataset else 'could'} not be checked for {words}: the check failed ({reason})"
    if finding.outcome is Outcome.INSUFFICIENT:
        return f"{'Too' if is_dataset else 'has too'} little data to tell ({words}): {reason}"
    return f"{'Not' if is_dataset else 'was not'} checked for {words}: {reason}"


def _answered(facts: Facts) -> str:
    if facts.measurement.rule is Rule.PERFORMANCE:
        return performance_sentence(facts)
    if facts.measurement.rule is Rule.THRESHOLD:
        return _fixed(facts)
    is_together = facts.finding.check.id in TOGETHER_CLAUSES
    if _is_a_table(facts) or facts.measurement.details.get("is_pure", True) is not True:
        return _claim(facts)
    if facts.finding.outcome is Outcome.CHANGED:
        return f"{_claim(facts)}, certain but too little to matter{_size(facts)}"
    if facts.is_quiet:
        return quiet_together(facts) if is_together else _quiet(facts)
    return f"{_claim(facts)}{_size(facts)}"


def _is_a_table(facts: Facts) -> bool:
    """Whether it tells of many segments at once, found or not."""
    check = facts.finding.check.id
    return check == "segment_performance" or (check == "segment_drift" and facts.finding.segment is None)


def _claim(facts: Facts) -> str:
    check = facts.finding.check
    if check.id in CLAUSES:
        return CLAUSES[check.id](facts)
    return generic_drift(facts) if facts.measurement.rule is Rule.DRIFT else generic_quality(facts)


def _quiet(facts: Facts) -> str:
    """Say that nothing happened that matters, and what could have been missed."""
    about, effect = _looked_at(facts), facts.measurement.effect
    is_dataset = facts.finding.column is None
    if facts.finding.outcome is Outcome.CLEAN or effect is None:
        return f"Nothing found: {about or 'as before'}" if is_dataset else f"is clean: {about or 'as before'}"
    behind = f" ({about})" if about else ""
    upper = (
        "" if effect.upper is None else f"{size(effect.upper)}{' sd' if effect.name == 's' else f' in {effect.name}'}"
    )
    if facts.finding.outcome is Outcome.STABLE:
        limit = f": any change is below {upper}" if upper else ""
        return f"{'Shown' if is_dataset else 'is'} stable{limit}{behind}"
    unseen = f"; one of up to {upper} cannot be excluded" if upper else ""
    return f"{'No' if is_dataset else 'shows no'} change that could be told from chance{behind}{unseen}"


def _looked_at(facts: Facts) -> str:
    """Say what a quiet check looked at, with its value before and after."""
    if facts.finding.check.group == "drift":
        centre = facts.reported("median", "mean")
        subject = f"{facts.subject}: " if facts.subject else ""
        return f"{subject}typical value {facts.before_after(centre)}" if centre is not None else facts.subject or ""
    words = check_words(facts.finding.check.id) + (f" of {facts.subject}" if facts.subject else "")
    values = "" if facts.finding.check.id in _SPEAKS_BY_NAME else facts.before_after()
    return f"{words} {values}" if values else words


def _fixed(facts: Facts) -> str:
    """Word a value held against a limit that a user set."""
    label = statistic_label(facts.statistic)
    value = facts.statistic.value
    if value is None:
        return f"has no {label}: {facts.statistic.note or 'undefined'}"
    limit = passed_bar(facts.finding)
    verb = "has" if facts.finding.column is not None else "The dataset has"
    if limit is None:
        bars = [item for item in (facts.finding.thresholds.warn, facts.finding.thresholds.fail) if item is not None]
        within = f", within the limit {bar(bars[0])} set for it" if bars else ""
        return f"{verb} {label} {beside(value, *bars)}{within}"
    return f"{verb} {label} {against(value, limit)}, the limit set for it"


def _size(facts: Facts) -> str:
    """Say how big the change is, what it is at least, and the bar it was held against."""
    effect = facts.measurement.effect
    if effect is None:
        return ""
    bars = f"bar {bar(decisive)}" if (decisive := facts.finding.thresholds.fail) is not None else "no bar"
    limits = (facts.finding.thresholds.warn, facts.finding.thresholds.fail)
    if facts.finding.outcome is Outcome.MINOR and facts.finding.thresholds.warn is not None:
        bars = f"bars {bar(facts.finding.thresholds.warn)} and {bar(decisive)}" if decisive is not None else bars
    lower = beside(effect.lower, *limits)
    never = facts.measurement.never_seen_lower
    is_new = never is not None and facts.finding.outcome is Outcome.ISSUE
    unseen = f"; never seen before, now in at least {percent(never)} of rows" if is_new else ""
    return f" ({_effect_words(facts, effect)}, at least {lower}; {bars}{unseen})"


def _effect_words(facts: Facts, effect: Effect) -> str:
    """Write the effect, with its direction where it has one; the same digits as in ``comparison``."""
    text = beside(abs(effect.value), facts.finding.thresholds.warn, facts.finding.thresholds.fail)
    if effect.name == "h" and facts.measurement.rule is Rule.SHARE:
        return f"h {'-' if effect.value < 0 else '+'}{text}"
    led_by = leading(facts)
    if effect.name != "s" or led_by is None or led_by.name != "location":
        return f"{'size' if effect.name == 's' else effect.name} {text}"
    centre = facts.reported("median", "mean")
    has_fallen = centre is not None and (centre.current or 0.0) < (centre.reference or 0.0)
    is_down = led_by.size < 0 or effect.value < 0 or has_fallen
    return f"{'-' if is_down else '+'}{text} sd"


def decider(finding: Finding) -> float | None:
    """Return the number that the status rests on: the effect's lower bound, or the value under a fixed threshold."""
    if finding.measurement is None:
        return None
    if finding.measurement.effect is not None and finding.measurement.rule is not Rule.THRESHOLD:
        return abs(finding.measurement.effect.lower)
    return finding.measurement.statistic.value


def passed_bar(finding: Finding) -> float | None:
    """Highest threshold that the deciding number passed; ``None`` where it passed none."""
    value = decider(finding)
    if value is None or finding.outcome not in {Outcome.DRIFT, Outcome.MINOR, Outcome.ISSUE, Outcome.BREACH}:
        return None
    if finding.measurement is not None and finding.measurement.rule is Rule.EXACT:
        return None
    bars = [item for item in (finding.thresholds.fail, finding.thresholds.warn) if item is not None]
    if finding.outcome is Outcome.BREACH:
        return bars[0 if finding.status is Status.FAIL or len(bars) == 1 else 1] if bars else None
    return next((item for item in bars if value > item), None)


def comparison(finding: Finding) -> str:
    """``s=0.31 > 0.10``, true as printed; the value alone where no threshold was passed; empty without a number."""
    measurement = finding.measurement
    if measurement is None:
        return ""
    effect = measurement.effect
    is_fixed = measurement.rule is Rule.THRESHOLD or effect is None
    name = measurement.statistic.name if is_fixed or effect is None else effect.name
    value = measurement.statistic.value if is_fixed or effect is None else abs(effect.value)
    if value is None:
        return ""
    if _is_never_seen_issue(finding, measurement):
        lower, limit_text = percent_pair(measurement.never_seen_lower, UNSEEN_BAR)
        return f"never_seen={lower} > {limit_text}"
    limit = passed_bar(finding)
    if limit is not None:
        return f"{name}={against(value, limit, finding.thresholds.warn, finding.thresholds.fail)}"
    return "" if measurement.rule is Rule.EXACT else f"{name}={_alone(finding, measurement, value)}"


def _alone(finding: Finding, measurement: Measurement, value: float) -> str:
    """Write a number that passed no threshold: a metric as its sentence does, another on its side of the bars."""
    if measurement.rule is Rule.PERFORMANCE:
        return significant(value)
    return beside(value, finding.thresholds.warn, finding.thresholds.fail)


def _is_never_seen_issue(finding: Finding, measurement: Measurement) -> bool:
    """Whether the absolute bar decided: a share that the reference never had, too small for the bars of h."""
    never, effect, fail = measurement.never_seen_lower, measurement.effect, finding.thresholds.fail
    is_issue = finding.outcome is Outcome.ISSUE and measurement.rule is Rule.SHARE and never is not None
    return is_issue and effect is not None and fail is not None and abs(effect.lower) <= fail
