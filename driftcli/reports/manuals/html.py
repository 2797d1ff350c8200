"""A check's manual as HTML: just enough Markdown for headings, paragraphs, lists, tables and code.

Everything is escaped first; only marks that this module writes become tags.
"""

import re
from collections.abc import Iterator
from textwrap import dedent

from driftcli.reports.escaping import escape

LIST = re.compile(r"^(?:[-*]|\d+[.)])\s+")
_CODE = re.compile(r"``(.+?)``|`([^`]+)`")
_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_ITALIC = re.compile(r"(?<![\w*])\*(\S(?:[^*]*?\S)?)\*(?![\w*])")
TABLE_RULE = re.compile(r"^\|?[\s:|-]+\|?$")


def manual_html(doc: str, *, level: int = 4) -> str:
    """Render a manual; its headings become headings of this level, its first line is left to the caller."""
    body = doc.strip().partition("\n")[2]
    return "".join(_block(block, level) for block in blocks(dedent(body)))


def blocks(text: str) -> Iterator[list[str]]:
    """Split at blank lines; code keeps the blank lines inside it, a heading stands alone."""
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        is_fenced = bool(block) and block[0].startswith("```")
        if is_fenced:
            block.append(line)
            is_done = line.startswith("```")
        elif line.startswith("#"):
            yield from _nonempty(block)
            block, is_done = [line], True
        else:
            is_done = not line.strip()
            block += [] if is_done else [line]
        if is_done:
            yield from _nonempty(block)
            block = []
    yield from _nonempty(block)


def _nonempty(block: list[str]) -> Iterator[list[str]]:
    if block:
        yield block


def _block(lines: list[str], level: int) -> str:
    first = lines[0]
    if first.startswith("#"):
        return f"<h{level}>{_inline(first.lstrip('#').strip())}</h{level}>"
    if first.startswith("```"):
        return (
            f'<pre tabindex="0">{escape(chr(10).join(line for line in lines[1:] if not line.startswith("```")))}</pre>'
        )
    if all(line.startswith("    ") for line in lines):
        return f'<pre tabindex="0">{escape(dedent(chr(10).join(lines)))}</pre>'
    if LIST.match(first.strip()):
        return _list(lines)
    if len(lines) > 1 and first.startswith("|") and TABLE_RULE.match(lines[1]):
        return _table(lines)
    return f"<p>{_inline(' '.join(line.strip() for line in lines))}</p>"


def _list(lines: list[str]) -> str:
    items: list[str] = []
    for line in lines:
        text = line.strip()
        if LIST.match(text):
            items.append(LIST.sub("", text))
        else:
            items[-1] += f" {text}"
    tag = "ol" if lines[0].strip()[0].isdigit() else "ul"
    return f"<{tag}>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</{tag}>"


def _table(lines: list[str]) -> str:
    head, *rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not TABLE_RULE.match(line)
    ]
    top = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _inline(text: str) -> str:
    """Escape, then mark code, bold and italic; nothing is marked inside code."""
    pieces: list[str] = []
    position = 0
    for found in _CODE.finditer(text):
        pieces += [_emphasised(text[position : found.start()]), f"<code>{escape(found[1] or found[2])}</code>"]
        position = found.end()
    return "".join([*pieces, _emphasised(text[position:])])


def _emphasised(text: str) -> str:
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", escape(text)))
