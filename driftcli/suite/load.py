"""Flags over environment over file over defaults, resolved into a suite."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from driftcli.checks.check import Check
from driftcli.declared import SettingsError, extra_of, settings_of, values_of
from driftcli.engines.budget import parse_memory
from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.options import SourceOptions
from driftcli.suite.config import CheckConfig, Config, RolesConfig, SideConfig
from driftcli.suite.discovery import discover, display, file_layers
from driftcli.suite.environment import PREFIX, environment_layer
from driftcli.suite.globs import most_specific_first
from driftcli.suite.importance import read_importance
from driftcli.suite.layers import Layer, Layered, lay
from driftcli.suite.layers import Path as KeyPath
from driftcli.suite.problems import usage_error
from driftcli.suite.selection import known_checks, matching, require_check
from driftcli.suite.settings import CheckSettings, ColumnSettings
from driftcli.suite.suite import Suite
from driftcli.suite.toml import toml_key

COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration together with where each value came from."""

    config: Config
    settings: Layered
    file: str | None
    """The file read, as shown to the user."""


def load_suite(
    config_path: str | Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    *,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Suite:
    """Resolve a suite from flags, environment and the file given or found.

    Parameters
    ----------
    config_path
        The file to use; without one, the nearest going up from ``cwd``.
    overrides
        Settings that beat all others, nested as in TOML.
    """
    return resolve(load_config(config_path, overrides, cwd=cwd, environ=environ))


def default_suite(**overrides: Any) -> Suite:
    """Resolve a suite from the defaults and the given settings alone: no file, no environment."""
    return resolve(_validated([Layer(overrides, lambda _path: "argument")], file=None))


def load_config(
    config_path: str | Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    *,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Loaded:
    """Find, lay over each other and validate the settings, without looking up checks."""
    environ = os.environ if environ is None else environ
    cwd = Path.cwd() if cwd is None else cwd
    given = config_path or environ.get("DRIFTCLI_CONFIG")
    path = Path(os.path.normpath(cwd / given)) if given else discover(cwd)
    layers = [] if path is None else file_layers(path, cwd=cwd)
    layers += [environment_layer(environ), Layer(overrides or {}, lambda _path: COMMAND_LINE)]
    return _validated(layers, file=None if path is None else display(path, cwd=cwd))


def resolve(loaded: Loaded) -> Suite:
    """Look up the checks that a configuration names and give the suite; every setting is tried once.

    Raises
    ------
    UsageError
        For an unknown check and for settings that a check does not take.
    """
    config = loaded.config
    known = known_checks(_named_checks(config), is_every_one=config.select is None)
    settings = {name: _check(said, loaded, known, ("checks", name)) for name, said in config.checks.items()}
    columns = tuple(
        ColumnSettings(
            glob,
            ignore=said.ignore,
            checks={
                name: _check(check, loaded, known, ("columns", glob, "checks", name))
                for name, check in said.checks.items()
            },
        )
        for glob, said in config.columns.items()
    )
    everywhere = _selected(loaded, known, settings)
    asked = {name for said in columns for name, check in said.checks.items() if check.enabled}
    kinds = config.kinds | {glob: said.kind for glob, said in config.columns.items() if said.kind is not None}
    suite = Suite(
        roles=_roles(config.roles),
        kinds=tuple((glob, kinds[glob]) for glob in most_specific_first(kinds)),
        checks=tuple(check for check in known if check.id in everywhere | asked),
        reference=_options(loaded, config.source.reference, "reference"),
        current=_options(loaded, config.source.current, "current"),
        settings=settings,
        columns=columns,
        only_for_columns=frozenset(asked - everywhere),
        file=loaded.file,
        places=_named_places(loaded),
        importance=_importance(loaded),
        history=named_file(loaded, "history"),
        memory=None if config.memory is None else parse_memory(config.memory),
        **{name: getattr(config, name) for name in _SAME},
    )
    _try_settings(suite, loaded, known)
    return suite


_SAME = (
    "fdr",
    "fdr_method",
    "fail_on",
    "allow_empty",
    "important",
    "min_drifted",
    "min_effect",
    "window",
    "threads",
    "seed",
    "engine",
    "spark",
)


def _importance(loaded: Loaded) -> dict[str, float]:
    """Read the file of importances."""
    path = named_file(loaded, "importance")
    return {} if path is None else read_importance(path)


def named_file(loaded: Loaded, key: str) -> Path | None:
    """Find the file that a key names, if it does; a path of the configuration starts in its folder."""
    said = getattr(loaded.config, key)
    if said is None:
        return None
    origin = loaded.settings.origin((key,)) or ""
    is_own = loaded.file is not None and origin != COMMAND_LINE and not origin.startswith(PREFIX)
    return Path(loaded.file or "").parent / said if is_own else Path(said)


def _validated(layers: list[Layer], *, file: str | None) -> Loaded:
    settings = lay(layers)
    try:
        return Loaded(Config.of(settings.values), settings, file)
    except SettingsError as error:
        raise usage_error(error, declared=Config, settings=settings) from error


def _named_checks(config: Config) -> list[str]:
    in_columns = (name for said in config.columns.values() for name in said.checks)
    return [*(config.select or ()), *config.ignore, *config.checks, *in_columns]


def _selected(loaded: Loaded, known: tuple[Check, ...], settings: Mapping[str, CheckSettings]) -> set[str]:
    select = loaded.config.select
    if select is None:
        chosen = {check.id for check in known if check.is_default}
        chosen |= {name for name, said in settings.items() if said.enabled}
    else:
        chosen = _union(select, known, where=_place(loaded, ("select",)))
    chosen -= _union(loaded.config.ignore, known, where=_place(loaded, ("ignore",)))
    return chosen - {name for name, said in settings.items() if said.enabled is False}


def _union(patterns: Iterable[str], known: tuple[Check, ...], *, where: str) -> set[str]:
    return {name for pattern in patterns for name in matching(pattern, known, where=where)}


def _check(said: CheckConfig, loaded: Loaded, known: tuple[Check, ...], path: KeyPath) -> CheckSettings:
    check = require_check(path[-1], known, where=_place(loaded, path))
    params = extra_of(said)
    try:
        check.params.of(params)
    except SettingsError as error:
        raise usage_error(error, declared=check.params, settings=loaded.settings, prefix=path) from error
    bars = {name: getattr(said, name) for name in ("warn", "fail") if getattr(said, name) is not None}
    return CheckSettings(
        enabled=said.enabled,
        thresholds={name: None if bar == "never" else bar for name, bar in bars.items()},
        severity=said.severity,
        params=params,
    )


def _try_settings(suite: Suite, loaded: Loaded, known: tuple[Check, ...]) -> None:
    """Resolve each setting once, so that what does not fit together is told before any data is read."""
    places: dict[KeyPath, tuple[str, str | None]] = {("checks", name): (name, None) for name in suite.settings}
    places |= {
        ("columns", said.glob, "checks", name): (name, said.glob) for said in suite.columns for name in said.checks
    }
    for path, (name, column) in places.items():
        check = next(check for check in known if check.id == name)
        try:
            suite.thresholds_for(check, column)
            suite.params_for(check, column)
        except UsageError as error:
            raise UsageError(error.message, where=_place(loaded, path), hint=error.hint) from error


def _roles(said: RolesConfig) -> RoleAssignment:
    return RoleAssignment(
        target=said.target,
        prediction=said.prediction,
        scores=said.score,
        timestamp=said.timestamp,
        weight=said.weight,
        segments=said.segments,
        keys=said.key,
        cluster=said.cluster,
    )


def _options(loaded: Loaded, own: SideConfig, side: str) -> SourceOptions:
    """Merge what is said for both sides with what is said for one."""
    shared = loaded.config.source
    said = {}
    for name in settings_of(SideConfig):
        value = getattr(shared, name) if getattr(own, name) is None else getattr(own, name)
        if value is not None:
            said["ignore" if name == "ignore_columns" else name] = value
    try:
        return SourceOptions(**said)
    except UsageError as error:
        path = ("source", side) if vars(own) else ("source",)
        raise UsageError(error.message, where=_place(loaded, path), hint=error.hint) from error


def _named_places(loaded: Loaded) -> dict[str, str]:
    """Find the key that names each column; a role is the most telling one."""
    config = loaded.config
    paths: dict[str, KeyPath] = dict.fromkeys(config.important, ("important",))
    for names, path in (
        (config.source.columns, ("source", "columns")),
        (config.source.reference.columns, ("source", "reference", "columns")),
        (config.source.current.columns, ("source", "current", "columns")),
    ):
        paths |= dict.fromkeys(names or (), path)
    paths |= {glob: ("kinds", glob) for glob in config.kinds} | {glob: ("columns", glob) for glob in config.columns}
    for role, value in values_of(config.roles).items():
        paths |= dict.fromkeys((value,) if isinstance(value, str) else value or (), ("roles", role))
    return {name: _place(loaded, path) for name, path in paths.items()}


def _place(loaded: Loaded, path: KeyPath) -> str:
    return f"{loaded.settings.origin(path) or 'configuration'}: {toml_key(path)}"
