"""The Markdown face of a comparison, for the pull request that proposes the challenger."""

from collections.abc import Sequence

from driftcli.compare import ComparisonResult
from driftcli.judgement.comparison import Comparison
from driftcli.reports.comparison.wording import (
    OUTCOME_WORD,
    compared_line,
    comparison_line,
    deciding_sentences,
    facts,
    reason_words,
)
from driftcli.reports.formats.markdown import COMMENT_LIMIT, escaped
from driftcli.reports.wording.names import printable


def render_comparison_markdown(result: ComparisonResult) -> str:
    """Write a comparison as GitHub's Markdown; segments beyond what a comment may hold are left out, and counted."""
    verdict = result.verdict
    head = [f"## driftcli compare: {OUTCOME_WORD[verdict.outcome]}", "", f"**{escaped(reason_words(result))}**", ""]
    head += [f"- {escaped(text)}" for text in deciding_sentences(result)]
    head += [f"- {escaped(printable(verdict.action))}", "", escaped(compared_line(result)), ""]
    head += ["### Metrics", "", *_table(result.comparisons), ""]
    tail = [f"{escaped(f'{name}: {text}')}  " for name, text in facts(result)]
    tail += [f"<sub>exit {verdict.exit_code}, driftcli {escaped(result.version)}</sub>"]
    room = COMMENT_LIMIT - len("\n".join([*head, *tail]).encode()) - 200
    return "\n".join([*head, *_segments(result.segments, room), *tail]) + "\n"


def _segments(segments: Sequence[Comparison], room: int) -> list[str]:
    if not segments:
        return []
    rows, used = [], 0
    for row in _table(segments):
        used += len(row.encode()) + 1
        if used > room:
            break
        rows.append(row)
    left = len(segments) + 2 - len(rows)
    return ["### Segments", "", *rows, "", *([f"_{left} more segments in the full report._", ""] if left else [])]


def _table(comparisons: Sequence[Comparison]) -> list[str]:
    head = ["| | | champion | challenger | difference | p |", "|---|---|---|---|---|---|"]
    return head + [_row(one) for one in comparisons]


def _row(one: Comparison) -> str:
    line = comparison_line(one)
    about = f"{line.subject}, {line.pair}"
    cells = (line.outcome, about, line.champion, line.challenger, line.difference, line.p_value)
    return f"| {' | '.join(map(escaped, cells))} |"
