"""First look at labels and predictions that are read in different places: task, classes, edges of errors."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from driftcli.frozen import dataclass
from driftcli.profiles.outcome_labels import ClassCounts, read_labels
from driftcli.profiles.outcome_reading import OutcomesPlan, errors_of, profile_outcomes
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.profiles.placing import GridPlacing
from driftcli.profiles.rank_summary import FEW_ROWS

LOOKED_AT = 8_192
"""Rows of a part that are looked at, spread evenly over it; up to ``FEW_ROWS`` all of them are."""
MOST_LOOKED_AT = 500_000
"""Rows of all parts together that tell the task and place the cells of scores."""
_MOST_LABELS = 100_000
_CLASSES = 1_000
"""Distinct fractions from which a column is no column of classes."""
Columns = Mapping[str, pa.ChunkedArray]


@dataclass(frozen=True)
class OutcomesSurvey:
    """What is known of the outcomes of a reference before they are counted."""

    look: pa.Table
    labels: Mapping[str, int]
    predictions: Mapping[str, int]
    residuals: GridPlacing
    sizes: GridPlacing

    def merge(self, other: "OutcomesSurvey") -> "OutcomesSurvey":
        """Add a part; the errors of this one are changed in place."""
        self.residuals.merge(other.residuals)
        self.sizes.merge(other.sizes)
        look = pa.concat_tables([self.look, other.look], promote_options="permissive")
        labels, predictions = _added(self.labels, other.labels), _added(self.predictions, other.predictions)
        return OutcomesSurvey(_spread(look, MOST_LOOKED_AT), labels, predictions, self.residuals, self.sizes)

    def placed(self, plan: OutcomesPlan) -> OutcomesProfile | None:
        """A profile of some rows, with the classes and edges of all; ``None`` where nothing is predicted."""
        columns = {name: self.look.column(name) for name in self.look.column_names}
        found = profile_outcomes(columns, plan)
        if found is not None and found.classes is not None:
            predictions = {} if found.prediction_is_score else self.predictions
            classes = ClassCounts(self.labels, predictions).chosen()
            found = profile_outcomes(columns, replace(plan, classes=classes))
        if found is None or found.errors is None:
            return found
        errors = replace(
            found.errors,
            residuals=replace(found.errors.residuals, grid=self.residuals.grid()),
            sizes=replace(found.errors.sizes, grid=self.sizes.grid()),
        )
        return replace(found, errors=errors)


def survey_outcomes(columns: Columns, plan: OutcomesPlan) -> OutcomesSurvey:
    """Look at one part of the columns that outcomes are made of, of equal length."""
    table = pa.table(dict(columns))
    residuals, sizes = GridPlacing(), GridPlacing()
    if plan.task in {None, "regression"} and plan.ranking is None:
        errors = errors_of(columns, plan)
        residuals.add(errors)
        sizes.add(np.abs(errors))
    rows = LOOKED_AT if table.num_rows > FEW_ROWS else FEW_ROWS
    labels, predictions = (_counted(columns.get(name or "")) for name in (plan.roles.target, plan.roles.prediction))
    return OutcomesSurvey(_spread(table, rows), labels, predictions, residuals, sizes)


def _counted(values: pa.ChunkedArray | None) -> dict[str, int]:
    if values is None or (pa.types.is_floating(values.type) and len(values.unique()) > _CLASSES):
        return {}
    return _added({}, read_labels(values).counts())


def _added(left: Mapping[str, int], right: Mapping[str, int]) -> dict[str, int]:
    totals = Counter(left)
    totals.update(right)
    return dict(totals) if len(totals) <= _MOST_LABELS else dict(totals.most_common(_MOST_LABELS // 2))


def _spread(table: pa.Table, rows: int) -> pa.Table:
    """No more than so many rows, spread evenly."""
    if table.num_rows <= rows:
        return table
    return table.take(pa.array(np.arange(0, table.num_rows, -(-table.num_rows // rows))))
