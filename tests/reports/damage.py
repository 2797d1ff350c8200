"""Damage done to the JSON of a result, a place at a time."""

from collections.abc import Mapping


def without(document, *path):
    *parents, last = path
    inner = document
    for step in parents:
        inner = inner[step]
    del inner[last]
    return document


def put(document, value, *path):
    *parents, last = path
    inner = document
    for step in parents:
        inner = inner[step]
    inner[last] = value
    return document


def places(value, path=()):
    if path:
        yield path
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))
