"""A column as stretches of rows of one length, so that no more than one of them is held at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from driftcli.sources.source import Source


def stretches(arrays: Iterable[pa.Array], rows: int) -> Iterator[list[pa.Array]]:
    """Cut arrays into stretches of ``rows`` rows, the last one shorter; nothing is copied."""
    held: list[pa.Array] = []
    have = 0
    for array in arrays:
        rest = array
        while len(rest):
            taken = rest[: rows - have]
            held.append(taken)
            have += len(taken)
            rest = rest[len(taken) :]
            if have == rows:
                yield held
                held, have = [], 0
    if held:
        yield held


def abreast(columns: Sequence[Iterable[pa.Array]], rows: int) -> Iterator[list[list[pa.Array]]]:
    """Cut columns of one length at the same rows, and give the same stretch of all of them at a time."""
    yield from (list(parts) for parts in zip(*(stretches(column, rows) for column in columns), strict=True))


def side_by_side(source: Source, names: tuple[str, ...], rows: int) -> Iterator[list[list[pa.Array]]]:
    """Give the same stretch of several columns of a source at a time, in the order of their names."""
    return abreast([source.column(name) for name in names], rows)
