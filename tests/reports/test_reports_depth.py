"""How much of each column a report shows, so that 1,000 columns that all drift stay below 2 MB."""

import re
from dataclasses import replace

import pytest

from driftcli.reports.html.page import render_html
from reports.sample_results import drifted, quiet_pairs, rich_result

LARGEST = 1_990_000
"""Of the 2 MB that a report of 1,000 columns may have."""


def all_drifted(number):
    """A report of as many columns, each with the shapes of two samples and a drift that fails."""
    pairs = [(drifted(account.name, 0.3, 0.2), account) for _, account in quiet_pairs(number)]
    accounts = tuple(replace(account, status=finding.status) for finding, account in pairs)
    return replace(rich_result(0), findings=tuple(finding for finding, _ in pairs), columns=accounts)


@pytest.fixture(scope="module")
def thousand():
    return render_html(all_drifted(1000))


def test_a_thousand_columns_that_all_drift_stay_below_two_megabytes(thousand):
    assert len(thousand.encode()) < LARGEST
    assert thousand.count("<tbody role=rowgroup class=fail") == 1000


def test_the_worst_columns_unfold_and_it_is_said_that_others_do_not(thousand):
    assert len(re.findall(r"<div class=unfolded", thousand)) == 300
    assert "The worst 300 columns unfold in an audit of so many" in thousand


def test_few_columns_unfold_to_everything():
    html = render_html(all_drifted(50))
    assert len(re.findall(r"<div class=unfolded", html)) == 50
    assert "unfold in an audit of so many" not in html


def test_columns_that_fared_alike_share_a_line_of_the_account_and_none_is_lost(thousand):
    account = thousand.partition("id=accounting")[2].partition("</section>")[0]
    assert "All 1,000 columns" in account
    assert account.count("<tr>") < 20
    assert all(f"feature_{index:03}" in account for index in range(1000))
