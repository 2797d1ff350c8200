"""Builds the profile of a source on this machine: columns are the unit of parallel work, on a pool of threads.

NumPy sorting and Arrow decoding release the GIL. Every column is read once; memory is bounded by the columns in flight.
"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.errors import UsageError
from driftcli.profiles.column import ColumnRequest, as_floats, as_seconds, as_strings, profile_column
from driftcli.profiles.dataset import ColumnProfile, ColumnSchema, DatasetFacts, DatasetProfile
from driftcli.profiles.encoded import decoded, read_encoded
from driftcli.profiles.groups import Codes, Grouping
from driftcli.profiles.hashing import HashArray
from driftcli.profiles.outcome_reading import OutcomesPlan, outcome_columns, profile_outcomes
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.profiles.rowhash import RowHasher, leading_columns
from driftcli.profiles.rows import RowSample, sample_rows
from driftcli.profiles.windows import GRANULARITIES, row_of, row_windows, time_windows, window_length
from driftcli.sources.digest import sha256_of
from driftcli.sources.families import family_of
from driftcli.sources.kinds import Kind, KindGuess, RoleAssignment, is_number, is_string
from driftcli.sources.source import Source

Progress = Callable[[str, int, int], None]
"""Called with a stage, how many columns are done, and how many there are."""
SEGMENT_LIMIT = 200
"""Values of a segment column that are kept apart."""


@dataclass(frozen=True)
class ProfilePlan:
    """What is to be made of a source."""

    roles: RoleAssignment = field(default_factory=RoleAssignment)
    kind_of: Callable[[str], Kind | None] = lambda _: None
    """Kind that the user said of a column."""
    now: float = 0.0
    """Seconds since 1970 at which the audit runs."""
    window: str | None = None
    """``H``, ``D``, ``W``, ``M``, ``rows``, ``rows:N``; ``None`` finds out where there is a timestamp."""
    threads: int | None = None
    seed: int = 0
    sample: int = 0
    """Rows of the sample to keep; 0 keeps none."""
    task: str | None = None
    """``binary``, ``multiclass`` or ``regression``, as the user said; ``None`` finds out."""
    ranking: tuple[str, int] | None = None
    """Column of queries and k, where rows are ranked within queries."""
    progress: Progress | None = None


def profile_source(source: Source, plan: ProfilePlan, reference: DatasetProfile | None = None) -> DatasetProfile:
    """Profile a source; with a reference, in its edges, kinds and tracked categories."""
    groupings, missing_times = _groupings(source, plan, reference)
    clusters = _cluster_codes(source, plan.roles.cluster)
    leading = leading_columns(source, reference.rows.chosen_by if reference else ())
    hasher = RowHasher(source, plan.roles.keys, leading)
    sampled_rows = source.rows if plan.sample else 0
    chosen, priorities = sample_rows(sampled_rows, seed=plan.seed, limit=plan.sample, part=leading.mark)
    sampled: dict[str, np.ndarray] = {}
    named = outcome_columns(plan.roles, plan.ranking[0] if plan.ranking else None)
    outcome_values: dict[str, pa.ChunkedArray] = dict.fromkeys(named)

    def work(name: str) -> tuple[str, KindGuess, ColumnProfile]:
        values = read_encoded(source, name)
        request = _request(name, plan, reference, groupings, clusters)
        guess, profile = profile_column(values, request, source.unparseable(name))
        hasher.add(name, values)
        if name in outcome_values:
            outcome_values[name] = decoded(values)
        if plan.sample:
            sampled[name] = _sample_values(decoded(values.take(pa.array(chosen))), guess.kind)
        return name, guess, profile

    guesses, profiles = _run(work, [field.name for field in source.fields], plan)
    schema = {
        field.name: _schema(source, field.name, field.nullable, guesses[field.name], plan) for field in source.fields
    }
    names = list(schema)
    return DatasetProfile(
        facts=_facts(source, missing_times),
        schema=schema,
        columns={name: profiles[name] for name in names},
        rows=hasher.profile(),
        groups={name: grouping.labels for name, grouping in groupings.items()},
        sample=_sample(priorities, {name: sampled[name] for name in names if sampled}, plan.sample, chosen, groupings),
        outcomes=_outcomes(outcome_values, plan, groupings, clusters, reference),
    )


def _sample(
    priorities: HashArray,
    columns: Mapping[str, np.ndarray],
    limit: int,
    chosen: np.ndarray,
    groupings: Mapping[str, Grouping],
) -> RowSample | None:
    if not limit:
        return None
    windows = groupings["window"].codes[chosen] if "window" in groupings else None
    return RowSample(priorities, columns, limit, windows)


def _outcomes(
    values: Mapping[str, pa.ChunkedArray | None],
    plan: ProfilePlan,
    groupings: Mapping[str, Grouping],
    clusters: Codes | None,
    reference: DatasetProfile | None,
) -> OutcomesProfile | None:
    columns = {name: column for name, column in values.items() if column is not None}
    known = reference.outcomes if reference else None
    asked = OutcomesPlan(plan.roles, plan.task, plan.ranking, groupings, clusters, known)
    return profile_outcomes(columns, asked)


def read_column(source: Source, name: str) -> pa.ChunkedArray:
    """All arrays of a column as one."""
    arrays = list(source.column(name))
    if not arrays:
        return pa.chunked_array([], type=next(field.type for field in source.fields if field.name == name))
    return pa.chunked_array(arrays)


def _run(
    work: Callable[[str], tuple[str, KindGuess, ColumnProfile]], names: list[str], plan: ProfilePlan
) -> tuple[dict[str, KindGuess], dict[str, ColumnProfile]]:
    guesses: dict[str, KindGuess] = {}
    profiles: dict[str, ColumnProfile] = {}
    with ThreadPoolExecutor(plan.threads or os.cpu_count() or 1) as pool:
        try:
            for done, future in enumerate(as_completed([pool.submit(work, name) for name in names]), start=1):
                name, guess, profile = future.result()
                guesses[name], profiles[name] = guess, profile
                if plan.progress:
                    plan.progress("profile", done, len(names))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return guesses, profiles


def _request(
    name: str,
    plan: ProfilePlan,
    reference: DatasetProfile | None,
    groupings: Mapping[str, Grouping],
    clusters: Codes | None,
) -> ColumnRequest:
    known = reference.schema.get(name) if reference else None
    kind = KindGuess(known.kind, known.kind_reason) if known else None
    said = plan.kind_of(name)
    if said is not None:
        kind = KindGuess(said, "said in the configuration")
    return ColumnRequest(
        name=name,
        now=plan.now,
        kind=kind,
        is_binding=said is not None and known is None,
        reference=reference.columns[name] if reference and known else None,
        groupings=groupings,
        clusters=clusters,
    )


def _schema(source: Source, name: str, nullable: bool, guess: KindGuess, plan: ProfilePlan) -> ColumnSchema:  # noqa: FBT001
    read_as = next(field.type for field in source.fields if field.name == name)
    return ColumnSchema(
        name=name,
        type=str(source.declared_type(name)),
        kind=guess.kind,
        kind_reason=guess.reason,
        role=plan.roles.role_of(name),
        read_as=str(read_as),
        family=family_of(source.declared_type(name)),
        nullable=nullable,
    )


def _facts(source: Source, missing_times: int) -> DatasetFacts:
    facts = source.facts
    return DatasetFacts(
        name=facts.name,
        format=facts.format,
        rows=source.rows,
        bytes=facts.bytes,
        files=max(1, len(facts.files)),
        unreadable_rows=facts.unreadable.count,
        unreadable_lines=facts.unreadable.first_lines,
        unreadable_examples=facts.unreadable.examples,
        dialect=asdict(facts.dialect) if facts.dialect else None,
        notes=facts.notes,
        missing_timestamps=missing_times,
        sha256=sha256_of(facts.files, facts.bytes),
    )


def _groupings(source: Source, plan: ProfilePlan, reference: DatasetProfile | None) -> tuple[dict[str, Grouping], int]:
    groupings: dict[str, Grouping] = {}
    missing = 0
    names = {field.name for field in source.fields}
    asked = plan.window or (_window_of(reference) if reference else None)
    if plan.roles.timestamp in names:
        times = _times(source, str(plan.roles.timestamp))
        missing = int(np.isnan(times).sum())
        length = window_length(times, asked)
        is_number_line = any(f.name == plan.roles.timestamp and is_number(f.type) for f in source.fields)
        groupings["window"] = (
            row_windows(times, asked, has_dates=not is_number_line) if length is None else time_windows(times, length)
        )
    elif plan.window:
        groupings["window"] = row_windows(source.rows, plan.window)
    for segment in plan.roles.segments:
        if segment in names:
            groupings[f"segment:{segment}"] = _segments(source, segment, reference)
    return groupings, missing


def _window_of(reference: DatasetProfile) -> str | None:
    """Window length of the reference, so that both sides are cut alike."""
    labels = reference.groups.get("window", ())
    if not labels:
        return None
    if row_of(labels[0]) is not None:
        return f"rows:{(row_of(labels[1]) or 1) - 1}" if len(labels) > 1 else "rows"
    if len(labels) < 2:
        return "D"
    step = float(np.min(np.diff(np.array(labels, dtype="datetime64[s]").astype(np.int64))))
    return min(GRANULARITIES, key=lambda name: abs(GRANULARITIES[name] - step))


def _times(source: Source, name: str) -> np.ndarray:
    values = read_column(source, name)
    if is_number(values.type):
        return as_floats(values)
    if is_string(values.type) or pa.types.is_boolean(values.type):
        raise UsageError(
            f"the timestamp column {name!r} holds {values.type}, not times",
            where=source.facts.name,
            hint="name a column of dates, times or numbers with --timestamp",
        )
    return as_seconds(values)


def _segments(source: Source, name: str, reference: DatasetProfile | None) -> Grouping:
    encoded = as_strings(read_column(source, name)).combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_pylist()
    known = reference.groups.get(f"segment:{name}") if reference else None
    if known is None:
        counts = np.bincount(np.asarray(pc.fill_null(encoded.indices, len(values))), minlength=len(values) + 1)[:-1]
        order = sorted(range(len(values)), key=lambda i: (-counts[i], values[i]))[:SEGMENT_LIMIT]
        known = tuple(values[i] for i in order)
    place = {value: code for code, value in enumerate(known)}
    lookup = np.array([place.get(value, -1) for value in values] + [-1], dtype=np.int32)
    return Grouping(known, lookup[np.asarray(pc.fill_null(encoded.indices, -1))])


def _cluster_codes(source: Source, name: str | None) -> Codes | None:
    if name is None or name not in {field.name for field in source.fields}:
        return None
    encoded = as_strings(read_column(source, name)).combine_chunks().dictionary_encode()
    return np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int32)


def _sample_values(values: pa.ChunkedArray, kind: Kind) -> np.ndarray:
    """Floats with NaN, strings with None, vectors as lists; of what is not compared only whether there is something."""
    if kind is Kind.NUMERIC:
        return as_floats(values)
    if kind is Kind.TEMPORAL:
        return as_seconds(values)
    if kind is Kind.VECTOR:
        sampled = np.empty(len(values), dtype=object)
        sampled[:] = values.to_pylist()
        return sampled
    if kind in {Kind.OPAQUE, Kind.EMPTY}:
        values = values.is_valid()
    return np.array(as_strings(values).to_pylist(), dtype=object)
