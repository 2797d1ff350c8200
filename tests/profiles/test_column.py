"""Every type of Arrow through the profile of a column: none is lost, none fails."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.errors import UsageError
from driftcli.profiles.categorical import CategoricalProfile
from driftcli.profiles.column import ColumnRequest, is_fitting, profile_column
from driftcli.profiles.dataset import PlainProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.temporal import TemporalProfile
from driftcli.profiles.text import IdentifierProfile, TextProfile
from driftcli.profiles.vector import VectorProfile
from driftcli.sources.families import plain_type
from driftcli.sources.kinds import Kind, KindGuess
from driftcli.sources.open import open_source
from driftcli.sources.source import Unparseable

UNSIGNED = (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())
SIGNED = (pa.int8(), pa.int16(), pa.int32(), pa.int64())
FLOATS = (pa.float16(), pa.float32(), pa.float64())
STRINGS = (pa.string(), pa.large_string(), pa.string_view())
MOMENTS = tuple(pa.timestamp(unit, zone) for unit in ("s", "ms", "us", "ns") for zone in (None, "UTC", "Europe/Berlin"))
DAY, HOUR = date(2024, 2, 29), time(13, 14, 15)
MOMENT = datetime(2024, 2, 29, 13, 14, 15, tzinfo=UTC)
VALUES = [
    *((kind, [1, 2, 2, None], NumericProfile) for kind in UNSIGNED + SIGNED),
    *((kind, [0.5, 2.0, 2.0, None], NumericProfile) for kind in FLOATS),
    (pa.decimal128(20, 2), [Decimal("1.50"), None], NumericProfile),
    (pa.decimal256(60, 0), [Decimal(10) ** 50, None], NumericProfile),
    (pa.bool_(), [True, False, None], CategoricalProfile),
    *((kind, ["a", "", "b", None], CategoricalProfile) for kind in STRINGS),
    (pa.dictionary(pa.int8(), pa.string()), ["a", "b", None], CategoricalProfile),
    (pa.dictionary(pa.int32(), pa.float64()), [0.5, None], NumericProfile),
    *((kind, [DAY, None], TemporalProfile) for kind in (pa.date32(), pa.date64())),
    *((kind, [HOUR, None], TemporalProfile) for kind in (pa.time32("s"), pa.time32("ms"))),
    *((kind, [HOUR, None], TemporalProfile) for kind in (pa.time64("us"), pa.time64("ns"))),
    *((kind, [MOMENT, None], TemporalProfile) for kind in MOMENTS),
    *((pa.duration(unit), [timedelta(minutes=1), None], NumericProfile) for unit in ("s", "ms", "us", "ns")),
    *((kind, [[1.0, 2.0], None], VectorProfile) for kind in (pa.list_(pa.float32()), pa.large_list(pa.float64()))),
    (pa.list_(pa.int16(), 2), [[1, 2], None], VectorProfile),
    (pa.list_(pa.string()), [["a"], None], PlainProfile),
    (pa.struct([("a", pa.int64())]), [{"a": 1}, None], PlainProfile),
    (pa.map_(pa.string(), pa.int64()), [[("a", 1)], None], PlainProfile),
    (pa.month_day_nano_interval(), [(1, 2, 3), None], PlainProfile),
    (pa.binary(), [b"\xff", None], PlainProfile),
    (pa.binary(2), [b"\xff\x00", None], PlainProfile),
    (pa.null(), [None, None], PlainProfile),
]


def profiled(array, *, name="x", **asked):
    chunks = [array[:1], array[1:]] if len(array) else []
    values = pa.chunked_array(chunks, array.type)
    return profile_column(values, ColumnRequest(name, now=0.0, **asked), None)


@pytest.mark.parametrize(("type_", "values", "expected"), VALUES, ids=[str(row[0]) for row in VALUES])
def test_every_type_has_a_profile(type_, values, expected):
    guess, found = profiled(pa.array(values, type_))
    assert type(found) is expected, guess
    missing = sum(value is None for value in values)
    assert (found.presence.rows, found.presence.missing) == (len(values), missing)
    assert found.n == len(values) - missing


@pytest.mark.parametrize(("type_", "values", "expected"), VALUES, ids=[str(row[0]) for row in VALUES])
@pytest.mark.parametrize("rows", [0, 40])
def test_every_type_may_be_missing_altogether(type_, values, expected, rows):
    guess, before = profiled(pa.array(values * 20, type_))
    _, found = profiled(pa.nulls(rows, type_))
    assert (found.n, found.presence.rows, found.presence.missing) == (0, rows, rows)
    _, after = profiled(pa.nulls(rows, type_), kind=guess, reference=before)
    assert type(after) is expected
    _, untyped = profiled(pa.nulls(rows), kind=guess, reference=before)
    assert type(untyped) is expected
    assert before.merge(after).n == before.n


@pytest.mark.parametrize("reference", VALUES, ids=[str(row[0]) for row in VALUES])
def test_a_column_may_become_any_other_type(reference):
    type_, values, _ = reference
    guess, before = profiled(pa.array(values * 20, type_))
    for other, others, _ in VALUES:
        found, after = profiled(pa.array(others * 20, other), kind=guess, reference=before)
        assert after.presence.rows == 20 * len(others)
        assert is_fitting(found.kind, plain_type(other))
        if found.kind is not guess.kind:
            assert f"not {guess.kind} as in the reference" in found.reason


def test_a_kind_that_the_user_said_must_fit():
    with pytest.raises(UsageError, match="type string cannot be taken as numeric") as raised:
        profiled(pa.array(["a"]), kind=KindGuess(Kind.NUMERIC, "said"), is_binding=True)
    assert "categorical" in str(raised.value.hint)


def test_no_column_of_a_dataset_is_lost():
    columns = {f"{place} {type_}": pa.array(values[:1] * 3, type_) for place, (type_, values, _) in enumerate(VALUES)}
    found = profile_source(open_source(pa.table(columns)), ProfilePlan(sample=2))
    flattened = [name if "struct" not in name else f"{name}.a" for name in columns]
    assert list(found.columns) == list(found.schema) == flattened
    assert list(found.sample.columns) == flattened
    assert all(len(values) == 2 for values in found.sample.columns.values())


def test_integers_at_the_ends_of_their_range():
    _, found = profiled(pa.array([2**64 - 1, 2**53 + 1, 0], pa.uint64()))
    assert (found.minimum, found.maximum, found.is_integer) == (0.0, float(2**64), True)
    _, found = profiled(pa.array([-(2**63), 2**63 - 1, None]))
    assert (found.minimum, found.maximum, found.negatives) == (-(2.0**63), 2.0**63, 1)


def test_missing_is_told_from_nan_blank_and_unparseable():
    _, found = profiled(pa.array([1.0, float("nan"), None]))
    assert (found.presence.missing, found.presence.nan, found.n) == (2, 1, 1)
    _, found = profiled(pa.array(["a", "", " \t", None]))
    assert (found.presence.missing, found.presence.blank, found.n) == (1, 2, 3)
    values = pa.chunked_array([pa.array([1.0, None, None])])
    _, found = profile_column(values, ColumnRequest("x", now=0.0), Unparseable(1, ("?",), (2,)))
    assert (found.presence.missing, found.presence.unparseable, found.presence.present) == (1, 1, 1)


def test_whole_floats_are_categories_as_integers_are():
    said = KindGuess(Kind.CATEGORICAL, "said")
    _, found = profiled(pa.array([1.0, 2.5, 1.0, None, float("nan"), 1e300, float("inf")]), kind=said)
    assert found.as_dict() == {"1": 2, "1e+300": 1, "2.5": 1, "inf": 1}
    _, whole = profiled(pa.array([1, 1, 2**60]), kind=said)
    assert whole.as_dict() == {"1": 2, str(2**60): 1}


def test_texts_and_identifiers(rng):
    words = np.array(["lorem", "ipsum", "dolor", "sit", "amet", "consetetur"])
    texts = pa.array([" ".join(rng.choice(words, 12)) for _ in range(60)] + [None])
    guess, found = profiled(texts)
    assert isinstance(found, TextProfile)
    assert (guess.kind, found.n, found.derived["tokens"].minimum) == (Kind.TEXT, 60, 12)
    guess, found = profiled(pa.array([f"ORD-{i:04d}" for i in range(60)] + [None, "?"]))
    assert isinstance(found, IdentifierProfile)
    assert (guess.kind, found.n, found.distinct.distinct) == (Kind.IDENTIFIER, 61, 61)
    assert found.patterns.as_dict() == {"A-9": 60, "?": 1}


def test_vectors_of_any_length_and_content():
    rows = [[3.0, 4.0], [0.0, 0.0], [1.0], [], None, [1.0, None], [float("inf")], [1e200, 1.0]]
    _, found = profiled(pa.array(rows))
    assert found.dimensions.as_dict() == {"2": 4, "1": 2, "0": 1}
    assert (found.norms.n, found.norms.maximum, found.zeros, found.non_finite) == (4, 5.0, 2, 3)
    assert found.presence.missing == 1


def test_blanks_are_found_whatever_they_are_made_of():
    texts = ["", " ", "\t\n", "\u00a0", "\u2003 ", " x", "\u00e9", "é ", None, "a", "\x1c", "\x1f\x0b"]
    for slicing in (slice(None), slice(3, 9)):
        values = pa.array(texts, pa.string())[slicing]
        _, profile = profile_column(pa.chunked_array([values, values]), ColumnRequest(name="x", now=0.0), None)
        expected = 2 * sum(text is not None and not text.strip() for text in texts[slicing])
        assert profile.presence.blank == expected
