"""What is said of a weight column by checks of sampled rows, which count alike whatever they weigh."""

from dataclasses import replace

from driftcli.checks.check import Answer, Check, Measurement
from driftcli.profiles.dataset import DatasetProfile
from driftcli.sources.kinds import Role


def unweighted(answer: Answer, check: Check, reference: object) -> Answer:
    """Add to a measurement of sampled rows that a weight column was given and not used."""
    if not (check.needs_rows and isinstance(answer, Measurement) and isinstance(reference, DatasetProfile)):
        return answer
    weight = next((name for name, column in reference.schema.items() if column.role is Role.WEIGHT), None)
    if weight is None:
        return answer
    told = f"the weights in {weight} are not used: sampled rows count alike"
    own = answer.statistic.note
    return replace(answer, statistic=replace(answer.statistic, note=f"{own}; {told}" if own else told))
