"""What the sampled rows behind an answer could show, in the same words in every format."""

import pytest

from driftcli.judgement.finding import Outcome
from driftcli.reports.wording.finding import brief, sentence, short_clause
from driftcli.reports.wording.sample import sample_words
from reports.sample_model import domain_finding


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, ""),
        (
            {"rows_sampled": [6_000, 5_200], "smallest_visible": {"s": 0.0813}},
            "; on 6,000 and 5,200 sampled rows a change of 0.081 sd would be seen 4 times in 5",
        ),
        (
            {
                "rows_sampled": [800, 800],
                "smallest_visible": {"conditional": 0.0341, "rms": 0.12},
                "row_defence": "clusters",
                "row_groups": [40, 41],
            },
            (
                "; on 800 and 800 sampled rows of 40 and 41 clusters a change of 0.034 in the average loss for the "
                "same inputs and one of 0.12 (root mean square) anywhere in the relation would be seen 4 times in 5"
            ),
        ),
        (
            {"rows_sampled": [60, 61], "smallest_visible": {}, "row_defence": "none"},
            "; seen: 60 and 61 sampled rows",
        ),
    ],
)
def test_words(details, words):
    assert sample_words(domain_finding(**details)) == words


@pytest.mark.parametrize("outcome", [Outcome.DRIFT, Outcome.NO_CHANGE_DETECTED])
def test_the_message_has_them_and_the_short_ones_do_not(outcome):
    finding = domain_finding(outcome, rows_sampled=[6_000, 5_200], smallest_visible={"s": 0.08})
    assert sentence(finding) == brief(finding) + sample_words(finding)
    assert "sampled" in sentence(finding)
    assert "sampled" not in brief(finding) + short_clause(finding)
