"""One dataset in Spark against its own past: both sides are conditions on the timestamp, so nothing is moved."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from driftcli.engines.local import ProfilePlan
from driftcli.engines.spark.engine import profile_with_spark
from driftcli.profiles.dataset import DatasetProfile
from driftcli.sources.options import SourceOptions
from driftcli.sources.split import split_moment


def split_with_spark(
    data: Any,
    timestamp: str,
    split_at: str,
    *,
    plans: tuple[ProfilePlan, ProfilePlan],
    options: SourceOptions,
    settings: Mapping[str, str],
) -> tuple[DatasetProfile, DatasetProfile]:
    """Profile the rows before a moment, and in their edges the others; rows without a time are in neither."""
    moment = split_moment(split_at).isoformat()
    before = profile_with_spark(data, plans[0], options=_where(options, timestamp, "<", moment), settings=settings)
    after = profile_with_spark(
        data, plans[1], options=_where(options, timestamp, ">=", moment), reference=before, settings=settings
    )
    return _named(before, f"before {split_at}"), _named(after, f"from {split_at}")


def _where(options: SourceOptions, timestamp: str, sign: str, moment: str) -> SourceOptions:
    condition = f"col({timestamp!r}) {sign} {moment!r}"
    return replace(options, where=condition if options.where is None else f"({options.where}) and {condition}")


def _named(profile: DatasetProfile, side: str) -> DatasetProfile:
    return replace(profile, facts=replace(profile.facts, name=f"{profile.facts.name} ({side})"))
