"""A text file is read on as many threads as were asked for, and no more, and says the same on any number."""

from __future__ import annotations

from dataclasses import replace
from threading import get_ident
from typing import TYPE_CHECKING, Any

import pytest

from driftcli.audit import run_audit
from driftcli.sources.csv import bytes as csv_bytes
from driftcli.sources.csv import reading as csv_reading
from driftcli.sources.csv import stretches as csv_stretches
from driftcli.suite.load import default_suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = 900
WATCHED: tuple[tuple[Any, str], ...] = (
    (csv_stretches, "by_arrow"),
    (csv_bytes, "_counts"),
    (csv_reading, "text_column"),
)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[int]]:
    """Let the reader cut text small, and note the threads on which it is at work."""
    found: dict[str, set[int]] = {name: set() for _, name in WATCHED}

    def noting(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any, **named: Any) -> Any:
            found[name].add(get_ident())
            return work(*given, **named)

        return noted

    for module, name in WATCHED:
        monkeypatch.setattr(module, name, noting(name, getattr(module, name)))
    monkeypatch.setattr(csv_stretches, "LEAST", 1 << 8)
    monkeypatch.setattr(csv_stretches, "STRETCH", 1 << 8)
    monkeypatch.setattr(csv_bytes, "_BLOCK", 1 << 8)
    return found


def test_threads_are_those_asked_for(tmp_path: Path, seen: dict[str, set[int]]) -> None:
    lines = [f'{at},{at / 7:.3f},"north {at % 3}"' for at in range(ROWS)]
    path = tmp_path / "x.csv"
    path.write_text("n,x,region\n" + "\n".join(lines) + "\n")
    suite = default_suite()
    suite = replace(suite, checks=tuple(one for one in suite.checks if not one.needs_rows))
    said = []
    for number in (1, 2, 5):
        result = run_audit(path, path, suite=replace(suite, threads=number))
        said.append((result.findings, result.columns, result.verdict))
        for name, where in seen.items():
            if number == 1:
                assert where == {get_ident()}, name
            else:
                assert 1 <= len(where) <= 2 * number, name  # a pool for each side
            where.clear()
    assert said[0] == said[1] == said[2]
