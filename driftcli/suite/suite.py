"""The suite: everything that an audit was asked, resolved; the audit knows no flag and no file beside it.

Settings of a check are looked up for a column in the order default, check, columns (least specific glob first), key by
key, so that the most specific place which says something wins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from driftcli.checks.check import Check, CheckParams, Family, Severity, Thresholds
from driftcli.declared import SettingsError, as_json, settings_of
from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.sources.kinds import Kind, Role, RoleAssignment
from driftcli.sources.names import is_chosen
from driftcli.sources.options import SourceOptions
from driftcli.suite.globs import is_glob, is_match, most_specific_first
from driftcli.suite.settings import CheckSettings, ColumnSettings

FailOn = Literal["warn", "fail", "never"]
FdrMethod = Literal["bh", "by"]
Engine = Literal["local", "spark"]
NAMED = 5
_NO_BARS = Thresholds(warn=None, fail=None)
_NOTHING_SAID = CheckSettings()
_SCALARS = (
    "fdr",
    "fdr_method",
    "fail_on",
    "allow_empty",
    "important",
    "importance",
    "min_drifted",
    "min_effect",
    "window",
    "seed",
    "engine",
)


@dataclass(frozen=True, kw_only=True)
class Suite:
    """Which checks are put to which columns, with what settings."""

    roles: RoleAssignment = field(default_factory=RoleAssignment)
    kinds: tuple[tuple[str, Kind], ...] = ()
    """Column glob to kind, most specific first: the first match counts."""
    checks: tuple[Check, ...] = ()
    """The checks selected, in the order of the catalogue."""
    fdr: float = 0.01
    """False discovery rate ``q`` within each family of measurements."""
    fdr_method: FdrMethod = "bh"
    fail_on: FailOn = "fail"
    """The status from which findings fail the gate."""
    allow_empty: bool = False
    """Whether nothing evaluated is fine."""
    important: tuple[str, ...] = ()
    """Globs of the columns whose drift may fail the audit; empty: all."""
    importance: Mapping[str, float] = field(default_factory=dict)
    """How much columns matter to the model; orders what is shown and decides nothing."""
    history: Path | None = None
    """File to which the run is added; it changes nothing of the result."""
    min_drifted: int = 1
    """How many columns must drift before drift fails the audit."""
    min_effect: float | None = None
    """Drift bar in sd-equivalents, minor being half of it; ``None``: each check's own."""
    reference: SourceOptions = field(default_factory=SourceOptions)
    """How to read the reference."""
    current: SourceOptions = field(default_factory=SourceOptions)
    """How to read the current data."""
    window: str | None = None
    """Length of a time window: ``H``, ``D``, ``W``, ``M``, ``rows`` or ``rows:N``; ``None`` finds out."""
    threads: int | None = None
    """``None``: as many as there are cores."""
    memory: int | None = None
    """Bytes that the program may take; ``None``: a quarter of what the machine or its container has."""
    seed: int = 0
    engine: Engine = "local"
    """Who profiles the data: this machine, or Spark's executors."""
    spark: Mapping[str, str] = field(default_factory=dict)
    """Settings of a Spark session that driftcli starts, on top of Spark's own configuration."""
    settings: Mapping[str, CheckSettings] = field(default_factory=dict)
    """Check id to what is said of it for every column."""
    columns: tuple[ColumnSettings, ...] = ()
    """What is said of columns by glob."""
    only_for_columns: frozenset[str] = frozenset()
    """Ids of checks that run only where a column asks for them."""
    file: str | None = None
    """The configuration file read, as shown to the user."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Column or glob to the place that names it, for messages."""

    def params_for(self, check: Check, column: str | None) -> CheckParams:
        """Give the parameters of a check for a column."""
        params = {**self._inherited(check), **self._settings_for(check, column).params}
        try:
            return check.params.of(params)
        except SettingsError as error:
            problem = error.problems[0]
            key = ".".join(str(part) for part in problem["loc"])
            raise UsageError(f"{problem['msg']}: {key}", where=_place(check, column)) from error

    def _inherited(self, check: Check) -> dict[str, Any]:
        """Settings of the check that this one inherits from, as far as it has them too."""
        said = self.settings.get(check.inherits) if check.inherits else None
        wanted = settings_of(check.params).keys() if check.inherited is None else check.inherited
        return {key: value for key, value in said.params.items() if key in wanted} if said else {}

    def thresholds_for(self, check: Check, column: str | None) -> Thresholds:
        """Give the bars of a check for a column.

        A check that is told which statistic decides has no bars of its own: its defaults are on another scale.
        """
        settings = self._settings_for(check, column)
        said, base = settings.thresholds, self._usual_thresholds(check, settings)
        bars = Thresholds(warn=said.get("warn", base.warn), fail=said.get("fail", base.fail))
        if bars.warn is not None and bars.fail is not None and bars.warn > bars.fail:
            parts = (f"{bar} = {value:g}{'' if bar in said else ' (default)'}" for bar, value in _bars(bars))
            raise UsageError(
                f"the warn threshold is above the fail threshold: {', '.join(parts)}",
                where=_place(check, column),
                hint='set both, or the other one to "never"',
            )
        if base == _NO_BARS and not said:
            raise UsageError(
                f"statistic = {settings.params['statistic']!r} needs a threshold of its own",
                where=_place(check, column),
                hint="set warn, fail or both on the scale of that statistic",
            )
        return bars

    def _usual_thresholds(self, check: Check, settings: CheckSettings) -> Thresholds:
        choice = settings_of(check.params).get("statistic")
        if choice and settings.params.get("statistic", choice.default) != choice.default:
            return _NO_BARS
        if self.min_effect is not None and check.family is Family.COLUMNS:
            return Thresholds(warn=self.min_effect / 2, fail=self.min_effect)
        return check.thresholds

    def severity_for(self, check: Check, column: str | None) -> Severity:
        """Give the cap on what a check may report of a column."""
        return self._settings_for(check, column).severity or Severity.FAIL

    def is_enabled(self, check: Check, column: str | None) -> bool:
        """Tell whether a check is put to a column."""
        if column is not None and self.is_ignored(column):
            return False
        enabled = self._settings_for(check, column).enabled
        if check.id in self.only_for_columns:
            return any(check.id in said.checks for said in self._matching(column)) and enabled is True
        return enabled is not False

    def is_ignored(self, column: str) -> bool:
        """Tell whether a column is left out of every check, though not of the account."""
        ignored = False
        for said in self._matching(column):
            ignored = ignored if said.ignore is None else said.ignore
        return ignored

    def kind_for(self, column: str) -> Kind | None:
        """Give the kind that a user declared for a column."""
        return next((kind for glob, kind in self.kinds if is_match(column, glob)), None)

    def is_important(self, column: str) -> bool:
        """Tell whether drift of a column may fail the audit."""
        return not self.important or any(is_match(column, glob) for glob in self.important)

    def named_columns(self) -> tuple[str, ...]:
        """Every column name and glob that the configuration holds, each once, in order of appearance."""
        return tuple(self._places())

    def require_columns(self, known: Sequence[str]) -> tuple[str, ...]:
        """Raise for a named column that exists in neither file; give a note for each glob that matches none.

        Columns that the suite itself asked not to read cannot be known, so nothing is said of them.

        Raises
        ------
        UsageError
            With the place that names the column, and the nearest column there is.
        """
        notes = []
        for name, place in self._places().items():
            if any(is_match(column, name) for column in known) or not self._is_read(name):
                continue
            if is_glob(name):
                notes.append(f"{place}: no column matches {name!r}")
                continue
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"the columns are {', '.join(known[:20])}"
            raise UsageError(f"no column {name!r} in either file", where=place, hint=hint)
        return (*notes, *self._without_importance(known))

    def _without_importance(self, known: Sequence[str]) -> list[str]:
        """Say which features have no importance, where those of others are known."""
        is_feature = {Role.FEATURE, Role.SEGMENT}
        features = [name for name in known if self.roles.role_of(name) in is_feature and not self.is_ignored(name)]
        unknown = [name for name in features if name not in self.importance]
        if not self.importance or not unknown:
            return []
        have = "column has none and is" if len(unknown) == 1 else "columns have none and are"
        more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
        return [f"importance: {len(unknown)} {have} treated as unknown: {', '.join(unknown[:NAMED])}{more}"]

    def as_dict(self) -> dict[str, Any]:
        """Give every setting that may change a result, JSON-able and in a fixed order; not threads and memory."""
        return {
            "checks": {check.id: self._check_as_dict(check) for check in self.checks},
            "columns": {said.glob: said.as_dict() for said in self.columns},
            "kinds": {glob: kind.value for glob, kind in self.kinds},
            "roles": {role: _plain(value) for role, value in sorted(asdict(self.roles).items())},
            "source": {"reference": _options_as_dict(self.reference), "current": _options_as_dict(self.current)},
            **{name: _plain(getattr(self, name)) for name in _SCALARS},
        }

    def _check_as_dict(self, check: Check) -> dict[str, Any]:
        bars = self.thresholds_for(check, None)
        return {
            "enabled": check.id not in self.only_for_columns,
            "warn": bars.warn,
            "fail": bars.fail,
            "severity": self.severity_for(check, None).value,
            "params": as_json(self.params_for(check, None)),
        }

    def _is_read(self, column: str) -> bool:
        return is_chosen(column, self.reference) or is_chosen(column, self.current)

    def _settings_for(self, check: Check, column: str | None) -> CheckSettings:
        settings = self.settings.get(check.id, _NOTHING_SAID)
        for said in self._matching(column):
            if check.id in said.checks:
                settings = said.checks[check.id].on_top_of(settings)
        return settings

    def _matching(self, column: str | None) -> list[ColumnSettings]:
        """Give what is said of a column, least specific first."""
        return [] if column is None else [said for said in self._by_specificity if is_match(column, said.glob)]

    @cached_property
    def _by_specificity(self) -> list[ColumnSettings]:
        by_glob = {said.glob: said for said in self.columns}
        return [by_glob[glob] for glob in reversed(most_specific_first(by_glob))]

    def _places(self) -> dict[str, str]:
        """Each named column with the place that names it."""
        roles = {name: f"role {self.roles.role_of(name)}" for name in self.roles.named()}
        chosen = {
            name: f"source.{key}"
            for side in (self.reference, self.current)
            for key, names in (("columns", side.columns), ("ignore_columns", side.ignore), ("types", side.types))
            for name in names
        }
        kinds = {glob: f"kinds.{glob}" for glob, _ in self.kinds}
        columns = {said.glob: f"columns.{said.glob}" for said in self.columns}
        named = {**dict.fromkeys(self.importance, "importance"), **dict.fromkeys(self.important, "important")}
        places = {**named, **chosen, **kinds, **columns, **roles}
        return {name: self.places.get(name, place) for name, place in places.items()}


def _bars(bars: Thresholds) -> tuple[tuple[str, float | None], ...]:
    return (("warn", bars.warn), ("fail", bars.fail))


def _place(check: Check, column: str | None) -> str:
    return f"checks.{check.id}" + (f", column {column!r}" if column is not None else "")


def _options_as_dict(options: SourceOptions) -> dict[str, Any]:
    return {name: _plain(getattr(options, name)) for name in SourceOptions.__dataclass_fields__}


def _plain(value: Any) -> Any:
    """Turn tuples and read-only mappings into what JSON knows."""
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value
