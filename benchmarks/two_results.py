"""How two results of one audit differ, where one had less memory, and whether they say so.

Verdict, diagnosis, every column, status and outcome of every finding have to be equal. A number is compared in units of
what both results say it may be off (``error_bound``), the ends of its interval and the values of both sides with it;
one without a bound has to be equal to nine digits. What has no bound (p-values, effective rows, design effects, counts
and other evidence) has to be equal to six digits, as sums round, or be named in the finding's ``approximate``. A
corrected p-value takes those of the whole audit together, so it may differ where one of them may.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

EQUAL = 1e-9
ROUNDED = 1e-6
_BOUNDED = "error_bound"
_BESIDE = ("ci_low", "ci_high", "low", "high", "drop_low", "drop_high", "reference", "current")
"""What stands beside a value and is off no further than it."""
_PASSED_OVER = frozenset({"p_value", "p_value_adjusted", "message", "evidence", "actions", "headline", "note"})


@dataclass
class Compared:
    """How two results differ."""

    findings: int = 0
    numbers: int = 0
    approximate: int = 0
    """Numbers that say so."""
    unequal: int = 0
    """Numbers that differ."""
    largest: float = 0.0
    """In units of the bounds of both."""
    p_values: int = 0
    unequal_p_values: int = 0
    largest_p: float = 0.0
    """Largest difference of a p-value."""
    unequal_evidence: int = 0
    """Effective rows, design effects, counts and the like that differ and say so."""
    differences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where in the results a number stands."""

    found: Compared
    name: str
    said: frozenset[str] = frozenset()
    """What one of the two findings calls approximate."""

    def at(self, name: str) -> "Place":
        """A place inside."""
        return Place(self.found, f"{self.name}{name}", self.said)

    def same(self, one: Any, other: Any) -> None:
        """Note what is not equal."""
        if one != other:
            self.found.differences.append(f"{self.name}: {one} and {other}")


def compared(roomy: Mapping[str, Any], small: Mapping[str, Any]) -> Compared:
    """Compare two results."""
    found = Compared()
    for name in ("verdict", "counts", "caution"):
        Place(found, name).same(roomy[name], small[name])
    Place(found, "diagnosis").same(roomy["diagnosis"]["kind"], small["diagnosis"]["kind"])
    for name, (one, other) in _matched(found, roomy["columns"], small["columns"], lambda column: column["name"]):
        for key in ("kind", "role", "status"):
            Place(found, f"column {name}: {key}").same(one.get(key), other.get(key))
    pairs = list(_matched(found, roomy["findings"], small["findings"], _about))
    is_any_said = any("p_value" in _said(one) for _, pair in pairs for one in pair)
    for name, (one, other) in pairs:
        place = Place(found, f"{name}", _said(one) | _said(other))
        _finding(place, one, other)
        _p_value(place.at(": corrected"), one, other, "p_value_adjusted", may_differ=is_any_said)
    _numbers(Place(found, "performance"), roomy["performance"], small["performance"])
    return found


def _said(finding: Mapping[str, Any]) -> frozenset[str]:
    return frozenset((finding["details"] or {}).get("approximate", ()))


def _finding(place: Place, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    place.found.findings += 1
    for key in ("status", "outcome", "magnitude", "n_reference", "n_current", "rule"):
        place.at(f": {key}").same(one[key], other[key])
    for key in ("statistic", "effect", "components", "reported"):
        _numbers(place.at(f": {key}"), one[key], other[key])
    _p_value(place, one, other)
    for key in ("effective_n", "never_seen_lower"):
        _evidence(place.at(f": {key}"), one[key], other[key], may_differ=key in place.said)
    left, right = (side["details"] or {} for side in (one, other))
    for key in (left.keys() | right.keys()) - {"approximate"}:
        _evidence(place.at(f": {key}"), left.get(key), right.get(key), may_differ=key in place.said)


def _about(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(map(str, (finding[key] for key in ("check", "column", "segment", "window", "subject"))))


def _matched(
    found: Compared, ones: list[Any], others: list[Any], about: Callable[[Any], Any]
) -> Iterator[tuple[Any, tuple[Any, Any]]]:
    left, right = ({about(one): one for one in side} for side in (ones, others))
    Place(found, "what there is").same(sorted(left), sorted(right))
    yield from ((key, (left[key], right[key])) for key in left if key in right)


def _numbers(place: Place, one: Any, other: Any) -> None:
    """Compare every number inside, within the bounds that stand beside it."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = (sorted(key for key in side if not key.endswith("_reason")) for side in (one, other))
        place.at(": keys").same(*keys)
        if "value" in one:
            _value(place.at(f" {one.get('name', '')} {one.get('variant', '')}"), one, other)
            return
        for key in one.keys() & other.keys() - _PASSED_OVER:
            _numbers(place.at(f".{key}"), one[key], other[key])
    elif isinstance(one, list) and isinstance(other, list):
        place.at(": length").same(len(one), len(other))
        for at, (left, right) in enumerate(zip(one, other, strict=False)):
            _numbers(place.at(f"[{at}]"), left, right)
    elif isinstance(one, float) and isinstance(other, float):
        _within(place, one, other, 0.0)
    else:
        place.same(one, other)


def _value(place: Place, one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    _p_value(place, one, other)
    if one["value"] is None or other["value"] is None:
        place.same(one["value"], other["value"])
        return
    place.found.numbers += 1
    bounds = one.get(_BOUNDED, 0.0), other.get(_BOUNDED, 0.0)
    place.found.approximate += None in bounds or sum(bounds) > 0
    if None in bounds:
        return
    _within(place, one["value"], other["value"], sum(bounds))
    for key in _BESIDE:
        left, right = one.get(key), other.get(key)
        if isinstance(left, dict) or isinstance(right, dict):
            _numbers(place.at(f" {key}"), left, right)
        elif left is None or right is None:
            place.at(f" {key}").same(left, right)
        elif not _is_named(place, one, key):
            _within(place.at(f" {key}"), left, right, sum(bounds))


def _is_named(place: Place, one: Mapping[str, Any], key: str) -> bool:
    """Whether an end of an interval is told to have no bound."""
    is_of_median = one.get("name") == "median" and key.startswith("ci_") and "median_interval" in place.said
    return is_of_median or key in place.said


def _within(place: Place, one: float, other: float, bound: float) -> None:
    apart = abs(one - other)
    if apart <= EQUAL * max(1.0, abs(one)):
        return
    place.found.unequal += 1
    place.found.largest = max(place.found.largest, apart / bound if bound else math.inf)
    if apart > bound:
        place.found.differences.append(f"{place.name}: {one!r} and {other!r}, bound {bound:.3g}")


def _p_value(
    place: Place, one: Mapping[str, Any], other: Mapping[str, Any], key: str = "p_value", *, may_differ: bool = False
) -> None:
    left, right = one.get(key), other.get(key)
    if left is None or right is None:
        place.at(f" {key}").same(left, right)
        return
    place.found.p_values += 1
    if math.isclose(left, right, rel_tol=ROUNDED, abs_tol=1e-12):
        return
    place.found.unequal_p_values += 1
    place.found.largest_p = max(place.found.largest_p, abs(left - right))
    if "p_value" not in place.said and not may_differ:
        place.found.differences.append(f"{place.name} {key}: {left!r} and {right!r}, which nothing tells")


def _evidence(place: Place, one: Any, other: Any, *, may_differ: bool) -> None:
    """Compare what has no bound."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            _evidence(place.at(f".{key}"), one.get(key), other.get(key), may_differ=may_differ)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            _evidence(place.at("[]"), left, right, may_differ=may_differ)
    elif not _is_equal(one, other):
        place.found.unequal_evidence += 1
        if not may_differ:
            place.found.differences.append(f"{place.name}: {one!r} and {other!r}, which nothing tells")


def _is_equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=ROUNDED, abs_tol=1e-12)
    return bool(one == other)
