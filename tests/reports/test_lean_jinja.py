"""Jinja comes without its compiler in the command's own process, and is whole as soon as anybody needs that."""

import subprocess
import sys

CLAIMED = "from driftcli.stats.bare_packages import claim_process\nclaim_process()\n"
DRAWN = (
    "import sys\nfrom driftcli.reports.lean_jinja import Environment\n"
    "left_out = [name for name in ('lexer', 'parser', 'compiler', 'nodes') if f'jinja2.{name}' not in sys.modules]\n"
    "print(left_out)\n"
)
LEFT_OUT = "['lexer', 'parser', 'compiler', 'nodes']"


def _run(code):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()


def test_what_compiles_templates_is_left_out_in_the_command_s_own_process_alone():
    assert _run(CLAIMED + DRAWN) == [LEFT_OUT]
    assert _run(DRAWN) == ["[]"]


def test_a_compiled_template_is_drawn_without_the_compiler(tmp_path):
    code = (
        "from pathlib import Path\nfrom driftcli.reports.templates import compile_templates, template_environment\n"
        "Path('source').mkdir()\n"
        "Path('source/a.html').write_text('{% for one in many %}<b>{{ one|shout }}</b>{% endfor %}{{ many|join }}')\n"
        "compile_templates(Path('source'), Path('compiled'))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
    code = (
        f"{CLAIMED}{DRAWN}from pathlib import Path\nfrom driftcli.reports.templates import template_environment\n"
        "environment = template_environment(Path('compiled'))\n"
        "environment.filters['shout'] = str.upper\n"
        "print(environment.get_template('a.html').render(many=['a', '<']))\n"
        "print('jinja2.compiler' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == [LEFT_OUT, "<b>A</b><b>&lt;</b>a&lt;", "False"]


def test_a_plugin_may_read_templates_from_their_source():
    code = (
        f"{CLAIMED}{DRAWN}import jinja2, jinja2.nodes, jinja2.runtime\nfrom jinja2.ext import Extension\n"
        "class Quiet(Extension):\n    tags = {'quiet'}\n"
        "    def parse(self, parser):\n"
        "        line = next(parser.stream).lineno\n"
        "        return jinja2.nodes.Output([jinja2.nodes.TemplateData('shh')]).set_lineno(line)\n"
        "page = Environment(extensions=[Quiet], autoescape=lambda name: name == 'x.html',"
        " loader=jinja2.DictLoader({'x.html': '{% quiet %} {{ a }}', 'x.txt': '{{ a }}{{ a|tojson }}'}))\n"
        "print(page.get_template('x.html').render(a='<'), page.get_template('x.txt').render(a='<'))\n"
        "print(page.compile_expression('a + 1')(a=2), jinja2.Template('{{ 2 * 3 }}').render())\n"
        "try:\n    page.from_string('{% if %}')\nexcept jinja2.TemplateSyntaxError as error:\n    print(error.lineno)\n"
        "print(page.overlay(autoescape=True).from_string('{{ a }}').render(a='&'))\n"
        "print(jinja2.environment.EvalContext is jinja2.nodes.EvalContext is jinja2.runtime.EvalContext)"
    )
    assert _run(code) == [LEFT_OUT, 'shh &lt; <"\\u003c"', "3 6", "1", "&amp;", "True"]
