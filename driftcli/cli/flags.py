"""The flags of the commands, in groups that are shared; each group says what it sets, nested as in TOML."""

from dataclasses import field
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from driftcli.errors import UsageError
from driftcli.frozen import dataclass


@dataclass(frozen=True)
class SuiteFlags:
    """What is asked."""

    config: Annotated[Path | None, Option(metavar="FILE", help="Configuration to use instead of the nearest one.")] = (
        None
    )
    select: Annotated[list[str], Option(metavar="CHECK", help="Group, id or glob of checks to run; repeatable.")] = (
        field(default_factory=list)
    )
    ignore: Annotated[
        list[str], Option(metavar="CHECK", help="Group, id or glob of checks not to run; repeatable.")
    ] = field(default_factory=list)
    fail_on: Annotated[str | None, Option(metavar="warn|fail|never", help="Status from which the exit code is 1.")] = (
        None
    )
    min_effect: Annotated[
        float | None, Option(metavar="S", help="Drift bar in sd-equivalents, where the configuration sets none.")
    ] = None
    fdr: Annotated[float | None, Option(metavar="Q", help="False discovery rate in each family of checks.")] = None
    fdr_method: Annotated[str | None, Option(metavar="bh|by", help="How it is controlled.")] = None
    important: Annotated[list[str], Option(metavar="GLOB", help="Only drift of these columns fails; repeatable.")] = (
        field(default_factory=list)
    )
    importance: Annotated[
        str | None, Option(metavar="FILE", help="CSV or JSON of column, importance: orders what is shown.")
    ] = None
    min_drifted: Annotated[int | None, Option(metavar="K", help="Columns that must drift before drift fails.")] = None
    window: Annotated[str | None, Option(metavar="LENGTH", help="Time window: H, D, W, M, rows or rows:N.")] = None
    allow_empty: Annotated[bool, Option("--allow-empty", help="Exit 0 instead of 5 when nothing was evaluated.")] = (
        False
    )

    def overrides(self) -> dict[str, Any]:
        """Give what was said, as TOML would."""
        names = (
            "select",
            "ignore",
            "fail_on",
            "min_effect",
            "fdr",
            "fdr_method",
            "important",
            "importance",
            "min_drifted",
            "window",
            "allow_empty",
        )
        return _said(self, names)


@dataclass(frozen=True)
class RoleFlags:
    """Roles of columns."""

    target: Annotated[str | None, Option(metavar="COL", help="What the model predicts.")] = None
    prediction: Annotated[str | None, Option(metavar="COL", help="What the model predicted.")] = None
    score: Annotated[list[str], Option(metavar="COL", help="The model's score or probability; repeatable.")] = field(
        default_factory=list
    )
    timestamp: Annotated[str | None, Option(metavar="COL", help="When a row happened.")] = None
    weight: Annotated[str | None, Option(metavar="COL", help="How much a row counts.")] = None
    key: Annotated[list[str], Option(metavar="COL", help="What names a row; repeatable.")] = field(default_factory=list)
    cluster: Annotated[str | None, Option(metavar="COL", help="What rows depend on: a user, a machine.")] = None
    segment: Annotated[list[str], Option(metavar="COL", help="By whose values rows are split; repeatable.")] = field(
        default_factory=list
    )

    def overrides(self) -> dict[str, Any]:
        """Give what was said, as TOML would."""
        said = _said(self, ("target", "prediction", "score", "timestamp", "weight", "key", "cluster"))
        if self.segment:
            said["segments"] = self.segment
        return {"roles": said} if said else {}


@dataclass(frozen=True)
class ModelFlags:
    """How the model is judged."""

    task: Annotated[
        str | None, Option(metavar="TASK", help="binary, multiclass or regression, instead of guessing it.")
    ] = None
    positive_label: Annotated[str | None, Option(metavar="LABEL", help="Which of two classes is the positive one.")] = (
        None
    )
    metric: Annotated[
        str | None, Option(metavar="NAME", help="Metric that decides, for example accuracy, roc_auc or rmse.")
    ] = None
    reference_is: Annotated[
        str | None, Option(metavar="holdout|train", help="A reference that was trained on flatters: drops only warn.")
    ] = None

    min_labelled: Annotated[
        float | None,
        Option(metavar="SHARE", min=0, max=1, help="Share of current rows that must have a label for a verdict."),
    ] = None
    trust_estimates: Annotated[
        bool, Option("--trust-estimates", help="Let performance estimated without labels fail the audit, too.")
    ] = False

    def overrides(self) -> dict[str, Any]:
        """Give what was said, as TOML would."""
        said = _said(self, ("task", "positive_label", "reference_is"))
        said |= {"primary": self.metric} if self.metric else {}
        said |= {} if self.min_labelled is None else {"minimum_labelled_share": self.min_labelled}
        checks = {"performance": said} if said else {}
        checks |= {"performance_estimate": {"trust": True}} if self.trust_estimates else {}
        return {"checks": checks} if checks else {}


@dataclass(frozen=True)
class SourceFlags:
    """How the data is read."""

    columns: Annotated[list[str], Option(metavar="GLOB", help="Columns to read; repeatable.")] = field(
        default_factory=list
    )
    ignore_columns: Annotated[list[str], Option(metavar="GLOB", help="Columns not to read; repeatable.")] = field(
        default_factory=list
    )
    where: Annotated[str | None, Option(metavar="EXPR", help="Rows to keep, for example \"store == 'S01'\".")] = None
    kind: Annotated[list[str], Option(metavar="COL=KIND", help="Kind of a column or glob; repeatable.")] = field(
        default_factory=list
    )
    input_format: Annotated[str | None, Option(metavar="FORMAT", help="csv, tsv, parquet, feather or arrow.")] = None
    delimiter: Annotated[str | None, Option(metavar="TEXT", help="What separates fields.")] = None
    quote: Annotated[str | None, Option(metavar="CHAR", help="What encloses a field; empty: nothing.")] = None
    escape: Annotated[str | None, Option(metavar="CHAR", help="What precedes a quote; empty: it is doubled.")] = None
    encoding: Annotated[str | None, Option(metavar="NAME", help="Text encoding.")] = None
    decimal: Annotated[str | None, Option(metavar="CHAR", help="Decimal mark.")] = None
    thousands: Annotated[str | None, Option(metavar="CHAR", help="Mark between groups of digits; empty: none.")] = None
    null_value: Annotated[list[str], Option(metavar="TEXT", help="Spelling of a missing value; repeatable.")] = field(
        default_factory=list
    )
    no_header: Annotated[bool, Option("--no-header", help="The first row is data already.")] = False

    def overrides(self) -> dict[str, Any]:
        """Give what was said, as TOML would."""
        names = (
            "columns",
            "ignore_columns",
            "where",
            "delimiter",
            "quote",
            "escape",
            "encoding",
            "decimal",
            "thousands",
        )
        source = _said(self, names)
        source |= {"format": self.input_format} if self.input_format else {}
        source |= {"null_values": self.null_value} if self.null_value else {}
        source |= {"header": False} if self.no_header else {}
        said: dict[str, Any] = {"source": source} if source else {}
        return said | ({"kinds": dict(map(_kind, self.kind))} if self.kind else {})


@dataclass(frozen=True)
class OutputFlags:
    """What is shown and written."""

    format: Annotated[
        str | None,
        Option(
            metavar="FORMAT",
            envvar="DRIFTCLI_OUTPUT_FORMAT",
            show_envvar=False,
            help="Standard output: table (on a terminal), text (otherwise), json, markdown, github, junit …",
        ),
    ] = None
    output: Annotated[
        list[str],
        Option("--output", "-o", metavar="[FORMAT=]PATH", help="Also write the result to a file; repeatable."),
    ] = field(default_factory=list)
    exit_zero: Annotated[bool, Option("--exit-zero", help="Exit 0 where the code would be 1 or 5.")] = False
    full: Annotated[bool, Option("--full", help="Show every column and every answer.")] = False
    quiet: Annotated[bool, Option("--quiet", "-q", help="Nothing on success, only findings otherwise.")] = False
    verbose: Annotated[bool, Option("--verbose", "-v", help="Tell on standard error what was read and how.")] = False
    color: Annotated[
        str,
        Option(metavar="auto|always|never", envvar="DRIFTCLI_COLOR", show_envvar=False, help="Whether to use colour."),
    ] = "auto"
    width: Annotated[
        int | None, Option(min=40, envvar="DRIFTCLI_WIDTH", show_envvar=False, metavar="N", help="Width of the table.")
    ] = None


@dataclass(frozen=True)
class RunFlags:
    """How it runs."""

    threads: Annotated[int | None, Option(min=1, metavar="N", help="Threads to use; default: one per core.")] = None
    memory: Annotated[
        str | None, Option(metavar="SIZE", help="Memory to take, such as 2GiB; default: a quarter of what there is.")
    ] = None
    seed: Annotated[int | None, Option(min=0, metavar="N", help="Seed of every random choice.")] = None
    engine: Annotated[
        str | None, Option(metavar="local|spark", help="Who profiles the data: this machine, or Spark's executors.")
    ] = None
    spark_master: Annotated[
        str | None, Option(metavar="URL", help="Spark's master, for example spark://host:7077 or yarn.")
    ] = None
    spark_conf: Annotated[
        list[str], Option(metavar="KEY=VALUE", help="A setting of Spark, on top of its own; repeatable.")
    ] = field(default_factory=list)
    now: Annotated[
        str | None, Option(metavar="TIME", help="Take this for the present, for example 2026-03-01T06:00Z.")
    ] = None
    lock: Annotated[Path | None, Option(metavar="FILE", help="Let no two runs with this lock overlap.")] = None
    lock_wait: Annotated[str, Option(metavar="TIME", help="How long to wait for the lock, for example 30s.")] = "0s"
    no_progress: Annotated[
        bool,
        Option("--no-progress", envvar="DRIFTCLI_NO_PROGRESS", show_envvar=False, help="No progress on a terminal."),
    ] = False
    debug: Annotated[bool, Option("--debug", help="Show the traceback of a bug.")] = False

    def overrides(self) -> dict[str, Any]:
        """Give what was said, as TOML would."""
        settings = dict(map(_setting, self.spark_conf))
        settings |= {"spark.master": self.spark_master} if self.spark_master else {}
        return _said(self, ("threads", "memory", "seed", "engine")) | ({"spark": settings} if settings else {})


def all_overrides(*groups: SuiteFlags | RoleFlags | ModelFlags | SourceFlags | RunFlags) -> dict[str, Any]:
    """Put together what several groups of flags say."""
    return {key: value for group in groups for key, value in group.overrides().items()}


def _said(flags: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Pick the flags that were given; an empty text is something said, an empty list or False is not."""
    values = ((name, getattr(flags, name)) for name in names)
    return {name: value for name, value in values if value is not None and value is not False and value != []}


def _kind(text: str) -> tuple[str, str]:
    column, separator, kind = text.rpartition("=")
    if not separator or not column or not kind:
        raise UsageError(f"{text!r} is not COL=KIND", where="--kind", hint="write for example --kind zip=categorical")
    return column, kind


def _setting(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not separator or not key:
        raise UsageError(f"{text!r} is not KEY=VALUE", where="--spark-conf", hint="write spark.executor.memory=4g")
    return key, value
