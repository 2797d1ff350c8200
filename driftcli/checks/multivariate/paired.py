"""The rows that multivariate and concept checks share: one design per pair of profiles and size, built once."""

import math
import weakref
from collections.abc import Mapping
from typing import Any

from driftcli.checks.check import Skipped
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import PairedDesign, pair_rows, sample_size
from driftcli.stats.clusters import MINIMUM_CLUSTERS
from driftcli.stats.row_groups import RowGroups

DEFAULT_ROWS = 6_000
"""Sampled rows a side: beyond it, half a second of a 50-column audit buys little (benchmarks/multivariate.py)."""
MINIMUM_ROWS = 50
NO_ROWS = "the {side} holds no rows; write it with `driftcli profile --sample 20000`"
_latest: list[tuple["weakref.ref[DatasetProfile]", "weakref.ref[DatasetProfile]", int, PairedDesign]] = []


def why_no_rows(reference: DatasetProfile, current: DatasetProfile) -> Skipped | None:
    """Tell why nothing can be asked of the rows of two profiles, if so."""
    for side, profile in (("baseline", reference), ("current profile", current)):
        if profile.sample is None:
            return Skipped(NO_ROWS.format(side=side))
    for side, profile in (("reference", reference), ("current data", current)):
        if sample_size(profile) < MINIMUM_ROWS:
            return Skipped(f"the {side} has {sample_size(profile)} rows, {MINIMUM_ROWS} are needed", insufficient=True)
    return None


def paired_design(reference: DatasetProfile, current: DatasetProfile, rows: int) -> PairedDesign | Skipped:
    """Put the sampled rows of two profiles side by side; the latest pair is remembered, models and all."""
    reason = why_no_rows(reference, current)
    if reason:
        return reason
    known = [one for one in _latest if one[0]() is reference and one[1]() is current]
    for _, _, limit, design in known:
        if limit == rows:
            return design
    design = pair_rows(reference, current, limit=rows)
    few = too_few_clusters(design.groups)
    if few:
        return Skipped(few, insufficient=True)
    _latest[:] = [*known, (weakref.ref(reference), weakref.ref(current), rows, design)]
    return design


def too_few_clusters(groups: RowGroups | None) -> str:
    """Why clusters cannot be reckoned with, if so."""
    if groups is None or groups.kind != "clusters" or min(groups.counts) >= MINIMUM_CLUSTERS:
        return ""
    fewest = min(groups.counts)
    return f"{fewest} clusters on a side are too few to show how much they differ, {MINIMUM_CLUSTERS} are needed"


def dependence_details(groups: RowGroups | None) -> dict[str, Any]:
    """What was taken to depend on each other, and how many groups each side has."""
    if groups is None:
        return {"row_defence": "none"}
    return {"row_defence": groups.kind, "row_groups": list(groups.counts)}


def sample_details(n: int, m: int, visible: Mapping[str, float]) -> dict[str, Any]:
    """How many sampled rows were looked at, and the smallest effect of each kind that they show 4 times in 5."""
    finite = {name: value for name, value in visible.items() if math.isfinite(value)}
    return {"rows_sampled": [n, m], "smallest_visible": finite}
