"""What a configuration may say: its keys, their types and their bounds; published as a JSON Schema.

Keys are strict: a mistyped key would quietly weaken an audit. Whether a check or a column exists is not known here.
"""

from typing import Annotated, Literal

from driftcli.checks.check import Severity
from driftcli.declared import Declared, Names, setting
from driftcli.sources.kinds import Kind
from driftcli.suite.suite import Engine, FailOn, FdrMethod

Bar = Annotated[float, setting(ge=0, allow_inf_nan=False)] | Literal["never"]
"""A threshold, or ``never``."""
KindName = Annotated[Kind, setting(strict=False)]
SeverityName = Annotated[Severity, setting(strict=False)]


class Section(Declared, strict=True):
    """A table of the configuration: no unknown key, no silent conversion."""


class RolesConfig(Section):
    """Which column plays which role."""

    target: str | None = setting(default=None, description="The column that the model predicts.")
    prediction: str | None = setting(default=None, description="The model's prediction.")
    score: Names = setting(default=(), description="The model's scores or probabilities.")
    timestamp: str | None = setting(default=None, description="When a row happened.")
    weight: str | None = setting(default=None, description="How much a row counts.")
    key: Names = setting(default=(), description="Columns that together name a row once.")
    cluster: str | None = setting(
        default=None, description="Rows of one value depend on each other: a user, a machine."
    )
    segments: Names = setting(default=(), description="Columns by whose values rows are split.")


class SideConfig(Section):
    """How one side is read."""

    format: Literal["csv", "tsv", "parquet", "feather", "arrow"] | None = setting(
        default=None, description="Instead of detecting it."
    )
    delimiter: str | None = setting(default=None, description="What separates fields of a text file.")
    quote: str | None = setting(default=None, description="What encloses a field; empty: nothing does.")
    escape: str | None = setting(default=None, description="What precedes a quote inside quotes; empty: it is doubled.")
    encoding: str | None = setting(default=None, description="Text encoding, by Python's name.")
    header: bool | None = setting(default=None, description="Whether the first row holds the names.")
    decimal: str | None = setting(default=None, description="The decimal mark.")
    thousands: str | None = setting(default=None, description="The mark between groups of three digits; empty: none.")
    null_values: Names | None = setting(
        default=None, description="Spellings of a missing value, beside the usual ones."
    )
    where: str | None = setting(default=None, description="Rows to keep, as an expression over columns.")
    columns: Names | None = setting(default=None, description="Globs of the columns to read.")
    ignore_columns: Names | None = setting(default=None, description="Globs of the columns not to read.")
    types: dict[str, Literal["string", "number", "boolean", "timestamp"]] | None = setting(
        default=None, description="Column to the type in which to read it."
    )


class SourceConfig(SideConfig):
    """How both sides are read; ``reference`` and ``current`` say where one differs."""

    reference: SideConfig = SideConfig()
    current: SideConfig = SideConfig()


class CheckConfig(Declared, extra="allow", strict=True):
    """What is said of a check; every other key is one of its own parameters."""

    enabled: bool | None = setting(default=None, description="Whether it runs.")
    warn: Bar | None = setting(default=None, description="From here a value is a warning.")
    fail: Bar | None = setting(default=None, description="From here a value is a failure.")
    severity: SeverityName | None = setting(default=None, description="The most that the check may report.")


class ColumnConfig(Section):
    """What is said of the columns that a glob means."""

    ignore: bool | None = setting(default=None, description="Leave these columns out of every check.")
    kind: KindName | None = setting(default=None, description="How these columns are summarised and tested.")
    checks: dict[str, CheckConfig] = setting(default={})


class Config(Section):
    """The whole configuration of driftcli."""

    select: Names | None = setting(
        default=None, description="Groups, ids or globs of the checks to run; default: the usual ones."
    )
    ignore: Names = setting(default=(), description="Groups, ids or globs of checks not to run.")
    fail_on: FailOn = setting(default="fail", description="The status from which the exit code is 1.")
    fdr: float = setting(
        default=0.01, gt=0, lt=1, description="False discovery rate within each family of measurements."
    )
    fdr_method: FdrMethod = setting(
        default="bh", description="Benjamini-Hochberg, or Benjamini-Yekutieli for any dependence."
    )
    min_effect: float | None = setting(
        default=None, gt=0, allow_inf_nan=False, description="Drift bar in sd-equivalents; minor is half of it."
    )
    allow_empty: bool = setting(default=False, description="Whether nothing evaluated is fine (exit 0 instead of 5).")
    important: Names = setting(
        default=(), description="Globs of the columns whose drift may fail the audit; empty: all."
    )
    importance: str | None = setting(
        default=None, min_length=1, description="File of column,importance (CSV or JSON); it orders what is shown."
    )
    history: str | None = setting(
        default=None, min_length=1, description="File to which every audit adds its run, for `driftcli history`."
    )
    min_drifted: int = setting(default=1, ge=1, description="How many columns must drift before drift fails the audit.")
    window: str | None = setting(
        default=None, min_length=1, description="Length of a time window: H, D, W, M, rows or rows:N."
    )
    threads: int | None = setting(default=None, ge=1, description="Threads to use; default: one per core.")
    memory: str | None = setting(
        default=None,
        min_length=1,
        description="Memory that the program may take, such as 2GiB; default: a quarter of what there is.",
    )
    seed: int = setting(default=0, ge=0, description="Seed of every random choice.")
    engine: Engine = setting(
        default="local", description="Who profiles the data: this machine, or the executors of Spark."
    )
    spark: dict[str, str] = setting(
        default={}, description='Settings of Spark, such as "spark.master"; they beat spark-defaults.conf.'
    )
    extend: str | None = setting(default=None, description="A configuration to start from, relative to this file.")
    roles: RolesConfig = RolesConfig()
    kinds: dict[str, KindName] = setting(default={}, description="Column glob to kind.")
    source: SourceConfig = SourceConfig()
    checks: dict[str, CheckConfig] = setting(default={})
    columns: dict[str, ColumnConfig] = setting(default={})
