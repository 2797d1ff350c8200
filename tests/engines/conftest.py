import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("reproducible", deadline=None, derandomize=True, database=None)
settings.load_profile("reproducible")


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def in_stretches(monkeypatch):
    """From then on, every dataset is read in stretches of so many rows, each thinned to so many points.

    Columns of so many ``numbers`` are held whole.
    """

    def use(rows, points=8_192, numbers=0):
        monkeypatch.setattr("driftcli.engines.budget.WHOLE_ROWS", 0)
        monkeypatch.setattr("driftcli.engines.budget.WHOLE_NUMBERS", numbers)
        monkeypatch.setattr("driftcli.engines.budget.FEWEST_ROWS", 1)
        monkeypatch.setattr("driftcli.engines.budget.STRETCH_ROWS", rows)
        monkeypatch.setattr("driftcli.profiles.rank_summary.POINTS", points)

    return use
