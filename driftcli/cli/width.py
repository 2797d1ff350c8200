"""How wide text for a person is set, where no width was asked for."""

_WIDEST = 100


def usual_width() -> int:
    """Width of the terminal, within what reads well; 80 where there is none."""
    from shutil import get_terminal_size  # noqa: PLC0415

    return max(40, min(_WIDEST, get_terminal_size((80, 24)).columns))
