"""``driftcli compare``: which of two models is better, on the same rows or on a split of the traffic."""

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from driftcli.cli.flags import OutputFlags, RunFlags, SourceFlags, all_overrides
from driftcli.errors import UsageError
from driftcli.frozen import dataclass

if TYPE_CHECKING:
    from driftcli.compare import ComparisonQuestion
    from driftcli.suite.suite import Suite

_FAIL_IF = ("worse", "better", "different", "never")


@dataclass(frozen=True)
class ModelFlags:
    """What the models said."""

    target: Annotated[str | None, Option(metavar="COL", help="The truth: class labels or numbers.")] = None
    prediction: Annotated[
        list[str], Option(metavar="COL", help="A model's predictions; repeatable, the champion first.")
    ] = field(default_factory=list)
    score: Annotated[
        list[str], Option(metavar="COL", help="A model's scores, in the order of the predictions; repeatable.")
    ] = field(default_factory=list)
    model_column: Annotated[
        str | None, Option(metavar="COL", help="Which model served a row, where traffic was split.")
    ] = None
    champion: Annotated[
        str | None, Option(metavar="MODEL", help="Model the others are compared with; default: the first.")
    ] = None
    positive_label: Annotated[str | None, Option(metavar="LABEL", help="Which of two classes is positive.")] = None
    task: Annotated[
        str | None, Option(metavar="TASK", help="binary, multiclass or regression, instead of guessing.")
    ] = None
    segment: Annotated[list[str], Option(metavar="COL", help="Also compare by this column's values; repeatable.")] = (
        field(default_factory=list)
    )
    weight: Annotated[str | None, Option(metavar="COL", help="How much a row counts.")] = None
    cluster: Annotated[str | None, Option(metavar="COL", help="What rows depend on: a user, a machine.")] = None

    def overrides(self) -> dict[str, Any]:
        """Give the roles that were said, as TOML would."""
        said = {name: getattr(self, name) for name in ("target", "weight", "cluster")}
        roles = {name: value for name, value in said.items() if value is not None}
        return {"roles": roles | ({"segments": self.segment} if self.segment else {})}


@dataclass(frozen=True)
class JudgementFlags:
    """How they are judged."""

    config: Annotated[Path | None, Option(metavar="FILE", help="Configuration to use instead of the nearest one.")] = (
        None
    )
    metric: Annotated[str | None, Option(metavar="NAME", help="The metric that decides.")] = None
    delta: Annotated[float, Option(metavar="D", help="Largest difference that does not matter.")] = 0.005
    fail_if: Annotated[str, Option(metavar="|".join(_FAIL_IF), help="What makes the exit code 1.")] = "worse"
    allow_empty: Annotated[bool, Option("--allow-empty", help="Exit 0 instead of 5 when there is too little data.")] = (
        False
    )


def compare(
    data: Annotated[str, typer.Argument(metavar="DATA", help="File, glob, folder or -.")],
    *,
    models: ModelFlags,
    judged: JudgementFlags,
    source: SourceFlags,
    shown: OutputFlags,
    how: RunFlags,
) -> None:
    """Compare models by their predictions.

    On the same rows: --target y --prediction a --prediction b. Of a traffic split: --target y --prediction p
    --model-column version. Is the challenger better, worse, not relevantly different, or is there too little data?
    """
    from driftcli.cli.command_line import with_command  # noqa: PLC0415
    from driftcli.cli.compare_delivery import deliver_comparison, read_comparison_delivery  # noqa: PLC0415
    from driftcli.cli.inputs import refuse_inputs  # noqa: PLC0415
    from driftcli.cli.lock import hold_lock  # noqa: PLC0415
    from driftcli.cli.moment import read_moment  # noqa: PLC0415
    from driftcli.cli.progress import progress_line  # noqa: PLC0415
    from driftcli.compare import run_comparison  # noqa: PLC0415
    from driftcli.sources.pandas_free import keep_pandas_out  # noqa: PLC0415
    from driftcli.suite.load import load_suite  # noqa: PLC0415

    keep_pandas_out()
    delivery = read_comparison_delivery(shown)
    refuse_inputs(delivery.targets, (data, judged.config))
    suite = load_suite(judged.config, all_overrides(source, how) | models.overrides())
    question = _question(models, judged, suite)
    with hold_lock(how.lock, wait=how.lock_wait):
        with progress_line(is_wanted=not (how.no_progress or shown.quiet)) as progress:
            if progress:
                progress("comparing", 0, 1)
            now = read_moment(how.now)
            result = run_comparison(data, question, options=suite.reference, now=now, memory=suite.memory)
        code = deliver_comparison(with_command(result), delivery)
    raise typer.Exit(code)


def _question(models: ModelFlags, judged: JudgementFlags, suite: "Suite") -> "ComparisonQuestion":
    """Put the question together; what the flags leave open, the configuration may say."""
    from driftcli.compare import ComparisonQuestion  # noqa: PLC0415
    from driftcli.judgement.comparison import FailIf  # noqa: PLC0415
    from driftcli.profiles.model_rows import ModelColumns  # noqa: PLC0415

    if judged.fail_if not in _FAIL_IF:
        raise UsageError(f"{judged.fail_if!r} is none of {', '.join(_FAIL_IF)}", where="--fail-if")
    roles = suite.roles
    if roles.target is None:
        hint = "name the column that holds the truth"
        raise UsageError("a comparison needs a target", where="--target", hint=hint)
    said = suite.settings["performance"].params if "performance" in suite.settings else {}
    positive = models.positive_label if models.positive_label is not None else said.get("positive_label")
    columns = ModelColumns(
        target=roles.target,
        predictions=tuple(models.prediction),
        scores=tuple(models.score),
        model_column=models.model_column,
        champion=models.champion,
        segments=roles.segments,
        weight=roles.weight,
        cluster=roles.cluster,
        task=models.task or said.get("task") or _task_of_kind(suite, roles.target),
        positive_label=None if positive is None else str(positive),
    )
    return ComparisonQuestion(
        columns=columns,
        metric=judged.metric,
        delta=judged.delta,
        fail_if=FailIf(judged.fail_if),
        allow_empty=judged.allow_empty or suite.allow_empty,
        seed=suite.seed,
    )


def _task_of_kind(suite: "Suite", target: str) -> str | None:
    """Task that a declared kind of the target implies."""
    kind = suite.kind_for(target)
    return {"numeric": "regression", "categorical": "classification", "boolean": "classification"}.get(str(kind))
