"""Families of Arrow types: which types hold the same sort of value, and the plain type in which each is delivered."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

Family = Literal[
    "string", "number", "boolean", "timestamp", "time", "duration", "binary", "list", "struct", "map", "null", "other"
]


def family_of(type_: pa.DataType) -> Family:  # noqa: C901, PLR0911, PLR0912 - one line for each family
    """Name the family of a type; dates are timestamps, and encodings count as what they encode."""
    if types.is_dictionary(type_) or types.is_run_end_encoded(type_):
        return family_of(type_.value_type)
    if isinstance(type_, pa.BaseExtensionType):
        return family_of(type_.storage_type)
    if types.is_null(type_):
        return "null"
    if types.is_boolean(type_):
        return "boolean"
    if types.is_integer(type_) or types.is_floating(type_) or types.is_decimal(type_):
        return "number"
    if types.is_string(type_) or types.is_large_string(type_) or types.is_string_view(type_):
        return "string"
    if types.is_timestamp(type_) or types.is_date(type_):
        return "timestamp"
    if types.is_time(type_):
        return "time"
    if types.is_duration(type_):
        return "duration"
    if types.is_map(type_):
        return "map"
    if types.is_struct(type_):
        return "struct"
    if types.is_nested(type_):
        return "list"
    if (
        types.is_binary(type_)
        or types.is_large_binary(type_)
        or types.is_binary_view(type_)
        or types.is_fixed_size_binary(type_)
    ):
        return "binary"
    return "other"


def plain_type(type_: pa.DataType) -> pa.DataType:
    """Give the type in which arrays of ``type_`` are delivered."""
    if types.is_dictionary(type_) or types.is_run_end_encoded(type_):
        return plain_type(type_.value_type)
    if isinstance(type_, pa.BaseExtensionType):
        return plain_type(type_.storage_type)
    if types.is_string_view(type_):
        return pa.large_string()
    if types.is_binary_view(type_):
        return pa.large_binary()
    if types.is_float16(type_):
        return pa.float32()
    return type_


def plain(array: pa.Array) -> pa.Array:
    """Give ``array`` in its plain type; without a copy where it is plain already."""
    while True:
        if isinstance(array, pa.ExtensionArray):
            array = array.storage
        elif types.is_dictionary(array.type):
            array = plain(array.dictionary).take(array.indices)
        elif types.is_run_end_encoded(array.type):
            array = array.cast(array.type.value_type) if len(array) == 0 else pc.run_end_decode(array)
        else:
            break
    target = plain_type(array.type)
    return array if target == array.type else array.cast(target)
