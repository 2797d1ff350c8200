"""The test of the drop: METHODS W6.2 and the table of 6.3 at small scale."""

import math

import numpy as np
import pytest

from driftcli.stats.performance_change import drop_test


def share_drop(p, n, q, m, margin=0.02):
    return drop_test(p, math.sqrt(p * (1 - p) / n), q, math.sqrt(q * (1 - q) / m), margin=margin, is_loss=False)


def test_methods_w62():
    found = share_drop(0.95, 2_000, 0.92, 1_000)
    assert found.outcome == "inconclusive"
    assert found.se == pytest.approx(0.0098666104, abs=1e-10)
    assert (found.low, found.high) == (pytest.approx(0.013769426, abs=2e-6), pytest.approx(0.046230574, abs=2e-6))
    assert found.p_value == pytest.approx(0.15540609, abs=1e-8)
    assert found.p_any == pytest.approx(0.0011807014, abs=1e-10)
    worse = share_drop(0.95, 2_000, 0.90, 1_000)
    assert worse.outcome == "degraded"
    assert worse.low == pytest.approx(0.032455475, abs=2e-6)
    assert worse.p_value == pytest.approx(0.0024552781, abs=1e-9)


@pytest.mark.parametrize(
    ("n", "m", "drop", "degraded"),
    [(1_000, 1_000, 0.0, 0.001), (1_000, 1_000, 0.02, 0.045), (1_000, 1_000, 0.05, 0.755), (1_000, 1_000, 0.10, 1.0),
     (10_000, 1_000, 0.02, 0.050), (10_000, 1_000, 0.05, 0.887), (10_000, 10_000, 0.02, 0.049)],
)  # fmt: skip
def test_how_often_a_drop_is_called(rng, n, m, drop, degraded):
    """METHODS 6.3, accuracy 0.93, delta 0.02; 2,000 runs."""
    pairs = zip(rng.binomial(n, 0.93, 2_000) / n, rng.binomial(m, 0.93 - drop, 2_000) / m, strict=True)
    share = np.mean([share_drop(p, n, q, m).outcome == "degraded" for p, q in pairs])
    assert share == pytest.approx(degraded, abs=max(0.006, 4 * math.sqrt(degraded * (1 - degraded) / 2_000)))


@pytest.mark.parametrize(("n", "m", "stable"), [(1_000, 1_000, 0.524), (10_000, 1_000, 0.756), (10_000, 10_000, 1.0)])
def test_how_often_no_drop_is_shown(rng, n, m, stable):
    pairs = zip(rng.binomial(n, 0.93, 2_000) / n, rng.binomial(m, 0.93, 2_000) / m, strict=True)
    assert np.mean([share_drop(p, n, q, m).outcome == "stable" for p, q in pairs]) == pytest.approx(stable, abs=0.045)


def test_losses_are_worse_when_they_grow():
    assert drop_test(1.0, 0.01, 1.2, 0.01, margin=0.05, is_loss=True).outcome == "degraded"
    assert drop_test(1.2, 0.01, 1.0, 0.01, margin=0.05, is_loss=True).outcome == "improved"


def test_no_uncertainty_at_all():
    found = drop_test(1.0, 0.0, 1.0, 0.0, margin=0.02, is_loss=False)
    assert (found.outcome, found.p_value, found.smallest_visible) == ("stable", 1.0, 0.02)
