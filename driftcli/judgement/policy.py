"""How strictly an audit is judged."""

from typing import Literal

from driftcli.frozen import dataclass

MINIMUM_ROWS = 30
"""Effective rows on either side below which a column is called insufficient (METHODS 4.1)."""
MAJOR = 0.30
"""Lower bound of ``s`` above which a drift is major."""
UNSEEN_BAR = 0.001
"""A share that the reference never had is an issue when its exact lower bound passes this (METHODS 3.1)."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Error control and gate; the bars of each check come with its measurements."""

    fdr: float = 0.01
    """False discovery rate within each family."""
    fdr_method: Literal["bh", "by"] = "bh"
    fail_on: Literal["warn", "fail", "never"] = "fail"
    allow_empty: bool = False
    important: frozenset[str] | None = None
    """Columns whose drift may fail the audit; drift of others warns. ``None``: all."""
    min_drifted: int = 1
    """How many columns must drift before drift fails the audit."""
