"""Categories under the spelling that a person would take for the same: Unicode form, case and blanks aside."""

import unicodedata
from collections.abc import Mapping


def folded(text: str) -> str:
    """Fold compatibility forms (NFKC) and case, and make every run of blanks one, none at the ends."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.casefold().split())


def by_folded(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Rows of each spelling, by folded spelling."""
    groups: dict[str, dict[str, int]] = {}
    for text, count in counts.items():
        name = folded(text)
        if name in groups:
            groups[name][text] = count
        else:
            groups[name] = {text: count}
    return groups
