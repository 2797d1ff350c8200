import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from driftcli.reports.html.page import render_html
from driftcli.reports.manuals.html import manual_html
from driftcli.reports.templates import templates_folder
from reports.sample_results import a_check, drifted, quiet_pairs, rich_result, with_config

LEFT_OPEN = {"p", "td", "th", "tr", "li", "dt", "dd", "thead", "tbody", "option"}
"""Tags whose end HTML leaves to the reader."""
VOID = {"meta", "rect", "path", "use", "br", "hr", "wbr", "link", "input"}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.text, self.attributes = [], [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.attributes.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while self.open[-1] != tag and self.open[-1] in LEFT_OPEN:
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def html(rich_result):
    return render_html(rich_result)


@pytest.mark.parametrize("name", ["rich_result", "clean_result", "empty_result"])
def test_the_page_is_well_formed_and_its_links_lead_somewhere(name, request):
    page = Page(render_html(request.getfixturevalue(name)))
    assert [key for key, times in Counter(page.ids).items() if times > 1] == []
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.tags.count("h1") == 1


def test_the_page_asks_for_nothing_and_runs_its_own_script_only(html):
    (script,) = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'" in html
    assert html.count("<script") == 1
    assert not re.search(r"\son\w+=", html)
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert "url(" not in html
    assert "@import" not in html


def test_hostile_names_and_values_are_text(html):
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "東京" in html
    assert "سعر المنتج" in html


def test_verdict_and_reasons_come_first(html):
    order = [
        "8 columns drifted",
        "The data are broken",
        "Fix the pipeline",
        "Reasons, worst first",
        "Columns, worst first",
    ]
    places = [html.index(text) for text in order]
    assert places == sorted(places)


def test_every_column_is_there_with_its_picture_and_manual(rich_result, html):
    page = Page(html)
    assert sum(tag == "svg" and found.get("class") == "small" for tag, found in page.attributes) == sum(
        column.distribution is not None for column in rich_result.columns
    )
    text = "".join(page.text)
    assert all(column.name in text for column in rich_result.columns)
    assert html.count("id=check-numeric_drift>") == 1


def test_charts_have_a_text_alternative(html):
    def is_hidden(found):
        return found.get("aria-hidden") == "true" or found.get("viewbox") == "0 0 160 14"  # in a hidden cell

    for tag, found in Page(html).attributes:
        if tag == "svg":
            assert (found.get("role") == "img" and found["aria-label"]) or is_hidden(found)
    assert len(re.findall(r'<svg class=(?:small|large|bullet) [^>]*role=img aria-label="[^"]+"', html)) > 100


def test_the_same_result_gives_the_same_bytes(html):
    assert render_html(rich_result()) == html


def test_the_run_appears_in_the_manifest_only(html):
    before, _, manifest = html.partition("aria-labelledby=manifest")
    assert "6f1c2d" in manifest
    assert "6f1c2d" not in before
    assert "06:00:00" not in before
    assert before.count("06:00 UTC") == 1  # when, beside what was compared


def test_fifty_columns_are_small_enough_to_mail(html):
    assert len(html.encode()) < 300_000


def test_fifty_columns_that_all_drift_are_small_enough():
    names = [f"feature_{index:03}" for index in range(50)]
    pairs = quiet_pairs(50)
    loud = rich_result(0)
    result = type(loud)(
        **{
            **{name: getattr(loud, name) for name in loud.__dataclass_fields__},
            "findings": tuple(drifted(name, 0.3, 0.2) for name in names),
            "columns": tuple(account for _, account in pairs),
        }
    )
    assert len(render_html(result).encode()) < 300_000


def test_a_thousand_columns_stay_below_two_megabytes():
    html = render_html(rich_result(985))
    assert len(html.encode()) < 1_700_000  # of 2 MB that a mail may have
    assert "unfold in an audit of so many" in html
    Page(html)


def test_configuration_is_shown_as_text():
    assert "&lt;b&gt;" in render_html(with_config({"key": "<b>", "when": float("inf")}))


def test_nothing_evaluated_is_never_reported_as_clean(empty_result):
    html = render_html(empty_result)
    assert "NOT EVALUATED" in html
    assert "nothing is claimed" in html
    assert "No data-quality issue was found" not in html


def test_templates_are_found():
    assert (templates_folder() / "report.html").is_file()


def test_a_manual_becomes_headings_lists_tables_and_code():
    made = manual_html(a_check("psi").doc)
    assert "<h4>What it measures</h4>" in made
    assert '<pre tabindex="0">s = max(component sizes),   s_L = max(lower bounds)</pre>' in made
    assert "<strong>both</strong>" in made
    assert "<em>dependent</em>" in made
    assert "<code>explain</code>" in made
    assert "&lt;b&gt;not markup&lt;/b&gt;" in made
    assert "<ol><li>Look at the lower bound first.</li>" in made
    assert '<th scope="col">mean shift</th>' in made
    assert "<td>0.10 sd</td>" in made


@pytest.mark.parametrize(
    ("doc", "made"),
    [
        ("Title.", ""),
        ("Title.\n\n```\na < b\n\nc\n```\n", '<pre tabindex="0">a &lt; b\n\nc</pre>'),
        ("Title.\n\n- one\n  goes on\n- two", "<ul><li>one goes on</li><li>two</li></ul>"),
        ("Title.\n\n2 * 3 * 4 and ``a*b*c``", "<p>2 * 3 * 4 and <code>a*b*c</code></p>"),
    ],
)
def test_small_manuals(doc, made):
    assert manual_html(doc) == made
