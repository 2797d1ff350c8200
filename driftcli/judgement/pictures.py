"""Small pictures of a column's two samples, for the eye only: shared bins from the profiles' counts."""

from dataclasses import replace

import numpy as np

from driftcli.judgement.result import Distribution
from driftcli.profiles.alignment import AlignedCategories, align
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.overlay import BINS, own_quantiles, shared_bins
from driftcli.profiles.temporal import TemporalProfile
from driftcli.stats.ordered import joined

TOP = 10
FEW_VALUES = 12
"""Distinct numbers up to which bars say all, so that quantiles are left out."""
TURNOVER = 3
"""New and vanished categories that are shown beside the largest ones."""
LEVELS = (0, 0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1)
"""Levels of the quantiles: those of a table, and enough between them for a curve."""
SHOWN_CHARACTERS = 60
_DIGITS = 6
"""Of shares: they are for the eye, and a result written with fewer digits draws the same picture when it is read."""


def distribution(reference: ColumnProfile | None, current: ColumnProfile | None) -> Distribution | None:
    """Picture of a column that both sides have, or nothing where there is nothing to draw."""
    if isinstance(reference, NumericProfile) and isinstance(current, NumericProfile):
        return _numeric(reference, current, "numeric")
    if isinstance(reference, TemporalProfile) and isinstance(current, TemporalProfile):
        return _numeric(reference.times, current.times, "temporal")
    if isinstance(reference, CategoricalProfile) and isinstance(current, CategoricalProfile):
        return _categorical(reference, current)
    return None


def _numeric(reference: NumericProfile, current: NumericProfile, form: str) -> Distribution | None:
    found = shared_bins(reference, current)
    if found is None:
        return None
    edges, old, new = found
    shape = _few_values(reference, current, form) or Distribution(
        form, tuple(map(_short, old)), tuple(map(_short, new)), edges=tuple(float(edge) for edge in edges)
    )
    if form == "numeric" and shape.form == "categorical" and len(shape.labels) <= FEW_VALUES:
        return shape
    return replace(
        shape,
        levels=LEVELS,
        quantiles_reference=_quantiles(reference, form),
        quantiles_current=_quantiles(current, form),
    )


def _quantiles(profile: NumericProfile, form: str) -> tuple[float, ...]:
    """Own quantiles at ``LEVELS``, times to the second; nothing without a finite value."""
    if profile.minimum is None or profile.maximum is None:
        return ()
    inner = own_quantiles(profile, LEVELS[1:-1])
    written = round if form == "temporal" else _short
    return (profile.minimum, *(float(written(value)) for value in inner), profile.maximum)


def _few_values(reference: NumericProfile, current: NumericProfile, form: str) -> Distribution | None:
    """A bar for each value, where there are no more of them than bins; times are drawn on their axis all the same."""
    sides = (reference.values, current.values)
    if form != "numeric" or any(not side.is_complete or len(side.values) > BINS for side in sides):
        return None
    values = joined(*(side.values for side in sides)).values
    if len(values) > BINS:
        return None
    old, new = ([side.count_of(float(v)) for v in values] for side in sides)
    labels = tuple(f"{value:g}" for value in values)
    return Distribution("categorical", _normalised(old), _normalised(new), labels=labels)


def _categorical(reference: CategoricalProfile, current: CategoricalProfile) -> Distribution | None:
    aligned = align(reference, current)
    old, new = aligned.reference, aligned.current
    top = _most_frequent(aligned, TOP)
    if not top:
        return None
    added, gone = np.flatnonzero(old == 0), np.flatnonzero(new == 0)
    shown = list(dict.fromkeys([*top, *added[:TURNOVER].tolist(), *gone[:TURNOVER].tolist()]))
    left, right = old[shown].tolist(), new[shown].tolist()
    names = [aligned.categories[place] for place in shown]
    labels = [name if len(name) <= SHOWN_CHARACTERS else name[: SHOWN_CHARACTERS - 1] + "…" for name in names]
    others = len(aligned.categories) - len(shown)
    if others:
        left.append(reference.n - sum(left))
        right.append(current.n - sum(right))
        labels.append(f"({others} others)")
    return Distribution(
        "categorical",
        _normalised(left),
        _normalised(right),
        labels=tuple(labels),
        new=len(added),
        vanished=len(gone),
        new_share=_short(int(new[added].sum()) / max(current.n, 1)),
        vanished_share=_short(int(old[gone].sum()) / max(reference.n, 1)),
    )


def _most_frequent(aligned: AlignedCategories, count: int) -> list[int]:
    """Places of the categories with the largest sums of both shares, ties by name."""
    n, m = max(int(aligned.reference.sum()), 1), max(int(aligned.current.sum()), 1)
    shares = aligned.reference / n + aligned.current / m
    least = np.partition(shares, -count)[-count] if len(shares) > count else 0.0
    places = np.flatnonzero(shares >= least).tolist()
    return sorted(places, key=lambda place: (-shares[place], aligned.categories[place]))[:count]


def _normalised(counts: list[int]) -> tuple[float, ...]:
    total = max(sum(counts), 1)
    return tuple(_short(count / total) for count in counts)


def _short(share: float) -> float:
    return float(f"{share:.{_DIGITS}g}")
