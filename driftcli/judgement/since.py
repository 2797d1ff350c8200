"""How an onset is told: what began, and when; and the name of the windows of time in which it is looked for."""

WINDOW = "window"
"""Grouping of the rows by windows of time."""
PERFORMANCE = "performance"
"""Stands for the model's loss where columns are named."""


def day(start: str) -> str:
    """Write the start of a window: the day, with hour and minute where it does not begin at midnight."""
    date, _, clock = start.partition("T")
    return date if clock in {"", "00:00:00"} else f"{date} {clock[:5]}"
