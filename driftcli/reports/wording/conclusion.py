"""The whole audit in words: verdict, what changed, what could have gone unseen, what became of each column."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from driftcli.audit import Result
from driftcli.judgement.finding import Status
from driftcli.judgement.result import Diagnosis, DiagnosisKind, InputFacts, Power, VerdictStatus
from driftcli.judgement.since import day
from driftcli.reports.wording.names import printable, quoted
from driftcli.reports.wording.numbers import bytes_size, count, size
from driftcli.reports.wording.performance import verdict_words

VERDICT_WORD = {
    VerdictStatus.PASS: "PASS",
    VerdictStatus.WARN: "WARN",
    VerdictStatus.FAIL: "FAIL",
    VerdictStatus.NOT_EVALUATED: "NOT EVALUATED",
}
VERDICT_SYMBOL = {
    VerdictStatus.PASS: "✓",
    VerdictStatus.WARN: "!",
    VerdictStatus.FAIL: "✗",
    VerdictStatus.NOT_EVALUATED: "?",
}
VERDICT_ASCII = {
    VerdictStatus.PASS: "+",
    VerdictStatus.WARN: "!",
    VerdictStatus.FAIL: "x",
    VerdictStatus.NOT_EVALUATED: "?",
}
HEADLINE = {
    DiagnosisKind.NONE: "No change that matters was found",
    DiagnosisKind.DATA_QUALITY: "The data are broken",
    DiagnosisKind.DATA_DRIFT: "The inputs have drifted",
    DiagnosisKind.LABEL_SHIFT: "The target's mix has shifted",
    DiagnosisKind.CONCEPT_DRIFT: "The relation between inputs and target has changed",
    DiagnosisKind.MIXED: "Inputs and their relation to the target have both changed",
    DiagnosisKind.UNDETERMINED: "Something changed, and what kind of change it is cannot be told",
}
_HURTS = {True: ", and it hurts", False: ", and performance held"}
_ACCOUNTS = ("audited", "skipped", "missing", "added", "retyped")
_DATED = 4
"""Columns that are named beside an onset."""
ACCOUNT_WORD = {"retyped": "changed in type"}


def headline(result: Result) -> str:
    """Name the kind of change in one sentence; where nothing was evaluated, nothing is claimed."""
    if result.verdict.status is VerdictStatus.NOT_EVALUATED:
        return "Nothing is claimed about these data"
    hurts = result.diagnosis.hurts if result.diagnosis.kind is DiagnosisKind.DATA_DRIFT else None
    return HEADLINE[result.diagnosis.kind] + ("" if hurts is None else _HURTS[hurts])


def confidence_line(diagnosis: Diagnosis) -> str:
    """Say how sure the kind of change is, and why; nothing where that is not known."""
    word, _, reason = diagnosis.confidence.partition(": ")
    return f"Confidence: {printable(word)}" + (f" ({printable(reason)})" if reason else "") if word else ""


def verdict_reason(result: Result) -> str:
    """Give the reason of the verdict, performance first."""
    words = verdict_words(result.performance)
    reason = printable(result.verdict.reason)
    return f"{words}; {reason}" if words else reason


def verdict_line(result: Result) -> str:
    """Give the verdict, its reason and the exit code it leads to, in one line."""
    verdict = result.verdict
    return f"{VERDICT_WORD[verdict.status]} (exit {verdict.exit_code}): {verdict_reason(result)}"


def power_sentence(power: Power | None) -> str:
    """Say how small a change could have gone unseen."""
    if power is None:
        return "How small a change could have been seen is not known: no column was tested for drift."
    rows = f"{count(power.n_reference)} and {count(power.n_current)} rows, {count(power.columns, 'column')}"
    return (
        f"A change smaller than {size(power.changed)} sd could have gone unseen, "
        f"and a drift smaller than {size(power.drift)} sd could have gone uncalled "
        f"({rows}; each would be found 4 times in 5)."
    )


def power_words(power: Power | None) -> str:
    """Say the same in a few words."""
    if power is None:
        return ""
    return f"Seen 4 times in 5: a change of {size(power.changed)} sd, a drift of {size(power.drift)} sd."


def account_counts(result: Result) -> str:
    """Count what became of the columns of both files; every column is counted once."""
    counted = Counter(column.account for column in result.columns)
    order = [*_ACCOUNTS, *sorted(set(counted) - set(_ACCOUNTS))]
    parts = [f"{count(counted[name])} {ACCOUNT_WORD.get(name, name)}" for name in order if counted[name]]
    return f"{count(len(result.columns), 'column')}: {', '.join(parts) or 'none'}"


def finding_counts(result: Result) -> str:
    """Count findings by status, in words."""
    words = {
        Status.FAIL: "failed",
        Status.WARN: "warned",
        Status.WAIVED: "waived",
        Status.OK: "ok",
        Status.SKIPPED: "skipped",
        Status.ERRORED: "errored",
    }
    counted = result.counts
    parts = [f"{count(counted[str(status)])} {word}" for status, word in words.items() if counted.get(str(status))]
    return f"{count(len(result.findings), 'check')}: {', '.join(parts) or 'none'}"


def input_line(facts: InputFacts) -> str:
    """Say what was read, in one line."""
    parts = [count(facts.rows, "row"), count(facts.columns, "column")]
    parts += [facts.format, bytes_size(facts.bytes)]
    parts += [count(facts.files, "file")] if facts.files != 1 else []
    parts += [f"{count(facts.unreadable_rows, 'row')} could not be read"] if facts.unreadable_rows else []
    return f"{printable(facts.path)} ({', '.join(parts)})"


def compared_line(result: Result) -> str:
    """Say in one line what was compared; paths are as short as tells them apart, ``--full`` shows them whole."""
    sides = [result.inputs[side] for side in ("reference", "current") if side in result.inputs]
    names = _short_paths([printable(facts.path) for facts in sides])
    return " -> ".join(f"{name} ({_amount(facts)})" for name, facts in zip(names, sides, strict=True))


def _amount(facts: InputFacts) -> str:
    lost = f", {count(facts.unreadable_rows, 'row')} could not be read" if facts.unreadable_rows else ""
    return f"{count(facts.rows, 'row')}{lost}"


def _short_paths(paths: Sequence[str]) -> list[str]:
    """Keep the last parts of paths, as many as tell them apart."""
    for kept in range(1, max((path.count("/") for path in paths), default=0) + 1):
        short = ["/".join(path.split("/")[-kept:]) for path in paths]
        if len(set(short)) == len(paths) and all(short):
            return short
    return list(paths)


def dialect_words(dialect: Mapping[str, Any] | None) -> str:
    """Say how text was read: marks in quotes, spellings as a list."""
    said = (f"{key.replace('_', ' ')} {_dialect_value(value)}" for key, value in (dialect or {}).items())
    return ", ".join(said) or "as the file says"


def _dialect_value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(quoted(item) for item in value) or "none"
    return quoted(value) if value not in {None, ""} else "none"


def onset_sentence(onset: Mapping[str, Any] | None) -> str:
    """Say since when, how, and what changed then; nothing where no onset was dated."""
    if not onset:
        return ""
    about = [printable(str(name)) for name in onset["about"]]
    named = ", ".join(about[:_DATED]) + (f" and {len(about) - _DATED} more" if len(about) > _DATED else "")
    return f"{_since(onset)} ({named})."


def _since(onset: Mapping[str, Any]) -> str:
    at, until = (None if onset[key] is None else day(str(onset[key])) for key in ("at", "until"))
    if onset["shape"] == "recurring":
        return f"Recurring every {onset['period']} windows of time, no change of level"
    if onset["is_boundary"]:
        return f"Sudden, between {day(str(onset['reference_until']))} and {at}, where the current data begin"
    if onset["shape"] == "gradual":
        return f"Gradual, from {at} on" + (f", complete by {until}" if until else "")
    if onset["shape"] == "temporary":
        return f"Temporary, from {at} until {until}, then as before"
    span = [day(str(onset[key])) for key in ("earliest", "latest")]
    return f"Sudden, since {at}" + (
        f", at the earliest {span[0]}, at the latest {span[1]}" if span[0] != span[1] else ""
    )
