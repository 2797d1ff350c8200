"""Spark bars: a distribution in a few characters, for terminals of any encoding."""

from collections.abc import Sequence
from itertools import pairwise

_UNICODE = "▁▂▃▄▅▆▇█"
_ASCII = "_.-=+*%#"


def spark_pair(
    reference: Sequence[float], current: Sequence[float], *, width: int = 10, is_ascii: bool = False
) -> tuple[str, str]:
    """Draw both samples on one scale, so that their heights can be compared."""
    first, second = rebinned(reference, width), rebinned(current, width)
    top = max((*first, *second), default=0.0)
    return _bars(first, top, is_ascii=is_ascii), _bars(second, top, is_ascii=is_ascii)


def rebinned(shares: Sequence[float], width: int) -> list[float]:
    """Add up neighbouring bins until at most ``width`` of them are left."""
    if len(shares) <= width:
        return list(shares)
    cuts = [round(index * len(shares) / width) for index in range(width + 1)]
    return [sum(shares[start:stop]) for start, stop in pairwise(cuts)]


def _bars(shares: Sequence[float], top: float, *, is_ascii: bool) -> str:
    ramp = _ASCII if is_ascii else _UNICODE
    if top <= 0:
        return ramp[0] * len(shares)
    return "".join(ramp[min(len(ramp) - 1, int(share / top * (len(ramp) - 1) + 0.5))] for share in shares)
