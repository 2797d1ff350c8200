"""Columns as the checks of quality see them: every kind of column, and the reasons to leave one alone."""

from typing import Any, get_args

from driftcli.checks.check import Skipped
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.dataset import ColumnProfile
from driftcli.profiles.numeric import NumericProfile

EVERY_COLUMN: tuple[type, ...] = get_args(ColumnProfile)
"""Profile types of columns: what a question about presence reads."""


def nothing_to_compare(reference: Any, current: Any) -> Skipped | None:
    """Give the reason to skip a pair of columns one of which holds no value."""
    if current.presence.rows > 0 and current.presence.missing == current.presence.rows:
        return Skipped("all current values are missing: see missing_values")
    for side, profile in (("reference", reference), ("current data", current)):
        if profile.presence.present == 0:
            return Skipped(f"the {side} has no value in this column", insufficient=profile.presence.rows == 0)
    return None


def is_constant(profile: NumericProfile | CategoricalProfile) -> bool:
    """Whether all values of a column are equal."""
    if isinstance(profile, NumericProfile):
        return profile.values.is_complete and len(profile.values.values) == 1
    return profile.is_complete and len(profile.categories) == 1
