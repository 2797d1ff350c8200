"""Figures in words: significant digits, shares, probabilities, times, and rounding that never contradicts a verdict."""

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_DIGITS = 12
_UNDEFINED = "undefined"


def significant(value: float | None, digits: int = 3) -> str:
    """Write a number with so many significant digits, never rounding away digits before the decimal point."""
    if value is None or math.isnan(value):
        return _UNDEFINED
    if math.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude >= 15 or magnitude < -4:
        return _exponential(value, digits)
    text = f"{value:,.{max(0, digits - 1 - magnitude)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponential(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def pair(before: float | None, after: float | None, digits: int = 3) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to see that they differ."""
    if before == after:
        text = significant(before, digits)
        return text, text
    for more in range(digits, _MOST_DIGITS):
        first, second = significant(before, more), significant(after, more)
        if first != second:
            return first, second
    return significant(before, digits), significant(after, digits)


def size(value: float, decimals: int = 2) -> str:
    """Write an effect size with two decimals, more where two would say zero."""
    if not math.isfinite(value):
        return significant(value)
    for more in range(decimals, _MOST_DIGITS):
        text = f"{value:.{more}f}"
        if float(text) != 0 or value == 0:
            return text.replace("-0.00", "0.00") if float(text) == 0 else text
    return significant(value)


def bar(value: float) -> str:
    """Write a threshold in full: it is a decimal that someone chose, so it is never rounded."""
    text = format(Decimal(repr(value)), "f") if math.isfinite(value) else significant(value)
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}" if fraction.strip("0") or abs(value) < 10 else whole


def against(value: float, threshold: float, *others: float | None) -> str:
    """Compare a value with its threshold in words that are true as printed: ``0.1004 > 0.10``."""
    if value == threshold:
        return f"{bar(threshold)} = {bar(threshold)}"
    sign = ">" if value > threshold else "<"
    return f"{beside(value, threshold, *others)} {sign} {bar(threshold)}"


def beside(value: float, *thresholds: float | None) -> str:
    """Write a value with so many decimals that it stays on its side of each threshold."""
    others = [threshold for threshold in thresholds if threshold is not None]
    for decimals in range(2, _MOST_DIGITS):
        text = size(value, decimals)
        if all(_has_same_side(value, text, threshold) for threshold in others):
            return text
    return repr(value)


def _has_same_side(value: float, text: str, threshold: float) -> bool:
    if not math.isfinite(value):
        return True
    shown = float(text)
    return (shown > threshold) == (value > threshold) and (shown < threshold) == (value < threshold)


def percent(share: float | None, digits: int = 2) -> str:
    """Write a share; never 0 % for something, never 100 % for less than everything."""
    if share is None or not math.isfinite(share):
        return significant(share)
    closeness = min(abs(share), abs(1 - share)) * 100
    decimals = 0 if closeness == 0 else max(0, digits - 1 - math.floor(math.log10(closeness)))
    text = f"{share * 100:.{min(decimals, _MOST_DIGITS)}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def percent_pair(before: float | None, after: float | None) -> tuple[str, str]:
    """Write two shares with as many digits as it takes to see that they differ."""
    for digits in range(2, 8):
        first, second = percent(before, digits), percent(after, digits)
        if first != second:
            return first, second
    return percent(before), percent(after)


def probability(value: float | None) -> str:
    """Write a p-value: three significant digits, as a power of ten when tiny."""
    if value is None or math.isnan(value):
        return _UNDEFINED
    if value < 1e-300:
        return "< 1e-300"
    return _exponential(value, 2) if value < 1e-3 else significant(value, 2)


def count(value: float, noun: str = "", plural: str | None = None) -> str:
    """Write a count with thousands separators and its noun in the right number."""
    text = f"{value:,.0f}"
    if not noun:
        return text
    return f"{text} {noun if value == 1 else plural or noun + 's'}"


def bytes_size(value: int | None) -> str:
    """Write a file size in powers of a thousand."""
    if value is None:
        return "size unknown"
    amount = float(value)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{significant(amount)} {unit}"
        amount /= 1000
    return f"{significant(amount)} TB"


def duration(seconds: float | None) -> str:
    """Write a length of time in the unit that suits it."""
    if seconds is None or not math.isfinite(seconds):
        return significant(seconds)
    for unit, length in (("day", 86_400.0), ("hour", 3_600.0), ("minute", 60.0)):
        if abs(seconds) >= 2 * length:
            return f"{significant(seconds / length)} {unit}s"
    return f"{significant(seconds)} s"


def instant(seconds: float | None) -> str:
    """Write seconds since 1970 as a date, with the time of day where it is not midnight."""
    if seconds is None or not math.isfinite(seconds):
        return significant(seconds)
    try:
        moment = _EPOCH + timedelta(seconds=round(seconds))
    except OverflowError:
        return f"{significant(seconds)} s since 1970"
    if moment.hour == moment.minute == moment.second == 0:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M}" if moment.second == 0 else f"{moment:%Y-%m-%d %H:%M:%S}"
