"""From an estimated metric to a measurement: the reference's value, the drop and its test, and what history keeps."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from driftcli.checks.check import Effect, Measurement, Rule, Statistic
from driftcli.checks.concept.estimate_setting import Floats, Setting
from driftcli.checks.concept.estimated_metrics import Estimated
from driftcli.checks.performance.measuring import Margins, drop_details
from driftcli.checks.performance.metrics import METRICS
from driftcli.frozen import dataclass
from driftcli.stats.estimates import Estimate
from driftcli.stats.influence import Influence
from driftcli.stats.model_metrics import influence_of
from driftcli.stats.performance_change import drop_test
from driftcli.stats.row_groups import design_effect_of_sum

Z975 = 1.959963984540054
CONDITION = "if the relation of target and inputs stayed as in the reference"
_METRICS = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True)
class About:
    """What every estimate of an audit says beside its number."""

    common: Mapping[str, Any]
    kept: Mapping[str, Any]
    """What is needed to hold the estimate against the truth later."""
    refused: str
    cautions: tuple[str, ...]
    margins: Margins


def reference_value(metric: str, setting: Setting) -> Estimate | None:
    """The metric on the labelled reference rows; None where it is undefined there."""
    found = influence_of(metric, setting.of_reference)
    if not isinstance(found, Influence):
        return None
    se = float((found.rows @ found.rows) ** 0.5) / len(found.rows) * _widening(found.rows, setting)
    return found.estimate(se, len(found.rows))


def _widening(influence: Floats, setting: Setting) -> float:
    """Factor by which groups of reference rows widen the error of a metric of these rows."""
    groups = setting.rows.groups
    if groups is None:
        return 1.0
    return float(design_effect_of_sum(np.append(influence, np.zeros(setting.m)), groups) ** 0.5)


def estimate_measurement(
    one: Estimated, before: Estimate, setting: Setting, about: About, *, place: int, is_primary: bool
) -> Measurement:
    """Test the drop of one estimated metric and put everything together."""
    metric, after = _METRICS[one.metric], one.expected
    value = float(before.value or 0.0)
    margin = about.margins.relative * abs(value) if metric.is_relative else about.margins.absolute
    drop = drop_test(value, float(before.se or 0.0), after.value, after.se, margin=margin, is_loss=metric.is_loss)
    refused = about.refused or one.refused
    note = _note(setting, about, is_primary=is_primary)
    kept = _kept(one, about)
    return Measurement(
        rule=Rule.PERFORMANCE,
        statistic=_statistic(one, value, kept, note),
        n_reference=setting.n,
        n_current=setting.m,
        effect=Effect("drop", drop.value, drop.low, drop.high),
        p_value=None if refused else drop.p_value,
        subject=one.metric,
        details={
            **about.common,
            **drop_details(drop),
            "source": one.method,
            "metric": one.metric,
            "place": place,
            "is_primary": is_primary,
            "higher_is_better": not metric.is_loss,
            "reference": {"value": value, "low": before.low, "high": before.high, "n": setting.n},
            "current": {**{name: kept[name] for name in ("value", "low", "high")}, "n": setting.m},
            "constant": {"reference": None, "current": None},
            "note": note,
            "informative_only": False,
            "refused": refused,
            "estimate": kept,
        },
    )


def _kept(one: Estimated, about: About) -> dict[str, Any]:
    """What history needs of one estimate."""
    value, se = one.expected.value, one.expected.se
    interval = {"value": value, "se": se, "low": value - Z975 * se, "high": value + Z975 * se}
    return {"metric": one.metric, "method": one.method, **interval, **about.kept}


def _statistic(one: Estimated, before: float, kept: Mapping[str, Any], note: str) -> Statistic:
    return Statistic(
        one.metric,
        kept["value"],
        variant=f"estimated without labels: {one.method.replace('_', ' ')}",
        low=kept["low"],
        high=kept["high"],
        reference=before,
        current=kept["value"],
        note=note,
    )


def _note(setting: Setting, about: About, *, is_primary: bool) -> str:
    rows, of_rows = about.kept["rows"], about.kept["of_rows"]
    sampled = f" on {rows['current']:,} of {of_rows['current']:,} rows" if rows["current"] < of_rows["current"] else ""
    weak = "; few inputs are shared: a rough estimate" if setting.is_weak else ""
    told = "".join(f"; {caution}" for caution in about.cautions) if is_primary else ""
    return f"estimated{sampled}, {CONDITION}{weak}{told}"
