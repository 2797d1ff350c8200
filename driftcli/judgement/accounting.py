"""Column accounting: every column of both files appears exactly once, and none is left out in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from driftcli.checks.check import Rule
from driftcli.judgement.finding import Finding, Status
from driftcli.judgement.importance import UNKNOWN, Importance
from driftcli.judgement.pictures import distribution
from driftcli.judgement.result import ColumnAccount
from driftcli.profiles.dataset import ColumnSchema, DatasetProfile

_ORDER = (Status.FAIL, Status.ERRORED, Status.WARN, Status.WAIVED, Status.OK, Status.SKIPPED)


def account_columns(
    reference: DatasetProfile,
    current: DatasetProfile,
    findings: Sequence[Finding],
    *,
    ignored: Sequence[str] = (),
    importance: Importance = UNKNOWN,
) -> tuple[ColumnAccount, ...]:
    """Account for every column, worst first, then in file order; importance, where known, weighs the size."""
    names = [*reference.schema, *(name for name in current.schema if name not in reference.schema)]
    by_column: dict[str | None, list[Finding]] = {}
    for finding in findings:
        by_column.setdefault(finding.column, []).append(finding)
    accounts = [_account(name, reference, current, by_column.get(name, []), name in ignored) for name in names]
    known = importance.columns
    accounts = [
        replace(one, importance=known[one.name], importance_source=importance.source) if one.name in known else one
        for one in accounts
    ]

    def urgency(one: ColumnAccount) -> tuple[int, float, float]:
        return (_ORDER.index(one.status), *weighed(one.effect, one.importance, known))

    return tuple(sorted(accounts, key=urgency))


def weighed(effect: float | None, importance: float | None, known: Mapping[str, float]) -> tuple[float, float]:
    """Sort key of a size: times importance where some are known, columns of unknown importance behind those."""
    size = abs(effect or 0.0)
    return (-size, 0.0) if not known else (-size * (importance or 0.0), -size)


def _account(
    name: str,
    reference: DatasetProfile,
    current: DatasetProfile,
    findings: Sequence[Finding],
    is_ignored: bool,  # noqa: FBT001 - one caller, beside it
) -> ColumnAccount:
    old, new = reference.schema.get(name), current.schema.get(name)
    schema = old or new
    if schema is None:  # pragma: no cover - names come from the two schemas
        raise KeyError(name)
    account, reason = _standing(old, new, findings, is_ignored=is_ignored)
    sizes = [
        finding.measurement.effect.value
        for finding in findings
        if finding.measurement and finding.measurement.effect and finding.measurement.rule is Rule.DRIFT
    ]
    return ColumnAccount(
        name=name,
        kind=str(schema.kind),
        kind_reason=schema.kind_reason,
        role=str(schema.role),
        account=account,
        account_reason=reason,
        type_reference=old.type if old else None,
        type_current=new.type if new else None,
        status=min((finding.status for finding in findings), key=_ORDER.index, default=Status.SKIPPED),
        effect=max(sizes, key=abs, default=None),
        missing_reference=_missing_share(reference, name),
        missing_current=_missing_share(current, name),
        distribution=distribution(reference.columns.get(name), current.columns.get(name)),
    )


def _standing(
    old: ColumnSchema | None, new: ColumnSchema | None, findings: Sequence[Finding], *, is_ignored: bool
) -> tuple[str, str]:
    if new is None:
        return "missing", "in the reference only"
    if old is None:
        return "added", "in the current data only"
    if is_ignored:
        return "skipped", "left out by the configuration"
    if old.family != new.family:
        return "retyped", f"{old.type} in the reference, {new.type} in the current data"
    if any(finding.status is not Status.SKIPPED for finding in findings):
        return "audited", old.kind_reason
    reasons = [finding.reason for finding in findings if finding.reason]
    return "skipped", reasons[
        0
    ] if reasons else f"no check of the suite reads {old.kind} columns in the role {old.role}"


def _missing_share(profile: DatasetProfile, name: str) -> float | None:
    column = profile.columns.get(name)
    if column is None or column.presence.rows == 0:
        return None
    return 1 - column.presence.present / column.presence.rows
