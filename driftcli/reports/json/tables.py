"""Which attribute of a value stands under which key of the JSON: the contract, one table for each kind of value.

A value whose kind has a table is written and read again by it, so that writing and reading cannot part. A new attribute
that a report shows is one word here, and one entry in ``result.schema.json``.
"""

from collections.abc import Mapping
from typing import Any

from driftcli.checks.check import Component, Effect, Measurement, Statistic, Thresholds
from driftcli.judgement.comparison import ComparisonVerdict
from driftcli.judgement.result import (
    ColumnAccount,
    Diagnosis,
    Distribution,
    InputFacts,
    Performance,
    Power,
    RunFacts,
    TimePicture,
    TimeSeries,
    Verdict,
)
from driftcli.profiles.model_rows import ModelColumns
from driftcli.stats.estimates import Estimate
from driftcli.stats.paired import Contrast


def _keys(words: str) -> dict[str, str]:
    """Read ``name ci_low=low``: a key alone is the attribute of that name."""
    pairs = (word.partition("=") for word in words.split())
    return {key: attribute or key for key, _, attribute in pairs}


TABLES: dict[type, dict[str, str]] = {
    RunFacts: _keys("id started finished duration_s command versions"),
    InputFacts: _keys(
        "path format rows columns bytes files sha256 dialect unreadable_rows notes time_column first last"
    ),
    Verdict: _keys("status exit_code reason"),
    Diagnosis: _keys("kind evidence actions unknown onset confidence hurts split"),
    Power: _keys("changed drift columns n_reference n_current defence"),
    ColumnAccount: _keys(
        "name kind kind_reason role account account_reason type_reference type_current status effect importance "
        "importance_source missing_reference missing_current distribution"
    ),
    Distribution: _keys(
        "form edges labels reference current levels quantiles_reference quantiles_current new vanished new_share "
        "vanished_share"
    ),
    TimePicture: _keys("labels current_from series"),
    TimeSeries: _keys("column unit starts values low high"),
    Performance: _keys(
        "metric source is_primary higher_is_better reference current constant drop drop_low drop_high delta "
        "smallest_visible outcome status reason note place"
    ),
    Thresholds: _keys("warn fail"),
    Measurement: _keys(
        "p_value n_reference n_current rule subject statistic effect components reported fact never_seen_lower "
        "effective_n details"
    ),
    Statistic: _keys("name variant value error_bound ci_low=low ci_high=high p_value reference current unit note"),
    Effect: _keys("name value error_bound ci_low=lower ci_high=upper"),
    Component: _keys("name p_value value=size error_bound ci_low=lower ci_high=upper note"),
    ComparisonVerdict: _keys("outcome exit_code reason action"),
    ModelColumns: _keys("target predictions scores model_column champion segments weight cluster task positive_label"),
    Estimate: _keys("value se ci_low=low ci_high=high note error_bound"),
    Contrast: _keys("value se ci_low=low ci_high=high p_value p_equivalent test=method carriers discordant"),
}


_AS_IS = frozenset({str, float, int, bool, type(None)})
"""Types of nearly all values, which need no looking up."""


def document_of(value: Any) -> Any:
    """Write a value by the tables; what has none stays as it is."""
    if type(value) in _AS_IS:
        return value
    table = TABLES.get(type(value))
    if table is not None:
        found = {key: getattr(value, attribute) for key, attribute in table.items()}
        return {key: one if type(one) in _AS_IS else document_of(one) for key, one in found.items()}
    if isinstance(value, tuple | list):
        if _AS_IS.issuperset(map(type, value)):
            return list(value)
        return [document_of(item) for item in value]
    if isinstance(value, Mapping):
        return {key: document_of(item) for key, item in value.items()}
    return value
