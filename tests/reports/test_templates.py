"""Templates compiled ahead draw what the templates themselves draw."""

import pytest
from jinja2 import TemplateNotFound

from driftcli.reports import templates
from driftcli.reports.comparison.html import render_comparison_html
from driftcli.reports.html import page
from driftcli.reports.templates import COMPILED, compile_templates, template_environment, templates_folder
from reports import sample_comparisons
from reports.every_result import EVERY
from reports.sample_histories import HISTORIES


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel") / COMPILED
    compile_templates(templates_folder(), folder)
    return folder


@pytest.fixture
def with_compiled(compiled, monkeypatch):
    """Call a function as in a wheel, where nothing but compiled templates can be read."""

    def call(function, *arguments):
        with monkeypatch.context() as patch:
            patch.setattr(templates, "COMPILED", str(compiled))
            patch.setattr(templates, "_from_source", None)
            page._environment.cache_clear()
            made = function(*arguments)
        page._environment.cache_clear()
        return made

    return call


def test_every_template_is_compiled_and_nothing_else(compiled):
    shipped = [path for path in templates_folder().iterdir() if path.suffix in {".html", ".css"}]
    assert len(list(compiled.glob("*.py"))) == len(shipped)
    with pytest.raises(TemplateNotFound):
        template_environment(compiled).get_template("columns.js")


@pytest.mark.parametrize("name", EVERY)
def test_a_page_is_the_same_from_compiled_templates(name, with_compiled):
    result = EVERY[name]()
    assert with_compiled(page.render_html, result) == page.render_html(result)


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_a_comparison_is_the_same_from_compiled_templates(name, with_compiled):
    result = sample_comparisons.results()[name]
    assert with_compiled(render_comparison_html, result) == render_comparison_html(result)


@pytest.mark.parametrize("name", ["year", "quiet", "hostile"])
def test_a_history_is_the_same_from_compiled_templates(name, with_compiled):
    assert with_compiled(HISTORIES[name]) == HISTORIES[name]()
