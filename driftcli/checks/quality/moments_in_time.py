"""Seconds since 1970 written as people write dates, and back."""

import math
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_instant(seconds: float | None) -> str | None:
    """Write a moment as ISO 8601 in UTC; a date where it is midnight, the number where no calendar holds it."""
    if seconds is None:
        return None
    if not math.isfinite(seconds):
        return str(seconds)
    try:
        moment = EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return f"{seconds:g} seconds since 1970"
    return moment.date().isoformat() if seconds % 86_400 == 0 else moment.isoformat().replace("+00:00", "Z")


def as_seconds(moment: datetime) -> float:
    """Seconds since 1970 of a moment; without a zone it is taken as UTC, as columns without one are."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - EPOCH).total_seconds()
