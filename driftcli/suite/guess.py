"""Roles guessed from names and kinds, cautiously: a role that nobody has is better than a wrong one."""

import re
from collections.abc import Mapping, Sequence

from driftcli.frozen import dataclass
from driftcli.profiles.dataset import DatasetProfile
from driftcli.sources.kinds import Kind, RoleAssignment, has_identifier_name

_NAMES = {
    "target": {"target", "label", "y", "y_true", "ground_truth"},
    "prediction": {"prediction", "predicted", "pred", "y_pred", "y_hat", "yhat"},
    "score": {
        "score",
        "probability",
        "proba",
        "prob",
        "y_score",
        "y_proba",
        "prediction_score",
        "predicted_probability",
    },
}
_TIMES = ("timestamp", "ts", "datetime", "event_time", "time", "date", "created_at", "observed_at")
_PREDICTED = re.compile(
    r"^(?:predicted_|prediction_|pred_)(.+)$|^(.+)_(?:predicted|prediction|pred|hat)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a role is given to, and why."""

    value: str | tuple[str, ...]
    reason: str


def guess_roles(profile: DatasetProfile, said: RoleAssignment) -> dict[str, Guess]:
    """Guess the roles that a user did not name; those that were named stay."""
    names = [name for name in profile.schema if name not in said.named()]
    guesses = _by_name(names) | _paired(names, list(profile.schema), said)
    guesses |= _timestamp(profile, names) | _key(profile, names)
    return guesses | _said(said)


def _said(said: RoleAssignment) -> dict[str, Guess]:
    given: Mapping[str, str | tuple[str, ...] | None] = {
        "target": said.target,
        "prediction": said.prediction,
        "score": said.scores,
        "timestamp": said.timestamp,
        "key": said.keys,
        "weight": said.weight,
        "cluster": said.cluster,
        "segments": said.segments,
    }
    return {role: Guess(value, "as you said") for role, value in given.items() if value}


def _by_name(names: Sequence[str]) -> dict[str, Guess]:
    guesses: dict[str, Guess] = {}
    for role, usual in _NAMES.items():
        found = [name for name in names if name.lower() in usual]
        if len(found) == 1:
            value = (found[0],) if role == "score" else found[0]
            guesses[role] = Guess(value, "by its name")
    return guesses


def _paired(names: Sequence[str], columns: Sequence[str], said: RoleAssignment) -> dict[str, Guess]:
    """Find ``predicted_x`` beside ``x``."""
    pairs: list[tuple[str, str]] = []
    for name in names:
        match = _PREDICTED.match(name)
        base: str = (match[1] or match[2]) if match else ""
        if base in columns and said.target in {None, base}:
            pairs.append((name, base))
    if len(pairs) != 1:
        return {}
    prediction, target = pairs[0]
    return {
        "target": Guess(target, f"{prediction} looks like its prediction"),
        "prediction": Guess(prediction, f"named after {target}"),
    }


def _timestamp(profile: DatasetProfile, names: Sequence[str]) -> dict[str, Guess]:
    times = [name for name in names if profile.schema[name].kind is Kind.TEMPORAL]
    if len(times) == 1:
        return {"timestamp": Guess(times[0], "the only column of times")}
    usual = [name for name in times if name.lower() in _TIMES]
    return {"timestamp": Guess(usual[0], "by its name, of several columns of times")} if len(usual) == 1 else {}


def _key(profile: DatasetProfile, names: Sequence[str]) -> dict[str, Guess]:
    keys = [name for name in names if profile.schema[name].kind is Kind.IDENTIFIER and has_identifier_name(name)]
    return {"key": Guess((keys[0],), "the only identifier, by its name")} if len(keys) == 1 else {}
