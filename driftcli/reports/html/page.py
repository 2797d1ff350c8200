"""The HTML face: one offline file, drawn from ``templates/``; no request, the same bytes for the same input.

Templates lay out; words come from ``wording``, pictures from ``charts``, order from ``view``. The one script sorts and
filters the table of columns; the page says all it has to say without it, and allows no other (by its hash).
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from driftcli.audit import Result
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.judgement.result import ColumnAccount
from driftcli.reports.charts.bullet import bullet, bullet_scale, threshold_marks
from driftcli.reports.charts.distribution import large_chart, small_chart
from driftcli.reports.charts.ecdf import ecdf_chart
from driftcli.reports.escaping import escape
from driftcli.reports.html.curves import CURVE_PICTURES
from driftcli.reports.html.depth import account_lines, depth_of, named_issues, told_issues
from driftcli.reports.html.environment import page_environment, page_script, script_hash
from driftcli.reports.html.performance import MODEL_TABLES
from driftcli.reports.html.segments import SEGMENT_TABLES
from driftcli.reports.html.tables import alike, category_rows, quantile_rows, statistic_rows, turnover
from driftcli.reports.html.time import TIME_PICTURES
from driftcli.reports.lean_jinja import Environment
from driftcli.reports.manuals.html import manual_html
from driftcli.reports.plain import plain
from driftcli.reports.view import ColumnView, ResultView, arrange
from driftcli.reports.wording import conclusion, names, numbers
from driftcli.reports.wording.finding import clause, comparison, sentence
from driftcli.reports.wording.inputs import compared_words, moment, period_words
from driftcli.reports.wording.together import loss_words, split_loss, yardstick_words

TABLES = {**MODEL_TABLES, **SEGMENT_TABLES, **CURVE_PICTURES, **TIME_PICTURES}
"""What the templates call for rows and pictures, by name."""
_OPTIONAL = re.compile(
    r"</(?:td|th|tr|li|dt|dd|thead|tbody|option)>"
    r"|</p>(?=\n*<(?:p|ul|ol|div|h\d|dl|pre|details|/div|/section)\b)|(?<=>)\n+"
)
"""End tags that HTML leaves to the reader, and empty lines between tags: a tenth of a long report."""
_TAG = re.compile(r"""<[a-z][^<>"]*"[^<>]*>""")
"""A tag with something in quotes."""
_QUOTED = re.compile(r"""(?<=[a-z])="([^\s"'=<>`/]+)"(?=[ >])""")
"""Quotes around attributes that HTML can do without."""


def render_html(result: Result) -> str:
    """Draw a result as one self-contained page."""
    view = arrange(result)
    anchors = {column.account.name: f"c{index}" for index, column in enumerate(view.columns, 1)}
    page = _environment().get_template("report.html")
    script = page_script()
    drawn = page.render(
        script=script,
        script_hash=script_hash(script),
        result=result,
        view=view,
        anchors=anchors,
        bullet_of=_bullets(view),
        depth=depth_of(view),
        manuals=_manuals(result),
        linked=set(),
        config=Markup(escape(_configuration(plain(result.config)), quote=False)),  # noqa: S704 - escaped
    )
    body, opening, rest = drawn.partition("<script>")
    return _OPTIONAL.sub("", _TAG.sub(_unquoted, body)) + opening + rest


def _unquoted(tag: re.Match[str]) -> str:
    return _QUOTED.sub(_bare, tag[0])


def _bare(value: re.Match[str]) -> str:
    return f"={value[1]}"


@cache
def _environment() -> Environment:
    environment = page_environment()
    environment.filters |= {
        "path": _path,
        "moment": moment,
        "manual": lambda doc: Markup(manual_html(doc, level=3)),  # noqa: S704 - escaped there, piece by piece
        "count": numbers.count,
        "percent": numbers.percent,
        "size": numbers.size,
        "number": numbers.significant,
        "bytes": numbers.bytes_size,
        "probability": numbers.probability,
        "duration": numbers.duration,
    }
    environment.globals |= {**TABLES, **_CALLED}
    return environment


def _path(text: str) -> Markup:
    """Let a path break after its slashes only, and say its last part loudest."""
    folder, slash, name = names.printable(text).rpartition("/")
    steps = Markup("/<wbr>").join(folder.split("/")) if slash else Markup()
    return Markup("{}{}<strong>{}</strong>").format(steps, Markup("/<wbr>") if slash else "", name)


def _small(column: ColumnAccount, anchor: str | None) -> Markup:
    used = None if anchor is None else f"{anchor}d"
    chart = "" if column.distribution is None else small_chart(column.distribution, column.name, used)
    return Markup(chart)  # noqa: S704 - built from numbers and escaped names


def _large(column: ColumnAccount, anchor: str) -> Markup:
    chart = "" if column.distribution is None else large_chart(column.distribution, column.name, f"{anchor}d")
    return Markup(chart)  # noqa: S704 - built from numbers and escaped names


def _ecdf(column: ColumnAccount, *, is_short: bool) -> Markup:
    chart = "" if column.distribution is None else ecdf_chart(column.distribution, column.name, is_short=is_short)
    return Markup(chart)  # noqa: S704 - built from numbers and escaped names


def _sort_keys(column: ColumnView) -> Markup:
    """What the script sorts by, where there is anything: size of the effect, larger share of missing values."""
    missing = max(column.account.missing_reference or 0.0, column.account.missing_current or 0.0)
    measured = column.leading.measurement if column.leading is not None else None
    effect = measured.effect if measured is not None else None
    keys = [] if effect is None else [Markup(' data-e="{}"').format(f"{abs(effect.value):.4g}")]
    keys += [Markup(' data-m="{}"').format(f"{missing:.4g}")] if missing else []
    return Markup().join(keys)


def _shown_statuses(view: ResultView) -> list[tuple[str, int]]:
    """List the statuses that occur among columns, worst first, with how many columns have each."""
    return list(Counter(str(column.account.status) for column in view.columns).items())


def _missing(column: ColumnAccount) -> str:
    before, after = numbers.percent_pair(column.missing_reference, column.missing_current)
    sides = [
        "no column" if share is None else text
        for share, text in ((column.missing_reference, before), (column.missing_current, after))
    ]
    return sides[0] if sides[0] == sides[1] else " → ".join(sides)


class _Bullets:
    """Effect bars on one scale for the whole report; equal thresholds are drawn once and pointed to."""

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.drawn: dict[tuple[float | None, float | None], str] = {}

    def __call__(self, finding: Finding | None) -> Markup:
        effect = finding.measurement.effect if finding is not None and finding.measurement is not None else None
        if finding is None or effect is None:
            return Markup()
        bars = (finding.thresholds.warn, finding.thresholds.fail)
        drawn = bullet(
            effect.value, lower=effect.lower, upper=effect.upper, bars=bars, scale=self.scale, marks=self._marks(bars)
        )
        return Markup(drawn)  # noqa: S704 - built from numbers

    def _marks(self, bars: tuple[float | None, float | None]) -> str:
        if bars in self.drawn:
            return f'<use href="#{self.drawn[bars]}"/>'
        self.drawn[bars] = f"bars{len(self.drawn)}"
        return f'<g id="{self.drawn[bars]}">{threshold_marks(bars, self.scale)}</g>'


def _bullets(view: ResultView) -> _Bullets:
    leading = [column.leading for column in view.columns]
    effects = [item.measurement.effect for item in leading if item is not None and item.measurement is not None]
    return _Bullets(bullet_scale([effect.value for effect in effects if effect is not None]))


def _configuration(config: Any) -> str:
    """Write the configuration with a line for each check and column."""
    if not isinstance(config, Mapping):
        return json.dumps(config, ensure_ascii=False)
    lines = []
    for key, value in config.items():
        parts = [f"  {_written(name)}: {_written(one)}" for name, one in value.items()] if _is_table(value) else []
        lines += (
            [f"{_written(key)}: {{", ",\n".join(parts), "},"] if parts else [f"{_written(key)}: {_written(value)},"]
        )
    return "\n".join(["{", *lines, "}"])


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and any(isinstance(one, Mapping) for one in value.values())


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _manuals(result: Result) -> list[tuple[str, str, str]]:
    """List id, title and manual of each check that was asked, once; the page shows those that it links to."""
    checks = {finding.check.id: finding.check for finding in result.findings}
    return [(check_id, checks[check_id].title, checks[check_id].doc) for check_id in sorted(checks)]


_CALLED: Mapping[str, Any] = {
    "wording": conclusion,
    "names": names,
    "Status": Status,
    "Outcome": Outcome,
    "finding_word": names.finding_word,
    "clause": clause,
    "sentence": sentence,
    "comparison": comparison,
    "small_chart": _small,
    "large_chart": _large,
    "alike": alike,
    "statistic_rows": statistic_rows,
    "category_rows": category_rows,
    "missing": _missing,
    "ecdf": _ecdf,
    "quantile_rows": quantile_rows,
    "turnover": turnover,
    "sort_keys": _sort_keys,
    "shown_statuses": _shown_statuses,
    "period": period_words,
    "compared_words": compared_words,
    "loss_words": loss_words,
    "split_loss": split_loss,
    "yardstick_words": yardstick_words,
    "told_issues": told_issues,
    "named_issues": named_issues,
    "account_lines": account_lines,
}
"""What else the templates call, by name."""
