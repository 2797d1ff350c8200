"""Frozen dataclasses whose methods are not written out and compiled for every class anew.

``dataclasses.dataclass(frozen=True)`` compiles six functions a class: with the classes of this program that is a tenth
of a second at each start. Here equality, hash, ``repr`` and the refusal to be changed are made without compiling, and
``__init__``, which has to be quick, is compiled when it is first looked at, for most classes are of no use in most
runs. Everything else is done by ``dataclasses``, and its functions know these classes as their own. What this program
does not use is not there: order, ``InitVar`` and fields without a parameter.
"""

from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as plain_dataclass
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, TypeVar

_T = TypeVar("_T")


class _Factory:
    """Stands in a signature where a default is made anew for every value, as in those of ``dataclasses``."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE_ANEW = _Factory()


def _frozen_dataclass(
    *, frozen: bool, slots: bool = False, kw_only: bool = False, weakref_slot: bool = False
) -> Callable[[type[_T]], type[_T]]:
    """Make a class a frozen dataclass; methods that it has of its own stay."""
    if not frozen:
        raise TypeError("values are frozen; for others there is dataclasses.dataclass")

    def made(cls: type[_T]) -> type[_T]:
        options = {"slots": slots, "kw_only": kw_only, "weakref_slot": weakref_slot}
        if hasattr(cls, "__dataclass_fields__"):  # below another: rare enough to leave it all to them
            return plain_dataclass(frozen=True, **options)(cls)
        made: Any = plain_dataclass(init=False, repr=False, eq=False, **options)(cls)
        made.__dataclass_params__.frozen = True
        own = vars(made)
        for name, function in _methods(made, is_slotted=slots):
            if own.get(name) is None:
                setattr(made, name, function)
        return made  # type: ignore[no-any-return]

    return made


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _frozen_dataclass

__all__ = ["dataclass"]


def _methods(cls: Any, *, is_slotted: bool) -> Iterable[tuple[str, Any]]:
    known = fields(cls)
    compared = _values(field.name for field in known if field.compare)
    hashed = _values(field.name for field in known if (field.compare if field.hash is None else field.hash))
    yield "__init__", _Uncompiled(cls)
    yield "__repr__", _repr
    yield "__eq__", _equality(compared)
    yield "__hash__", lambda self: hash(hashed(self))
    yield from _refusals(cls, frozenset(field.name for field in known))
    if is_slotted:
        yield "__getstate__", _state
        yield "__setstate__", _restore


def _values(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Give what takes the values of these fields from an object, always as a tuple."""
    match tuple(names):
        case ():
            return lambda _: ()
        case (name,):
            single = attrgetter(name)
            return lambda value: (single(value),)
        case several:
            return attrgetter(*several)


def _equality(compared: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any, Any], bool]:
    def equal(self: Any, other: Any) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


@recursive_repr()
def _repr(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _refusals(cls: Any, names: frozenset[str]) -> Iterable[tuple[str, Callable[..., None]]]:
    """Refuse to set and delete fields, and anything in objects of just this class."""

    def refuse_to_set(self: Any, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def refuse_to_delete(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    yield "__setattr__", refuse_to_set
    yield "__delattr__", refuse_to_delete


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


class _Uncompiled:
    """An ``__init__`` that puts the compiled one in its place whenever somebody looks at it, be it to call it."""

    __slots__ = ("_cls",)

    def __init__(self, cls: Any) -> None:
        self._cls = cls

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        self._cls.__init__ = compiled = _compiled(self._cls)
        return compiled.__get__(instance, owner)


def _compiled(cls: Any) -> Any:
    """Write out ``__init__`` and compile it: it does nothing but set the fields, past the refusal to do so."""
    known = fields(cls)
    scope: dict[str, Any] = {"_set": object.__setattr__, "_made_anew": _MADE_ANEW, "__name__": cls.__module__}
    scope |= {f"_default_{field.name}": _default(field) for field in known}
    named = [_parameter(field) for field in known if field.kw_only]
    listed = ["self", *(_parameter(field) for field in known if not field.kw_only), *(["*"] if named else []), *named]
    lines = [f"_set(self, {field.name!r}, {_value(field)})" for field in known]
    lines += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    exec(f"def __init__({', '.join(listed)}):\n  " + "\n  ".join(lines or ["pass"]), scope)  # noqa: S102 - names only
    scope["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    scope["__init__"].__annotations__ = {field.name: field.type for field in known} | {"return": None}
    return scope["__init__"]


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory


def _parameter(field: Field[Any]) -> str:
    if field.default_factory is not MISSING:
        return f"{field.name}=_made_anew"
    return field.name if field.default is MISSING else f"{field.name}=_default_{field.name}"


def _value(field: Field[Any]) -> str:
    if field.default_factory is MISSING:
        return field.name
    return f"_default_{field.name}() if {field.name} is _made_anew else {field.name}"
