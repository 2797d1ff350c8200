"""A first configuration from what the data looks like; written for somebody who will read and change it.

Whatever is inferred stands there with its reason, and the file runs as it is.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from driftcli.checks.catalog import builtin_checks
from driftcli.checks.check import Family
from driftcli.profiles.dataset import ColumnProfile, DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.profiles.temporal import TemporalProfile
from driftcli.sources.kinds import Kind, RoleAssignment
from driftcli.suite.guess import Guess, guess_roles
from driftcli.suite.toml import toml_key, toml_value

_UNSAYABLE = {Kind.EMPTY, Kind.OPAQUE}
"""Kinds that follow from the type; saying them would be no help once values arrive."""
_COMMENT_COLUMN = 34


def scaffold(
    reference: DatasetProfile,
    current: DatasetProfile | None = None,
    *,
    roles: RoleAssignment,
    source: Mapping[str, Any],
) -> str:
    """Write a configuration.

    Parameters
    ----------
    reference, current
        The data it is for.
    roles
        Roles that the user named; the others are guessed.
    source
        What the user said of reading the data; it becomes ``[source]``.
    """
    parts = (
        _head(reference, current),
        _gate(),
        _roles(guess_roles(reference, roles)),
        _kinds(reference),
        _source(source),
        _checks(),
        _ranges(reference),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(reference: DatasetProfile, current: DatasetProfile | None) -> Iterator[str]:
    facts = reference.facts
    yield "# Configuration of driftcli, written by `driftcli init`."
    yield f"# From {_plain(facts.name)}: {facts.rows} rows, {len(reference.schema)} columns ({facts.format})."
    if current is not None:
        yield f"# Beside {_plain(current.facts.name)}: {current.facts.rows} rows, {len(current.schema)} columns."
        for told, names in (
            ("Only in the reference", [name for name in reference.schema if name not in current.schema]),
            ("Only in the current data", [name for name in current.schema if name not in reference.schema]),
        ):
            if names:
                yield f"# {told}: {_plain(', '.join(names))}."
    yield "# Read it, correct what was guessed wrong, keep it beside the data's code."
    yield "# What a key means: `driftcli config schema`; what a check does: `driftcli explain CHECK`."


def _gate() -> Iterator[str]:
    yield _line('fail_on = "fail"', "exit 1 from here: warn, fail or never")
    yield _line("fdr = 0.01", "at most this share of the columns called changed are not")
    yield _line("# min_effect = 0.10", "the drift bar in standard deviations; half of it is minor")
    yield _line('# select = ["quality", "drift"]', "groups, checks or globs; default: all the usual ones")
    yield _line('# ignore = ["row_count"]', "checks not to run")


def _roles(guesses: Mapping[str, Guess]) -> Iterator[str]:
    yield "[roles]"
    for role in ("target", "prediction", "score", "timestamp", "key", "weight", "cluster", "segments"):
        guess = guesses.get(role)
        if guess is None:
            example = '["COLUMN"]' if role in {"score", "key", "segments"} else '"COLUMN"'
            yield f"# {role} = {example}"
        else:
            yield _line(f"{role} = {toml_value(guess.value)}", guess.reason)


def _kinds(reference: DatasetProfile) -> Iterator[str]:
    yield "# How each column is summarised and tested; `driftcli explain kinds` tells how this was guessed."
    yield "# Integers that code categories look like numbers: change their kind to categorical."
    yield "[kinds]"
    for name, schema in reference.schema.items():
        told = "; ".join(filter(None, [schema.kind_reason, *_observed(reference.columns[name])]))
        hidden = "# " if schema.kind in _UNSAYABLE else ""
        yield _line(f"{hidden}{toml_key((name,))} = {toml_value(schema.kind.value)}", told)


def _source(source: Mapping[str, Any]) -> Iterator[str]:
    yield "# How the files are read; what is not said is found out. One side alone: [source.reference]."
    yield "[source]"
    for key, value in source.items():
        yield f"{toml_key((key,))} = {toml_value(value)}"
    for key, example in (
        ("delimiter", ";"),
        ("decimal", ","),
        ("where", "country == 'DE'"),
        ("ignore_columns", ["tmp_*"]),
    ):
        if key not in source:
            yield f"# {key} = {toml_value(example)}"


def _checks() -> Iterator[str]:
    yield "# A check's own settings: `driftcli checks` lists them, `driftcli explain CHECK` shows what can be set."
    check = next((check for check in builtin_checks() if check.family is Family.COLUMNS), None)
    if check is not None:
        bars = (("warn", check.thresholds.warn), ("fail", check.thresholds.fail))
        yield f"# [checks.{check.id}]"
        yield from (f"# {bar} = {toml_value('never' if value is None else value)}" for bar, value in bars)
        yield '# severity = "warn"'
        yield "# For some columns; the most specific glob wins:"
        yield f'# [columns."price_*".checks.{check.id}]'
        yield "# fail = 0.2"


def _ranges(reference: DatasetProfile) -> Iterator[str]:
    yield "# Ranges observed in the reference. Uncomment those that are rules rather than what happened to be."
    for name, schema in reference.schema.items():
        profile = reference.columns[name]
        if isinstance(profile, NumericProfile) and profile.minimum is not None and schema.kind is Kind.NUMERIC:
            yield f"# [{toml_key(('columns', name, 'checks', 'value_range'))}]"
            yield f"# minimum = {_number(profile.minimum, profile)}"
            yield f"# maximum = {_number(profile.maximum, profile)}"


def _observed(profile: ColumnProfile) -> Iterator[str]:
    if isinstance(profile, NumericProfile) and profile.minimum is not None:
        yield f"{_number(profile.minimum, profile)} to {_number(profile.maximum, profile)}"
    if isinstance(profile, TemporalProfile) and profile.times.minimum is not None and profile.times.maximum is not None:
        yield f"{_time(profile.times.minimum)} to {_time(profile.times.maximum)}"
    if profile.presence.missing:
        yield f"{profile.presence.missing / max(profile.presence.rows, 1):.2%} missing"


def _number(value: float | None, profile: NumericProfile) -> str:
    return repr(int(value) if profile.is_integer and value is not None else value)


def _time(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):
        return "a time beyond the calendar"


def _line(said: str, told: str) -> str:
    return f"{said:<{_COMMENT_COLUMN}}  # {_plain(told)}"


def _plain(text: str) -> str:
    """Keep a comment on its line."""
    return "".join(character if character.isprintable() else "?" for character in text)
