"""The whole catalogue, each check put to the same tables with every kind of column and every role."""

import inspect
import json
import math
import tomllib
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from functools import cache
from types import UnionType
from typing import Literal, Union, get_args, get_origin

import numpy as np
import pyarrow as pa
import pytest

from driftcli.checks.catalog import BUILTIN, builtin_checks
from driftcli.checks.check import CheckParams, Errored, Measurement, Skipped
from driftcli.declared import as_json, model_of, settings_of
from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.judgement.judge import judge
from driftcli.judgement.policy import Policy
from driftcli.measuring import measure_all
from driftcli.profiles.merge import merge_profiles
from driftcli.sources.kinds import Kind
from driftcli.sources.open import open_source
from driftcli.suite.load import default_suite
from driftcli.suite.toml import toml_value

CHECKS = builtin_checks()
ON_COUNTS = [check for check in CHECKS if not check.needs_rows]
"""Checks of counts; others look at a sample of rows, which depends on the place of a row in its file."""
HEADINGS = ["What it measures", "When it applies", "How to read it", "Thresholds", "Example", "References"]
ALARMS = {"warn", "fail", "errored"}
ROWS = 2_400
START = datetime(2026, 1, 5, tzinfo=UTC).timestamp()
DAYS = 40
NOW = START + (DAYS + 1) * 86_400
ROLES = {
    "target": "bought",
    "prediction": "said",
    "score": "score",
    "timestamp": "seen_at",
    "key": ["order_id"],
    "segments": ["region"],
}
KINDS = {
    Kind.NUMERIC: pa.float64(),
    Kind.CATEGORICAL: pa.string(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.TEMPORAL: pa.timestamp("us"),
    Kind.TEXT: pa.string(),
    Kind.IDENTIFIER: pa.string(),
    Kind.VECTOR: pa.list_(pa.float64()),
    Kind.OPAQUE: pa.list_(pa.string()),
}
CONSTANTS = {
    Kind.NUMERIC: 7.5,
    Kind.CATEGORICAL: "same",
    Kind.BOOLEAN: True,
    Kind.TEMPORAL: datetime(2026, 1, 20),  # noqa: DTZ001 - a column without a zone
    Kind.TEXT: "the very same words in each of the rows, whoever wrote them",
    Kind.IDENTIFIER: "AB-1",
    Kind.VECTOR: [0.6, 0.8],
    Kind.OPAQUE: ["x"],
}
each_check_of_counts = pytest.mark.parametrize("check", ON_COUNTS, ids=lambda check: check.id)
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)


def shop(seed):
    """Orders of a shop over forty days: every kind of column, a model's outcomes, and missing values."""
    rng = np.random.default_rng(seed)
    skus = 1 / np.arange(1, 1_501) ** 0.8
    words = np.array(["cheap", "sturdy", "blue", "soft", "late", "broken", "fine", "quick", "parcel", "again"])
    bought = rng.random(ROWS) < 0.4
    score = np.clip(0.3 * bought + rng.beta(2, 3, ROWS) * 0.7, 0, 1)
    seconds = START + np.sort(rng.random(ROWS)) * DAYS * 86_400
    return pa.table(
        {
            "order_id": [f"AB-{seed}-{number:05d}" for number in range(ROWS)],
            "seen_at": moments(seconds),
            "delivered_on": pa.array((seconds // 86_400 + rng.integers(1, 4, ROWS)).astype(np.int32)).cast(pa.date32()),
            "price": np.round(rng.lognormal(3, 1, ROWS), 2),
            "weight": with_gaps(rng.normal(70, 9, ROWS), rng, 0.1),
            "pieces": rng.poisson(2, ROWS),
            "region": rng.choice(["north", "south", "east", "west"], ROWS, p=[0.4, 0.3, 0.2, 0.1]),
            "channel": pa.array([None if gap else text for gap, text in channels(rng)]),
            "sku": np.char.add("sku ", rng.choice(1_500, ROWS, p=skus / skus.sum()).astype(str)),
            "member": rng.random(ROWS) < 0.6,
            "note": [" ".join(rng.choice(words, 9)) + f" {number}" for number in rng.integers(0, 9_999, ROWS)],
            "embedding": list(rng.normal(size=(ROWS, 3))),
            "tags": [["a"], ["a", "b"]] * (ROWS // 2),
            "bought": bought.astype(np.int64),
            "said": (score > 0.5).astype(np.int64),
            "score": score,
        }
    )


def moments(seconds):
    return pa.array((seconds * 1e6).astype(np.int64)).cast(pa.timestamp("us"))


def with_gaps(values, rng, share):
    return np.where(rng.random(len(values)) < share, np.nan, values)


def channels(rng):
    return zip(rng.random(ROWS) < 0.05, rng.choice(["web", "shop", "phone"], ROWS).tolist(), strict=True)


def broken(table):
    """The same shop after everything went wrong at once."""
    rng = np.random.default_rng(9)
    price = np.array(table["price"]) * 1_000
    price[:40], price[40:90] = np.inf, -999
    late = np.array(table["seen_at"]).astype("datetime64[us]").astype(np.int64) / 1e6 + 3_600 * rng.integers(0, 9, ROWS)
    note = [f"{words} <b>Ü</b>" if number % 2 else "" for number, words in enumerate(table["note"].to_pylist())]
    region = np.where(rng.random(ROWS) < 0.3, "NORTH ", np.where(rng.random(ROWS) < 0.1, "new", "south"))
    return pa.table(
        {
            **{name: table[name] for name in table.column_names},
            "order_id": ["x"] * 100 + table["order_id"].to_pylist()[100:],
            "seen_at": moments(late),
            "price": price,
            "weight": np.array(table["pieces"]).astype(float),
            "pieces": np.array(table["weight"]),
            "region": region,
            "sku": np.char.add("s", rng.integers(0, 900, ROWS).astype(str)),
            "member": np.ones(ROWS, dtype=bool),
            "note": note,
            "embedding": [[0.0, 0.0, 0.0], [np.nan, 1.0, 1.0], [9.0, 9.0]] * (ROWS // 3),
            "said": 1 - np.array(table["said"]),
            "score": np.array(table["score"]) ** 3,
        }
    )


def unlabelled(table):
    """The same shop before anyone knows what was bought."""
    return table.set_column(table.column_names.index("bought"), "bought", pa.nulls(ROWS, pa.int64()))


def half_labelled(table):
    """The same shop where every other purchase is known."""
    known = pa.array(table["bought"].to_numpy(), mask=np.arange(ROWS) % 2 == 0)
    return table.set_column(table.column_names.index("bought"), "bought", known)


def of_every_kind(value_of, rows=400):
    return pa.table({kind.value: pa.array([value_of[kind]] * rows, KINDS[kind]) for kind in KINDS})


@cache
def suite(*, roles=True, rows=True):
    """With roles, or with columns named after their kinds; with or without the checks of rows, cut short."""
    asked = {"roles": ROLES} if roles else {"kinds": {kind.value: kind.value for kind in KINDS}}
    quick = {"rows": 500, "kernel_rows": 200, "permutations": 99}
    settings = {
        check.id: {key: value for key, value in quick.items() if key in settings_of(check.params)} for check in CHECKS
    }
    chosen = [check.id for check in (CHECKS if rows else ON_COUNTS)]
    return default_suite(select=chosen, checks=settings, **asked)


@cache
def plan(*, roles=True):
    asked = suite(roles=roles)
    sample = 20_000 if any(check.needs_rows for check in CHECKS) else 0
    return ProfilePlan(roles=asked.roles, kind_of=asked.kind_for, now=NOW, sample=sample, threads=1)


def profiled(table, like=None, *, roles=True):
    return profile_source(open_source(table), plan(roles=roles), like)


@cache
def reference():
    return profiled(shop(1))


CURRENT = {
    "identical": lambda: shop(1),
    "drawn again": lambda: shop(2),
    "broken": lambda: broken(shop(2)),
    "unlabelled": lambda: unlabelled(shop(2)),
    "half labelled": lambda: half_labelled(shop(2)),
}
BARE = {
    "empty": (dict.fromkeys(KINDS), dict.fromkeys(KINDS)),
    "constant": (CONSTANTS, CONSTANTS),
    "emptied": (CONSTANTS, dict.fromkeys(KINDS)),
    "filled": (dict.fromkeys(KINDS), CONSTANTS),
}
each_world = pytest.mark.parametrize("world", [*CURRENT, *BARE])


@cache
def asked(world):
    """Every answer in a world."""
    if world in CURRENT:
        old, new = reference(), profiled(CURRENT[world](), reference())
        return measure_all(old, new, suite())
    old, new = (of_every_kind(values) for values in BARE[world])
    before = profiled(old, roles=False)
    return measure_all(before, profiled(new, before, roles=False), suite(roles=False))


def of_check(check, measured):
    return [one for one in measured if one.check.id == check.id]


def deciding(check, measured):
    """What a verdict rests on, by where it was asked."""
    found = {}
    for one in of_check(check, measured):
        about, answer = one.column, one.answer
        if not isinstance(answer, Measurement):
            found.setdefault((about, "skipped"), []).append(answer.reason)
            continue
        parts = [[part.p_value, part.size, part.lower, part.upper] for part in answer.components]
        effect = answer.effect and [answer.effect.value, answer.effect.lower, answer.effect.upper]
        key = (about, answer.statistic.name, answer.subject)
        found[key] = [answer.p_value, effect, parts, answer.fact, answer.statistic.value, answer.n_current]
    return found


def same(left, right):
    """Whether nested lists agree, numbers up to the order of summation."""
    if isinstance(left, float) and isinstance(right, float):
        return left == pytest.approx(right, rel=1e-6, abs=1e-9)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def assert_same(check, left, right):
    before, after = deciding(check, left), deciding(check, right)
    assert before.keys() == after.keys()
    for about, numbers in before.items():
        assert same(numbers, after[about]), f"{about}: {numbers} became {after[about]}"


def numbers_in(value, path=""):
    if isinstance(value, bool | str | type(None)):
        return
    if isinstance(value, int | float | np.number):
        yield path, float(value)
    elif is_dataclass(value):
        yield from numbers_in(asdict(value), path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers_in(inner, f"{path}.{key}")
    else:
        for place, inner in enumerate(value):
            yield from numbers_in(inner, f"{path}[{place}]")


def test_ids_are_unique_and_name_the_file():
    assert [f"{check.group}.{check.id}" for check in CHECKS] == list(BUILTIN)
    assert len({check.id for check in CHECKS}) == len(CHECKS)


@each_check
def test_a_manual_has_its_parts_in_order(check):
    assert [line[3:] for line in check.doc.splitlines() if line.startswith("## ")] == HEADINGS
    assert check.doc == inspect.getmodule(check.params).__doc__
    assert check.title
    assert check.title != check.doc.strip()


@each_check
def test_params_survive_toml(check):
    assert issubclass(check.params, CheckParams)
    for params in [check.params(), *other_params(check.params)]:
        said = {key: value for key, value in as_json(params).items() if value is not None}
        text = "\n".join(f"{key} = {toml_value(value)}" for key, value in said.items())
        assert check.params.of(tomllib.loads(text)) == params
    assert all(field.description for field in settings_of(check.params).values())


@each_check
def test_settings_that_nobody_set_are_those_that_pydantic_validates_and_writes(check):
    model = model_of(check.params)
    for params in (check.params.of({}), *other_params(check.params)):
        assert as_json(params) == model.model_validate(vars(params)).model_dump(mode="json")


def other_params(params):
    """Every value of every choice, and a doubled number, one at a time."""
    for name, field in settings_of(params).items():
        choices = [one for part in parts_of(field.annotation) for one in get_args(part) if get_origin(part) is Literal]
        if isinstance(field.default, int | float) and not isinstance(field.default, bool) and len(field.bounds) < 2:
            choices.append(field.default * 2)
        for choice in choices:
            yield params.of({name: choice})


def parts_of(annotation):
    return get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)


@each_check
def test_each_check_measures_something_in_some_world(check):
    answers = [one.answer for world in (*CURRENT, *BARE) for one in of_check(check, asked(world))]
    assert any(isinstance(answer, Measurement) for answer in answers), {a.reason for a in answers}


@each_check
def test_a_table_beside_itself_is_clean(check):
    assert not alarms(of_check(check, asked("identical")))


@pytest.mark.parametrize("world", ["empty", "constant"])
@each_check
def test_nothing_and_one_value_are_clean(check, world):
    assert not alarms(of_check(check, asked(world)))


def alarms(measured):
    findings = judge(measured, Policy())
    return [(one.column, one.measurement or one.reason) for one in findings if str(one.status) in ALARMS]


@each_world
@each_check
def test_answers_are_values_with_finite_numbers(check, world):
    for one in of_check(check, asked(world)):
        assert not isinstance(one.answer, Errored), one.answer.reason
        if isinstance(one.answer, Skipped):
            assert one.answer.reason
            continue
        wrong = {path: number for path, number in numbers_in(one.answer) if not math.isfinite(number)}
        assert not wrong, f"{one.column}: {wrong}"
        json.dumps(dict(one.answer.details), allow_nan=False)
        assert one.answer.p_value is None or 0 <= one.answer.p_value <= 1


@cache
def again():
    old = profiled(shop(1))
    return measure_all(old, profiled(broken(shop(2)), old), suite())


@each_check
def test_measuring_again_gives_the_same(check):
    first, second = of_check(check, asked("broken")), of_check(check, again())
    assert [(one.column, one.answer) for one in first] == [(one.column, one.answer) for one in second]


@cache
def shuffled():
    rng = np.random.default_rng(3)
    old = profiled(shop(1).take(pa.array(rng.permutation(ROWS))))
    return measure_all(old, profiled(broken(shop(2)).take(pa.array(rng.permutation(ROWS))), old), suite(rows=False))


@each_check_of_counts
def test_row_order_is_irrelevant(check):
    assert_same(check, asked("broken"), shuffled())


@cache
def merged(*, are_consecutive):
    table = broken(shop(2))
    chunks = [range(start, min(start + 700, ROWS)) for start in range(0, ROWS, 700)]
    chosen = chunks if are_consecutive else [range(start, ROWS, 4) for start in range(4)]
    parts = [profiled(table.take(pa.array(rows)), reference()) for rows in chosen]
    return measure_all(reference(), merge_profiles(parts), suite(rows=False))


@each_check_of_counts
@pytest.mark.parametrize("are_consecutive", [True, False], ids=["one after another", "in turn"])
def test_merging_parts_changes_nothing(check, are_consecutive):
    assert_same(check, asked("broken"), merged(are_consecutive=are_consecutive))
