"""The orchestration of a comparison of models: open, read what they said, measure, judge, conclude."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from driftcli import __version__
from driftcli.compare_memory import release_columns, require_room
from driftcli.compare_metrics import measure_pairs, offered_metrics, rows_within
from driftcli.engines.budget import budget_for
from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.judgement.comparison import (
    MINIMUM_CLUSTERS,
    ComparedFacts,
    Comparison,
    ComparisonOutcome,
    ComparisonVerdict,
    FailIf,
    conclude_comparison,
    judge_comparisons,
)
from driftcli.judgement.result import InputFacts, RunFacts
from driftcli.profiles.model_rows import ComparedRows, ModelColumns, read_models
from driftcli.profiles.narrow_numbers import narrowed
from driftcli.sources.names import unknown_column
from driftcli.sources.open import open_source
from driftcli.sources.options import SourceOptions
from driftcli.stats.side_by_side import threads

if TYPE_CHECKING:
    import pyarrow as pa

    from driftcli.sources.source import Source


@dataclass(frozen=True)
class ComparisonQuestion:
    """What is asked of the models."""

    columns: ModelColumns
    metric: str | None = None
    """The metric that decides; ``None`` chooses."""
    delta: float = 0.005
    """Largest difference that does not matter; for losses in the target's units, as a share of the champion's."""
    fail_if: FailIf = FailIf.WORSE
    allow_empty: bool = False
    seed: int = 0


@dataclass(frozen=True)
class ComparisonResult:
    """What a comparison found; every face is drawn from it alone."""

    verdict: ComparisonVerdict
    question: ComparisonQuestion
    rows: ComparedFacts
    primary: str
    """The metric that decides."""
    comparisons: tuple[Comparison, ...]
    """Every metric of every pair on all rows; the deciding metric first."""
    segments: tuple[Comparison, ...]
    """The deciding metric of each challenger beside the champion, in each segment."""
    input: InputFacts
    run: RunFacts
    cautions: tuple[str, ...] = ()
    version: str = __version__

    @property
    def deciding(self) -> tuple[Comparison, ...]:
        """The comparisons that the verdict rests on."""
        champion = self.rows.models[0]
        return tuple(one for one in self.comparisons if one.metric == self.primary and one.champion == champion)


def run_comparison(
    data: Any,
    question: ComparisonQuestion,
    *,
    options: SourceOptions | None = None,
    now: datetime | None = None,
    memory: int | None = None,
) -> ComparisonResult:
    """Compare models by what they said of the rows of one dataset.

    Parameters
    ----------
    data
        A path, a glob, a folder, ``-``, or a frame (pandas, polars, Arrow).
    options
        How a file is read.
    memory
        Bytes that the whole process may take; by default what there is. A comparison holds its columns, as every row
        counts for itself; one that would take more is refused before it is begun.

    Raises
    ------
    DriftError
        When the data cannot be read or the question does not fit it.
    """
    started = now or datetime.now(UTC)
    _require_question(question)
    source = _opened(data, options or SourceOptions(), memory)
    require_room(source, question.columns, memory)
    rows = _rows(source, question.columns)
    metrics = offered_metrics(rows, question.metric)
    primary, champion = metrics[0], rows.models[0]
    measure = partial(measure_pairs, delta=question.delta, seed=question.seed)
    deciding = judge_comparisons(measure(rows, primary))
    others = judge_comparisons([one for name in metrics[1:] for one in measure(rows, name)])
    within = [
        one
        for segment in rows.segments
        for one in measure(rows_within(rows, segment), primary, segment=segment)
        if one.champion == champion
    ]
    found = ComparisonResult(
        verdict=conclude_comparison(
            [one for one in deciding if one.champion == champion],
            fail_if=question.fail_if,
            allow_empty=question.allow_empty,
        ),
        question=question,
        rows=_facts(rows),
        primary=primary,
        comparisons=(*deciding, *others),
        segments=judge_comparisons(within),
        input=_input(source),
        run=_run(started),
    )
    return replace(found, cautions=_cautions(found, rows))


def _opened(data: Any, options: SourceOptions, memory: int | None) -> Source:
    budget = budget_for(memory, None)
    with threads(budget.threads):
        return open_source(data, options=options, room=budget.text)


def _require_question(question: ComparisonQuestion) -> None:
    asked = question.columns
    if not question.delta >= 0 or question.delta == float("inf"):
        raise UsageError(f"{question.delta!r} is not a margin", where="--delta", hint="give a number from 0 up")
    said = max(len(asked.predictions), len(asked.scores))
    if asked.model_column is None and said < 2:
        hint = "say --prediction a --prediction b, or name the column that holds the model's version: --model-column"
        raise UsageError(f"a comparison needs two models; here is {said}", where="--prediction", hint=hint)
    if asked.model_column is not None and len(asked.predictions) != 1 and not asked.scores:
        hint = "rows of a split hold one prediction each, by the version in the model column"
        raise UsageError("a split needs exactly one --prediction", where="--model-column", hint=hint)
    if asked.model_column is not None and len(asked.predictions) > 1:
        raise UsageError("two predictions and a model column contradict each other", where="--model-column")
    for names, flag in ((asked.predictions, "--prediction"), (asked.scores, "--score")):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise UsageError(f"{twice[0]!r} is named twice", where=flag, hint="a model is compared with another one")
    if asked.target in (*asked.predictions, *asked.scores):
        raise UsageError(f"{asked.target!r} is the target and a prediction", where="--target")


def _rows(source: Source, asked: ModelColumns) -> ComparedRows:
    rows = read_models(_columns(source, asked), asked)
    release_columns()
    return replace(rows, notes=(*source.facts.notes, *_unparseable(source, asked), *rows.notes))


def _columns(source: Source, asked: ModelColumns) -> dict[str, pa.ChunkedArray]:
    known = [one.name for one in source.fields]
    types = {one.name: one.type for one in source.fields}
    for name in asked.names():
        if name not in types:
            raise unknown_column(name, known, where=source.facts.name)
    return {name: narrowed(source.column(name), types[name]) for name in asked.names()}


def _unparseable(source: Source, asked: ModelColumns) -> list[str]:
    notes = []
    for name in asked.names():
        bad = source.unparseable(name)
        if bad is not None:
            notes.append(f"{bad.count:,} values of {name} cannot be read, such as {bad.examples[0]!r}")
    lost = source.facts.unreadable.count
    return [*notes, *([f"{lost:,} rows of the file could not be read"] if lost else [])]


def _facts(rows: ComparedRows) -> ComparedFacts:
    return ComparedFacts(
        models=rows.models,
        model_rows=tuple(len(one) for one in rows.rows),
        task=rows.task,
        task_reason=rows.task_reason,
        classes=rows.choice.classes,
        positive_label=rows.choice.positive_label,
        positive_reason=rows.choice.positive_reason,
        total=rows.total,
        compared=rows.compared,
        left_out=rows.left_out,
        notes=rows.notes,
    )


def _cautions(found: ComparisonResult, rows: ComparedRows) -> tuple[str, ...]:
    """What the reader should know before acting on the verdict."""
    said: list[str] = []
    if rows.units.codes is None:
        said.append("rows are taken as independent; if several belong to one user or machine, say --cluster")
    elif MINIMUM_CLUSTERS <= rows.units.count < 3 * MINIMUM_CLUSTERS:
        said.append(f"{rows.units.count} clusters hardly show their spread; intervals may be too narrow")
    if rows.masks is not None:
        said.append("the split is taken as random: if the models served different rows, the rows may differ instead")
    unlabelled = rows.left_out.get(f"no label in {found.question.columns.target}", 0)
    if unlabelled:
        said.append(f"{unlabelled:,} of {rows.total:,} rows have no label; those that have one may not be typical")
    unsaid = {
        reason: lost for reason, lost in rows.left_out.items() if reason.startswith(("no prediction", "no score"))
    }
    if unsaid:
        listed = ", ".join(f"{reason}: {lost:,}" for reason, lost in unsaid.items())
        said.append(f"rows that a model did not answer are left out and do not count against it ({listed})")
    said += _against(found)
    worse = [one for one in found.segments if one.outcome is ComparisonOutcome.WORSE]
    if worse:
        named = ", ".join(
            f"{one.challenger} where {one.segment[0]} is {one.segment[1]}" for one in worse if one.segment
        )
        said.append(f"worse in a segment: {named}")
    return tuple(said)


def _against(found: ComparisonResult) -> list[str]:
    """Name the other metrics that say worse of a challenger of which the deciding one does not."""
    said = []
    for decided in found.deciding:
        pair = (decided.champion, decided.challenger)
        worse = [
            one.metric
            for one in found.comparisons
            if (one.champion, one.challenger) == pair and one.outcome is ComparisonOutcome.WORSE
        ]
        if worse and decided.outcome is not ComparisonOutcome.WORSE:
            said.append(f"{decided.challenger} is worse than {decided.champion} by {', '.join(worse)}")
    return said


def _input(source: Source) -> InputFacts:
    facts = source.facts
    return InputFacts(
        path=facts.name,
        format=facts.format,
        rows=source.rows,
        columns=len(source.fields),
        bytes=facts.bytes,
        files=max(1, len(facts.files)),
        unreadable_rows=facts.unreadable.count,
        notes=facts.notes,
    )


def _run(started: datetime) -> RunFacts:
    finished = datetime.now(UTC)
    return RunFacts(
        id=str(uuid.uuid4()),
        started=started.isoformat(timespec="seconds"),
        finished=finished.isoformat(timespec="seconds"),
        duration_s=max(0.0, (finished - started).total_seconds()),
    )
