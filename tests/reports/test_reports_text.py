from dataclasses import replace

from driftcli.reports.formats.text import finding_line, render_text
from reports.sample_results import quality_pairs


def test_text_is_as_agreed(rich_result, golden):
    golden("rich.txt", render_text(rich_result))


def test_a_clean_audit_in_text(clean_result, golden):
    golden("clean.txt", render_text(clean_result))


def test_one_line_a_finding_and_the_verdict_last(rich_result):
    lines = render_text(rich_result).splitlines()
    assert lines[0].startswith("driftcli 0.1.0: reference data/january.parquet (10,000 rows x 50 columns)")
    assert lines[1 : len(rich_result.findings) + 1] == [finding_line(item) for item in rich_result.findings]
    assert lines[-1] == "verdict: FAIL (exit 1): 8 columns drifted and 5 data-quality issues were found"


def test_the_header_tells_the_seed(clean_result):
    seeded = replace(clean_result, config={**clean_result.config, "seed": 7})
    assert render_text(seeded).splitlines()[0].endswith(", seed 7")


def test_only_names_and_values_from_data_leave_ascii():
    assert all(finding_line(finding).isascii() for finding, _ in quality_pairs())
