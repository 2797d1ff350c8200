"""Pairs of profiles for the checks of drift, made as the engine makes them: one in the edges of the other."""

from datetime import UTC, datetime

import numpy as np

from driftcli.checks.check import Measured
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.profiles.categorical import profile_categories
from driftcli.profiles.groups import Grouping
from driftcli.profiles.numeric import profile_numbers
from driftcli.profiles.presence import Presence
from driftcli.profiles.temporal import profile_times
from driftcli.profiles.text import profile_text
from driftcli.profiles.vector import profile_vectors

NOW = datetime(2026, 11, 1, tzinfo=UTC).timestamp()


def number_pair(reference, current, *, windows=None, clusters=(None, None)):
    """Windows: one code for each row of the reference, counted from 0."""
    groupings = None if windows is None else {"window": grouping(windows)}
    old, new = (np.asarray(side, dtype=float) for side in (reference, current))
    before = profile_numbers(old, presence(old), groupings=groupings, clusters=clusters[0])
    return before, profile_numbers(new, presence(new), grid=before.grid, clusters=clusters[1])


def presence(values):
    missing = int(np.isnan(values).sum())
    return Presence(rows=len(values), missing=missing, nan=missing)


def grouping(codes):
    return Grouping(tuple(f"day {code:03d}" for code in range(max(codes) + 1)), np.asarray(codes, dtype=np.int32))


def repeated(counts, values=None):
    """Rows from how often each value occurs; values are 1, 2, 3 … unless given."""
    return np.repeat(np.arange(1, len(counts) + 1) if values is None else values, counts)


def category_pair(reference, current, *, windows=None, clusters=(None, None)):
    """From the categories of the rows, as whole numbers; -1 is missing."""
    old, new = (np.asarray(side, dtype=np.int32) for side in (reference, current))
    names = [f"c{number:04d}" for number in range(max(old.max(initial=0), new.max(initial=0)) + 1)]
    before = profile_categories(
        old,
        names,
        Presence(rows=len(old), missing=int((old < 0).sum())),
        groupings=None if windows is None else {"window": grouping(windows)},
        clusters=clusters[0],
    )
    is_missing = int((new < 0).sum())
    after = profile_categories(
        new, names, Presence(rows=len(new), missing=is_missing), tracked=before.tracked, clusters=clusters[1]
    )
    return before, after


def time_pair(reference, current):
    """From seconds since 1970."""
    old, new = (np.asarray(side, dtype=float) for side in (reference, current))
    before = profile_times(old, presence(old), now=NOW)
    return before, profile_times(new, presence(new), now=NOW, reference=before)


def text_pair(reference, current):
    before = profile_text(reference, Presence(rows=len(reference)))
    grids = {name: derived.grid for name, derived in before.derived.items()}
    return before, profile_text(current, Presence(rows=len(current)), grids=grids)


def vector_pair(reference, current):
    """From arrays of shape (rows, dimensions)."""
    before = vectors(reference)
    return before, vectors(current, grid=before.norms.grid, tracked=before.dimensions.tracked)


def vectors(rows, **like):
    rows = np.asarray(rows, dtype=float)
    return profile_vectors(rows.ravel(), np.full(len(rows), rows.shape[1]), Presence(rows=len(rows)), **like)


def ask(check, pair, **params):
    """The one answer of a check."""
    answer = check.measure(*pair, check.params(**params))
    if not hasattr(answer, "__iter__"):
        return answer
    (only,) = answer
    return only


def component(answer, name):
    return next(one for one in answer.components if one.name == name)


def reported(answer, name, variant=""):
    return next(one for one in answer.reported if one.name == name and variant in one.variant)


def outcome(check, answer, thresholds=None):
    """What an answer amounts to when it is judged alone."""
    (finding,) = judge([Measured(check, answer, column="x", thresholds=thresholds or check.thresholds)], Policy())
    return str(finding.outcome)


def share(happens, seeds=60):
    """Share of seeds with which something happens."""
    return float(np.mean([happens(np.random.default_rng(seed)) for seed in range(seeds)]))
