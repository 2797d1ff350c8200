"""Which checks a configuration names: by group, by id, by glob."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from driftcli.checks.catalog import builtin_checks, checks_meant, plugin_checks, plugin_names
from driftcli.checks.check import Check
from driftcli.errors import UsageError
from driftcli.suite.globs import is_glob
from driftcli.suite.problems import suggestion


def known_checks(named: Sequence[str], *, is_every_one: bool = True) -> tuple[Check, ...]:
    """List the built-in checks and those plugins that a name or glob names; no other plugin is imported.

    Where not every one is wanted, only those built-in checks are listed that a name means, and no other is imported;
    all are as soon as one name means none of them, for the message must tell what there is.
    """
    built_in = None if is_every_one else checks_meant(named)
    known = builtin_checks() if built_in is None else built_in
    own = {name for check in known for name in (check.id, check.group)}
    others = [name for name in named if name not in own]
    wanted = {plugin for plugin in plugin_names() for name in others if fnmatchcase(plugin, name)} if others else ()
    return (*known, *(plugin_checks(wanted) if wanted else ()))


def require_check(check_id: str, known: Sequence[Check], *, where: str) -> Check:
    """Find a check by id or say which one may have been meant."""
    for check in known:
        if check.id == check_id:
            return check
    raise UsageError(
        f"unknown check {check_id!r}",
        where=where,
        hint=suggestion(check_id, [check.id for check in known], otherwise="`driftcli checks` lists them"),
    )


def matching(pattern: str, known: Sequence[Check], *, where: str) -> set[str]:
    """Give the ids that a group, an id or a glob means: a group means its default checks, the others all they match.

    Raises
    ------
    UsageError
        When it means none.
    """
    groups = {check.group for check in known}
    if pattern in groups:
        return {check.id for check in known if check.group == pattern and check.is_default}
    found = {check.id for check in known if fnmatchcase(check.id, pattern)}
    if found:
        return found
    if is_glob(pattern):
        raise UsageError(f"no check matches {pattern!r}", where=where, hint="`driftcli checks` lists them")
    names = [*sorted(groups), *(check.id for check in known)]
    hint = suggestion(pattern, names, otherwise="`driftcli checks` lists groups and checks")
    raise UsageError(f"unknown check or group {pattern!r}", where=where, hint=hint)
