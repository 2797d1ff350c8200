"""The reports in a real browser, where one is installed: they ask for nothing, sort, filter, and shut nobody out."""

import shutil
from importlib.resources import files

import pytest

from driftcli.reports.comparison.html import render_comparison_html
from driftcli.reports.html.page import render_html
from reports.sample_curves import curved_result
from reports.sample_histories import HISTORIES
from reports.sample_results import rich_result
from reports.test_reports_comparison import results as comparisons
from reports.test_reports_time import DATED, LOSS, MOVED, with_time

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")

PHONE, DESK = (390, 844), (1280, 900)
MAKERS = {
    "rich": lambda: render_html(rich_result(5)),
    "model": lambda: render_html(curved_result()),
    "time": lambda: render_html(with_time(LOSS, MOVED, dated=[DATED])),
    "thousand": lambda: render_html(rich_result(985)),
    "history": HISTORIES["year"],
    "histories": HISTORIES["many"],
    "comparison": lambda: render_comparison_html(comparisons()["plain"]),
}
SHOWN = "[...document.querySelectorAll('.columns>tbody')].filter(one => one.offsetParent)"


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Each report as a file, written when first asked for."""
    folder, written = tmp_path_factory.mktemp("reports"), {}

    def place(name):
        if name not in written:
            written[name] = folder / f"{name}.html"
            written[name].write_text(MAKERS[name](), encoding="utf-8")
        return f"file://{written[name]}"

    return place


@pytest.fixture
def opened(browser, places):
    """Open a report; afterwards it must have asked for nothing but itself and logged nothing."""
    contexts, asked, logged = [], [], []

    def open_report(name, size=DESK, fragment="", **options):
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
        page.on("console", lambda message: logged.append(message.text))
        page.on("pageerror", lambda error: logged.append(str(error)))
        page.on("dialog", lambda dialog: logged.append(dialog.message))
        page.goto(places(name) + fragment)
        assert asked == [places(name)]
        return page

    yield open_report
    assert len(asked) == len(contexts)
    assert logged == []
    for context in contexts:
        context.close()


def unfold(page, most=1000):
    """Open the first few details of each section."""
    page.evaluate(
        "most => document.querySelectorAll('section').forEach(section => "
        "[...section.querySelectorAll('details')].slice(0, most).forEach(one => { one.open = true }))",
        most,
    )


@pytest.mark.parametrize("name", MAKERS)
def test_a_phone_does_not_scroll_sideways(opened, name):
    page = opened(name, PHONE)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") < PHONE[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("rich", DESK),
        ("model", DESK),
        ("model", PHONE),
        ("time", DESK),
        ("comparison", DESK),
        ("history", DESK),
        ("history", PHONE),
    ],
)
def test_axe_finds_nothing(opened, name, size, scheme):
    page = opened(name, size, color_scheme=scheme)
    unfold(page, most=3)
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    asked = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
    found = page.evaluate("async asked => (await axe.run(asked)).violations", asked)
    told = [(one["id"], one["impact"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]
    assert told == []


def test_columns_are_filtered_by_words_and_status(opened):
    page = opened("rich")
    number = page.evaluate(f"{SHOWN}.length")
    assert page.inner_text(".tools [role=status]") == f"{number} columns"
    page.get_by_label("Find").fill("feature_00 numeric")
    assert 0 < page.evaluate(f"{SHOWN}.length") < number
    assert page.evaluate(f"{SHOWN}.every(one => one.textContent.includes('feature_00'))")
    page.get_by_label("Find").fill("")
    page.get_by_label("Show").select_option("fail")
    failed = page.evaluate("document.querySelectorAll('.columns>tbody.fail').length")
    assert page.evaluate(f"{SHOWN}.length") == failed
    assert page.inner_text(".tools [role=status]") == f"{failed} of {number} columns"
    page.get_by_label("Find").fill("no such column")
    assert page.inner_text(".tools [role=status]") == f"0 of {number} columns"


def test_of_very_many_columns_the_worst_are_listed_until_all_are_asked_for(opened):
    page = opened("thousand", fragment="#columns")
    number = page.locator(".columns>tbody").count()
    said = page.locator(".tools [role=status]")
    assert page.evaluate(f"{SHOWN}.length") == 500 < number
    assert said.inner_text() == f"{number} columns, the first 500 listed"
    last = names(page)[-1]
    page.get_by_role("button", name="Column").click()
    assert names(page) == sorted(page.locator(".columns .name").all_text_contents(), key=str.casefold)[:500]
    page.get_by_label("Find").fill(last)
    assert last in names(page)
    assert page.get_by_role("button", name="List all").count() == 0
    page.get_by_label("Find").fill("")
    page.emulate_media(media="print")
    assert page.evaluate(f"{SHOWN}.length") == number
    page.emulate_media(media="screen")
    page.get_by_role("button", name="List all").click()
    assert page.evaluate(f"{SHOWN}.length") == number
    assert said.inner_text() == f"{number} columns"


def test_a_link_to_a_column_that_is_not_listed_shows_it(opened):
    page = opened("thousand")
    hidden = "[...document.querySelectorAll('.columns>tbody')].at(-1)"
    target = page.evaluate(f"{hidden}.querySelector('[id]').id")
    assert not page.evaluate(f"{hidden}.checkVisibility()")
    page.evaluate("id => { location.hash = id }", target)
    page.locator(f"[id='{target}']").wait_for(state="visible")


def names(page):
    return page.evaluate(f"{SHOWN}.map(one => one.querySelector('.name').textContent)")


def test_columns_are_sorted_by_mouse_and_by_keyboard(opened):
    page = opened("rich")
    worst_first = names(page)
    page.get_by_role("button", name="Effect").click()
    effects = page.evaluate(f"{SHOWN}.map(one => Number(one.dataset.e ?? -1))")
    assert effects == sorted(effects, reverse=True)
    assert page.get_attribute("[data-sort=effect]", "aria-sort") == "descending"
    page.get_by_role("button", name="Column").focus()
    page.keyboard.press("Enter")
    assert page.get_attribute("[data-sort=name]", "aria-sort") == "ascending"
    by_name = names(page)
    assert by_name != worst_first
    page.keyboard.press("Enter")
    assert names(page)[0] == by_name[-1]
    page.get_by_role("button", name="Status").click()
    assert names(page) == worst_first


def test_a_phone_sorts_and_unfolds(opened):
    page = opened("rich", PHONE)
    page.get_by_role("button", name="Missing").click()
    missing = page.evaluate(f"{SHOWN}.map(one => Number(one.dataset.m ?? -1))")
    assert missing == sorted(missing, reverse=True)
    page.get_by_role("button", name="Unfold all").click()
    assert page.evaluate("document.querySelectorAll('.columns details:not([open])').length") == 0


def test_a_link_to_a_hidden_column_shows_it_unfolded(opened):
    page = opened("rich")
    link = page.locator("#reasons ~ ul a[href^='#c']:not([href^='#check'])").first
    page.get_by_label("Find").fill("no such column")
    link.click()
    target = page.locator(link.get_attribute("href"))
    target.wait_for(state="visible")
    assert page.evaluate(f"{SHOWN}.length") > 1


def test_manuals_unfold_where_a_link_leads(opened):
    page = opened("rich", fragment="#check-numeric_drift")
    assert page.locator("#check-numeric_drift").is_visible()


def test_without_scripts_everything_is_there(opened):
    page = opened("rich", java_script_enabled=False)
    assert not page.locator(".tools").is_visible()
    assert page.locator(".columns>tbody").count() == page.locator(".columns>tbody:visible").count() > 5


def test_print_leaves_the_tools_out_and_shows_what_failed(opened):
    page = opened("rich")
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    assert page.locator(".columns>tbody.fail .unfolded").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")


def test_columns_of_a_history_are_sorted_and_filtered(opened):
    page = opened("histories")
    assert page.evaluate(f"{SHOWN}.length") == 500
    assert page.inner_text(".tools [role=status]") == "600 columns, the first 500 listed"
    page.get_by_role("button", name="Runs drifted").click()
    failed = page.evaluate(f"{SHOWN}.map(one => Number(one.dataset.m))")
    assert failed == sorted(failed, reverse=True)
    page.get_by_role("button", name="Column").click()
    assert names(page)[:2] == ["feature_00", "feature_01"]
    page.get_by_label("Show").select_option("fail")
    assert len(names(page)) == 3
    page.get_by_role("link", name="feature_01").click()
    assert page.locator("figure:target").inner_text().startswith("drift of feature_01")
    assert page.get_by_role("button", name="Unfold all").count() == 0
