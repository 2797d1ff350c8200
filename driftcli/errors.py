"""Errors that a user can act on, each with the exit code it leads to.

Anything raised that is not one of these is a bug (exit 4). Errors say what was wrong, where, and what to do next.
"""


class DriftError(Exception):
    """An audit could not be done or delivered; ``exit_code`` says in which way."""

    exit_code = 4

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        """What was wrong, with the offending value."""
        self.where = where
        """The file, key or column, with the place in it."""
        self.hint = hint
        """The next step."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class UsageError(DriftError):
    """The question was not well put: a flag, a key, a check or a column that does not exist."""

    exit_code = 2


class SourceError(DriftError):
    """The data could not be read, so nothing is claimed about drift."""

    exit_code = 3


class NoRowsError(SourceError):
    """There is data, and no row of it is left; of a part of a dataset that is no error."""


class OutputError(DriftError):
    """The audit is done but a requested output could not be written."""

    exit_code = 6


class LockedError(DriftError):
    """Another run holds the lock."""

    exit_code = 75
