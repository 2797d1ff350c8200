import numpy as np

from driftcli.checks.check import Severity, Skipped
from driftcli.checks.quality.broken_vectors import CHECK

from .builders import measured, measured_once, plain, status, vectors

GOOD = [[1.0, 2.0, 3.0]] * 400


def test_each_way_to_be_broken_is_told_apart():
    current = vectors([*GOOD[:370], *[[0.0, 0.0, 0.0]] * 10, *[[1.0, np.nan, 2.0]] * 20, *[[1.0, 2.0]] * 30])
    dimension, non_finite, zeros = measured(CHECK, vectors(GOOD), current)
    assert [one.details["current_count"] for one in (dimension, non_finite, zeros)] == [30, 20, 10]
    assert {status(CHECK, one) for one in (dimension, non_finite, zeros)} == {"fail"}


def test_another_model_has_another_dimension():
    dimension, *_ = measured(CHECK, vectors(GOOD), vectors([[1.0] * 5] * 400))
    assert (dimension.fact, dimension.subject) == (Severity.FAIL, "dimension 3 became 5")


def test_good_vectors_are_clean():
    assert {one.fact for one in measured(CHECK, vectors(GOOD), vectors(GOOD))} == {None}


def test_no_vector():
    assert isinstance(measured_once(CHECK, vectors(GOOD), plain(10, 10)), Skipped)
