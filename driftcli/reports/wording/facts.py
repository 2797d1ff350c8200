"""What a sentence is made from: one measurement of one finding, with defensive access to what checks left beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from driftcli.checks.check import Measurement, Statistic
from driftcli.frozen import dataclass
from driftcli.judgement.finding import Finding, Outcome
from driftcli.reports.wording.names import listed, printable
from driftcli.reports.wording.numbers import duration, instant, pair, percent, percent_pair, significant

QUIET = frozenset({Outcome.STABLE, Outcome.NO_CHANGE_DETECTED, Outcome.CLEAN, Outcome.CHANGED})
_INSTANT_CHECKS = frozenset({"temporal_drift", "temporal_range", "future_dates", "freshness", "time_gaps"})


@dataclass(frozen=True, slots=True)
class Facts:
    """A finding that has a measurement."""

    finding: Finding
    measurement: Measurement

    @property
    def statistic(self) -> Statistic:
        """The number that the check measured."""
        return self.measurement.statistic

    @property
    def is_quiet(self) -> bool:
        """Whether the finding is that nothing happened that matters."""
        return self.finding.outcome in QUIET

    @property
    def subject(self) -> str | None:
        """What inside the column it is about, safe to print."""
        return None if self.measurement.subject is None else printable(self.measurement.subject)

    def detail(self, *keys: str) -> Any:
        """First of the details that is there."""
        return next(
            (self.measurement.details[key] for key in keys if self.measurement.details.get(key) is not None), None
        )

    def rows(self, *keys: str) -> list[Mapping[str, Any]]:
        """Read a detail as a list of mappings; empty where it is anything else."""
        found = self.detail(*keys)
        items = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
        return [item for item in items if isinstance(item, Mapping)]

    def values(self, *keys: str) -> list[Any]:
        """Read a detail as a list of values, whether given plain or as mappings."""
        found = self.detail(*keys)
        if isinstance(found, Mapping):
            return list(found)
        items = (
            found if isinstance(found, Sequence) and not isinstance(found, str) else () if found is None else (found,)
        )
        return [_plain_value(item) for item in items]

    def examples(self, lead: str = ", for example ") -> str:
        """Give a few examples as the end of a clause, or nothing."""
        found = self.values("examples", "values")
        return f"{lead}{listed(found)}" if found else ""

    def reported(self, *names: str) -> Statistic | None:
        """First of the reported statistics with a value before and after."""
        everything = (self.statistic, *self.measurement.reported)
        by_name = {item.name: item for item in everything if item.reference is not None and item.current is not None}
        return next((by_name[name] for name in names if name in by_name), None)

    def before_after(self, statistic: Statistic | None = None) -> str:
        """``38.1 -> 41.9`` in the statistic's unit, or nothing where it has no two sides."""
        chosen = statistic or self.statistic
        if chosen.reference is None or chosen.current is None:
            return ""
        before, after = self.texts(chosen)
        return f"{before} -> {after}" if before != after else f"{before} before and after"

    def texts(self, statistic: Statistic) -> tuple[str, str]:
        """Write both sides of a statistic in its unit."""
        before, after = statistic.reference, statistic.current
        if statistic.unit == "share":
            return percent_pair(before, after)
        return unit_text(self, statistic, before, after)

    def value_text(self, statistic: Statistic | None = None) -> str:
        """Write a statistic's value in its unit."""
        chosen = statistic or self.statistic
        if chosen.value is None:
            return f"undefined{f' ({chosen.note})' if chosen.note else ''}"
        is_share = chosen.unit == "share" and chosen.reference is not None
        return percent(chosen.value) if is_share else unit_text(self, chosen, chosen.value, chosen.value)[0]

    def is_instant(self, statistic: Statistic) -> bool:
        """Whether a number is a point in time: said by its unit, or the own unit of a column of times."""
        return statistic.unit == "instant" or (
            statistic.unit == "column"
            and self.finding.check.id in _INSTANT_CHECKS
            and (self.detail("unit") or "time") == "time"
        )


def unit_text(facts: Facts, statistic: Statistic, before: float | None, after: float | None) -> tuple[str, str]:
    """Write two numbers in a statistic's unit other than shares."""
    if facts.is_instant(statistic):
        return instant(before), instant(after)
    if statistic.unit == "seconds":
        return duration(before), duration(after)
    first, second = pair(before, after)
    unit = " sd" if statistic.unit == "sd" else ""
    return f"{first}{unit}", f"{second}{unit}"


def category_shares(row: Mapping[str, Any]) -> tuple[float, float] | None:
    """Read a category's shares before and after; ``None`` where a check left something else."""
    before = number(row.get("reference_share", row.get("reference")))
    after = number(row.get("current_share", row.get("current")))
    return None if before is None or after is None or max(before, after) > 1 else (before, after)


def _plain_value(item: Any) -> Any:
    if isinstance(item, Mapping):
        return next((item[key] for key in ("value", "category", "name", "example") if key in item), None)
    return item


def number(value: Any) -> float | None:
    """Read a detail as a number, where it is one."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def amount(value: Any) -> str:
    """Write a detail that should be a number."""
    found = number(value)
    return significant(found) if found is not None else str(value)
