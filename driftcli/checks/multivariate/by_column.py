"""What checks of whole columns have in common that look at one kind of column in the row sample: text, vectors."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from driftcli.checks.check import Answer
from driftcli.checks.multivariate.paired import too_few_clusters, why_no_rows
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import FEATURE_ROLES, sample_size
from driftcli.profiles.row_dependence import row_groups
from driftcli.sources.kinds import Kind
from driftcli.stats.row_groups import RowGroups

Places = NDArray[np.intp]


def each_column(
    kind: Kind, reference: DatasetProfile, current: DatasetProfile, compare: Callable[[str], Answer]
) -> Iterator[Answer]:
    """Compare every feature of a kind that both sides have, or say once why there are no rows to compare."""
    names = [
        name
        for name, column in reference.schema.items()
        if column.kind is kind and column.role in FEATURE_ROLES and name in current.schema
    ]
    reason = why_no_rows(reference, current)
    if names and reason:
        yield reason
        return
    yield from map(compare, names)


def groups_of(
    reference: DatasetProfile, current: DatasetProfile, rows: int, places: tuple[Places, Places]
) -> tuple[RowGroups | None, str]:
    """Which of the sampled rows at these places depend on each other, and why that is too few to tell, if it is."""
    groups = row_groups(reference, current, rows)
    few = too_few_clusters(groups)
    if groups is None or few:
        return groups, few
    old, new = places
    return groups.taken(np.concatenate([old, min(rows, sample_size(reference)) + new])), ""
