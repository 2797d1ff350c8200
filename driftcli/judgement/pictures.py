"""Small pictures of a column's two samples, for the eye only: shared bins from the profiles' counts."""

import numpy as np

from driftcli.judgement.result import Distribution
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.temporal import TemporalProfile

BINS = 24
TOP = 10
SHOWN_CHARACTERS = 60


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
    own = [profile.quantiles for profile in (reference, current) if len(profile.quantiles)]
    if not own:
        return None
    low, high = min(float(q[1]) for q in own), max(float(q[-2]) for q in own)
    values = np.unique(np.concatenate([profile.values.values for profile in (reference, current)]))
    if reference.values.is_complete and current.values.is_complete and len(values) <= BINS:
        return _few_values(reference, current, values)
    if high <= low:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, BINS + 1)
    return Distribution(
        form, _shares(reference, edges), _shares(current, edges), edges=tuple(float(edge) for edge in edges)
    )


def _few_values(reference: NumericProfile, current: NumericProfile, values: np.ndarray) -> Distribution:
    old, new = ([profile.values.count_of(float(v)) for v in values] for profile in (reference, current))
    labels = tuple(f"{value:g}" for value in values)
    return Distribution("categorical", _normalised(old), _normalised(new), labels=labels)


def _shares(profile: NumericProfile, edges: np.ndarray) -> tuple[float, ...]:
    """Shares between edges, interpolated where values are not kept; what lies beyond counts to the outer bins."""
    quantiles = profile.quantiles
    if len(quantiles) == 0:
        return (0.0,) * (len(edges) - 1)
    if profile.values.is_complete:
        cumulative = np.concatenate([[0], np.cumsum(profile.values.counts)]) / max(profile.values.counts.sum(), 1)
        reached = cumulative[np.searchsorted(profile.values.values, edges[1:-1], side="right")]
    else:
        levels = (np.arange(len(quantiles)) + 0.5) / len(quantiles)
        reached = np.interp(edges[1:-1], quantiles, levels, left=0.0, right=1.0)
    return tuple(float(share) for share in np.diff(np.concatenate([[0.0], reached, [1.0]])))


def _categorical(reference: CategoricalProfile, current: CategoricalProfile) -> Distribution | None:
    old, new = reference.as_dict(), current.as_dict()
    n, m = max(reference.n, 1), max(current.n, 1)
    names = sorted(set(old) | set(new), key=lambda name: (-(old.get(name, 0) / n + new.get(name, 0) / m), name))
    if not names:
        return None
    top = names[:TOP]
    left, right = ([counts.get(name, 0) for name in top] for counts in (old, new))
    labels = [name if len(name) <= SHOWN_CHARACTERS else name[: SHOWN_CHARACTERS - 1] + "…" for name in top]
    if len(names) > TOP:
        left.append(reference.n - sum(left))
        right.append(current.n - sum(right))
        labels.append(f"({len(names) - TOP} others)")
    return Distribution("categorical", _normalised(left), _normalised(right), labels=tuple(labels))


def _normalised(counts: list[int]) -> tuple[float, ...]:
    total = max(sum(counts), 1)
    return tuple(count / total for count in counts)
