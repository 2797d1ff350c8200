"""Settings declared once, as a class, and looked at by pydantic where somebody sets one that needs it.

    class Params(Declared):
        rows: int = setting(6_000, ge=100, description="Sampled rows a side.")

``Params.of({})`` is the defaults, ``Params.of({"rows": 50})`` an error by pydantic. To import pydantic and to build its
models takes a sixth of a small audit, while most audits set nothing but names and texts; those are taken as they are,
exactly where pydantic would take them so. What it alone can do (bounds, conversion, JSON Schema) is done by the model
that ``model_of`` builds from the same declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import reduce
from operator import or_
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    Self,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
)

from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

_UNKNOWN: Any = object()
"""Stands for a value that only pydantic can tell about, and for a default that is not there."""
_OF_EVERY_CLASS = frozenset({"__dict__", "__weakref__", "__annotations__"})


class SettingsError(ValueError):
    """What pydantic would not have, all of it."""

    def __init__(self, error: "ValidationError") -> None:
        super().__init__(str(error))
        self.problems: list[ErrorDetails] = error.errors(include_url=False)
        """One for each, as pydantic describes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that can be set."""

    annotation: Any = Any
    default: Any = _UNKNOWN
    """What holds where nothing is said."""
    description: str | None = None
    bounds: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What pydantic's ``Field`` takes beside: ``ge``, ``gt``, ``le``, ``lt``, ``min_length``, ``allow_inf_nan`` …"""

    @property
    def is_required(self) -> bool:
        """Tell whether it has to be said."""
        return self.default is _UNKNOWN


def setting(default: Any = _UNKNOWN, *, description: str | None = None, **bounds: Any) -> Any:
    """Declare a setting in a class: its default, what it is, and bounds as pydantic's ``Field`` names them.

    In ``Annotated`` it only bounds a part of a type.
    """
    return Setting(default=default, description=description, bounds=bounds)


@dataclass(frozen=True, slots=True)
class Before:
    """In ``Annotated``: a function through which a value goes before it is looked at."""

    function: Callable[[Any], Any]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], Before(_as_list), setting(strict=False)]
"""One string or a list of them."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(setting,))
class Declared:
    """A value whose attributes are settings; only those that were said are kept, the others are the class's.

    Subclasses may as well hold what a pydantic model would hold: ``Field``, validators, configuration.
    """

    model_config: ClassVar[Any] = {"frozen": True, "extra": "forbid", "defer_build": True}
    __declared__: ClassVar[dict[str, Setting]] = {}
    __namespace__: ClassVar[dict[str, Any]] = {}
    __model__: "ClassVar[type[BaseModel]]"

    def __init_subclass__(cls, **config: Any) -> None:
        super().__init_subclass__()
        cls.model_config = vars(cls).get("model_config", {}) | config
        annotations: dict[str, Any] = cls.__annotations__
        own = {name: kind for name, kind in annotations.items() if cast("Any", get_origin(kind)) is not ClassVar}
        cls.__namespace__ = dict(vars(cls))
        declared = {name: _declared(kind, vars(cls).get(name, _UNKNOWN)) for name, kind in own.items()}
        for name, one in declared.items():
            if not one.is_required:
                setattr(cls, name, one.default)
        cls.__declared__ = cls.__declared__ | declared

    def __init__(self, **said: Any) -> None:
        if said:
            vars(self).update(vars(_checked(type(self), said)))

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """Take what is said, as TOML has it.

        Raises
        ------
        SettingsError
            For an unknown setting, a value of the wrong type or out of bounds, and one that is missing.
        """
        taken: Self = _taken(cls, said)
        return cast("Self", _checked(cls, said)) if taken is _UNKNOWN else taken

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: settings do not change")

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values_of(self) == values_of(other) and extra_of(self) == extra_of(other)

    def __hash__(self) -> int:
        return hash(tuple(values_of(self).values()))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__qualname__}({said})"


def settings_of(cls: type[Declared]) -> dict[str, Setting]:
    """Give what a class declares, by name, what it inherits first."""
    return cls.__declared__


def values_of(value: Declared) -> dict[str, Any]:
    """Give every setting with the value that holds."""
    return {name: getattr(value, name) for name in value.__declared__}


def extra_of(value: Declared) -> dict[str, Any]:
    """Give what was said without being declared, where the class allows it."""
    return {name: said for name, said in vars(value).items() if name not in value.__declared__}


def as_json(value: Declared) -> dict[str, Any]:
    """Give every setting as JSON has it."""
    return {name: _jsonable(one) for name, one in (values_of(value) | extra_of(value)).items()}


def _jsonable(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case Declared():
            return as_json(value)
        case dict():
            return {name: _jsonable(one) for name, one in value.items()}
        case list() | tuple():
            return [_jsonable(one) for one in value]
    from pydantic_core import to_jsonable_python  # noqa: PLC0415 - for moments and the like, which are rarely set

    return to_jsonable_python(value)


def _declared(annotation: Any, said: Any) -> Setting:
    """Read what stands behind a name in the class: a setting, a default, nothing, or a ``Field`` of pydantic."""
    if isinstance(said, Setting):
        return Setting(annotation=annotation, default=said.default, description=said.description, bounds=said.bounds)
    if not hasattr(said, "get_default"):
        return Setting(annotation=annotation, default=said, bounds={})
    default = _UNKNOWN if said.is_required() else said.get_default(call_default_factory=True)
    return Setting(annotation=annotation, default=default, description=said.description, bounds={"field": said})


def _taken(cls: type[Declared], said: Mapping[str, Any]) -> Any:
    """Take what is said where it is certain that pydantic would take it as it is."""
    known = cls.__declared__
    if not all(name in known for name in said) or any(one.is_required for one in known.values()):
        return _UNKNOWN
    values = {
        name: _UNKNOWN if known[name].bounds else _as_it_is(known[name].annotation, value)
        for name, value in said.items()
    }
    if any(value is _UNKNOWN for value in values.values()):
        return _UNKNOWN
    taken = cls()
    vars(taken).update(values)
    return taken


def _as_it_is(annotation: Any, value: Any) -> Any:
    """Give the value that pydantic would make of this one, where that needs no pydantic."""
    kinds = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    if Names in kinds and type(value) in {str, list}:
        texts = tuple(_as_list(value))
        return texts if all(type(one) is str for one in texts) else _UNKNOWN
    if isinstance(value, Mapping):
        (kind,) = kinds if len(kinds) == 1 else (None,)
        return _taken(kind, value) if isinstance(kind, type) and issubclass(kind, Declared) else _UNKNOWN
    is_one_of = type(value) is str and any(get_origin(kind) is Literal and value in get_args(kind) for kind in kinds)
    return value if is_one_of or (type(value) in {str, bool} and type(value) in kinds) else _UNKNOWN


def _checked(cls: type[Declared], said: Mapping[str, Any]) -> Any:
    from pydantic import ValidationError  # noqa: PLC0415 - see the module

    try:
        return _from_model(model_of(cls).model_validate(said))
    except ValidationError as error:
        raise SettingsError(error) from error


def _from_model(value: Any) -> Any:
    """Turn what pydantic validated into values of the classes that were declared."""
    if isinstance(value, dict):
        return {name: _from_model(one) for name, one in value.items()}
    cls = getattr(value, "declared_by", None)
    if cls is None:
        return value
    made = cls()
    names = (name for name in (*cls.__declared__, *(value.model_extra or {})) if name in value.model_fields_set)
    vars(made).update({name: _from_model(getattr(value, name)) for name in names})
    return made


def model_of(cls: type[Declared]) -> "type[BaseModel]":
    """Give the pydantic model of a class: the same names, types, defaults and bounds, methods and validators."""
    if "__model__" not in vars(cls):
        cls.__model__ = _built(cls)
    return cls.__model__


def _built(cls: type[Declared]) -> "type[BaseModel]":
    from pydantic import BaseModel  # noqa: PLC0415 - see the module

    above: Any = tuple(model_of(base) for base in cls.__bases__ if issubclass(base, Declared)) or (BaseModel,)
    fields = {name: kind for name, kind in cls.__annotations__.items() if name in cls.__declared__}
    own: dict[str, Any] = {name: value for name, value in cls.__namespace__.items() if name not in _OF_EVERY_CLASS}
    own |= {name: _field(cls.__declared__[name]) for name in fields}
    own["__annotations__"] = {name: for_pydantic(kind) for name, kind in fields.items()}
    own["__annotations__"]["declared_by"] = ClassVar[Any]
    own |= {"declared_by": cls, "__module__": cls.__module__, "model_config": cls.model_config}
    return type(above[0])(cls.__name__, above, own)  # type: ignore[no-any-return]


def _field(declared: Setting) -> Any:
    from pydantic import Field  # noqa: PLC0415

    if "field" in declared.bounds:
        return declared.bounds["field"]
    default = declared.default
    told: dict[str, Any] = {"description": declared.description, **declared.bounds}
    if declared.is_required:
        return Field(**told)
    if default == {}:
        return Field(default_factory=dict, **told)
    return Field(model_of(type(default)).model_construct() if isinstance(default, Declared) else default, **told)


def for_pydantic(annotation: Any) -> Any:
    """Put pydantic's own in the place of ours, wherever they stand in a type."""
    from pydantic import BeforeValidator  # noqa: PLC0415

    if isinstance(annotation, type) and issubclass(annotation, Declared):
        return model_of(annotation)
    if isinstance(annotation, Before):
        return BeforeValidator(annotation.function)
    if isinstance(annotation, Setting):
        return _field(annotation)
    parts = get_args(annotation)
    translated = () if get_origin(annotation) is Literal else tuple(map(for_pydantic, parts))
    if translated == () or all(new is old for new, old in zip(translated, parts, strict=True)):
        return annotation
    if get_origin(annotation) in {Union, UnionType}:
        return reduce(or_, translated)
    kind: Any = Annotated if hasattr(annotation, "__metadata__") else get_origin(annotation)
    return kind[translated]
