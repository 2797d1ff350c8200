"""Arrow types from the names under which a baseline keeps them."""

import re

import pyarrow as pa

_TIMESTAMP = re.compile(r"timestamp\[(s|ms|us|ns)(?:, tz=(.+))?\]")
_UNIT = re.compile(r"(time32|time64|duration)\[(s|ms|us|ns)\]")
_DECIMAL = re.compile(r"decimal(128|256)\((\d+), (-?\d+)\)")
_MAKERS = {"time32": pa.time32, "time64": pa.time64, "duration": pa.duration}
_ALIASES = {"date32[day]": "date32", "date64[ms]": "date64", "halffloat": "float16"}


def type_from_name(name: str) -> pa.DataType | None:
    """Give the type that Arrow writes as ``name``; nothing for nested types, which are read as they come."""
    if match := _TIMESTAMP.fullmatch(name):
        return pa.timestamp(match[1], tz=match[2])
    if match := _UNIT.fullmatch(name):
        return _MAKERS[match[1]](match[2])
    if match := _DECIMAL.fullmatch(name):
        maker = pa.decimal128 if match[1] == "128" else pa.decimal256
        return maker(int(match[2]), int(match[3]))
    try:
        return pa.type_for_alias(_ALIASES.get(name, name))
    except ValueError:
        return None
