"""Builds realistic results without running an audit: every status, awkward names, hostile values."""

import math
from collections.abc import Mapping
from typing import Any

from driftcli.audit import Result
from driftcli.checks.check import (
    Check,
    CheckParams,
    Component,
    Effect,
    Family,
    Measurement,
    Rule,
    Severity,
    Statistic,
    Thresholds,
)
from driftcli.judgement.finding import Finding, Outcome, Status, gravity
from driftcli.judgement.result import (
    ColumnAccount,
    Diagnosis,
    DiagnosisKind,
    Distribution,
    InputFacts,
    Power,
    RunFacts,
    Verdict,
    VerdictStatus,
)

BARS = Thresholds(warn=0.05, fail=0.10)
MANUAL = """{title}.

## What it measures

How far the column has moved between the two samples, in sd-equivalents, so that one bar serves every column:

    s = max(component sizes),   s_L = max(lower bounds)

A reading of 0.1 is the smallest change that practitioners' thresholds treat as drift at all; see `explain`.

## When it applies

- columns with at least 30 values in **both** samples;
- any order of rows; *dependent* rows need a time column.

## How to read it

1. Look at the lower bound first.
2. Then at the picture; <b>not markup</b>.

| s | mean shift | PSI |
|---|---|---|
| 0.10 | 0.10 sd | 0.010 |
| 0.50 | 0.50 sd | 0.25 |

## Thresholds

`warn` 0.05 and `fail` 0.10 on the lower bound.

## Example

    driftcli audit january.parquet february.parquet --select {id}

## References

Cohen 1988; METHODS 1.2.
"""


def a_check(check_id: str, group: str = "drift", title: str | None = None) -> Check:
    words = title or f"{check_id.replace('_', ' ').capitalize()}: is it as it was"
    return Check(
        id=check_id,
        group=group,
        reads=(object,),
        params=CheckParams,
        measure=lambda *_: (),
        doc=MANUAL.replace("{title}", words).replace("{id}", check_id),
        family=Family.COLUMNS if group == "drift" else Family.QUALITY,
    )


def a_finding(check: str, column: str | None, measurement: Measurement | None = None, **judged: Any) -> Finding:
    group = judged.pop("group", "drift" if check.endswith("_drift") else "quality")
    settings = {"segment": None, "window": None, "status": Status.OK, "outcome": Outcome.CLEAN, "thresholds": BARS}
    return Finding(check=a_check(check, group), column=column, measurement=measurement, **{**settings, **judged})


def drift_measurement(s: float, lower: float, *, led_by: str = "location", **more: Any) -> Measurement:
    others = [name for name in ("location", "shape", "tail") if name != led_by]
    components = (
        Component(led_by, p_value=2.3e-19, size=s, lower=lower, upper=s + (s - lower)),
        *(Component(name, p_value=0.043, size=s / 3, lower=0.0, upper=s / 2) for name in others),
    )
    settings: dict[str, Any] = {
        "statistic": Statistic("ks", 0.41 * s, "two-sided", low=0.38 * s, high=0.44 * s, p_value=1.2e-30),
        "n_reference": 10_000,
        "n_current": 9_000,
        "effect": Effect("s", s, lower, s + (s - lower)),
        "p_value": 6.9e-19,
        "components": components,
        "reported": reported(s),
    }
    return Measurement(rule=Rule.DRIFT, **{**settings, **more})


def reported(s: float) -> tuple[Statistic, ...]:
    return (
        Statistic("ks", 0.41 * s, "two-sided", low=0.38 * s, high=0.44 * s, p_value=1.2e-30),
        Statistic("wasserstein", 3.84 * s, "raw", unit="column"),
        Statistic("wasserstein_normalised", s, "by MAD"),
        Statistic("psi", s * s, "10 bins of the reference, 1e-4 floor"),
        Statistic("js_distance", 0.42 * s, "base 2"),
        Statistic("hellinger", 0.35 * s),
        Statistic(
            "median", 12.3 * s, low=12 * s, high=12.5 * s, reference=38.1, current=38.1 + 12.3 * s, unit="column"
        ),
        Statistic("mean", 12.1 * s, reference=39.25, current=39.25 + 12.1 * s, unit="column"),
        Statistic("sd", 0.2, reference=12.3, current=12.5, unit="column"),
        Statistic("q95", 3.0, reference=61.0, current=64.0, unit="column"),
        Statistic("kl", None, "natural log", note="undefined: an empty cell"),
    )


def share_measurement(before: float, after: float, **more: Any) -> Measurement:
    h = 2 * math.asin(math.sqrt(after)) - 2 * math.asin(math.sqrt(before))
    settings: dict[str, Any] = {
        "statistic": Statistic("share", after - before, reference=before, current=after, unit="share"),
        "n_reference": 10_000,
        "n_current": 9_000,
        "effect": Effect("h", h, max(0.0, abs(h) - 0.024), abs(h) + 0.024),
        "p_value": 1.1e-9,
    }
    return Measurement(rule=Rule.SHARE, **{**settings, **more})


def fact_measurement(fact: Severity | None, subject: str | None = None, **details: Any) -> Measurement:
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic("fault", 1.0 if fact else 0.0),
        n_reference=10_000,
        n_current=9_000,
        fact=fact,
        subject=subject,
        details=details,
    )


def a_distribution(shift: float, form: str = "numeric") -> Distribution:
    bins = 40
    edges = tuple(10 + 1.5 * index for index in range(bins + 1))

    def shares(centre: float, spread: float) -> tuple[float, ...]:
        raw = [math.exp(-(((low + 0.75 - centre) / spread) ** 2) / 2) for low in edges[:-1]]
        return tuple(value / sum(raw) for value in raw)

    scaled = tuple(1.7e9 + 86_400 * edge for edge in edges) if form == "temporal" else edges
    return Distribution(form, shares(38, 9), shares(38 + 9 * shift, 9 + 3 * shift), edges=scaled)


def category_distribution(labels: list[str], shift: float) -> Distribution:
    before = [1 / (index + 1) for index in range(len(labels))]
    after = [value * (1 + shift * (-1) ** index) for index, value in enumerate(before)]
    return Distribution(
        "categorical",
        tuple(value / sum(before) for value in before),
        tuple(value / sum(after) for value in after),
        labels=tuple(labels),
    )


def categories(distribution: Distribution) -> list[dict[str, Any]]:
    rows = zip(distribution.labels, distribution.reference, distribution.current, strict=True)
    return [{"category": label, "reference": before, "current": after} for label, before, after in rows]


def an_account(name: str, kind: str = "numeric", **more: Any) -> ColumnAccount:
    settings: dict[str, Any] = {
        "kind_reason": "type double",
        "role": "feature",
        "account": "audited",
        "account_reason": "",
        "type_reference": "double",
        "type_current": "double",
        "status": Status.OK,
        "effect": 0.02,
        "missing_reference": 0.012,
        "missing_current": 0.013,
    }
    return ColumnAccount(name=name, kind=kind, **{**settings, **more})


def facts(path: str, rows: int, **more: Any) -> InputFacts:
    settings: dict[str, Any] = {"columns": 50, "bytes": 1_234_567, "files": 1, "sha256": "9f86d081884c7d65" * 4}
    return InputFacts(path=path, format="parquet", rows=rows, **{**settings, **more})


def a_result(findings: list[Finding], columns: list[ColumnAccount], **more: Any) -> Result:
    settings: dict[str, Any] = {
        "verdict": Verdict(VerdictStatus.FAIL, 1, "8 columns drifted and 5 data-quality issues were found"),
        "diagnosis": Diagnosis(
            DiagnosisKind.DATA_QUALITY,
            evidence=(
                "weight_g looks recorded in another unit (a factor 1000)",
                "region is missing from the current data",
                "8 columns have drifted, age most of all",
            ),
            actions=(
                "Fix the pipeline: convert weight_g back to grams and restore region, then run this audit again.",
                "Do not retrain on these data before that.",
            ),
            unknown=(
                "Without labels of the current data it cannot be told whether the target still follows the inputs.",
            ),
        ),
        "power": Power(changed=0.064, drift=0.143, columns=44, n_reference=10_000, n_current=9_000, defence="none"),
        "caution": "Rows were taken as independent: no time or cluster column was given, so a day may look like drift.",
        "inputs": {
            "reference": facts("data/january.parquet", 10_000),
            "current": facts("data/february.parquet", 9_000),
        },
        "config": {"fail_on": "fail", "fdr": 0.01, "checks": {"numeric_drift": {"min_effect": 0.1}}, "columns": {}},
        "run": RunFacts("6f1c2d", "2026-03-01T06:00:00Z", "2026-03-01T06:00:01Z", 0.81),
        "version": "0.1.0",
        "warnings": ("the glob 'lag_*' matches no column",),
    }
    ordered = tuple(sorted(findings, key=gravity))
    return Result(findings=ordered, columns=tuple(columns), **{**settings, **more})


def drifted(name: str, s: float, lower: float, **more: Any) -> Finding:
    outcome = Outcome.DRIFT if lower > 0.10 else Outcome.MINOR
    status = Status.FAIL if lower > 0.10 else Status.WARN
    check = more.pop("check", "numeric_drift")
    magnitude = "major" if lower > 0.3 else "moderate" if lower > 0.1 else None
    measurement = drift_measurement(s, lower, **more)
    judged: dict[str, Any] = {"status": status, "outcome": outcome, "magnitude": magnitude, "p_value_adjusted": 3.1e-18}
    return a_finding(check, name, measurement, **judged)


def loud_pairs() -> list[tuple[Finding, ColumnAccount]]:
    """Findings that warn or fail, each with its column."""
    city = category_distribution(["north", "south", "<script>alert(1)</script>", "東京", "تل أبيب", "all others"], 0.4)
    long_name = "customer_lifetime_value_" + "x" * 176
    fail, warn = Status.FAIL, Status.WARN
    return [
        (
            drifted("age", 0.31, 0.24),
            an_account("age", status=fail, effect=0.31, distribution=a_distribution(0.31)),
        ),
        (
            drifted("weight_g", 2.8, 2.7, details={"explained_by": "a factor 1000"}),
            an_account("weight_g", status=fail, effect=2.8, distribution=a_distribution(2.8)),
        ),
        (
            drifted(
                "city", 0.42, 0.36, check="categorical_drift", led_by="shape", details={"categories": categories(city)}
            ),
            an_account("city", "categorical", status=fail, effect=0.42, distribution=city, type_reference="string"),
        ),
        (
            drifted("顧客の年齢層", 0.19, 0.12),
            an_account("顧客の年齢層", status=fail, effect=0.19, distribution=a_distribution(0.19)),
        ),
        (
            drifted("سعر المنتج", 0.22, 0.16, led_by="tail"),
            an_account("سعر المنتج", status=fail, effect=0.22, distribution=a_distribution(0.22)),
        ),
        (
            drifted(long_name, 0.17, 0.104),
            an_account(long_name, status=fail, effect=0.17, distribution=a_distribution(0.17)),
        ),
        (
            drifted("ordered_at", 0.27, 0.2, check="temporal_drift", led_by="shape", subject="hour"),
            an_account(
                "ordered_at", "temporal", status=fail, effect=0.27, distribution=a_distribution(0.27, "temporal")
            ),
        ),
        (
            drifted("income", 0.12, 0.07, led_by="shape"),
            an_account("income", status=warn, effect=0.12, distribution=a_distribution(0.12)),
        ),
    ]


def quality_pairs() -> list[tuple[Finding, ColumnAccount]]:
    fail, issue = Status.FAIL, Outcome.ISSUE
    return [
        (
            a_finding("missing_values", "discount", share_measurement(0.012, 0.084), status=fail, outcome=issue),
            an_account("discount", status=fail, missing_current=0.084, distribution=a_distribution(0.02)),
        ),
        (
            a_finding(
                "unparseable_values",
                "price",
                share_measurement(
                    0.0, 0.003, never_seen_lower=0.0021, details={"examples": ["N/A", "??"], "type_reference": "double"}
                ),
                status=fail,
                outcome=issue,
            ),
            an_account(
                "price", status=fail, account="retyped", account_reason="double -> string", type_current="string"
            ),
        ),
        (
            a_finding(
                "schema",
                "region",
                fact_measurement(Severity.FAIL, "missing", type_reference="string"),
                status=fail,
                outcome=issue,
            ),
            an_account(
                "region",
                "categorical",
                status=fail,
                account="missing",
                account_reason="not in the current data",
                type_reference="string",
                type_current=None,
                missing_current=None,
                effect=None,
            ),
        ),
        (
            a_finding(
                "schema",
                "loyalty_tier",
                fact_measurement(Severity.WARN, "added", type_current="string"),
                status=Status.WARN,
                outcome=issue,
            ),
            an_account(
                "loyalty_tier",
                "categorical",
                status=Status.WARN,
                account="added",
                account_reason="not in the reference",
                type_reference=None,
                type_current="string",
                missing_reference=None,
                effect=None,
            ),
        ),
        (
            a_finding(
                "sentinel_values",
                "last_visit_days",
                share_measurement(0.0, 0.031, subject="999"),
                status=fail,
                outcome=issue,
            ),
            an_account("last_visit_days", status=fail, effect=0.04, distribution=a_distribution(0.04)),
        ),
        (
            a_finding(
                "missing_values",
                "notes",
                share_measurement(0.3, 0.42),
                status=Status.WAIVED,
                outcome=issue,
                reason="known until 2026-06-01: the form was changed (owner: data team)",
            ),
            an_account("notes", "text", status=Status.WAIVED, effect=None),
        ),
    ]


def quiet_pairs(columns: int) -> list[tuple[Finding, ColumnAccount]]:
    outcomes = (Outcome.STABLE, Outcome.NO_CHANGE_DETECTED, Outcome.CHANGED)
    return [
        (
            a_finding(
                "numeric_drift",
                f"feature_{index:03}",
                drift_measurement(0.02, 0.01),
                outcome=outcomes[index % 3],
                p_value_adjusted=0.3,
            ),
            an_account(f"feature_{index:03}", distribution=a_distribution(0.01 * (index % 4))),
        )
        for index in range(columns)
    ]


def unanswered_pairs() -> list[tuple[Finding, ColumnAccount]]:
    return [
        (
            a_finding(
                "numeric_drift",
                "rare_sensor",
                None,
                status=Status.SKIPPED,
                outcome=Outcome.INSUFFICIENT,
                reason="12 values in the current data, 30 are needed",
            ),
            an_account("rare_sensor", status=Status.SKIPPED, effect=None),
        ),
        (
            a_finding(
                "numeric_drift",
                "customer_id",
                None,
                status=Status.SKIPPED,
                outcome=Outcome.NOT_APPLICABLE,
                reason="identifiers are not compared by value",
            ),
            an_account(
                "customer_id",
                "identifier",
                status=Status.SKIPPED,
                account="skipped",
                effect=None,
                account_reason="nearly unique integers, and the name says so",
            ),
        ),
        (
            a_finding(
                "acme_plugin",
                "feature_000",
                None,
                status=Status.ERRORED,
                outcome=Outcome.ERRORED,
                reason="ZeroDivisionError: division by zero",
            ),
            an_account(
                "payload",
                "opaque",
                status=Status.SKIPPED,
                account="skipped",
                account_reason="binary: only presence is audited",
                effect=None,
            ),
        ),
    ]


def dataset_findings() -> list[Finding]:
    return [
        a_finding(
            "unreadable_rows",
            None,
            Measurement(
                Rule.SHARE,
                Statistic("share", 0.0004, reference=0.0, current=0.0004, unit="share"),
                10_000,
                9_000,
                effect=Effect("h", 0.04, 0.02, 0.06),
                details={"lines": [17, 230, 4411]},
            ),
            status=Status.WARN,
            outcome=Outcome.ISSUE,
        ),
        a_finding("duplicate_rows", None, share_measurement(0.0, 0.021), status=Status.FAIL, outcome=Outcome.ISSUE),
        a_finding("row_count", None, fact_measurement(None), outcome=Outcome.CLEAN),
        a_finding(
            "overlap",
            None,
            Measurement(Rule.EXACT, Statistic("share", 0.52, unit="share"), 10_000, 9_000, fact=Severity.NOTE),
            outcome=Outcome.NOTE,
        ),
        a_finding("cardinality", "city", fact_measurement(Severity.NOTE), outcome=Outcome.NOTE),
    ]


def rich_result(quiet: int = 33, **more: Any) -> Result:
    """A result of 50 columns with every status and every awkward name."""
    pairs = [*loud_pairs(), *quality_pairs(), *unanswered_pairs(), *quiet_pairs(quiet)]
    order = [Status.FAIL, Status.ERRORED, Status.WARN, Status.WAIVED, Status.OK, Status.SKIPPED]
    columns = sorted(
        (account for _, account in pairs), key=lambda item: (order.index(item.status), -(item.effect or 0))
    )
    clean = [
        a_finding(
            check,
            account.name,
            share_measurement(0.01, 0.01) if check == "missing_values" else fact_measurement(None),
            outcome=Outcome.CLEAN if check != "missing_values" else Outcome.STABLE,
        )
        for account in columns
        for check in ("missing_values", "infinities", "value_range", "constant_column")
        if account.status is Status.OK
    ]
    return a_result([*(finding for finding, _ in pairs), *dataset_findings(), *clean], columns, **more)


def clean_result() -> Result:
    """Nothing found in two columns."""
    pairs = quiet_pairs(2)
    return a_result(
        [finding for finding, _ in pairs],
        [account for _, account in pairs],
        verdict=Verdict(VerdictStatus.PASS, 0, "2 columns audited, no drift and no data-quality issue"),
        diagnosis=Diagnosis(DiagnosisKind.NONE, evidence=(), actions=()),
    )


def empty_result() -> Result:
    """Nothing was evaluated."""
    return a_result(
        [],
        [],
        verdict=Verdict(VerdictStatus.NOT_EVALUATED, 5, "no check was selected"),
        diagnosis=Diagnosis(DiagnosisKind.UNDETERMINED, evidence=(), actions=("Select at least one check.",)),
        power=None,
    )


def with_config(config: Mapping[str, Any]) -> Result:
    return rich_result(quiet=1, config=config)
