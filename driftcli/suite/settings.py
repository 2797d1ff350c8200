"""What a suite says about one check, and about the columns that a glob names."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, time
from typing import Any

from driftcli.checks.check import Severity
from driftcli.frozen import dataclass

Thresholds = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What is said of one check; whatever is left unsaid stays as it was."""

    enabled: bool | None = None
    """Whether it runs at all; ``None``: not said."""
    thresholds: Thresholds = field(default_factory=dict)
    """Only the bars that are said, ``warn`` or ``fail``; a value of ``None`` means never."""
    severity: Severity | None = None
    """The cap on what it may report; ``None``: not said."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """The check's own parameters, only those that are said."""

    def on_top_of(self, base: "CheckSettings") -> "CheckSettings":
        """Lay these settings over others, key by key."""
        return CheckSettings(
            enabled=base.enabled if self.enabled is None else self.enabled,
            thresholds={**base.thresholds, **self.thresholds},
            severity=base.severity if self.severity is None else self.severity,
            params={**base.params, **self.params},
        )

    def as_dict(self) -> dict[str, Any]:
        """Give what is said as TOML would say it."""
        said: dict[str, Any] = {} if self.enabled is None else {"enabled": self.enabled}
        said |= {bar: "never" if value is None else value for bar, value in sorted(self.thresholds.items())}
        if self.severity is not None:
            said["severity"] = self.severity.value
        return said | {name: _jsonable(value) for name, value in sorted(self.params.items())}


def _jsonable(value: Any) -> Any:
    """Turn TOML's dates and times into texts, wherever they stand."""
    if isinstance(value, Mapping):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """What is said of every column that a glob means."""

    glob: str
    ignore: bool | None = None
    """Whether to leave the columns out of every check; they stay in the account."""
    checks: Mapping[str, CheckSettings] = field(default_factory=dict)
    """Check id to what is said of it for these columns."""

    def as_dict(self) -> dict[str, Any]:
        """Give what is said as TOML would say it."""
        said: dict[str, Any] = {} if self.ignore is None else {"ignore": self.ignore}
        if self.checks:
            said["checks"] = {check: settings.as_dict() for check, settings in sorted(self.checks.items())}
        return said
