"""From the row samples of two profiles to one design matrix: which columns a learner sees, and as what.

Numbers stay numbers, categories become codes of the pooled sample, and what would tell the samples apart without
saying anything (identifiers, timestamps, columns that changed type) is left out and named. Nothing is fitted here.
"""

import json
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from driftcli.frozen import dataclass
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.row_dependence import cluster_column, row_groups
from driftcli.sources.kinds import Kind, Role
from driftcli.stats.domain_classifier import SMALL_SAMPLE, DomainScores, fit_domain
from driftcli.stats.learners import BINS, Rows, cell_numbers
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.vector_rows import Numbers

CATEGORY_CODES = BINS - 1
"""Most frequent categories that keep a code of their own; the others share the next one."""
OTHER = "(other)"
_NOT_FEATURES = {
    Kind.IDENTIFIER: "identifier",
    Kind.TEMPORAL: "timestamp",
    Kind.TEXT: "free text",
    Kind.VECTOR: "vector",
    Kind.EMPTY: "no value in the reference",
    Kind.OPAQUE: "values that are not compared",
}
FEATURE_ROLES = frozenset({Role.FEATURE, Role.SEGMENT})


@dataclass(frozen=True)
class FeatureColumn:
    """One column of both samples, reference rows first."""

    name: str
    values: NDArray[np.float64]
    """Numbers, or codes of ``labels``; NaN where missing."""
    labels: tuple[str, ...] = ()
    """Category of each code; empty for numbers."""

    @property
    def is_categorical(self) -> bool:
        """Whether its values are codes."""
        return bool(self.labels)


@dataclass(frozen=True)
class PairedDesign:
    """The sampled rows of two profiles side by side."""

    n: int
    """Sampled reference rows: the first n of every column."""
    m: int
    """Sampled current rows."""
    features: tuple[FeatureColumn, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Column to the reason for which no learner sees it."""
    groups: RowGroups | None = None
    """Which rows depend on each other; ``None`` where none are known to."""

    @cached_property
    def rows(self) -> Rows:
        """Features as learners take them."""
        columns = [f.values if f.is_categorical else cell_numbers(f.values) for f in self.features]
        matrix = np.column_stack(columns) if columns else np.empty((self.n + self.m, 0))
        flags = np.array([f.is_categorical for f in self.features], dtype=bool)
        return Rows(matrix, np.arange(self.n + self.m) >= self.n, flags, self.groups)

    @property
    def is_small(self) -> bool:
        """Whether a sample is too small to be cross-fitted."""
        return min(self.n, self.m) < SMALL_SAMPLE

    @cached_property
    def domain(self) -> DomainScores:
        """The domain classifier of these rows, fitted once for every check that needs it."""
        return fit_domain(self.rows, is_split=self.is_small)

    def taken(self, chosen: NDArray[np.bool_]) -> "PairedDesign":
        """Give the design of some of the rows."""
        columns = tuple(FeatureColumn(f.name, f.values[chosen], f.labels) for f in self.features)
        n = int(chosen[: self.n].sum())
        groups = None if self.groups is None else self.groups.taken(chosen)
        return PairedDesign(n, int(chosen.sum()) - n, columns, self.left_out, groups)


def pair_rows(reference: DatasetProfile, current: DatasetProfile, *, limit: int) -> PairedDesign:
    """Build the design of at most ``limit`` sampled rows a side; both profiles must hold a sample."""
    left_out: dict[str, str] = {}
    features = []
    cluster = cluster_column(reference, current)
    for name in reference.schema:
        if name == cluster:
            continue
        reason = why_not_a_feature(reference, current, name)
        if reason is None:
            column = _feature(name, sampled(reference, name, limit), sampled(current, name, limit))
            reason = _why_useless(column, min(limit, sample_size(reference)))
            if reason is None:
                features.append(column)
        if reason:
            left_out[name] = reason
    n, m = (min(limit, sample_size(profile)) for profile in (reference, current))
    return PairedDesign(n, m, tuple(features), left_out, row_groups(reference, current, limit))


def sample_size(profile: DatasetProfile) -> int:
    """Rows that the profile's sample holds; 0 without one."""
    return len(profile.sample.priorities) if profile.sample else 0


def sampled(profile: DatasetProfile, name: str, limit: int) -> NDArray[Any]:
    """Values of a column in the first ``limit`` sampled rows, which are in random order."""
    if profile.sample is None:
        raise ValueError(f"{profile.facts.name} holds no row sample")
    return np.asarray(profile.sample.columns[name])[:limit]


def why_not_a_feature(reference: DatasetProfile, current: DatasetProfile, name: str) -> str | None:
    """Tell why no learner may see a column, from its schema alone; ``""`` for a column of another role."""
    old, new = reference.schema[name], current.schema.get(name)
    if old.role not in FEATURE_ROLES:
        return ""
    if new is None:
        return "missing from the current data"
    if old.family != new.family:
        return f"its type changed ({old.type} to {new.type})"
    for profile in (reference, current):
        if profile.sample is None or name not in profile.sample.columns:
            return "not in the row sample"
    return _NOT_FEATURES.get(old.kind)


def sampled_vectors(profile: DatasetProfile, name: str, limit: int) -> tuple[list[Numbers], NDArray[np.int64]]:
    """Vectors of a column, shape (dimensions,) each, not copied, and their places among the sampled rows.

    Only those of the commonest dimension, finite and not missing.
    """
    found = [_vector(value) for value in sampled(profile, name, limit).tolist()]
    lengths, counts = np.unique([len(vector) for vector in found if len(vector)], return_counts=True)
    common = int(lengths[np.argmax(counts)]) if len(lengths) else -1
    whole = [place for place, vector in enumerate(found) if len(vector) == common and np.isfinite(vector).all()]
    return [found[place] for place in whole], np.array(whole, dtype=np.int64)


def _vector(value: Numbers | str | None) -> Numbers:
    """A vector of the sample, as a baseline holds it, too; of no dimension where it is missing."""
    if isinstance(value, str):
        return np.array(json.loads(value.replace("None", "NaN").replace("nan", "NaN")), dtype=np.float64)
    return np.empty(0) if value is None else value


def sampled_texts(profile: DatasetProfile, name: str, limit: int) -> tuple[list[str], NDArray[np.int64]]:
    """Texts of a column that are not missing, and their places among the sampled rows."""
    found = [(place, text) for place, text in enumerate(sampled(profile, name, limit).tolist()) if text is not None]
    return [str(text) for _, text in found], np.array([place for place, _ in found], dtype=np.int64)


def _feature(name: str, old: NDArray[Any], new: NDArray[Any]) -> FeatureColumn:
    if object not in (old.dtype, new.dtype):
        return FeatureColumn(name, np.concatenate([old, new]).astype(np.float64))
    encoded = pa.array([*old.tolist(), *new.tolist()], type=pa.large_string()).dictionary_encode()
    indices = np.asarray(pc.fill_null(encoded.indices, -1))
    counts = np.bincount(indices[indices >= 0], minlength=len(encoded.dictionary))
    categories = encoded.dictionary.to_pylist()
    order = sorted(range(len(categories)), key=lambda code: (-counts[code], categories[code]))
    kept = order[:CATEGORY_CODES]
    lookup = np.full(len(categories) + 1, float(len(kept)))
    lookup[kept] = np.arange(len(kept))
    lookup[-1] = np.nan
    labels = tuple(categories[code] for code in kept) + ((OTHER,) if len(order) > len(kept) else ())
    return FeatureColumn(name, lookup[indices], labels or (OTHER,))


def _why_useless(column: FeatureColumn, n: int) -> str | None:
    missing = np.isnan(column.values)
    for side, gone in (("reference", missing[:n]), ("current data", missing[n:])):
        if gone.all():
            return f"missing in all sampled rows of the {side}"
    present = column.values[~missing]
    return "constant" if not missing.any() and np.all(present == present[0]) else None
