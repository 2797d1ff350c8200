"""What the rule carries from run to run: all that a run has to know of those before it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from driftcli.frozen import dataclass
from driftcli.history.past import Floats

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that may fail other than a chart."""

    family: str
    check: str
    column: str | None
    segment: str | None


@dataclass(frozen=True)
class Standing:
    """Where everything that is watched stands after a run; arrays with a place for each."""

    is_on: Flags
    in_a_row: npt.NDArray[np.int64]
    """Runs in a row on which it failed."""
    clean: npt.NDArray[np.int64]
    """Clean runs in a row."""
    since: npt.NDArray[np.int64]
    """Run that raised the alarm that is on, by its place in the whole history; -1 where none is."""
    reason: npt.NDArray[np.int8]
    """Of the alarm that is on: place in ``REASONS``."""

    @classmethod
    def nothing(cls, watched: int) -> "Standing":
        """Begin with nothing in alarm."""
        zeros = np.zeros(watched, dtype=np.int64)
        return cls(zeros.astype(bool), zeros, zeros, zeros - 1, zeros.astype(np.int8))

    def spread(self, places: Sequence[int], watched: int) -> "Standing":
        """Put each where it is among more of them."""
        made = [vars(Standing.nothing(watched))[name].copy() for name in vars(self)]
        for one, own in zip(made, vars(self).values(), strict=True):
            one[list(places)] = own
        return Standing(*made)


@dataclass(frozen=True)
class Charted:
    """Charts after a run."""

    standing: Standing
    numbers: tuple[Floats, Floats, Floats, Floats]
    """Moving average, scores that went into it, and the last size and lower bound against this reference."""


@dataclass(frozen=True)
class Carried:
    """What a run has to know of all runs before it."""

    runs: int
    """How many they are."""
    reference_digest: str | None
    """What the last one was held against."""
    most: int
    """Most charts at one run against this reference."""
    width: float
    """Limit of that many, in standard deviations of the average; 0 where none was looked for."""
    charts: Charted
    watched: tuple[Fault, ...]
    """What the places of ``faults`` are."""
    faults: Standing


def nothing_carried(charts: int, *, runs: int = 0) -> Carried:
    """Begin with the first run, or with the first one against another reference after so many ``runs``."""
    numbers = (np.zeros(charts), np.zeros(charts), np.full(charts, np.nan), np.full(charts, np.nan))
    charted = Charted(Standing.nothing(charts), numbers)
    return Carried(runs, None, 1, 0.0, charted, (), Standing.nothing(0))
