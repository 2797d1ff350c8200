"""Whether two profiles are the same, array by array."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

import numpy as np

APPROXIMATE = frozenset({"quantiles"})
"""A column's own quantiles are approximate after a merge."""


def differences(left, right, *, path="", skip=frozenset(), rtol=0.0):  # noqa: PLR0911 - one return a type
    """Paths at which two nested values differ."""
    if is_dataclass(left) and is_dataclass(right):
        if type(left) is not type(right):
            return [f"{path}: {type(left).__name__} and {type(right).__name__}"]
        names = [f.name for f in fields(left) if f.name not in skip]
        return [
            found
            for name in names
            for found in differences(
                getattr(left, name), getattr(right, name), path=f"{path}.{name}", skip=skip, rtol=rtol
            )
        ]
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if list(left) != list(right):
            return [f"{path}: keys {list(left)} and {list(right)}"]
        return [
            f for key in left for f in differences(left[key], right[key], path=f"{path}[{key}]", skip=skip, rtol=rtol)
        ]
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        pairs = enumerate(zip(left, right, strict=True))
        return [f for i, (a, b) in pairs for f in differences(a, b, path=f"{path}[{i}]", skip=skip, rtol=rtol)]
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        return [] if _same_arrays(np.asarray(left), np.asarray(right), rtol) else [f"{path}: {left} and {right}"]
    if isinstance(left, float) and isinstance(right, float):
        close = np.isclose(left, right, rtol=rtol, atol=rtol, equal_nan=True)
        return [] if left == right or close else [f"{path}: {left} and {right}"]
    return [] if left == right else [f"{path}: {left!r} and {right!r}"]


def _same_arrays(left, right, rtol):
    if left.shape != right.shape or left.dtype != right.dtype:
        return False
    if left.dtype.kind == "f":
        return bool(np.allclose(left, right, rtol=rtol, atol=rtol, equal_nan=True))
    if left.dtype == object:
        return repr(left.tolist()) == repr(right.tolist())
    return bool(np.array_equal(left, right))


def assert_same(left, right, *, skip=frozenset(), rtol=0.0):
    found = differences(left, right, skip=skip, rtol=rtol)
    assert not found, "\n".join(found[:5])
