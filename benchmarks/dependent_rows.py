"""Streams of dependent rows that did not change: how often they alarm with and without the windows of METHODS 4.4."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from columns import measure_column
from scipy.signal import lfilter

from driftcli.audit import run_audit
from driftcli.checks.check import Measured, Measurement
from driftcli.judgement.finding import Outcome
from driftcli.profiles.groups import Grouping
from driftcli.suite.load import default_suite

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
    _print_clusters(repeats)


def _print_clusters(repeats: int) -> None:
    """Users with habits of their own, unchanged: each component at the nominal 5 %, and the column as judged."""
    print("\n### Clusters (METHODS 4.4): P(p < 0.05) of each component, and P(drift or minor), with --cluster\n")
    print("| stream | location | shape | tail or unseen | alarm, naive | alarm, clusters |\n|---|---|---|---|---|---|")
    for users, rows in ((60, 50), (200, 20), (1000, 5)):
        for shared in (0.05, 0.2, 0.5):
            _cluster_row(f"{users} users x {rows} rows, ICC {shared}", _users(users, rows, shared), repeats)
    _cluster_row("200 users x 20 rows, a favourite category each", _favourites(200, 20), repeats)


def _cluster_row(name: str, draw: Callable[[np.random.Generator], pa.Table], repeats: int) -> None:
    held, naive = default_suite(roles={"cluster": "user"}, select=["drift"]), default_suite(select=["drift"])
    hits, alarms = np.zeros(3), np.zeros(2)
    for seed in range(repeats):
        rng = np.random.default_rng([seed, 9])
        old, new = draw(rng), draw(rng)
        for place, suite in enumerate((naive, held)):
            found = next(f for f in run_audit(old, new, suite=suite).findings if f.column == "x")
            alarms[place] += found.outcome in {Outcome.MINOR, Outcome.DRIFT}
        for part in found.measurement.components if found.measurement else ():
            hits[{"location": 0, "shape": 1}.get(part.name, 2)] += part.p_value < 0.05
    shares = " | ".join(f"{share:.3f}" for share in (*hits / repeats, *alarms / repeats))
    print(f"| {name} | {shares} |", flush=True)


def _users(users: int, rows: int, shared: float) -> Callable[[np.random.Generator], pa.Table]:
    """Unit variance, of which the share ``shared`` lies between users."""

    def draw(rng: np.random.Generator) -> pa.Table:
        own = np.repeat(rng.standard_normal(users) * np.sqrt(shared), rows)
        names = np.repeat(np.arange(users), rows).astype(str)
        return pa.table({"x": own + rng.standard_normal(users * rows) * np.sqrt(1 - shared), "user": names})

    return draw


def _favourites(users: int, rows: int) -> Callable[[np.random.Generator], pa.Table]:
    def draw(rng: np.random.Generator) -> pa.Table:
        usual = np.repeat(rng.choice(5, users), rows)
        codes = np.where(rng.random(users * rows) < 0.5, usual, rng.choice(5, users * rows))
        names = np.repeat(np.arange(users), rows).astype(str)
        return pa.table({"x": np.array(list("abcde"))[codes], "user": names})

    return draw


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
