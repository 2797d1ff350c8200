"""The page of a history: whole, offline, in order, small."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256

import pytest
from history.making import MAJOR, QUIET, a_point, a_run

from driftcli.history.overview import MOST_FOLLOWED
from driftcli.history.record import RunRecord
from reports.sample_histories import HISTORIES, a_year, drawn
from reports.test_reports_html import Page


def text_of(html):
    return " ".join(" ".join(Page(html).text).split())


@pytest.mark.parametrize("name", HISTORIES)
def test_the_page_is_well_formed_and_its_links_lead_somewhere(name):
    page = Page(HISTORIES[name]())
    assert [key for key, times in Counter(page.ids).items() if times > 1] == []
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.tags.count("h1") == 1


@pytest.mark.parametrize("name", ["year", "hostile"])
def test_the_page_asks_for_nothing_and_runs_its_own_script_only(name):
    html = HISTORIES[name]()
    (script,) = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'" in html
    assert html.count("<script") == 1
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import', html)


def test_the_same_history_gives_the_same_bytes():
    assert HISTORIES["year"]() == HISTORIES["year"]()


def test_what_is_in_alarm_comes_first_with_since_when_and_how():
    html = HISTORIES["year"]()
    order = ["5 in alarm", "alarms", "a1", "a3", "Also in alarm", "runs", "columns", "how"]
    places = [html.index(one if " " in one else f'id="{one}"') for one in order]
    assert places == sorted(places)
    text = text_of(html)
    assert "New: drift of feature_02. Still in alarm: drift of feature_00" in text
    assert "since 2026-03-22 03:00 (19 runs, major drift); sudden from 2026-03-22 03:00, s 0.50 (lower" in text
    assert "missing values of region since 2026-04-07 03:00 (3 runs, data error)" in text
    assert "19 fail (exit 1)" in text
    assert "Dashed: another reference, from 2026-03-06 03:00." in text


def test_the_table_has_a_row_for_every_column_and_sorts_by_its_numbers():
    html = HISTORIES["year"]()
    rows = re.findall(r"<tbody role=rowgroup class=(\w+)(?: data-e=([\d.]+))? data-m=(\d+)>", html)
    assert [status for status, *_ in rows] == ["fail"] * 3 + ["ok"] * 8 + ["skipped"]
    assert [(size, runs) for _, size, runs in rows[:3]] == [("0.48", "19"), ("0.7", "1"), ("0.5", "19")]
    assert "0.50 (0.40)" in html
    assert "<td role=cell>19 of 35" in html  # runs against this reference


def test_a_quiet_history_says_so_and_a_caution_is_told():
    text = text_of(drawn([RunRecord(a_run(0), (a_point(n=1_000.0),), ())]))
    assert "Nothing in alarm No column and no finding is in alarm at the last run." in text
    assert "Caution: the reference has 1 times the rows of a run" in text
    assert "In alarm" not in text.partition("Runs")[0]


def test_of_very_many_columns_those_in_alarm_are_named_and_the_page_stays_small():
    """5,000 columns, 300 of them in alarm."""
    points = [a_point(f"c{index:04}", **(MAJOR if index < 300 else QUIET)) for index in range(5_000)]
    few = [RunRecord(a_run(night), tuple(points), ()) for night in range(2)]
    html = drawn(few)
    assert len(html.encode()) < 2_000_000
    assert html.count('<figure id="a') == MOST_FOLLOWED
    assert "And 76 more, in the table below." in html
    assert html.count("<tbody role=rowgroup") == 5_000


def test_a_long_history_of_what_is_in_alarm_stays_small():
    assert len(drawn(a_year(40, 365)).encode()) < 100_000


def test_columns_that_were_asked_for_have_a_part_of_their_own():
    html = HISTORIES["asked"]()
    assert html.count("<figure") == html.count("Above, in orange") + 1 == 2
    assert 'amount (hour mix)</bdi></strong> <span class="soft">not in alarm' in html
    assert html.index('id="asked"') < html.index('id="runs"')
