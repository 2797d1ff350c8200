"""The moment that an audit takes for the present."""

from datetime import UTC, datetime

from driftcli.errors import UsageError


def read_moment(text: str | None) -> datetime | None:
    """Read an ISO date or time; one without a zone is in UTC."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        hint = "write for example 2026-03-01 or 2026-03-01T06:00+01:00"
        raise UsageError(f"{text!r} is not a date or time", where="--now", hint=hint) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
