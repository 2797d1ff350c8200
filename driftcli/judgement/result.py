"""The values an audit concludes with: verdict, diagnosis, columns, inputs."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from driftcli.frozen import dataclass
from driftcli.judgement.finding import Status


class VerdictStatus(StrEnum):
    """The whole audit in one word."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole audit in one word, a code and a sentence."""

    status: VerdictStatus
    exit_code: int
    reason: str


class DiagnosisKind(StrEnum):
    """Which kind of change it is; each has its remedy."""

    NONE = "none"
    DATA_QUALITY = "data_quality"
    DATA_DRIFT = "data_drift"
    LABEL_SHIFT = "label_shift"
    CONCEPT_DRIFT = "concept_drift"
    MIXED = "mixed"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Which kind of change, why we think so, and what to do."""

    kind: DiagnosisKind
    evidence: tuple[str, ...]
    actions: tuple[str, ...]
    onset: Mapping[str, Any] | None = None
    unknown: tuple[str, ...] = ()
    """What cannot be told from the data at hand."""
    confidence: str = ""
    """How sure the kind is, in a word and the reason."""
    hurts: bool | None = None
    """Whether the change hurts performance; ``None`` where no labels tell."""
    split: Mapping[str, Any] = field(default_factory=dict)
    """The change of the loss, split: terms with intervals, overlap, segments; empty where it was not asked."""


@dataclass(frozen=True, slots=True)
class Power:
    """The smallest change that this audit could have seen, in sd-equivalents (METHODS 4.5)."""

    changed: float
    """80 % sure to be called changed."""
    drift: float
    """80 % sure to be called drift."""
    columns: int
    n_reference: float
    n_current: float
    defence: str
    """``none``, ``windows`` or ``clusters``: what was assumed of rows that depend on each other."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Both samples of a column on shared bins, for the eye only; no statistic is computed from it."""

    form: str
    """``numeric`` (bins between edges), ``temporal`` (the same, seconds since 1970) or ``categorical`` (labels)."""
    reference: tuple[float, ...]
    """Share of the reference in each bin."""
    current: tuple[float, ...]
    """Share of the current data in each bin."""
    edges: tuple[float, ...] = ()
    """Bin edges, one more than bins; values beyond them are counted in the outer bins."""
    labels: tuple[str, ...] = ()
    """Bin labels, for categories; the last may stand for the rest."""
    levels: tuple[float, ...] = ()
    """Levels of the quantiles, for numbers and times: 0 is the smallest value, 1 the largest."""
    quantiles_reference: tuple[float, ...] = ()
    quantiles_current: tuple[float, ...] = ()
    new: int = 0
    """Categories that only the current data have."""
    vanished: int = 0
    """Categories that only the reference has."""
    new_share: float = 0.0
    """Share of the current rows that hold new categories."""
    vanished_share: float = 0.0
    """Share of the reference's rows that held vanished ones."""


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """One value a window of time, for the eye."""

    column: str | None
    """Whose it is; ``None`` for the model."""
    unit: str
    """``sd`` away from the whole reference, ``errors`` (a share of predictions) or ``absolute_error`` (a mean)."""
    starts: tuple[int, ...]
    """Place of each value's first window."""
    values: tuple[float, ...]
    low: tuple[float, ...]
    """Ends of the 95 % interval of each value."""
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TimePicture:
    """What changed most, over the windows of both datasets."""

    labels: tuple[str, ...]
    """Start of each window, ISO 8601, or the number of its first row."""
    current_from: int
    """First window of the current data; those before it are the reference's."""
    series: tuple[TimeSeries, ...]
    """The model's loss first, then columns, the worst first."""


@dataclass(frozen=True, slots=True)
class ColumnAccount:
    """One column of either file: it appears exactly once."""

    name: str
    kind: str
    kind_reason: str
    role: str
    account: str
    """``audited``, ``skipped``, ``missing``, ``added`` or ``retyped``."""
    account_reason: str
    """Why it was skipped; types before and after; where it is missing."""
    type_reference: str | None
    type_current: str | None
    status: Status
    """Worst status of its findings."""
    effect: float | None = None
    """Largest sd-equivalent among its drift findings."""
    importance: float | None = None
    """How much it matters to the model, where that is known; orders, decides nothing."""
    importance_source: str | None = None
    """``given``, or what it was estimated from."""
    missing_reference: float | None = None
    """Share of rows without a value; ``None`` where the column does not exist."""
    missing_current: float | None = None
    distribution: Distribution | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """One metric on both sides, with what became of it."""

    metric: str
    source: str
    """``labels``, or the method that estimated it without them."""
    is_primary: bool
    """Whether it decides."""
    higher_is_better: bool
    reference: Mapping[str, Any]
    """``value``, ``low`` and ``high`` of its 95 % interval, and ``n``; values are ``None`` where undefined."""
    current: Mapping[str, Any]
    constant: Mapping[str, float | None]
    """``reference`` and ``current``: what the best constant prediction reaches there."""
    drop: float | None
    """How much worse the current data fares; ``None`` where it cannot be said."""
    drop_low: float | None
    drop_high: float | None
    """One-sided 95 % bounds of the drop."""
    delta: float | None
    """Smallest drop that matters."""
    smallest_visible: float | None
    """Drop that would be called degraded with probability 0.8."""
    outcome: str
    status: str
    reason: str | None = None
    note: str = ""
    place: int = 0
    """Its place in the order of metrics."""


@dataclass(frozen=True, slots=True)
class InputFacts:
    """What was read, for the manifest."""

    path: str
    format: str
    rows: int
    columns: int
    bytes: int | None
    files: int
    sha256: str | None = None
    """Of the file, or of the digests of its files; ``None`` where it was not computed."""
    dialect: Mapping[str, Any] | None = None
    unreadable_rows: int = 0
    notes: tuple[str, ...] = ()
    time_column: str | None = None
    """The timestamp column, where one is named."""
    first: str | None = None
    """Earliest time in it, ISO 8601."""
    last: str | None = None
    """Latest time in it."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The only part of a result that differs from run to run."""

    id: str
    started: str
    finished: str
    duration_s: float
    command: str = ""
    """Command line that ran it; empty from Python."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of Python and of the libraries that took part."""
