"""What a check is, and the values it may return.

A check puts one question to two profiles and measures the answer. It does not judge, word, draw, open files or know
other checks: that happens once, in later stages, when every measurement of the audit exists.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from driftcli.declared import Declared
from driftcli.frozen import dataclass
from driftcli.sources.kinds import Role


class CheckParams(Declared):
    """Settings of a check; a subclass declares them, TOML fills them, and their JSON Schema is published."""


class Rule(StrEnum):
    """How a measurement is judged; each has a file of its own in ``judgement/``."""

    DRIFT = "drift"
    """Certain (controlled p-value) and large (lower bound of the effect above the bar): METHODS 4.1."""
    SHARE = "share"
    """The same two questions for a share of rows, in Cohen's h, with an absolute bar: METHODS 3.1."""
    EXACT = "exact"
    """A fact without sampling error: the check names its severity."""
    THRESHOLD = "threshold"
    """A value against fixed warn and fail thresholds, as a user asked for."""
    PERFORMANCE = "performance"
    """A drop of performance against the smallest one that matters: METHODS 6.3."""
    CONCEPT = "concept"
    """A change of the relation between inputs and target, in the average or anywhere: METHODS 8.3 and 8.4."""


class Severity(StrEnum):
    """How much a fact matters, and the cap a user may put on a check."""

    NOTE = "note"
    WARN = "warn"
    FAIL = "fail"


class Family(StrEnum):
    """Measurements whose error rate is controlled together: METHODS 4.2."""

    COLUMNS = "columns"
    QUALITY = "quality"
    MULTIVARIATE = "multivariate"
    SEGMENTS = "segments"
    """Segments first, each by its worst column; the columns inside are only named."""
    PERFORMANCE = "performance"
    CONCEPT = "concept"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a value becomes a warning and where a failure; ``None`` means never."""

    warn: float | None
    fail: float | None


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number with its exact definition: the same name means different numbers in other tools."""

    name: str
    """Term of the field: ``ks``, ``psi``, ``js_distance``, ``wasserstein``, ``mean`` …"""
    value: float | None
    """``None`` where it is undefined, with the reason in ``note``."""
    variant: str = ""
    """What distinguishes it from its namesakes: base, bins, smoothing, scaling."""
    low: float | None = None
    """Lower end of a 95 % interval, where there is one."""
    high: float | None = None
    """Upper end of a 95 % interval, where there is one."""
    p_value: float | None = None
    """Its own p-value; reported, never deciding."""
    error_bound: float = 0.0
    """How far approximate summaries may have moved value and interval; 0 when exact, infinite when unknown."""
    reference: float | None = None
    """The value on the reference alone, for statistics that compare two values."""
    current: float | None = None
    """The value on the current data alone."""
    unit: str = ""
    """``share``, ``sd``, ``column`` (the column's own unit), ``seconds`` or nothing."""
    note: str = ""
    """A caution that belongs to the number."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How big the change is."""

    name: str
    """``s`` (sd-equivalents), ``h`` (Cohen's h) or the name of a fixed-threshold statistic."""
    value: float
    """Point estimate, debiased where that is defined."""
    lower: float
    """One-sided 95 % lower bound: the number that decides."""
    upper: float | None = None
    """95 % upper bound: what cannot be excluded."""
    error_bound: float = 0.0
    """How far approximate summaries may have moved value and interval; 0 when exact, infinite when unknown."""


@dataclass(frozen=True, slots=True)
class Component:
    """One of the tests that decide together (location, shape, tail, unseen)."""

    name: str
    p_value: float
    size: float
    lower: float
    upper: float | None = None
    note: str = ""
    error_bound: float = 0.0
    """How far approximate summaries may have moved the size and its interval."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a check found, unjudged."""

    rule: Rule
    statistic: Statistic
    n_reference: int
    n_current: int
    effect: Effect | None = None
    p_value: float | None = None
    """Of this measurement, after Bonferroni over its components, before control over the audit."""
    components: tuple[Component, ...] = ()
    reported: tuple[Statistic, ...] = ()
    """Statistics shown for familiarity; none of them decides."""
    fact: Severity | None = None
    """For exact rules: how much it matters when found (``None``: looked for, not found)."""
    never_seen_lower: float | None = None
    """For shares: exact lower bound of the current share, when the reference (>= 300 rows) never had it."""
    subject: str | None = None
    """What inside the column it is about: a value, a fault's name."""
    effective_n: tuple[float, float] | None = None
    """Rows of reference and current that independent rows would be worth, where dependence was measured."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """JSON-able evidence for wording and drawing."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The check does not apply or the data cannot answer; the reason is something the reader can act on."""

    reason: str
    insufficient: bool = False
    """True where only more rows are missing."""


@dataclass(frozen=True, slots=True)
class Errored:
    """The check failed in a way that is a bug or a broken plugin; the audit goes on without it."""

    reason: str


Answer = Measurement | Skipped | Errored


@dataclass(frozen=True, slots=True)
class Check:
    """One question, with everything the catalogue, the suite and the report need to know of it."""

    id: str
    group: str
    """``quality``, ``drift``, ``performance`` or ``multivariate``: the folder it lives in."""
    reads: tuple[type, ...]
    """Profile types it is put to; ``DatasetProfile`` for questions about the whole dataset."""
    params: type[CheckParams]
    measure: Callable[[Any, Any, Any], Answer | Iterable[Answer]]
    doc: str
    """The manual: the module's docstring."""
    family: Family = Family.QUALITY
    thresholds: Thresholds = Thresholds(warn=0.05, fail=0.10)
    roles: frozenset[Role] | None = None
    """Roles of the columns it is put to; ``None``: every role that is not left out of the audit."""
    is_breakage: bool = True
    """For data quality: whether what it finds is a fault of the data, not a change of the world they describe."""
    is_default: bool = True
    """Whether it runs when the suite does not name it."""
    needs_rows: bool = False
    """Whether it reads the row sample of the profiles, which is kept only when some check does."""
    inherits: str | None = None
    """Check whose settings hold here too, where both have them and nothing else is said."""
    inherited: frozenset[str] | None = None
    """Which of them; ``None``: all that both have."""

    @property
    def title(self) -> str:
        """First sentence of the manual."""
        return self.doc.strip().split("\n", 1)[0].rstrip(".")


@dataclass(frozen=True, slots=True)
class Measured:
    """An answer together with where it was asked and the bars that it will be held against."""

    check: Check
    answer: Answer
    column: str | None = None
    segment: str | None = None
    window: str | None = None
    thresholds: Thresholds = Thresholds(warn=0.05, fail=0.10)
    severity: Severity = Severity.FAIL
    """Cap that the suite puts on this check."""


def column_of(answer: Answer, column: str | None) -> str | None:
    """Column that an answer is about: the one that was asked, or the one that a check of the dataset names."""
    if column is None and isinstance(answer, Measurement):
        found = answer.details.get("column")
        return found if isinstance(found, str) else None
    return column


def segment_of(answer: Answer) -> str | None:
    """Segment that an answer is about, ``region = north``; ``None`` for all rows."""
    if not isinstance(answer, Measurement) or "segment" not in answer.details:
        return None
    return f"{answer.details['segment_column']} = {answer.details['segment']}"
