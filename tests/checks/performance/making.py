"""Outcomes for tests, made from plain lists as the engine makes them from columns."""

import pyarrow as pa

from driftcli.profiles.dataset import DatasetFacts, DatasetProfile
from driftcli.profiles.outcome_reading import OutcomesPlan, profile_outcomes
from driftcli.profiles.rows import RowsProfile
from driftcli.sources.kinds import RoleAssignment


def outcomes(y=None, said=None, *, scores=None, weight=None, like=None, task=None, extra=None, **plan):
    """Scores: one column, or a mapping of columns."""
    scores = scores if isinstance(scores, dict) else {} if scores is None else {"score": scores}
    columns = {"y": y, "said": said, "w": weight, **scores, **(extra or {})}
    arrays = {
        name: values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([pa.array(values, from_pandas=True)])
        for name, values in columns.items()
        if values is not None
    }
    roles = RoleAssignment(
        target="y", prediction="said" if said is not None else None, scores=tuple(scores),
        weight="w" if weight is not None else None,
    )  # fmt: skip
    return profile_outcomes(arrays, OutcomesPlan(roles, task=task, reference=like, **plan))


def dataset(made, rows=None):
    return DatasetProfile(
        DatasetFacts("data", "parquet", rows or (made.rows if made else 0)), {}, {}, RowsProfile(None), outcomes=made
    )
