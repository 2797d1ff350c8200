"""Our frozen dataclasses beside those of ``dataclasses``: every class here is made twice, and must not differ."""

import copy
import dataclasses
import inspect
import math
import pickle
import sys
from contextlib import contextmanager
from dataclasses import FrozenInstanceError, field
from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftcli.frozen import dataclass

VALUES = st.one_of(st.integers(), st.floats(), st.text(max_size=3), st.just(math.nan), st.tuples(st.booleans()))
SHAPES = ("Empty", "Single", "Slotted", "Open", "Named", "Partial")


def _family(made):
    """Make one class of each shape with a decorator, under names by which pickle finds them."""

    @made(frozen=True)
    class Empty:
        """Nothing."""

    @made(frozen=True, slots=True)
    class Single:
        """One field, whose tuple of values is easily forgotten."""

        a: object

    @made(frozen=True, slots=True)
    class Slotted:
        """Defaults of both kinds."""

        a: object
        b: object = 2
        c: list[object] = field(default_factory=list, compare=False)

    @made(frozen=True)
    class Open:
        """No slots, a named field, a step after the fields are set, a value kept when it was once computed."""

        a: object
        b: object = field(default=2, kw_only=True)
        c: object = 3

        def __post_init__(self):
            if self.a == "refused":
                raise ValueError("refused")

        @cached_property
        def twice(self):
            return [self.a, self.a]

    @made(frozen=True, slots=True, kw_only=True, weakref_slot=True)
    class Named:
        """Only named fields."""

        a: object
        b: object = None
        c: object

    @made(frozen=True)
    class Partial:
        """Fields that do not count, and methods of its own."""

        a: object
        b: object = field(default=2, compare=False, repr=False)
        c: object = field(default=3, hash=False)

        def __repr__(self):
            return f"Partial of {self.a!r}"

    return {kind.__name__: kind for kind in (Empty, Single, Slotted, Open, Named, Partial)}


OURS, THEIRS = _family(dataclass), _family(dataclasses.dataclass)
PAIRS = pytest.mark.parametrize(("ours", "theirs"), [(OURS[name], THEIRS[name]) for name in SHAPES], ids=SHAPES)


def _make(kind, values):
    return kind(**{known.name: value for known, value in zip(dataclasses.fields(kind), values, strict=False)})


def _outcome(function, *arguments, **named):
    try:
        return function(*arguments, **named)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same
        return type(error), str(error).replace("_family.<locals>.", "")


def _same_hash(one, other):
    return _outcome(hash, one) == _outcome(hash, other)


@PAIRS
@given(st.lists(VALUES, min_size=3, max_size=3), st.lists(VALUES, min_size=3, max_size=3))
def test_equality_hash_and_repr_do_not_differ(ours, theirs, first, second):
    mine, yours = [_make(ours, values) for values in (first, second)], [_make(theirs, v) for v in (first, second)]
    assert (mine[0] == mine[1]) == (yours[0] == yours[1])
    assert mine[0] == _make(ours, first)
    assert mine[0] != yours[0]
    assert all(_same_hash(one, other) for one, other in zip(mine, yours, strict=True))
    assert repr(mine[0]) == repr(yours[0])


@PAIRS
def test_what_is_known_of_a_class_does_not_differ(ours, theirs):
    for ask in (inspect.signature, lambda kind: kind.__match_args__, lambda kind: kind.__doc__, inspect.isabstract):
        assert str(ask(ours)) == str(ask(theirs))
    assert inspect.signature(ours.__init__).return_annotation is inspect.signature(theirs.__init__).return_annotation
    assert [str(known) for known in dataclasses.fields(ours)] == [str(known) for known in dataclasses.fields(theirs)]
    assert getattr(ours, "__slots__", None) == getattr(theirs, "__slots__", None)
    assert ours.__init__.__qualname__ == theirs.__init__.__qualname__
    assert ours.__dataclass_params__.frozen


@PAIRS
@pytest.mark.parametrize("arguments", [(), (1,), (1, 2), (1, 2, [3]), (1, 2, 3, 4)], ids=len)
@pytest.mark.parametrize("named", [{}, {"a": 1}, {"b": 5}, {"a": 1, "c": 4}, {"nonsense": 1}], ids=str)
def test_a_value_is_made_or_refused_in_the_same_words(ours, theirs, arguments, named):
    mine, yours = _outcome(ours, *arguments, **named), _outcome(theirs, *arguments, **named)
    assert repr(mine) == repr(yours)
    if not isinstance(yours, tuple):
        assert dataclasses.asdict(mine) == dataclasses.asdict(yours)
        assert repr(_outcome(dataclasses.replace, mine, a=7)) == repr(_outcome(dataclasses.replace, yours, a=7))


@PAIRS
@pytest.mark.parametrize("name", ["a", "b", "c", "nonsense"])
def test_nothing_can_be_changed(ours, theirs, name):
    mine, yours = _make(ours, (1, 2, 3)), _make(theirs, (1, 2, 3))
    deleted, changed = _outcome(delattr, mine, name), _outcome(setattr, mine, name, 9)
    assert deleted == (FrozenInstanceError, f"cannot delete field {name!r}")
    assert changed == (FrozenInstanceError, f"cannot assign to field {name!r}")
    if not hasattr(theirs, "__slots__") or hasattr(mine, name):  # else theirs stumbles over its own class before slots
        assert (deleted, changed) == (_outcome(delattr, yours, name), _outcome(setattr, yours, name, 9))


@contextmanager
def _found_by_pickle(kind):
    """Let pickle find a class that was made in a function, under its plain name in this module."""
    name, kind.__qualname__ = kind.__qualname__, kind.__name__
    setattr(sys.modules[__name__], kind.__name__, kind)
    try:
        yield
    finally:
        kind.__qualname__ = name
        delattr(sys.modules[__name__], kind.__name__)


@PAIRS
def test_copies_and_pickles_are_equal(ours, theirs):
    for kind in (ours, theirs):
        value = _make(kind, (1, 2, [3]))
        with _found_by_pickle(kind):
            written = [pickle.dumps(value, protocol) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
            for again in (copy.copy(value), copy.deepcopy(value), *map(pickle.loads, written)):
                assert again == value
                assert again is not value
                assert dataclasses.asdict(again) == dataclasses.asdict(value)


@PAIRS
def test_a_pickle_of_theirs_is_read_by_ours(ours, theirs):
    with _found_by_pickle(theirs):
        written = pickle.dumps(_make(theirs, (1, 2, 3)))
    with _found_by_pickle(ours):
        assert pickle.loads(written) == _make(ours, (1, 2, 3))  # noqa: S301 - written above


def test_defaults_are_made_anew_and_the_step_after_runs():
    slotted, opened = OURS["Slotted"], OURS["Open"]
    assert slotted(1).c is not slotted(1).c
    assert opened([1]).twice == [[1], [1]]
    with pytest.raises(ValueError, match="refused"):
        opened("refused")


def test_a_class_below_is_its_own_and_may_have_more():
    for made, family in ((dataclass, OURS), (dataclasses.dataclass, THEIRS)):

        class Loose(family["Open"]):
            """Not a dataclass itself: its own attributes can be set, fields cannot."""

        @made(frozen=True)
        class Below(family["Open"]):
            d: object = 4

        loose = Loose(1)
        loose.e = 5
        assert loose != family["Open"](1)
        with pytest.raises(FrozenInstanceError):
            loose.a = 2
        assert repr(Below(1, d=6)).endswith("Below(a=1, b=2, c=3, d=6)")
        assert Below(1) == Below(1)
        with pytest.raises(TypeError, match="non-frozen"):
            dataclasses.dataclass(type("Thawed", (family["Open"],), {"__annotations__": {"x": int}}))


def test_a_value_that_holds_itself_can_be_shown():
    for family in (OURS, THEIRS):
        value = family["Slotted"](1)
        value.c.append(value)
        assert repr(value).endswith("Slotted(a=1, b=2, c=[...])")


def test_patterns_match():
    kind = OURS["Slotted"]
    match kind(1, "b"):
        case kind(first, "b"):
            assert first == 1
        case other:
            pytest.fail(f"{other} did not match")


def test_methods_are_compiled_when_they_are_first_needed():
    kind = _family(dataclass)["Slotted"]
    assert not inspect.isfunction(vars(kind)["__init__"])
    kind(1)
    assert inspect.isfunction(vars(kind)["__init__"])


def test_values_that_can_be_changed_are_none():
    with pytest.raises(TypeError, match=r"dataclasses\.dataclass"):
        dataclass(frozen=False)  # a type checker knows it as that of dataclasses
