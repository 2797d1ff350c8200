"""How much each column matters to the model, as a file says or as the reference's rows tell; it decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from driftcli.checks.check import Family
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Status
from driftcli.profiles.dataset import DatasetProfile
from driftcli.sources.kinds import Role

GIVEN = "given"
_MODELLED = (Role.PREDICTION, Role.SCORE, Role.TARGET)
_ALARMED = frozenset({Status.FAIL, Status.WARN})


@dataclass(frozen=True)
class Importance:
    """Importance of columns, where it is known."""

    columns: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    """``given``, or what it was estimated from."""

    @property
    def words(self) -> str:
        """What one of its numbers is called."""
        return "importance" if self.source == GIVEN else "estimated importance"


UNKNOWN = Importance()


def importance_of(
    given: Mapping[str, float], reference: DatasetProfile, current: DatasetProfile, findings: Sequence[Finding]
) -> Importance:
    """Give what the file says; without one, estimate it where a column drifted and the reference's rows can tell."""
    if given:
        return Importance(given, GIVEN)
    modelled = _modelled(reference)
    if modelled is None or not _has_drift(findings):
        return UNKNOWN
    from driftcli.judgement.estimated_importance import estimated_importance  # noqa: PLC0415 - it brings what fits trees

    found = estimated_importance(reference, current, modelled)
    return Importance(found, f"estimated from {modelled}") if found else UNKNOWN


def _modelled(reference: DatasetProfile) -> str | None:
    """Column whose model tells what matters: the prediction, else a score, else the target."""
    held = reference.sample.columns if reference.sample else {}
    named = {schema.role: name for name, schema in reversed(list(reference.schema.items())) if name in held}
    return next((named[role] for role in _MODELLED if role in named), None)


def _has_drift(findings: Sequence[Finding]) -> bool:
    return any(f.status in _ALARMED and f.column is not None and f.check.family is Family.COLUMNS for f in findings)
