"""What the checks of drift share: from components to one measurement (METHODS 4.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from driftcli.checks.approximate import EFFECTIVE_N, LOWER_END, MEDIAN_INTERVAL, P_VALUE, SIZES, naming
from driftcli.checks.check import Answer, Component, Effect, Measurement, Rule, Skipped, Statistic
from driftcli.checks.drift import category_components, number_components
from driftcli.checks.drift.category_components import CategoryCells
from driftcli.checks.drift.dependence import Defence
from driftcli.checks.drift.number_statistics import reported_statistics
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.cell_bounds import Range

PRINCIPAL = ("ks", "total_variation")
"""The statistic that people know, shown beside the size: the first of these that was reported."""


def decide_numbers(
    reference: NumericProfile,
    current: NumericProfile,
    reported: tuple[Statistic, ...],
    *,
    looks: int = 1,
    details: Mapping[str, Any] | None = None,
) -> Answer:
    """Decide about two numeric profiles by location, shape and tail, with the defence that their groups allow.

    ``looks`` is how many such pairs stand for one column: the error of the bounds is shared out over them.
    """
    defence = number_components.choose_defence(reference, current)
    if isinstance(defence, str):
        return Skipped(defence, insufficient=True)
    tails = number_components.tail_windows(reference, current) if defence.name == "windows" else None
    level = number_components.BOUND_LEVEL / looks
    components = number_components.number_components(reference, current, defence, tails, bound_level=level)
    found = drift_measurement(components, reported, reference.n, current.n, defence=defence, details=details)
    return naming(found, _without_a_bound(reference, defence))


def _without_a_bound(reference: NumericProfile, defence: Defence) -> list[str]:
    """What hangs on edges that are not the reference's own quantiles, and has no bound."""
    if reference.grid.placed_on == "rows" or reference.grid.is_exact:
        return []
    measured = [key for key, value in defence.details().items() if isinstance(value, float)]
    return [P_VALUE, MEDIAN_INTERVAL, *measured, *([EFFECTIVE_N, LOWER_END] if measured else [])]


def decide_categories(
    reference: CategoricalProfile, current: CategoricalProfile, cells: CategoryCells, reported: tuple[Statistic, ...]
) -> Answer:
    """Decide about two categorical profiles by shape and unseen mass, with the defence that their groups allow."""
    defence = category_components.choose_defence(reference, current, cells)
    if isinstance(defence, str):
        return Skipped(defence, insufficient=True)
    components = category_components.category_components(cells, defence)
    table = {"categories": category_components.category_table(cells)}
    return drift_measurement(components, reported, reference.n, current.n, defence=defence, details=table)


def compare_any(reference: NumericProfile | CategoricalProfile, current: NumericProfile | CategoricalProfile) -> Answer:
    """Decide about two profiles by their kind."""
    reason = nothing_to_compare(reference.n, current.n)
    if reason:
        return Skipped(reason, insufficient=True)
    if isinstance(reference, NumericProfile) and isinstance(current, NumericProfile):
        return decide_numbers(reference, current, reported_statistics(reference, current))
    if isinstance(reference, CategoricalProfile) and isinstance(current, CategoricalProfile):
        cells = category_components.category_cells(reference, current)
        return decide_categories(reference, current, cells, category_components.category_statistics(cells))
    return Skipped("the two datasets hold it as different kinds")


def most_moved(pairs: Mapping[str, tuple[NumericProfile, NumericProfile]]) -> Answer:
    """Compare several numbers derived from one column; the smallest p-value stands for all, Bonferroni over them."""
    answers = {
        name: decide_numbers(old, new, reported_statistics(old, new), looks=len(pairs))
        for name, (old, new) in pairs.items()
    }
    measured = {name: answer for name, answer in answers.items() if isinstance(answer, Measurement)}
    if not measured:
        return next(iter(answers.values()))
    leading = min(measured, key=lambda name: (measured[name].p_value or 0.0, -_lower(measured[name])))
    answer = measured[leading]
    effects = {name: one.effect for name, one in measured.items() if one.effect is not None}
    found = replace(
        answer,
        p_value=min(1.0, len(pairs) * (answer.p_value or 0.0)),
        subject=leading,
        details={**answer.details, SIZES: {name: effect.value for name, effect in effects.items()}},
    )
    return naming(found, [SIZES] if any(effect.error_bound for effect in effects.values()) else [])


def _lower(measurement: Measurement) -> float:
    return measurement.effect.lower if measurement.effect else 0.0


def drift_measurement(
    components: tuple[Component, ...],
    reported: tuple[Statistic, ...],
    n_reference: int,
    n_current: int,
    *,
    defence: Defence,
    details: Mapping[str, Any] | None = None,
) -> Measurement:
    """One measurement from the components that decide; Bonferroni inside the column."""
    found = {statistic.name: statistic for statistic in reversed(reported)}
    return Measurement(
        rule=Rule.DRIFT,
        statistic=next(found[name] for name in PRINCIPAL if name in found),
        n_reference=n_reference,
        n_current=n_current,
        effect=largest(components),
        p_value=min(1.0, len(components) * min(component.p_value for component in components)),
        components=components,
        reported=reported,
        effective_n=(n_reference / defence.design_effect, n_current / defence.design_effect),
        details={**defence.details(), **(details or {})},
    )


def nothing_to_compare(n_reference: int, n_current: int) -> str | None:
    """Tell why two samples cannot be compared, if one of them is empty."""
    if n_reference == 0:
        return "the reference has no values"
    return "the current data has no values" if n_current == 0 else None


def fixed_threshold(name: str, reported: tuple[Statistic, ...], n_reference: int, n_current: int) -> Answer:
    """Measure one reported statistic to be held against the thresholds that the user set."""
    statistic = next((found for found in reported if found.name == name), None)
    if statistic is None or statistic.value is None:
        return Skipped(f"{name} is not defined on these values")
    effect = Effect(name, statistic.value, statistic.value, error_bound=statistic.error_bound)
    return Measurement(Rule.THRESHOLD, statistic, n_reference, n_current, effect=effect, reported=reported)


def largest(components: tuple[Component, ...]) -> Effect:
    """The size of a column: the largest size, lower bound and upper bound over its components (METHODS 4.1)."""
    leading = max(components, key=lambda component: (component.lower, abs(component.size)))
    size = max((component.size for component in components), key=abs)
    return Effect(
        name="s",
        value=size,
        lower=leading.lower,
        upper=max((component.upper for component in components if component.upper is not None), default=None),
        error_bound=max(_size_bound(components, size), _end_bound(components)),
    )


def _size_bound(components: tuple[Component, ...], size: float) -> float:
    """How far the largest of some sizes may be off, when each may be by its own bound."""
    if all(component.error_bound == 0 for component in components):
        return 0.0
    ranges = [Range(one.size - one.error_bound, one.size + one.error_bound) for one in components]
    certain = max(max(0.0, one.low, -one.high) for one in ranges)
    leading = [one for one in ranges if max(abs(one.low), abs(one.high)) >= certain]
    return Range(min(one.low for one in leading), max(one.high for one in leading)).off(size)


def _end_bound(components: tuple[Component, ...]) -> float:
    """How far the ends of the interval may be off: they may be those of another component than the size is."""
    ends = (
        [(one.lower, one.error_bound) for one in components],
        [(one.upper, one.error_bound) for one in components if one.upper is not None],
    )
    return max(off for pairs in ends for off in _bounds_of_largest(pairs))


def _bounds_of_largest(pairs: Sequence[tuple[float, float]]) -> list[float]:
    """Bounds of those of some numbers that may be the largest."""
    certain = max((number - off for number, off in pairs), default=0.0)
    return [off for number, off in pairs if number + off >= certain]
