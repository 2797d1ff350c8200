"""What an audit was about and what made it: inputs with their period, the run with the versions that took part."""

import platform
import sys
import uuid
from datetime import UTC, datetime
from importlib.machinery import PathFinder
from pathlib import Path

from driftcli.judgement.result import InputFacts, RunFacts
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.temporal import TemporalProfile
from driftcli.sources.kinds import Role

LIBRARIES = ("numpy", "pyarrow", "scipy", "sklearn", "pandas", "polars")
"""Libraries whose version matters for the numbers, where they were loaded."""
_DISTRIBUTIONS = {"sklearn": "scikit-learn"}
"""What a library is called where it is installed, if otherwise."""


def input_facts(profile: DatasetProfile) -> InputFacts:
    """Say what one side was."""
    facts = profile.facts
    column, first, last = _period(profile)
    return InputFacts(
        path=facts.name,
        format=facts.format,
        rows=facts.rows,
        columns=len(profile.schema),
        bytes=facts.bytes,
        files=facts.files,
        sha256=facts.sha256,
        dialect=dict(facts.dialect) if facts.dialect else None,
        unreadable_rows=facts.unreadable_rows,
        notes=facts.notes,
        time_column=column,
        first=first,
        last=last,
    )


def _period(profile: DatasetProfile) -> tuple[str | None, str | None, str | None]:
    """Timestamp column with its earliest and latest time."""
    for name, schema in profile.schema.items():
        column = profile.columns[name]
        if schema.role is Role.TIMESTAMP and isinstance(column, TemporalProfile):
            return name, _iso(column.times.minimum), _iso(column.times.maximum)
    return None, None, None


def _iso(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(round(seconds), UTC).isoformat().removesuffix("+00:00")
    except (OverflowError, ValueError, OSError):
        return None


def run_facts(started: datetime) -> RunFacts:
    """Describe a run that ends now."""
    finished = datetime.now(UTC)
    return RunFacts(
        id=str(uuid.uuid4()),
        started=started.isoformat(timespec="seconds"),
        finished=finished.isoformat(timespec="seconds"),
        duration_s=max(0.0, (finished - started).total_seconds()),
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that were loaded."""
    loaded = {name.partition(".")[0] for name in tuple(sys.modules)}
    return {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES if name in loaded}


def _version(library: str) -> str:
    """Version of a library, of which parts alone may have been loaded."""
    said = getattr(sys.modules.get(library), "__version__", None)
    if said is not None:
        return str(said)
    distribution = _DISTRIBUTIONS.get(library, library)
    return _version_beside(library, distribution) or _version_told(distribution)


def _version_beside(library: str, distribution: str) -> str | None:
    """Read the version in the name of the folder that installers leave beside a package; ``None`` without just one."""
    spec = PathFinder.find_spec(library)
    beside = Path(spec.origin).parents[1] if spec is not None and spec.origin else None
    form = f"{distribution.replace('-', '_')}-*.dist-info"
    found = [] if beside is None else [folder.stem for folder in beside.glob(form)]
    return found[0].rpartition("-")[2] if len(found) == 1 else None


def _version_told(distribution: str) -> str:
    """Ask what reads all that is installed, which brings e-mail, ZIP and more."""
    from importlib import metadata  # noqa: PLC0415

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"
