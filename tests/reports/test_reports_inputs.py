from dataclasses import replace

import pytest

from driftcli.judgement.result import Distribution, InputFacts
from driftcli.reports.charts.ecdf import ecdf_chart
from driftcli.reports.html.page import render_html
from driftcli.reports.html.tables import quantile_rows, turnover
from driftcli.reports.wording.inputs import compared_words, moment, period_words
from reports.sample_results import rich_result

FACTS = InputFacts("data/march.csv", "csv", 10, 2, None, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "unknown"),
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T00:00:00", "2026-03-01"),
        ("2026-03-01T07:30:12", "2026-03-01 07:30"),
        ("2026-03-01T00:00:00+00:00", "2026-03-01 00:00 UTC"),
    ],
)
def test_moments(text, words):
    assert moment(text) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        ("2026-03-01T07:00:00", "2026-03-31T21:00:00", "2026-03-01 to 2026-03-31"),
        ("2026-03-01T07:00:00", "2026-03-01T21:00:00", "2026-03-01 07:00 to 2026-03-01 21:00"),
        ("2026-03-01T00:00:00", "2026-03-01T00:00:00", "2026-03-01"),
    ],
)
def test_periods(first, last, words):
    assert period_words(replace(FACTS, first=first, last=last)) == words


def test_the_report_says_what_was_compared_when_and_how_to_repeat_it():
    march = replace(
        FACTS, first="2026-03-01T07:00:00", last="2026-03-31T21:00:00", time_column="<at>", sha256="ab" * 32
    )
    result = rich_result(0)
    run = replace(result.run, command="driftcli audit 'a b.csv' <c>", versions={"numpy": "2.1"})
    result = replace(result, run=run, inputs={"reference": march, "current": replace(march, path="april.csv")})
    words = "april.csv (2026-03-01 to 2026-03-31) against march.csv (2026-03-01 to 2026-03-31)"
    assert compared_words(result) == words
    html = render_html(result)
    assert words in html
    assert "by <bdi>&lt;at&gt;</bdi>" in html
    assert "driftcli audit &#39;a b.csv&#39; &lt;c&gt;" in html
    assert "<dt>numpy<dd>2.1" in html
    assert "ab" * 32 in html


def column(**shape):
    account = rich_result(1).columns[0]
    return replace(
        account, distribution=Distribution("numeric", (0.5, 0.5), (0.5, 0.5), edges=(0.0, 5.0, 10.0), **shape)
    )


def test_quantile_rows_are_worded_in_the_unit():
    quantiles = {"levels": (0, 0.05, 0.1, 0.5, 1), "quantiles_reference": (0.0, 1.0, 2.0, 5.0, 10.0)}
    rows = quantile_rows(column(**quantiles, quantiles_current=(0.5, 1.0, 2.5, 6.25, 9.0)))
    assert [(row.level, row.before, row.after) for row in rows] == [
        ("least", "0", "0.5"),
        ("5 %", "1", "1"),
        ("median", "5", "6.25"),
        ("most", "10", "9"),
    ]
    assert quantile_rows(column()) == []
    assert {row.after for row in quantile_rows(column(**quantiles))} == {""}


def test_cumulated_shares_by_hand():
    shape = column(levels=(0, 0.5, 1), quantiles_reference=(0.0, 5.0, 20.0), quantiles_current=()).distribution
    drawn = ecdf_chart(shape, "a<b")
    assert 'd="M0 102l320-50 320-50"' in drawn  # half below the middle; what lies beyond ends at the edge
    assert 'd="M0 102l640-100"' in ecdf_chart(shape, "x", is_short=True)
    assert drawn.count("trace") == 1
    assert "a&lt;b" in drawn
    assert ecdf_chart(replace(shape, levels=()), "x") == ""


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({}, ""),
        ({"new": 1, "new_share": 0.031}, "1 category is new (3.1 % of the rows after)."),
        (
            {"new": 1200, "new_share": 0.5, "vanished": 2, "vanished_share": 0.01},
            "1,200 categories are new (50 % of the rows after); 2 categories vanished (1 % of the rows before).",
        ),
    ],
)
def test_turnover(shape, words):
    assert turnover(column(**shape)) == words
