"""Unit change: a column that looks like the reference again once it is multiplied, or its sign turned.

## What it measures

For a column that moved far (`s` above 1 over the reference's deciles), whether a simple transformation brings it back:
a factor of 10, 100, 1000, a million or a billion, of 60, 3600 or 24, of the inch, the foot, the pound and the mile,
Celsius and Fahrenheit, all of these either way; the other sign, where the reference has hardly more than one; or the
ratio of the medians.

## When it applies

To numeric columns with at least 100 values on each side. Where a column has more than 10,000 distinct values, its 200
own quantiles stand for them.

## How to read it

`a factor 1000` means that current values are 1000 times what they were: metres that became millimetres, seconds that
became milliseconds. A factor of 10 or 100 may be a decimal comma that was lost. If only some of the rows changed, see
`far_out_values`.

## Thresholds

Explained when `s` falls below 0.1, or below what chance leaves in so few rows. A named factor fails, a bare ratio of
the medians is a note.

## Example

    weight looks recorded in another unit: explained by a factor 0.4536 (pounds to kilograms)

## References

None: medians and spreads of the two samples are compared, the candidates being the usual conversions of units.
"""

from collections.abc import Callable, Iterator

import numpy as np

from driftcli.checks.approximate import naming
from driftcli.checks.check import Answer, Check, CheckParams, Measurement, Rule, Severity, Skipped, Statistic
from driftcli.checks.quality.columns import is_constant, nothing_to_compare
from driftcli.checks.quality.place_bounds import median_difference, unlikeness_range
from driftcli.checks.quality.resemblance import ENOUGH, Points, is_alike, is_far, unlikeness
from driftcli.frozen import dataclass
from driftcli.profiles.grid import FloatArray
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.shape import QUANTILE_LEVELS, ShapeTest

FAR = 1.0
"""Size from which a change of unit is looked for."""
FACTORS = {
    10.0: "",
    100.0: "",
    1e3: "",
    1e6: "",
    1e9: "",
    60.0: "minutes and seconds, or hours and minutes",
    3_600.0: "hours and seconds",
    24.0: "days and hours",
    2.54: "inches and centimetres",
    0.3048: "feet and metres",
    0.45359237: "pounds and kilograms",
    1.60934: "miles and kilometres",
}
"""Factors with what they stand for; each is tried both ways."""


MIXED_SIGNS = 0.05
"""Share of the rarer sign from which the reference has both, so that a shift may pass for a change of sign."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A transformation that may have happened to the column."""

    words: str
    undo: Callable[[FloatArray], FloatArray]
    """Takes current values back to what they were."""
    factor: float | None = None
    is_named: bool = True


class Params(CheckParams):
    """The ``unit_change`` check has no settings."""


def measure(reference: NumericProfile, current: NumericProfile, params: Params) -> Answer:
    """Look for the transformation that explains a large change."""
    del params
    skipped = nothing_to_compare(reference, current)
    if skipped:
        return skipped
    if is_constant(reference):
        return Skipped("the reference is constant: see constant_column")
    if min(reference.n, current.n - current.infinities) < ENOUGH:
        return Skipped(f"fewer than {ENOUGH} values on a side", insufficient=True)
    points = Points.of(current)
    raw = unlikeness(reference, points)
    if not is_far(raw, FAR):
        return _measurement(reference, current, raw, left=raw, explanation=None)
    tried = [(unlikeness(reference, _undone(points, one)), one) for one in _explanations(reference, points)]
    named = min((pair for pair in tried if pair[1].is_named), key=_divergence)
    left, explanation = named if is_alike(named[0]) else min(tried, key=_divergence)
    return _measurement(reference, current, raw, left=left, explanation=explanation if is_alike(left) else None)


def _explanations(reference: NumericProfile, points: Points) -> Iterator[Explanation]:
    for factor, meaning in FACTORS.items():
        for by, words in ((factor, f"a factor {factor:g}"), (1 / factor, f"a factor 1/{factor:g}")):
            yield Explanation(f"{words} ({meaning})" if meaning else words, _divided_by(by), factor=by)
    yield Explanation("Celsius that became Fahrenheit", lambda values: (values - 32) / 1.8)
    yield Explanation("Fahrenheit that became Celsius", lambda values: values * 1.8 + 32)
    if _has_one_sign(reference):
        yield Explanation("a change of sign", _divided_by(-1.0), factor=-1.0)
    before, after = _median(reference), _weighted_median(points)
    if before and after:
        ratio = after / before
        yield Explanation(f"a factor {ratio:.4g}", _divided_by(ratio), factor=ratio, is_named=False)


def _has_one_sign(reference: NumericProfile) -> bool:
    """Whether a sign means something here: values on both sides of 0 that move across it look mirrored, too."""
    negative = reference.negatives / reference.n
    return not MIXED_SIGNS < negative < 1 - MIXED_SIGNS


def _divided_by(factor: float) -> Callable[[FloatArray], FloatArray]:
    return lambda values: values / factor


def _undone(points: Points, explanation: Explanation) -> Points:
    return Points(explanation.undo(points.values) + 0.0, points.weights)


def _divergence(pair: tuple[ShapeTest, Explanation]) -> float:
    return pair[0].divergence


def _median(profile: NumericProfile) -> float:
    return float(profile.grid.levels[QUANTILE_LEVELS.index(0.5)])


def _weighted_median(points: Points) -> float:
    order = np.argsort(points.values, kind="stable")
    reached = np.cumsum(points.weights[order])
    return float(points.values[order][np.searchsorted(reached, reached[-1] / 2)])


def _measurement(
    reference: NumericProfile,
    current: NumericProfile,
    raw: ShapeTest,
    *,
    left: ShapeTest,
    explanation: Explanation | None,
) -> Measurement:
    is_exact = reference.grid.placed_on == "rows" and current.values.is_complete
    fact = None if explanation is None else Severity.FAIL if explanation.is_named else Severity.NOTE
    found = Measurement(
        rule=Rule.EXACT,
        statistic=Statistic(
            "s",
            raw.size,
            variant="shape over the reference's deciles",
            error_bound=0.0 if is_exact else unlikeness_range(reference, current, raw).off(raw.size),
            unit="sd",
        ),
        n_reference=reference.n,
        n_current=current.n,
        fact=fact,
        reported=(_median_change(reference, current, is_exact=is_exact),),
        subject=explanation.words if explanation else None,
        details={
            "explained_by": explanation.words if explanation else None,
            "factor": explanation.factor if explanation else None,
            "s_before": raw.size,
            "s_after": left.size,
        },
    )
    return naming(found, [] if is_exact else ["s_before", "s_after"])


def _median_change(reference: NumericProfile, current: NumericProfile, *, is_exact: bool) -> Statistic:
    before, after = _median(reference), _weighted_median(Points.of(current))
    off = 0.0 if is_exact else median_difference(reference, current).off(after - before)
    return Statistic("median", after - before, error_bound=off, reference=before, current=after, unit="column")


CHECK = Check(
    id="unit_change",
    group="quality",
    reads=(NumericProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
