"""Pictures of a model's scores and errors for the report: reliability, ROC, precision and recall, residuals."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from driftcli.audit import Result
from driftcli.frozen import dataclass
from driftcli.judgement.result import Distribution
from driftcli.reports.charts.curves import Curve, curve_chart
from driftcli.reports.charts.distribution import overlay_chart
from driftcli.reports.wording.curves import precision_recall_words, reliability_words, roc_words
from driftcli.reports.wording.names import printable


@dataclass(frozen=True, slots=True)
class Plot:
    """One picture with its sentence."""

    title: str
    chart: Markup
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The curves of one class."""

    label: str
    plots: list[Plot]


@dataclass(frozen=True, slots=True)
class _Face:
    """How one kind of curve is drawn."""

    key: str
    title: str
    x: str
    y: str
    axes: tuple[str, str]
    has_diagonal: bool
    words: Callable[[Any, Any, str], str]


_FACES = (
    _Face(
        "reliability",
        "Reliability",
        "predicted",
        "observed",
        ("mean score of a tenth of the rows", "came true"),
        has_diagonal=True,
        words=reliability_words,
    ),
    _Face(
        "roc",
        "ROC",
        "false_positive_rate",
        "true_positive_rate",
        ("false alarms", "found"),
        has_diagonal=True,
        words=roc_words,
    ),
    _Face(
        "precision_recall",
        "Precision and recall",
        "recall",
        "precision",
        ("found (recall)", "alarms that are right (precision)"),
        has_diagonal=False,
        words=precision_recall_words,
    ),
)


def curve_panels(result: Result) -> list[Panel]:
    """List the curves of each class that the deciding metric carries."""
    tables = _tables(result)
    sides = [{str(one["class"]): one for one in _part(tables, side)} for side in ("reference", "current")]
    panels = [_panel(label, *(side.get(label) for side in sides)) for label in dict.fromkeys([*sides[0], *sides[1]])]
    return [panel for panel in panels if panel.plots]


def _tables(result: Result) -> Mapping[str, Any]:
    for finding in result.findings:
        if finding.check.id == "performance" and finding.measurement and "tables" in finding.measurement.details:
            tables: Mapping[str, Any] = finding.measurement.details["tables"]
            return tables
    return {}


def _part(tables: Mapping[str, Any], side: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = (tables.get(side) or {}).get("curves") or []
    return found


def _panel(label: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Panel:
    plots = [_plot(face, label, (before or {}).get(face.key), (after or {}).get(face.key)) for face in _FACES]
    return Panel(printable(label), [plot for plot in plots if plot is not None])


def _plot(face: _Face, label: str, before: Any, after: Any) -> Plot | None:
    curves = [
        Curve(
            css, points[face.x], points[face.y], list(zip(points.get("low", ()), points.get("high", ()), strict=True))
        )
        for css, points in (("ref", before), ("cur", after))
        if points and points[face.x]
    ]
    if not curves:
        return None
    words = face.words(before, after, label)
    drawn = curve_chart(
        curves, title=face.title, label=f"{face.title}: {words}", axes=face.axes, has_diagonal=face.has_diagonal
    )
    return Plot(face.title, Markup(drawn), words)  # noqa: S704 - built from numbers and escaped names


def residual_plot(result: Result) -> Markup | None:
    """Draw the errors of a regression on both sides; nothing where there is none."""
    for finding in result.findings:
        details = finding.measurement.details if finding.measurement is not None else {}
        picture = details.get("picture")
        if details.get("metric") == "residual_drift" and isinstance(picture, Mapping):
            shape = Distribution(
                "numeric", tuple(picture["reference"]), tuple(picture["current"]), edges=tuple(picture["edges"])
            )
            return Markup(overlay_chart(shape, "errors, predicted less true"))  # noqa: S704 - built from numbers
    return None


CURVE_PICTURES = {"curve_panels": curve_panels, "residual_plot": residual_plot}
"""What the templates call, by name."""
