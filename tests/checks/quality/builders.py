"""Profiles for the tests of quality, built as the engine builds them."""

from dataclasses import replace

import numpy as np

from driftcli.checks.check import Measured
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.profiles.categorical import profile_categories
from driftcli.profiles.dataset import ColumnSchema, DatasetFacts, DatasetProfile, PlainProfile
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.hashing import hash_strings
from driftcli.profiles.numeric import profile_numbers
from driftcli.profiles.presence import Presence
from driftcli.profiles.rows import RowsProfile, exact_repeats
from driftcli.profiles.temporal import profile_times
from driftcli.profiles.text import profile_identifiers, profile_text
from driftcli.profiles.vector import profile_vectors
from driftcli.sources.kinds import Kind, Role

NOW = 1_800_000_000.0


def numbers(values, *, like=None, missing=0):
    values = np.concatenate([np.asarray(values, dtype=float), np.full(missing, np.nan)])
    absent = int(np.isnan(values).sum())
    presence = Presence(rows=len(values), missing=absent, nan=absent)
    return profile_numbers(values, presence, grid=like.grid if like else None)


def number_pair(reference, current):
    before = numbers(reference)
    return before, numbers(current, like=before)


def plain(rows, missing):
    return PlainProfile(Presence(rows=rows, missing=missing))


def categories(counts, *, missing=0, blank=0):
    """From rows by category."""
    codes = np.repeat(np.arange(len(counts)), list(counts.values())).astype(np.int32)
    codes = np.concatenate([codes, np.full(missing, -1, dtype=np.int32)])
    blank = blank or sum(count for text, count in counts.items() if not text.strip())
    return profile_categories(codes, list(counts), Presence(rows=len(codes), missing=missing, blank=blank))


def times(seconds, *, like=None, now=NOW):
    seconds = np.asarray(seconds, dtype=float)
    return profile_times(seconds, Presence(rows=len(seconds)), now=now, reference=like)


def time_pair(reference, current):
    before = times(reference)
    return before, times(current, like=before)


def identifiers(strings):
    return profile_identifiers(list(strings), hash_strings(list(strings)), Presence(rows=len(strings)))


def texts(strings):
    blank = sum(not text.strip() for text in strings)
    return profile_text(list(strings), Presence(rows=len(strings), blank=blank))


def vectors(rows):
    lengths = np.array([len(row) for row in rows])
    return profile_vectors(
        np.concatenate([np.asarray(row, dtype=float) for row in rows]), lengths, Presence(rows=len(rows))
    )


def hashed(strings):
    return hash_strings([str(text) for text in strings])


def rows_profile(rows=None, keys=None):
    sample = DistinctSample.from_hashes
    return RowsProfile(
        rows=sample(hashed(rows)) if rows is not None else None,
        keys=sample(hashed(keys)) if keys is not None else None,
        repeated_rows=exact_repeats(hashed(rows)) if rows is not None else None,
        repeated_keys=exact_repeats(hashed(keys)) if keys is not None else None,
    )


def column(name, type_="int64", *, nullable=True, kind=Kind.NUMERIC):
    return ColumnSchema(name, type_, kind, "", Role.FEATURE, nullable=nullable)


def dataset(columns=(), *, rows=1_000, format_="parquet", profiles=None, row_hashes=None, **facts):
    return DatasetProfile(
        facts=DatasetFacts("data", format_, rows, **facts),
        schema={one.name: one for one in columns},
        columns=dict(profiles or {}),
        rows=row_hashes or RowsProfile(None),
    )


def measured(check, reference, current, **params):
    """Every answer of a check, as a list."""
    answer = check.measure(reference, current, check.params(**params))
    return list(answer) if isinstance(answer, list) or hasattr(answer, "__next__") else [answer]


def measured_once(check, reference, current, **params):
    (answer,) = measured(check, reference, current, **params)
    return answer


def status(check, answer):
    """What one answer amounts to when it is judged alone."""
    (finding,) = judge([Measured(check, answer, thresholds=check.thresholds)], Policy())
    return str(finding.status)


def with_presence(profile, **counts):
    return replace(profile, presence=replace(profile.presence, **counts))
