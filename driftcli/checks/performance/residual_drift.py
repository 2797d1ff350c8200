"""Whether the errors of a regression are distributed otherwise than before, by the rule of numeric drift; reported."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from driftcli.checks.approximate import APPROXIMATE, naming
from driftcli.checks.check import Answer, Measurement, Rule
from driftcli.checks.drift.deciding import decide_numbers, nothing_to_compare
from driftcli.checks.drift.number_statistics import reported_statistics
from driftcli.profiles.outcome_errors import ErrorOutcomes
from driftcli.profiles.overlay import shared_bins


def residual_drift(
    before: ErrorOutcomes, after: ErrorOutcomes, *, place: int, common: Mapping[str, Any]
) -> Iterator[Answer]:
    """Compare the distributions of predicted less true; nothing where a side has too few rows."""
    if nothing_to_compare(before.residuals.n, after.residuals.n):
        return
    reported = reported_statistics(before.residuals, after.residuals)
    found = decide_numbers(before.residuals, after.residuals, reported)
    if not isinstance(found, Measurement) or found.effect is None:
        return
    sides = {
        name: {"value": None, "low": None, "high": None, "n": errors.residuals.n}
        for name, errors in (("reference", before), ("current", after))
    }
    told = replace(
        found,
        rule=Rule.PERFORMANCE,
        p_value=None,
        subject="residual_drift",
        statistic=replace(found.statistic, name="residual_drift", variant="s, in sd-equivalents"),
        details={
            **common,
            "metric": "residual_drift",
            "place": place,
            "is_primary": False,
            "higher_is_better": False,
            **sides,
            "constant": {"reference": None, "current": None},
            "informative_only": True,
            "s": found.effect.value,
            "s_low": found.effect.lower,
            "s_high": found.effect.upper,
            "p_value": found.p_value,
            "picture": _picture(before, after),
        },
    )
    said = found.details.get(APPROXIMATE, ())
    yield naming(told, [*said, "s", "s_low", "s_high", "picture"] if said else [])


def _picture(before: ErrorOutcomes, after: ErrorOutcomes) -> dict[str, list[float]] | None:
    """Both sides' errors on shared bins, for the eye."""
    found = shared_bins(before.residuals, after.residuals)
    if found is None:
        return None
    parts = zip(("edges", "reference", "current"), found, strict=True)
    return {name: [float(f"{value:.6g}") for value in values.tolist()] for name, values in parts}
