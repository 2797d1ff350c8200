"""The text face: one greppable line a finding, for logs and pipes. Stable, never wrapped, ASCII symbols only."""

from collections.abc import Mapping
from typing import Any

from driftcli.audit import Result
from driftcli.judgement.finding import Finding, Outcome, Status
from driftcli.reports.wording.conclusion import account_counts, finding_counts, headline, power_sentence, verdict_line
from driftcli.reports.wording.finding import comparison, sentence
from driftcli.reports.wording.names import finding_word, printable
from driftcli.reports.wording.numbers import count
from driftcli.reports.wording.together import TERM_WORDS, segment_words, signed, split_flags, split_loss


def render_text(result: Result, *, full: bool = True) -> str:
    """Write a header, a line for each finding, and the verdict with the reason for the exit code as the last line.

    Without ``full`` the findings that ask nothing of the reader are only counted.
    """
    shown = [finding for finding in result.findings if full or _is_telling(finding)]
    hidden = len(result.findings) - len(shown)
    lines = [_header(result), *map(finding_line, shown), *_closing(result)]
    if hidden:
        found_nothing = f"{count(hidden, 'answer')} that found nothing or did not apply"
        lines.insert(-1, f"not shown: {found_nothing} (--full shows them)")
    return "\n".join(lines) + "\n"


def _is_telling(finding: Finding) -> bool:
    if finding.status is Status.OK:
        return finding.outcome is Outcome.NOTE
    return finding.outcome is not Outcome.NOT_APPLICABLE


def finding_line(finding: Finding) -> str:
    """Write ``FAIL numeric_drift[age] s=0.31 > 0.10 (age moved: ...)``."""
    column = "" if finding.column is None else f"[{printable(finding.column)}]"
    parts = [finding_word(finding), f"{finding.check.id}{column}", comparison(finding), f"({sentence(finding)})"]
    return " ".join(part for part in parts if part)


def _header(result: Result) -> str:
    reference, current = result.inputs.get("reference"), result.inputs.get("current")
    sides = [
        f"{side} {printable(facts.path)} ({count(facts.rows, 'row')} x {count(facts.columns, 'column')})"
        for side, facts in (("reference", reference), ("current", current))
        if facts is not None
    ]
    seed = [f"seed {result.config['seed']}"] if "seed" in result.config else []
    return f"driftcli {result.version}: {', '.join([*sides, *seed])}"


def _split(split: Mapping[str, Any]) -> list[str]:
    """Write ``split: conditional +0.316 [0.302, 0.33] ...``, a line a term, then a line a segment."""
    terms, (flags, flag) = split.get("terms") or {}, split_flags(split)
    words = {"total": f"change of the {split_loss(split)}", **TERM_WORDS}
    marks = {name: f"; {flag}" for name, is_worse in flags.items() if is_worse}
    lines = [
        f"split: {name} {signed(term['value'], term['low'], term['high'])} ({words[name]}{marks.get(name, '')})"
        for name, term in terms.items()
        if name in words
    ]
    if split.get("refused"):
        lines.append(f"split: refused ({printable(str(split['refused']))})")
    return lines + [f"segment: {segment_words(one, split)}" for one in split.get("segments") or ()]


def _closing(result: Result) -> list[str]:
    diagnosis = result.diagnosis
    return [
        f"diagnosis: {diagnosis.kind} - {headline(result)}",
        *([f"confidence: {printable(diagnosis.confidence)}"] if diagnosis.confidence else []),
        *(f"action: {printable(action)}" for action in diagnosis.actions),
        *_split(diagnosis.split),
        f"accounting: {account_counts(result)}",
        f"answers: {finding_counts(result)}",
        f"power: {power_sentence(result.power)}",
        f"caution: {printable(result.caution)}",
        *(f"warning: {printable(warning)}" for warning in result.warnings),
        f"verdict: {verdict_line(result)}",
    ]
