"""The Markdown face: what a pull request comment or a job summary can hold, worst first, cut where it gets too long.

Every name and value from the data is escaped: it can neither break a table nor mention a person nor become markup.
"""

import re
from collections.abc import Sequence

from driftcli.audit import Result
from driftcli.judgement.finding import Finding
from driftcli.judgement.result import Performance
from driftcli.reports.view import ResultView, arrange
from driftcli.reports.wording.conclusion import (
    VERDICT_WORD,
    account_counts,
    confidence_line,
    finding_counts,
    headline,
    input_line,
    onset_sentence,
    power_sentence,
    verdict_reason,
)
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.names import finding_word
from driftcli.reports.wording.performance import OUTCOME_WORDS, is_estimated, metric_words, side_texts
from driftcli.reports.wording.places import finding_name

COMMENT_LIMIT = 65_536
"""Most that a comment on a pull request may hold."""
_ROOM_FOR_END = 600
_SPECIAL = re.compile(r"[&<|`*~\\@$]|(?<!\w)_|_(?!\w)|#(?=\d)|\](?=[\[(:])|://|(?<=www)\.")
_NAMED = {"&": "&amp;", "<": "&lt;"}


def render_markdown(result: Result, limit: int = COMMENT_LIMIT) -> str:
    """Write a result as GitHub's Markdown, in at most so many bytes."""
    view = arrange(result)
    head, tail = _head(result), _tail(result)
    parts = [*_section("Performance", _metric_rows(result.performance), closed=False), *_findings(view)]
    room = limit - len("\n".join([*head, *tail]).encode()) - _ROOM_FOR_END
    kept = _kept(parts, room)
    cut = len(parts) - len(kept)
    left = ["", f"_Cut here: {cut} more lines in the full report._"] if cut else []
    text = "\n".join([*head, *kept, *_closing(kept), *left, *tail]) + "\n"
    return text.encode()[:limit].decode(errors="ignore")


def _head(result: Result) -> list[str]:
    status, diagnosis = VERDICT_WORD[result.verdict.status], result.diagnosis
    when = onset_sentence(diagnosis.onset)
    lines = [f"## driftcli: {status}", "", f"**{escaped(headline(result))}.** {escaped(verdict_reason(result))}", ""]
    lines += [f"{escaped(when)}", ""] if when else []
    lines += [f"- {escaped(action)}" for action in diagnosis.actions]
    lines += [""] if diagnosis.actions else []
    sides = (f"{side}: {escaped(input_line(facts))}" for side, facts in result.inputs.items())
    return [*lines, *(f"{side}  " for side in sides), ""]


def _tail(result: Result) -> list[str]:
    told = [account_counts(result), finding_counts(result), power_sentence(result.power)]
    told += [confidence_line(result.diagnosis), result.caution, *(f"Warning: {text}" for text in result.warnings)]
    end = f"exit {result.verdict.exit_code}, driftcli {result.version}, run {result.run.id}"
    return ["", *(f"{escaped(text)}  " for text in told if text), f"<sub>{escaped(end)}</sub>"]


def _findings(view: ResultView) -> list[str]:
    others = [item for item in view.unanswered if item not in view.loud]
    return [
        *_section(f"Findings ({len(view.loud)})", _rows(view.loud), closed=False),
        *_section(f"Worth knowing ({len(view.notes)})", _rows(view.notes)),
        *_section(f"Waived ({len(view.waived)})", _rows(view.waived)),
        *_section(f"Not answered ({len(others)})", _rows(others)),
    ]


def _rows(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    rows = [(finding_word(item), code(finding_name(item)), escaped(sentence(item))) for item in findings]
    return ["| | check | finding |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]


def _metric_rows(performance: Sequence[Performance]) -> list[str]:
    if not performance:
        return []
    rows = [_metric_row(one) for one in performance]
    return ["| metric | reference | current | |", "|---|---|---|---|", *rows]


def _metric_row(one: Performance) -> str:
    before, after = side_texts(one)
    estimated = " (estimated without labels)" if is_estimated(one) else ""
    name = f"{metric_words(one.metric)}{estimated}"
    cells = (f"**{escaped(name)}**" if one.is_primary else escaped(name), escaped(before), escaped(after))
    return f"| {' | '.join(cells)} | {OUTCOME_WORDS.get(one.outcome, one.outcome)} |"


def _section(title: str, rows: list[str], *, closed: bool = True) -> list[str]:
    if not rows:
        return []
    if not closed:
        return [f"### {title}", "", *rows, ""]
    return [f"<details><summary>{title}</summary>", "", *rows, "", "</details>", ""]


def _kept(lines: list[str], room: int) -> list[str]:
    used = 0
    for index, line in enumerate(lines):
        used += len(line.encode()) + 1
        if used > room:
            return lines[:index]
    return lines


def _closing(lines: list[str]) -> list[str]:
    """Close the part that was open where the text was cut."""
    is_open = sum(line.startswith("<details>") for line in lines) > lines.count("</details>")
    return ["", "</details>"] if is_open else []


def escaped(text: str) -> str:
    """Write text so that Markdown takes none of it for markup; characters that move text are escapes already."""
    return _SPECIAL.sub(lambda found: "".join(map(_entity, found[0])), _one_line(text).replace(" -> ", " → "))


def _entity(character: str) -> str:
    return _NAMED.get(character, f"&#{ord(character)};")


def code(text: str) -> str:
    """Write a name as code; a backtick inside needs a longer fence, and a table needs its bars escaped."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{_one_line(text).replace('|', chr(92) + '|')}{pad}{fence}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
