"""Which change of a number is told in words, where its shape decided: the one that a reader would see.

A test of the shape answers to everything that moved. Where the middle moved most, or the spread did, that is what
happened; where neither says much, the place at which the two samples differ most does.
"""

import math
import re
from enum import StrEnum

from driftcli.checks.check import Measurement, Statistic
from driftcli.judgement.figures import figure

_SEEN = 0.1
"""Change of the spread, as a share of it, and of the middle, in standard deviations, below which it tells nothing."""
_PLACE = re.compile(r"largest at (\S+)$")


class Told(StrEnum):
    """What a sentence about a number tells."""

    MIDDLE = "middle"
    SPREAD = "spread"
    PLACE = "place"


def told_of_shape(measured: Measurement) -> Told:
    """Choose what tells most of a changed shape."""
    sides = {one.name: one for one in measured.reported if one.reference is not None and one.current is not None}
    spread = _growth(sides.get("sd_ratio"))
    location = next((abs(one.size) for one in measured.components if one.name == "location"), 0.0)
    centre = sides.get("median", sides.get("mean"))
    middle = 0.0 if centre is None else _moved(centre, sides.get("sd_ratio"))
    if middle and max(location, middle) >= max(_SEEN, spread):
        return Told.MIDDLE
    return Told.SPREAD if spread >= _SEEN else Told.PLACE


def place_of_difference(measured: Measurement) -> str:
    """Say up to which value the shares of the two samples differ most, and by how much; nothing where it is unknown."""
    for one in (measured.statistic, *measured.reported):
        found = _PLACE.search(one.note) if one.name == "ks" and one.note else None
        if found and one.value is not None:
            points = f"{100 * one.value:.1f}".removesuffix(".0")
            return f"up to {figure(float(found[1]))} differs by {points} percentage points"
    return ""


def _growth(spread: Statistic | None) -> float:
    """How much the spread changed, up or down, on a logarithmic scale; endless where one side has none."""
    if spread is None or spread.reference is None or spread.current is None or spread.reference == spread.current:
        return 0.0
    if min(spread.reference, spread.current) <= 0:
        return math.inf
    return abs(math.log(spread.current / spread.reference))


def _moved(middle: Statistic, spread: Statistic | None) -> float:
    """How far a middle moved, in standard deviations of the reference where they are known."""
    step = abs((middle.current or 0.0) - (middle.reference or 0.0))
    unit = spread.reference if spread is not None else None
    return step / unit if unit else step
