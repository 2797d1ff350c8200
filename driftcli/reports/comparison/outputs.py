"""The formats that a comparison of models can be written in, each imported when it is first drawn."""

from collections.abc import Callable
from importlib import import_module

from driftcli.compare import ComparisonResult

Renderer = Callable[[ComparisonResult], str]


def _late(face: str) -> Renderer:
    def render(result: ComparisonResult) -> str:
        module = import_module(f"driftcli.reports.comparison.{face}")
        found: Renderer = getattr(module, f"render_comparison_{face}")
        return found(result)

    return render


COMPARISON_RENDERERS = {face: _late(face) for face in ("html", "json", "text", "markdown", "junit")}
