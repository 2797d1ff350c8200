"""What ``driftcli explain`` tells beside the manuals of checks: kinds, the decision rule, exit codes, settings."""

from typing import TYPE_CHECKING

from driftcli.cli.compare_topic import compare
from driftcli.cli.exit_codes import MEANINGS, PRECEDENCE

if TYPE_CHECKING:
    from driftcli.checks.check import Check

_KINDS = """\
kinds: how a column is summarised and tested

The kind is guessed from the reference, cautiously; the guess and its reason stand in every result, and --kind COL=KIND
or [kinds] in driftcli.toml overrides it. The first rule that fits counts.

  empty        no value in the reference: nothing to compare with, only presence is audited
  boolean      type bool (or a text column whose values spell true and false), and integers that are 0 or 1
  temporal     dates and times, also where text holds them; never tested for a shift of the raw value (time always
               moves on) but for range, gaps, freshness, future dates, hour of day and weekday
  vector       lists of numbers of one length
  identifier   nearly unique (more than {nearly:.0%} of the values distinct, 30 rows or more) texts; integers only where
               the name says so (id, key, uuid ...) or they are consecutive, ever rising, or codes of one width of
               eight digits or more: a nearly unique amount is numeric. Not tested for drift but for duplicates,
               format and overlap
  numeric      integers, floats, decimals, durations; with at most 25 distinct values each is a cell of its own
  text         mostly distinct texts of more than 50 characters or 5 words: audited by length, words, character classes
  categorical  all other texts; beyond {limit:,} distinct ones the rare ones share a cell
  opaque       bytes, lists of varying length, maps: only presence is audited

An integer that codes a category cannot be told from a number by statistics: say so with --kind zip=categorical.
"""

_RULE = """\
rule: when a change counts as drift

Each column gives up to three answers (numeric: location, shape, tail; categorical: shape, unseen), each with a p-value
and a size s in standard-deviation equivalents: s = 0.25 is as different as two normal distributions a quarter of a
standard deviation apart.

  p_j     smallest p-value of the column's k answers, times k (Bonferroni inside the column)
  padj_j  Benjamini-Hochberg over all tested columns; q = 0.01 (--fdr, --fdr-method)
  s_j     the largest debiased size; s_L,j the largest lower bound, each at one-sided level 0.05 / k

  drift                padj_j <= q and s_L,j > 0.10; major above 0.30, else moderate   -> fail
  minor                padj_j <= q and 0.05 < s_L,j <= 0.10                            -> warn
  changed              padj_j <= q and s_L,j <= 0.05: certain, not shown to matter     -> ok
  stable               padj_j > q and the upper bound of s below 0.10                  -> ok
  no_change_detected   otherwise; the smallest change that cannot be excluded is told  -> ok
  insufficient         fewer than 30 effective rows on a side, or a drift of 1.0 could not have been seen -> skipped

Both halves are needed. Certainty alone calls every difference drift once there are enough rows; size alone flips a coin
when there are few. So: with nothing changed at most 1 % of audits show any column as changed, whatever the number of
rows or columns; a column whose true drift is at most 0.10 is called drift with probability at most 5 %.

--min-effect moves the bar (minor is half of it), [checks.CHECK] and [columns.GLOB.checks.CHECK] set it per check and
column. Faults of quality are judged by the same two questions about shares of rows (Cohen's h, bars 0.05 and 0.10), and
exact facts such as a missing column by their severity.

Dependent rows (of one day, one user) make every p-value too small. A --timestamp gives windows, --cluster gives
clusters to measure that by; without either the report says so.
"""


def kinds() -> str:
    """Tell how the kind of a column is guessed."""
    from driftcli.sources.kinds import CATEGORY_LIMIT, NEARLY_UNIQUE  # noqa: PLC0415

    return _KINDS.format(nearly=NEARLY_UNIQUE, limit=CATEGORY_LIMIT)


def rule() -> str:
    """Tell when a change counts as drift."""
    return _RULE


def exit_codes() -> str:
    """Tell what the exit codes mean."""
    lines = [f"  {code.value:>3}  {meaning}" for code, meaning in MEANINGS.items()]
    order = " > ".join(map(str, PRECEDENCE))
    return "\n".join(
        [
            "exit-codes: what the exit code tells",
            "",
            *lines,
            "",
            "The code never depends on the output format. Any code that is not listed is a failure, too.",
            f"Where several apply, the first of these is told: {order}.",
            "--exit-zero turns 1 and 5 into 0, nothing else.",
            "",
        ]
    )


TOPICS = {"kinds": kinds, "rule": rule, "exit-codes": exit_codes, "compare": compare}


def settings_of(check: "Check") -> str:
    """List what can be set for a check, as it would stand in driftcli.toml."""
    from driftcli.suite.toml import toml_value  # noqa: PLC0415

    lines = ["Settings", "", f"    [checks.{check.id}]"]
    for name, bar in (("warn", check.thresholds.warn), ("fail", check.thresholds.fail)):
        lines.append(f"    {name} = {toml_value('never' if bar is None else bar)}")
    for name, field in check.params.model_fields.items():
        default = field.get_default(call_default_factory=True)
        value = f"# {name} = ..." if default is None else f"{name} = {toml_value(default)}"
        told = f"  # {field.description}" if field.description else ""
        lines.append(f"    {value}{told}")
    return "\n".join(lines) + "\n"
