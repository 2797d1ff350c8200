"""Figures inside the sentences of a diagnosis: shares in percent, numbers in three digits, before -> after."""

import math


def percent(share: float) -> str:
    """Write a share: ``8 %``, ``0.4 %``, ``under 0.1 %``."""
    if share == 0 or share >= 0.0995:
        return f"{100 * share:.0f} %"
    return "under 0.1 %" if share < 0.001 else f"{100 * share:.1f} %".replace(".0 %", " %")


def shares(before: float, after: float) -> str:
    """Write a share before and after, with decimals where whole percents would look equal."""
    first, second = percent(before), percent(after)
    return f"{100 * before:.1f} % -> {100 * after:.1f} %" if first == second != "0 %" else f"{first} -> {second}"


def figure(value: float) -> str:
    """Write a number with three digits, thousands apart, without an exponent where it can be helped."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if not 1e-4 <= abs(value) < 1e15:
        return f"{value:.3g}"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figures(before: float, after: float) -> str:
    """Write a number before and after, with as many digits as it takes to see them differ."""
    first, second = figure(before), figure(after)
    return f"{first} -> {second}" if first != second or before == after else f"{before:,.6g} -> {after:,.6g}"


def rounded_up(value: float) -> int:
    """Round up to two digits: a number of rows that somebody is asked for."""
    step = int(10 ** max(0, math.floor(math.log10(max(value, 1.0))) - 1))
    return math.ceil(value / step - 1e-9) * step
