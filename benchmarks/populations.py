"""The populations of METHODS 4.6: what the decision rule must leave alone, and what it must find.

Each draws a column of ``n`` values: a NumPy array of numbers, or a list of strings. Shared by the full-scale simulation
in this folder and the small one in ``tests/judgement``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

Draw = Callable[[np.random.Generator, int], Any]

SHARES = (0.40, 0.30, 0.15, 0.10, 0.05, 0.0)
LETTERS = ("a", "b", "c", "d", "e", "new")
ZIPF = 1 / np.arange(1, 1001)
ZIPF /= ZIPF.sum()


@dataclass(frozen=True)
class Pair:
    """Where the reference and the current column are drawn from."""

    reference: Draw
    current: Draw


def normal(rng: np.random.Generator, n: int, *, mean: float = 0.0, sd: float = 1.0) -> np.ndarray:
    return mean + sd * rng.standard_normal(n)


def lognormal(rng: np.random.Generator, n: int, *, mean: float = 0.0) -> np.ndarray:
    return rng.lognormal(mean, 1.5, n)


def cauchy(rng: np.random.Generator, n: int, *, centre: float = 0.0) -> np.ndarray:
    return centre + rng.standard_cauchy(n)


def poisson(rng: np.random.Generator, n: int, *, rate: float = 3.0) -> np.ndarray:
    return rng.poisson(rate, n)


def many_zeros(rng: np.random.Generator, n: int, *, share: float = 0.7) -> np.ndarray:
    values = rng.exponential(1, n)
    values[rng.random(n) < share] = 0
    return values


def five_values(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.integers(0, 5, n)


def contaminated(
    rng: np.random.Generator, n: int, *, share: float, centre: float = 6.0, spread: float = 1.0
) -> np.ndarray:
    values = rng.standard_normal(n)
    is_far = rng.random(n) < share
    values[is_far] = centre + spread * rng.standard_normal(int(is_far.sum()))
    return values


def bimodal(rng: np.random.Generator, n: int) -> np.ndarray:
    """Mean 0 and sd 1, like the standard normal."""
    return np.where(rng.random(n) < 0.5, 0.8, -0.8) + 0.6 * rng.standard_normal(n)


def letters(rng: np.random.Generator, n: int, *, shares: Sequence[float] = SHARES) -> list[str]:
    return np.array(LETTERS)[rng.choice(len(LETTERS), n, p=shares)].tolist()


def zipf(rng: np.random.Generator, n: int, *, shares: np.ndarray = ZIPF) -> list[str]:
    return [f"c{code}" for code in rng.choice(len(shares), n, p=shares)]


def mixed(points: float) -> Draw:
    """Move ``points`` of share from the first category to the second."""
    return partial(letters, shares=(SHARES[0] - points, SHARES[1] + points, *SHARES[2:]))


def with_new(share: float) -> Draw:
    """Give a category that the reference never had its share."""
    return partial(letters, shares=(*(old * (1 - share) for old in SHARES[:-1]), share))


def _zipf_moved() -> np.ndarray:
    shares = ZIPF.copy()
    shares[:10] *= (0.6, 0.7, 0.8, 1.3, 1.3, 1.4, 1.4, 1.5, 1.5, 1.5)
    return shares / shares.sum()


def unmoved(draw: Draw) -> Pair:
    return Pair(draw, draw)


NULLS: dict[str, Pair] = {
    "null normal": unmoved(normal),
    "null lognormal s=1.5": unmoved(lognormal),
    "null Cauchy": unmoved(cauchy),
    "null Poisson(3)": unmoved(poisson),
    "null 70% zeros": unmoved(many_zeros),
    "null 5 values": unmoved(five_values),
    "cat null 5": unmoved(letters),
}
"""The seven kinds of column of which unchanged audits are made."""

MOVED: dict[str, Pair] = {
    "shift 0.05 sd": Pair(normal, partial(normal, mean=0.05)),
    "shift 0.10 sd": Pair(normal, partial(normal, mean=0.10)),
    "shift 0.15 sd": Pair(normal, partial(normal, mean=0.15)),
    "shift 0.25 sd": Pair(normal, partial(normal, mean=0.25)),
    "shift 0.50 sd": Pair(normal, partial(normal, mean=0.50)),
    "shift 1.00 sd": Pair(normal, partial(normal, mean=1.00)),
    "lognormal log-shift 0.25 sd": Pair(lognormal, partial(lognormal, mean=0.375)),
    "Cauchy shift 0.5 IQR/2": Pair(cauchy, partial(cauchy, centre=0.5)),
    "sd x1.10": Pair(normal, partial(normal, sd=1.10)),
    "sd x1.25": Pair(normal, partial(normal, sd=1.25)),
    "sd x1.50": Pair(normal, partial(normal, sd=1.50)),
    "tail 1% at +6sd": Pair(normal, partial(contaminated, share=0.01)),
    "tail 5% at +6sd": Pair(normal, partial(contaminated, share=0.05)),
    "tail 2% of N(0,10^2)": Pair(normal, partial(contaminated, share=0.02, centre=0.0, spread=10.0)),
    "bimodal same mean+sd": Pair(normal, bimodal),
    "Poisson 3 -> 3.45": Pair(poisson, partial(poisson, rate=3.45)),
    "zeros 70% -> 76%": Pair(many_zeros, partial(many_zeros, share=0.76)),
    "cat mix 2 pt": Pair(letters, mixed(0.02)),
    "cat mix 5 pt": Pair(letters, mixed(0.05)),
    "cat mix 10 pt": Pair(letters, mixed(0.10)),
    "cat new 0.3%": Pair(letters, with_new(0.003)),
    "cat new 1%": Pair(letters, with_new(0.01)),
    "cat new 3%": Pair(letters, with_new(0.03)),
    "cat Zipf1000 top10 moved": Pair(zipf, partial(zipf, shares=_zipf_moved())),
}

EXTRA_NULLS: dict[str, Pair] = {"cat null Zipf1000": unmoved(zipf)}
"""Unmoved too, but kept out of the audits, as in METHODS 4.6."""
