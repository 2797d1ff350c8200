"""Builds the profile of a source on this machine: columns are the unit of parallel work, on a pool of threads.

NumPy sorting and Arrow decoding release the GIL. A column is held whole where it fits the budget, else it is read in
stretches; memory is bounded by the columns in flight.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.engines.budget import Budget, budget_for
from driftcli.engines.row_groups import RowGroups, WindowCut, group_rows
from driftcli.engines.stretched_outcomes import stretched_outcomes
from driftcli.engines.stretched_rows import Gathered, out_of_memory
from driftcli.frozen import dataclass
from driftcli.profiles.column import (
    ColumnRequest,
    as_floats,
    as_seconds,
    as_strings,
    held_column,
    kind_of,
    profile_column,
    profile_held,
    vector_lengths,
)
from driftcli.profiles.dataset import ColumnProfile, ColumnSchema, DatasetFacts, DatasetProfile
from driftcli.profiles.encoded import codes_of, decoded, read_all, read_encoded, read_stretches
from driftcli.profiles.grid import IntArray
from driftcli.profiles.hashing import HashArray
from driftcli.profiles.key_repeats import count_keys
from driftcli.profiles.outcome_reading import OutcomesPlan, outcome_columns, profile_outcomes
from driftcli.profiles.outcomes import OutcomesProfile
from driftcli.profiles.rowhash import RowHasher, key_hashes, leading_columns
from driftcli.profiles.rows import TEXT_LENGTH, RowSample, RowsProfile, sample_rows
from driftcli.profiles.stretched import Reading, profile_stretches
from driftcli.profiles.taking import taken
from driftcli.sources.digest import sha256_of
from driftcli.sources.families import family_of
from driftcli.sources.kinds import Kind, KindGuess, RoleAssignment, is_moment, is_number, is_varied
from driftcli.sources.source import Field, Source

Progress = Callable[[str, int, int], None]
"""Called with a stage, how many columns are done, and how many there are."""


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
    memory: int | None = None
    """Bytes that the whole process may take; ``None``: a share of what there is."""
    cut: WindowCut | None = None
    """Where windows of equal rows are cut, where the source is a part of a dataset that was looked at before."""
    is_score: bool | None = None
    """Whether the prediction is taken for a score; ``None`` finds out."""


def profile_source(source: Source, plan: ProfilePlan, reference: DatasetProfile | None = None) -> DatasetProfile:
    """Profile a source; with a reference, in its edges, kinds and tracked categories."""
    budget = budget_for(plan.memory, plan.threads)
    stretch = None if budget.fits(source.rows) else budget.stretch
    groups = group_rows(source, plan.roles, plan.window, reference, stretch=stretch, cut=plan.cut)
    leading = leading_columns(source, reference.rows.chosen_by if reference else ())
    hasher = RowHasher(source, plan.roles.keys if stretch is None else (), leading)
    sampled_rows = source.rows if plan.sample else 0
    chosen, priorities = sample_rows(sampled_rows, seed=plan.seed, limit=plan.sample, part=leading.mark)
    named = outcome_columns(plan.roles, plan.ranking[0] if plan.ranking else None)
    job = _Job(source, plan, reference, groups, hasher, chosen, dict.fromkeys(named), budget, stretch)
    guesses, profiles = _run(job.profiled, _costly_first(source), plan)
    schema = {field.name: _schema(source, field, guesses[field.name], plan) for field in source.fields}
    names = list(schema)
    profile = DatasetProfile(
        facts=_facts(source, groups.missing_times),
        schema=schema,
        columns={name: profiles[name] for name in names},
        rows=job.rows(),
        groups={name: grouping.labels for name, grouping in groups.groupings.items()},
        sample=job.sample(priorities, names),
        outcomes=job.outcomes(),
    )
    pa.default_memory_pool().release_unused()
    return profile


@dataclass(frozen=True)
class _Job:
    """What the columns of one source share while they are profiled."""

    source: Source
    plan: ProfilePlan
    reference: DatasetProfile | None
    groups: RowGroups
    hasher: RowHasher
    chosen: IntArray
    """Rows of the sample, in its order."""
    outcome_values: dict[str, pa.ChunkedArray | None]
    """Columns of labels and predictions, by name; not filled where columns are read in stretches."""
    budget: Budget
    stretch: int | None
    """Rows of a stretch, where columns of so many rows are not held whole."""
    sampled: dict[str, np.ndarray] = field(default_factory=dict)

    @cached_property
    def types(self) -> dict[str, pa.DataType]:
        """Type of each column."""
        return {field.name: field.type for field in self.source.fields}

    def profiled(self, name: str) -> tuple[str, KindGuess, ColumnProfile]:
        """Profile a column; where memory does not suffice, say for which."""
        try:
            found = self._held(name) if self.stretch is None else self._held_numbers(name)
            return found or self._stretched(name)
        except MemoryError as error:
            raise out_of_memory(name, self.source.facts.name) from error

    def _held(self, name: str) -> tuple[str, KindGuess, ColumnProfile] | None:
        """Summarise a column whole, unless its strings or lists turn out to be too long for that."""
        is_bounded = is_varied(self.types[name]) and name not in self.outcome_values
        values = read_encoded(self.source, name, self.budget.fits_bytes if is_bounded else None)
        if values is None:
            return None
        guess, profile = profile_column(values, self._request(name), self.source.unparseable(name))
        if name in self.outcome_values:
            self.outcome_values[name] = decoded(values)
        self._take_rows(name, values, guess.kind)
        return name, guess, profile

    def _held_numbers(self, name: str) -> tuple[str, KindGuess, ColumnProfile] | None:
        """Summarise a column whole, though others are read in stretches, where it holds numbers or times that fit."""
        value_type = self.types[name]
        if not (is_number(value_type) or is_moment(value_type)) or not self.budget.fits_numbers(self.source.rows):
            return None
        request = self._request(name)
        column = held_column(read_all(self.source, name))
        guess = kind_of(column, request)
        if guess.kind not in {Kind.NUMERIC, Kind.TEMPORAL}:
            return None
        self._take_rows(name, column.values, guess.kind)
        return name, guess, profile_held(column, guess.kind, request, self.source.unparseable(name))

    def _take_rows(self, name: str, values: pa.ChunkedArray, kind: Kind) -> None:
        self.hasher.add(name, values)
        if self.plan.sample:
            self.sampled[name] = _sample_values(_shortened(taken(values, self.chosen), kind), kind)

    def _stretched(self, name: str) -> tuple[str, KindGuess, ColumnProfile]:
        sampled = Gathered(np.sort(self.chosen))

        def take(values: pa.ChunkedArray, start: int, kind: Kind) -> None:
            self.hasher.add(name, values, start)
            sampled.take(values, start, partial(_shortened, kind=kind))

        size = self.budget.stretch_bytes if is_varied(self.types[name]) else None
        stretches = partial(read_stretches, self.source, name, self.budget.stretch, size)
        as_stored = partial(stretches, as_stored=True)
        groups = self.groups
        reading = Reading(stretches, as_stored, self.source.rows, groups.groupings, groups.clusters, take)
        request, bad = self._request(name), self.source.unparseable(name)
        guess, profile = profile_stretches(reading, request, self.types[name], bad)
        if self.plan.sample:
            in_order = np.argsort(np.argsort(self.chosen))
            self.sampled[name] = _sample_values(sampled.values(), guess.kind)[in_order]
        return name, guess, profile

    def rows(self) -> RowsProfile:
        """What is kept of whole rows."""
        profile, keys = self.hasher.profile(), self.plan.roles.keys
        names = {field.name for field in self.source.fields}
        if self.stretch is None or not keys or not names.issuperset(keys):
            return profile
        parts = partial(key_hashes, self.source, keys, self.stretch)
        sample, repeated = count_keys(parts, self.source.rows, self.budget.rows)
        return replace(profile, keys=sample, repeated_keys=repeated)

    def sample(self, priorities: HashArray, names: Sequence[str]) -> RowSample | None:
        """The sampled rows, with their windows."""
        if not self.plan.sample:
            return None
        grouping = self.groups.groupings.get("window")
        windows = None if grouping is None else grouping.codes[self.chosen].astype(np.int32)
        return RowSample(priorities, {name: self.sampled[name] for name in names}, self.plan.sample, windows)

    def outcomes(self) -> OutcomesProfile | None:
        """Labels against predictions."""
        plan, groups = self.plan, self.groups
        known = self.reference.outcomes if self.reference else None
        asked = OutcomesPlan(
            plan.roles, plan.task, plan.ranking, groups.groupings, groups.clusters, known, is_score=plan.is_score
        )
        if self.stretch is not None:
            return stretched_outcomes(self.source, tuple(self.outcome_values), asked, self.stretch)
        return profile_outcomes({name: own for name, own in self.outcome_values.items() if own is not None}, asked)

    def _request(self, name: str) -> ColumnRequest:
        known = self.reference.schema.get(name) if self.reference else None
        kind = KindGuess(known.kind, known.kind_reason) if known else None
        said = self.plan.kind_of(name)
        if said is not None:
            kind = KindGuess(said, "said in the configuration")
        return ColumnRequest(
            name=name,
            now=self.plan.now,
            kind=kind,
            is_binding=said is not None and known is None,
            reference=self.reference.columns[name] if self.reference and known else None,
            groupings=self.groups.groupings,
            clusters=self.groups.clusters,
        )


def _costly_first(source: Source) -> list[str]:
    """Names of the columns, strings and lists first, so that no thread is left with one of them at the end."""
    return [field.name for field in sorted(source.fields, key=lambda field: is_number(field.type))]


def _run(
    work: Callable[[str], tuple[str, KindGuess, ColumnProfile]], names: list[str], plan: ProfilePlan
) -> tuple[dict[str, KindGuess], dict[str, ColumnProfile]]:
    guesses: dict[str, KindGuess] = {}
    profiles: dict[str, ColumnProfile] = {}
    with ThreadPoolExecutor(budget_for(plan.memory, plan.threads).threads) as pool:
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


def _schema(source: Source, field: Field, guess: KindGuess, plan: ProfilePlan) -> ColumnSchema:
    declared = source.declared_type(field.name)
    return ColumnSchema(
        name=field.name,
        type=str(declared),
        kind=guess.kind,
        kind_reason=guess.reason,
        role=plan.roles.role_of(field.name),
        read_as=str(field.type),
        family=family_of(declared),
        nullable=field.nullable,
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


def _sample_values(values: pa.ChunkedArray, kind: Kind) -> np.ndarray:
    """Floats with NaN, strings and vectors with None; of what is not compared only whether there is something."""
    if kind is Kind.NUMERIC:
        return as_floats(values)
    if kind is Kind.TEMPORAL:
        return as_seconds(values)
    if kind is Kind.VECTOR:
        return _vectors(values)
    if kind in {Kind.OPAQUE, Kind.EMPTY}:
        values = values.is_valid()
    if kind is Kind.TEXT:
        return _objects(values.to_pylist())
    return _shared_strings(as_strings(values))


def _vectors(values: pa.ChunkedArray) -> np.ndarray:
    """Vectors where Arrow holds them, in the width of their file: Python's numbers would take eight times as much."""
    found: list[Any] = []
    for chunk in values.chunks:
        lengths = vector_lengths(chunk)
        flat = pc.list_flatten(chunk.drop_null())
        is_single = flat.type == pa.float32()
        elements = flat.to_numpy(zero_copy_only=False) if is_single else as_floats(pa.chunked_array([flat]))
        ends = np.cumsum(np.maximum(lengths, 0))
        spans = zip(lengths.tolist(), ends.tolist(), strict=True)
        found += [None if length < 0 else elements[end - length : end] for length, end in spans]
    return _objects(found)


def _objects(values: list[Any]) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):  # all at once, arrays of one length would become a table
        array[place] = value
    return array


def _shortened(values: pa.ChunkedArray, kind: Kind) -> pa.ChunkedArray:
    """Sampled values in their plain type, of a text its beginning."""
    plainly = decoded(values)
    return pc.utf8_slice_codeunits(as_strings(plainly), 0, TEXT_LENGTH) if kind is Kind.TEXT else plainly


def _shared_strings(values: pa.ChunkedArray) -> np.ndarray:
    """Rows of one category are one string in memory."""
    codes, dictionary = codes_of(values.dictionary_encode())
    return np.array([*dictionary.to_pylist(), None], dtype=object)[codes]
