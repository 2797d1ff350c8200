"""Labels against predictions, stretch by stretch: a first reading finds classes and edges, a second counts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce

import numpy as np
import pyarrow as pa

from driftcli.engines.row_groups import read_column
from driftcli.engines.stretched_rows import Gathered
from driftcli.profiles.cluster_table import SpreadTable
from driftcli.profiles.outcome_labels import ClassCounts, read_labels
from driftcli.profiles.outcome_reading import OutcomesPlan, errors_of, profile_outcomes
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.profiles.placing import GridPlacing
from driftcli.profiles.stretched import part_of
from driftcli.sources.source import Source
from driftcli.sources.stretches import abreast

LOOKED_AT = 500_000
"""Rows, spread evenly over the dataset, that tell the task and place the cells of scores."""
_MOST_LABELS = 100_000
Columns = Mapping[str, pa.ChunkedArray]


def stretched_outcomes(
    source: Source, names: tuple[str, ...], plan: OutcomesPlan, stretch: int
) -> OutcomesProfile | None:
    """Sum up outcomes without holding their columns; rankings are held, as a query may stand anywhere."""
    fields = {field.name for field in source.fields}
    present = tuple(name for name in dict.fromkeys(names) if name in fields)
    if not present or plan.ranking is not None:
        return profile_outcomes({name: read_column(source, name) for name in present}, plan)
    look = _looked_at(source, present)
    known = plan.reference or _placed(source, present, plan, look, stretch)
    if known is None:
        return None
    first = profile_outcomes(look, replace(plan, reference=known, groupings={}, clusters=None))
    decided = replace(plan, reference=known, is_score=None if first is None else first.prediction_is_score)
    return _counted(source, present, decided, stretch)


def _parts(source: Source, names: tuple[str, ...], stretch: int) -> Iterator[Columns]:
    for parts in abreast([source.column(name) for name in names], stretch):
        yield dict(zip(names, map(pa.chunked_array, parts), strict=True))


def _looked_at(source: Source, names: tuple[str, ...]) -> Columns:
    rows = np.arange(0, source.rows, max(1, source.rows // LOOKED_AT))
    gathered = {name: Gathered(rows) for name in names}
    for name, taken in gathered.items():
        start = 0
        for array in source.column(name):
            taken.take(pa.chunked_array([array]), start)
            start += len(array)
    return {name: taken.values() for name, taken in gathered.items()}


def _placed(
    source: Source, names: tuple[str, ...], plan: OutcomesPlan, look: Columns, stretch: int
) -> OutcomesProfile | None:
    """A profile of some rows, with the classes and edges of all."""
    alone = replace(plan, groupings={}, clusters=None)
    found = profile_outcomes(look, alone)
    if found is None:
        return None
    if found.classes is not None:
        classes = _classes(source, plan, stretch, is_score=found.prediction_is_score)
        found = profile_outcomes(look, replace(alone, classes=classes))
    if found is None or found.errors is None:
        return found
    residuals, sizes = GridPlacing(source.rows), GridPlacing(source.rows)
    for columns in _parts(source, names, stretch):
        errors = errors_of(columns, plan)
        residuals.add(errors)
        sizes.add(np.abs(errors))
    errors_profile = replace(
        found.errors,
        residuals=replace(found.errors.residuals, grid=residuals.grid()),
        sizes=replace(found.errors.sizes, grid=sizes.grid()),
    )
    return replace(found, errors=errors_profile)


def _classes(source: Source, plan: OutcomesPlan, stretch: int, *, is_score: bool) -> tuple[str, ...]:
    target, prediction = plan.roles.target, plan.roles.prediction
    fields = {field.name for field in source.fields}
    counted: list[Counter[str]] = []
    for name in (target, None if is_score else prediction):
        totals: Counter[str] = Counter()
        named = (name,) if name is not None and name in fields else ()
        for columns in _parts(source, named, stretch) if named else ():
            totals.update(read_labels(*columns.values()).counts())
            if len(totals) > _MOST_LABELS:
                totals = Counter(dict(totals.most_common(_MOST_LABELS // 2)))
        counted.append(totals)
    return ClassCounts(*counted).chosen()


def _counted(source: Source, names: tuple[str, ...], plan: OutcomesPlan, stretch: int) -> OutcomesProfile | None:
    """Count each stretch in the reference's classes and edges, and add up."""
    clusters = plan.clusters
    spread = None if clusters is None else SpreadTable(int(clusters.max(initial=0)) + 1)
    parts: list[OutcomesProfile] = []
    start = 0
    for columns in _parts(source, names, stretch):
        stop = start + len(next(iter(columns.values())))
        asked = replace(
            plan,
            groupings=part_of(plan.groupings, start, stop),
            clusters=None if clusters is None else clusters[start:stop],
            spread=spread,
        )
        part = profile_outcomes(columns, asked)
        parts = [reduce(OutcomesProfile.merge, parts, part)] if part is not None else parts
        start = stop
    return None if not parts else parts[0].with_spread(spread.spread() if spread else None)
