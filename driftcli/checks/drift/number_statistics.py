"""Statistics of two numeric profiles that are reported for familiarity; none of them decides (METHODS 1.5)."""

import numpy as np

from driftcli.checks.check import Statistic
from driftcli.checks.drift.number_bounds import Cells
from driftcli.checks.drift.number_cells import UnionCounts, finite_rows, quantile_bins, union_counts
from driftcli.checks.drift.number_ranges import ranges_of_bins, ranges_on_grid, with_bounds
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.overlay import own_quantiles
from driftcli.stats import distances, moments, quantiles
from driftcli.stats.ecdf_bounds import ks_bound

PSI_BINS = 10
SHOWN_LEVELS = (0.05, 0.25, 0.75, 0.95)
UNSTABLE_KURTOSIS = 50.0
"""Above this the mean is not a typical value (METHODS 1.5)."""


def reported_statistics(
    reference: NumericProfile, current: NumericProfile, *, bins: int = PSI_BINS
) -> tuple[Statistic, ...]:
    """All of them, in the order in which they are shown."""
    union, cells = union_counts(reference, current), Cells(reference, current)
    ranges = ranges_of_bins(cells, bins)
    if not union.is_exact:
        ranges |= ranges_on_grid(cells, {"median": 0.5, **{_quantile_name(level): level for level in SHOWN_LEVELS}})
    found = (
        _median(union),
        *_moments(reference.moments, current.moments),
        *_quantiles(cells),
        *_distances(union, cells),
        *_binned(reference, current, bins),
    )
    return with_bounds(found, ranges)


def _median(union: UnionCounts) -> Statistic:
    old, new = (quantiles.quantile_of(union.values, counts, 0.5) for counts in (union.reference, union.current))
    middle = quantiles.difference_of_quantiles(old, new)
    is_finite = bool(np.isfinite([*middle, old.value, new.value]).all())
    return Statistic(
        "median",
        middle.value if is_finite else None,
        variant="current minus reference",
        low=middle.low if is_finite else None,
        high=middle.high if is_finite else None,
        reference=old.value if np.isfinite(old.value) else None,
        current=new.value if np.isfinite(new.value) else None,
        unit="column",
        note="" if is_finite else "a median is infinite",
    )


def _moments(a: moments.Moments, b: moments.Moments) -> list[Statistic]:
    if a.count < 2 or b.count < 2:
        return []
    caution = "unstable: heavy tails" if max(a.kurtosis, b.kurtosis) > UNSTABLE_KURTOSIS else ""
    welch = moments.welch(a, b)
    found = [
        Statistic(
            "mean",
            welch.difference,
            variant="Welch",
            low=welch.low,
            high=welch.high,
            p_value=welch.p_value,
            reference=a.mean,
            current=b.mean,
            unit="column",
            note=caution,
        )
    ]
    if a.sd > 0 and b.sd > 0:
        log_ratio, error = moments.sd_log_ratio(a, b)
        ratio, low, high = (float(np.exp(log_ratio + z * error)) for z in (0.0, -1.96, 1.96))
        variant = "current / reference"
        found.append(
            Statistic(
                "sd_ratio", ratio, variant=variant, low=low, high=high, reference=a.sd, current=b.sd, note=caution
            )
        )
    return found


def _quantiles(cells: Cells) -> list[Statistic]:
    sides = (cells.reference, cells.current)
    if not all(len(profile.quantiles) for profile in sides):
        return []
    shown = [_own_quantiles(cells, profile) for profile in sides]
    return [
        Statistic(_quantile_name(level), new - old, reference=old, current=new, unit="column")
        for level, old, new in zip(SHOWN_LEVELS, *shown, strict=True)
    ]


def _quantile_name(level: float) -> str:
    return f"quantile_{round(level * 100):02d}"


def _own_quantiles(cells: Cells, profile: NumericProfile) -> list[float]:
    """Where values are not kept, what is interpolated between others stays in the cell that holds the row."""
    guessed: list[float] = own_quantiles(profile, SHOWN_LEVELS).tolist()
    if profile.values.is_complete:
        return guessed
    inside = [cells.bracket(profile, level) for level in SHOWN_LEVELS]
    return [min(max(value, found.low), found.high) for value, found in zip(guessed, inside, strict=True)]


def _distances(union: UnionCounts, cells: Cells) -> list[Statistic]:
    """A p-value is told of an exact distance only."""
    d, place = distances.ks_statistic(union.reference, union.current)
    off = 0.0 if union.is_exact else ks_bound(union.reference, union.current, cells.is_single, d)
    p_value = None if off else distances.ks_p_value(d, cells.reference.n, cells.current.n)
    where = float(union.values[place]) if len(union.values) else None
    note = f"largest at {where:g}" if where is not None and np.isfinite(where) else ""
    ks = Statistic("ks", d, variant="two-sample D", p_value=p_value, error_bound=off, unit="share", note=note)
    return [ks, *_distances_in_units(cells.reference, cells.current, union)]


def _distances_in_units(reference: NumericProfile, current: NumericProfile, union: UnionCounts) -> list[Statistic]:
    """Distances that are multiples of the column's unit: of finite values only."""
    finite = np.isfinite(union.values)
    values = union.values[finite]
    a = finite_rows(reference, union.reference, union)[finite]
    b = finite_rows(current, union.current, union)[finite]
    if not len(values) or not a.sum() or not b.sum():
        return []
    scale = quantiles.robust_scale(values, a)
    steps = distances.steps_of(values, a, b)
    trimmed = distances.trimmed_wasserstein_of(steps)
    approximate = "" if union.is_exact else "counted on the grid"
    has_scale = scale is not None and scale > 0
    raw, energy = distances.wasserstein_of(steps), distances.energy_distance_of(steps)
    return [
        Statistic("wasserstein", raw, variant="W1, column units", unit="column"),
        Statistic("wasserstein_trimmed", trimmed, variant="W1, pooled 0.5 %-99.5 %", unit="column", note=approximate),
        Statistic(
            "wasserstein_normalised",
            trimmed / scale if has_scale and scale else None,
            variant="trimmed W1 / robust scale of the reference",
            unit="sd",
            note=approximate if has_scale else "the reference has no spread to divide by",
        ),
        Statistic("energy_distance", energy, variant="sqrt, column units", unit="column"),
    ]


def _binned(reference: NumericProfile, current: NumericProfile, bins: int) -> list[Statistic]:
    a, b = quantile_bins(reference, current, bins)
    return binned_statistics(a, b, f"{bins} reference quantile bins")


def binned_statistics(a: np.ndarray, b: np.ndarray, cells: str) -> list[Statistic]:
    """Divergences of two count vectors; ``cells`` says what they count."""
    n, m = int(a.sum()), int(b.sum())
    null_psi = distances.psi_null_quantile(n, m, len(a), 0.999) if len(a) > 1 and n and m else None
    chance = f"chance alone reaches {null_psi:.3g} once in 1,000" if null_psi is not None else ""
    null_tv = distances.total_variation_null_mean(a, b)
    return [
        Statistic("psi", distances.psi(a, b), variant=f"{cells}, zero share 0.5/rows", note=chance),
        Statistic("js_distance", distances.js_distance(a, b, base=2), variant=f"base 2, {cells}"),
        Statistic("js_distance", distances.js_distance(a, b, base=np.e), variant=f"natural log, {cells}"),
        Statistic("hellinger", distances.hellinger(a, b), variant=cells),
        Statistic(
            "kl_divergence", distances.kl_divergence(a, b), variant=f"current from reference, natural log, {cells}"
        ),
        Statistic(
            "total_variation",
            distances.total_variation(a, b),
            variant=cells,
            unit="share",
            note=f"chance alone gives {null_tv:.3g} on average",
        ),
    ]
