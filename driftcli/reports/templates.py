"""Where the templates of pages are and how they are read; and how they are compiled when the wheel is built.

Jinja turns templates into Python each time a process reads them, which takes longer than to draw a page. A wheel
brings that Python along, so that it is compiled once, like every other module, when the wheel is installed. A checkout
has none, and reads its templates. Nothing here may import more than Jinja: the build has nothing else.
"""

from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from jinja2.bccache import bc_version

COMPILED = f"compiled_templates_{bc_version}"
"""Folder of compiled templates, beside this file, with Jinja's number for what it compiles to: another finds none."""
_SHIPPED = (".html", ".css")


def templates_folder() -> Path:
    """Find the templates: inside the installed package, else beside it in the checkout."""
    packaged = Path(__file__).parents[1] / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"


def template_environment(compiled: Path | None = None) -> Environment:
    """Read templates, escaping and refusing undefined names; compiled ones from their folder, where there is one."""
    folder = compiled or Path(__file__).parent / COMPILED
    return _environment(ModuleLoader(folder) if folder.is_dir() else _from_source(templates_folder()))


def compile_templates(source: Path, target: Path) -> None:
    """Write the Python that Jinja makes of each template."""
    from jinja2 import nodes  # noqa: PLC0415 - who draws needs none

    environment = _environment(_from_source(source))
    for path in source.glob("*.html"):
        for found in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.Filter):
            environment.filters.setdefault(found.name, _not_now)
    environment.compile_templates(
        target, zip=None, ignore_errors=False, filter_func=lambda name: name.endswith(_SHIPPED)
    )


def _from_source(folder: Path) -> BaseLoader:
    return FileSystemLoader(folder, encoding="utf-8")


def _environment(loader: BaseLoader) -> Environment:
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _not_now(*_: Any) -> None:
    """Stand in for a filter of ours, which is there when a page is drawn: Jinja must not try it on constants."""
    raise NotImplementedError
