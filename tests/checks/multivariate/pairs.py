"""Profiles of two tables with their row samples, as an audit would build them."""

from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa

from driftcli.engines.local import ProfilePlan, profile_source
from driftcli.sources.kinds import RoleAssignment
from driftcli.sources.open import open_source

NOW = datetime(2026, 11, 1, tzinfo=UTC).timestamp()


def profiled(old, new, *, sample=20_000, **roles):
    plan = ProfilePlan(roles=RoleAssignment(**roles), now=NOW, sample=sample)
    reference = profile_source(open_source(as_table(old)), plan)
    return reference, profile_source(open_source(as_table(new)), plan, reference)


def as_table(data):
    return data if isinstance(data, pa.Table) else pa.table(data)


def without_rows(profile):
    return replace(profile, sample=None)


def asked(check, pair, **params):
    """Answers of a check, always as a list."""
    answer = check.measure(*pair, check.params(**params))
    return [answer] if not hasattr(answer, "__iter__") else list(answer)
