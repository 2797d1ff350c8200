"""Pieces of work that do not depend on each other, on as many threads as the caller was given."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")

_THREADS: ContextVar[int] = ContextVar("threads", default=1)


@contextmanager
def threads(number: int) -> Iterator[None]:
    """Let `side_by_side` use so many threads within."""
    before = _THREADS.set(number)
    try:
        yield
    finally:
        _THREADS.reset(before)


def threads_allowed() -> int:
    """Give how many threads may be used here; 1 where nobody said."""
    return _THREADS.get()


def side_by_side(work: Callable[[Item], Found], items: Sequence[Item]) -> list[Found]:
    """Do the same with every item and give what was found in the order of the items.

    What the work says of floating-point errors and the like holds in every thread; work within work takes no further
    threads. An error of one piece is raised once all that were begun have ended.
    """
    number = min(_THREADS.get(), len(items))
    if number < 2:
        return [work(item) for item in items]
    with threads(1):
        contexts = [copy_context() for _ in items]
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda context, item: context.run(work, item), contexts, items))
