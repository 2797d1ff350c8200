"""How bash hands a line over for completion: cut at ``=`` and ``:``, which belong to a word of ours.

Bash makes three words of ``html=out`` and replaces only the last of them by what is offered (COMP_WORDBREAKS).
"""

import os
from collections.abc import Sequence
from contextvars import ContextVar

BEFORE: ContextVar[str] = ContextVar("before", default="")
"""What stands before the piece that is completed, in the same word: ``html=``; bash leaves it where it is."""
_BREAKS = "=:"


def is_bash() -> bool:
    """Whether bash asks for a completion."""
    return "bash" in os.environ.get("_DRIFTCLI_COMPLETE", "")


def mend_words() -> None:
    """Put the words that bash cut together again, where it asks for a completion."""
    words, at = os.environ.get("COMP_WORDS", "").split("\n"), os.environ.get("COMP_CWORD", "")
    if is_bash() and at.isdigit() and int(at) < len(words):
        mended, place, before = mend(words, int(at))
        os.environ.update(COMP_WORDS="\n".join(mended), COMP_CWORD=str(place))
        BEFORE.set(before)


def mend(words: Sequence[str], at: int) -> tuple[list[str], int, str]:
    """Put words together up to the one that is completed; give them, its place, and what stands before it in its word.

    Of the word that is completed only the last piece is left, and its option where both are one word (``--target=``).
    """
    made: list[str] = []
    before = ""
    for index, word in enumerate(words[: at + 1]):
        is_inside = len(made) > 1 and bool(word) and (_is_break(word) or _is_break(words[index - 1]))
        before = made.pop() if is_inside else ""
        made.append(before + word)
        before += word if is_inside and _is_break(word) else ""
    option = f"{before.partition('=')[0]}=" if before.startswith("-") and "=" in before else ""
    made[-1] = option + made[-1][len(before) :]
    return made, len(made) - 1, before[len(option) :]


def _is_break(word: str) -> bool:
    return bool(word) and not word.strip(_BREAKS)
