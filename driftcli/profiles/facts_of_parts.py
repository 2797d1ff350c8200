"""What a guess of the kind needs of a column whose parts are looked at in different places."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from driftcli.frozen import dataclass
from driftcli.profiles.column import GUESS_SAMPLE
from driftcli.profiles.distinct import DistinctSample
from driftcli.profiles.encoded import codes_of, decoded, is_encoded
from driftcli.profiles.hashing import HashArray, hash_values
from driftcli.profiles.taking import taken
from driftcli.sources.kinds import ColumnFacts, is_string

FEW_DISTINCT = 65_536
"""Distinct values that are told apart exactly."""
KEPT = 16_384
"""Distinct values kept of more, whose number is then estimated to within 0.8 % (one sd)."""


@dataclass(frozen=True)
class PartFacts:
    """Facts of one part; those of parts in order add."""

    rows: int
    """Values that are not missing."""
    distinct: DistinctSample
    looked_at: int = 0
    """Strings whose length and words were counted."""
    length_sum: int = 0
    token_sum: int = 0
    span: tuple[int, int] | None = None
    """Smallest and largest integer."""
    runs: tuple[tuple[int, int], ...] | None = ()
    """First and last integer of each part in which integers only ever rise; ``None`` where one does not."""

    def merge(self, other: "PartFacts") -> "PartFacts":
        """Add the part that comes next."""
        spans = [span for span in (self.span, other.span) if span is not None]
        return PartFacts(
            rows=self.rows + other.rows,
            distinct=_slim(self.distinct.merge(other.distinct)),
            looked_at=self.looked_at + other.looked_at,
            length_sum=self.length_sum + other.length_sum,
            token_sum=self.token_sum + other.token_sum,
            span=(min(low for low, _ in spans), max(high for _, high in spans)) if spans else None,
            runs=None if self.runs is None or other.runs is None else (*self.runs, *other.runs),
        )

    @property
    def is_rising(self) -> bool:
        """Whether integers only ever rise; files may come in any order, as long as each rises and none overlaps."""
        ordered = sorted(self.runs or ())
        return self.runs is not None and all(left[1] < right[0] for left, right in pairwise(ordered))

    @property
    def facts(self) -> ColumnFacts:
        """What the guess is made from."""
        distinct = min(self.rows, round(self.distinct.distinct))
        if self.span is None:
            looked_at = max(1, self.looked_at)
            return ColumnFacts(
                self.rows,
                distinct,
                mean_length=self.length_sum / looked_at,
                mean_tokens=self.token_sum / looked_at,
            )
        found = self.rows if self.is_rising else distinct
        return ColumnFacts.of_integers(self.rows, found, self.span, is_rising=self.is_rising)


def facts_of_part(values: pa.ChunkedArray) -> PartFacts:
    """Gather the facts of one part, shape (rows,), strings perhaps encoded."""
    present = len(values) - values.null_count
    if is_encoded(values) or is_string(values.type):
        sample = decoded(values).drop_null().slice(0, GUESS_SAMPLE)
        return PartFacts(
            present,
            _slim(DistinctSample.from_hashes(distinct_hashes(values), size=FEW_DISTINCT)),
            looked_at=len(sample),
            length_sum=pc.sum(pc.utf8_length(sample)).as_py() or 0,
            token_sum=pc.sum(pc.count_substring_regex(sample, r"\S+")).as_py() or 0,
        )
    if not pa.types.is_integer(values.type) or present == 0:
        return PartFacts(present, DistinctSample.from_hashes(np.empty(0, dtype=np.uint64), size=FEW_DISTINCT))
    integers = values.drop_null().to_numpy()
    return PartFacts(
        present,
        _slim(DistinctSample.from_hashes(hash_values(values.drop_null()), size=FEW_DISTINCT)),
        span=(int(integers.min()), int(integers.max())),
        runs=((int(integers[0]), int(integers[-1])),) if bool(np.all(integers[1:] > integers[:-1])) else None,
    )


def distinct_hashes(values: pa.ChunkedArray) -> HashArray:
    """Hash each distinct value of every dictionary once, where values are held so."""
    if not is_encoded(values):
        return hash_values(values.drop_null())
    runs: list[list[pa.DictionaryArray]] = []
    for chunk in values.chunks:
        if runs and chunk.dictionary.equals(runs[-1][0].dictionary):
            runs[-1].append(chunk)
        else:
            runs.append([chunk])
    return np.concatenate([np.empty(0, dtype=np.uint64), *(_hashes_in_use(pa.chunked_array(run)) for run in runs)])


def _hashes_in_use(values: pa.ChunkedArray) -> HashArray:
    codes, dictionary = codes_of(values)
    return hash_values(taken(dictionary, np.flatnonzero(np.bincount(codes[codes >= 0], minlength=1))))


def _slim(sample: DistinctSample) -> DistinctSample:
    """Keep fewer hashes once they are an estimate anyway."""
    if sample.is_complete or len(sample.hashes) <= KEPT:
        return sample
    return DistinctSample(sample.hashes[:KEPT], sample.counts[:KEPT], sample.rows, is_complete=False, size=KEPT)
