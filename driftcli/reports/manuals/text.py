"""A manual as plain text for a terminal: headings at the margin, what they head set in, paragraphs filled.

Code keeps its lines; a table that does not fit is told row by row.
"""

import textwrap
from collections.abc import Iterator
from textwrap import dedent

from driftcli.reports.manuals.html import LIST, TABLE_RULE, blocks

_INDENT = "  "
_GAP = "  "


def manual_text(body: str, *, width: int = 80) -> str:
    """Render a manual's Markdown, its title left to the caller."""
    lines: list[str] = []
    is_after_heading = False
    for block in blocks(dedent(body.strip("\n"))):
        is_heading = block[0].startswith("#")
        lines += [""] if lines and not is_after_heading else []
        lines += [block[0].lstrip("#").strip()] if is_heading else _block(block, width)
        is_after_heading = is_heading
    return "\n".join(lines) + "\n"


def _block(lines: list[str], width: int) -> Iterator[str]:
    first = lines[0]
    if first.startswith("```"):
        yield from (f"{_INDENT * 3}{line}".rstrip() for line in lines[1:] if not line.startswith("```"))
    elif all(line.startswith("    ") for line in lines):
        yield from (f"{_INDENT}{line}" for line in lines)
    elif LIST.match(first.strip()):
        for item in _items(lines):
            mark = LIST.match(item)
            yield from _filled(item, width, hanging=len(mark[0]) if mark else 0)
    elif len(lines) > 1 and first.startswith("|") and TABLE_RULE.match(lines[1]):
        yield from _table(lines, width)
    else:
        yield from _filled(" ".join(line.strip() for line in lines), width)


def _filled(text: str, width: int, *, hanging: int = 0) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if LIST.match(line.strip()):
            items.append(line.strip())
        else:
            items[-1] += f" {line.strip()}"
    return [item.replace("**", "") for item in items]


def _table(lines: list[str], width: int) -> Iterator[str]:
    """Set a table in columns, the last of which is filled."""
    rows = [_cells(line) for line in lines if not TABLE_RULE.match(line)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    left = len(_INDENT) + sum(widths[:-1]) + len(_GAP) * (len(widths) - 1)
    room = width - left
    if room < min(24, widths[-1]):
        yield from _told(rows, width)
        return
    for row in rows:
        start = _INDENT + "".join(f"{cell:<{size}}{_GAP}" for cell, size in zip(row[:-1], widths, strict=False))
        last = textwrap.wrap(row[-1], room, break_long_words=False, break_on_hyphens=False) or [""]
        yield (start + last[0]).rstrip()
        yield from (" " * left + line for line in last[1:])


def _told(rows: list[list[str]], width: int) -> Iterator[str]:
    """Tell each row as an item: the first cell, then what the others are."""
    head, *others = rows
    for row in others:
        rest = "; ".join(f"{name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=True))
        yield from _filled(f"- {row[0]}: {rest}", width, hanging=2)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
