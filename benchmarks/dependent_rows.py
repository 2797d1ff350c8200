"""Streams of dependent rows that did not change: how often they alarm with and without the windows of METHODS 4.4."""

import numpy as np
from columns import measure_column
from scipy.signal import lfilter

from driftcli.checks.check import Measured, Measurement
from driftcli.profiles.groups import Grouping

ROWS = 1000
"""Rows of a window, and of the current data where nothing else is said."""


def day_table(scale: float) -> None:
    """Print the table of METHODS 4.4: share of p < 0.05, of p < 0.001, and of alarms."""
    rng = np.random.default_rng(4)
    repeats = max(20, int(400 * scale))
    print("### Dependent rows (METHODS 4.4): P(p < 0.05) / P(p < 0.001) / P(p < 0.001 and s_L > 0.05)\n")
    print("| stream | naive | windows |\n|---|---|---|")
    for correlation in (0.0, 0.5, 0.9):
        pairs = [(_ar(rng, 20_000, correlation), _ar(rng, ROWS, correlation)) for _ in range(repeats)]
        _print_row(f"AR(1) {correlation}, n = 20,000, m = 1,000", pairs, 20)
    pairs = [(_ar(rng, 5000, 0.9), _ar(rng, 5000, 0.9)) for _ in range(repeats)]
    _print_row("AR(1) 0.9, n = m = 5,000, n/20 blocks", pairs, 20)
    for spread in (0.0, 0.05, 0.1, 0.2):
        _print_row(f"day effect sd {spread}, 30 days x 1,000", [_days(rng, spread) for _ in range(repeats)], 30)
    _print_row("day effect sd 0.1, only 10 days", [_days(rng, 0.1, days=10) for _ in range(repeats)], 10)
    for shift in (0.3, 0.5, 1.0):
        pairs = [_days(rng, 0.1, shift=shift) for _ in range(repeats)]
        _print_row(f"day effect sd 0.1, shift {shift} (power)", pairs, 30)


def _print_row(name: str, pairs: list[tuple[np.ndarray, np.ndarray]], windows: int) -> None:
    naive = [measure_column(old, new) for old, new in pairs]
    held = [measure_column(old, new, windows=_windows(len(old), windows)) for old, new in pairs]
    print(f"| {name} | {_rates(naive)} | {_rates(held)} |", flush=True)


def _rates(columns: list[Measured]) -> str:
    found = [one.answer for one in columns if isinstance(one.answer, Measurement)]
    p_values = np.array([one.p_value for one in found])
    lower = np.array([one.effect.lower if one.effect else 0.0 for one in found])
    shares = ((p_values < 0.05).mean(), (p_values < 0.001).mean(), ((p_values < 0.001) & (lower > 0.05)).mean())
    return " / ".join(f"{share:.3f}" for share in shares)


def _windows(rows: int, windows: int) -> Grouping:
    codes = np.minimum(np.arange(rows) // (rows // windows), windows - 1).astype(np.int32)
    return Grouping(tuple(str(window) for window in range(windows)), codes)


def _ar(rng: np.random.Generator, n: int, correlation: float) -> np.ndarray:
    """Unit variance, first-order autocorrelation as given."""
    noise = rng.standard_normal(n + 500)
    return np.asarray(lfilter([np.sqrt(1 - correlation**2)], [1, -correlation], noise)[500:])


def _days(
    rng: np.random.Generator, spread: float, *, days: int = 30, shift: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    old = rng.standard_normal((days, ROWS)) + spread * rng.standard_normal((days, 1))
    return old.ravel(), rng.standard_normal(ROWS) + spread * rng.standard_normal() + shift
