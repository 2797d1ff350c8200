"""Where templates are and how they are read: autoescaped, and an undefined name is an error."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from driftcli.reports.wording.names import printable


def templates_folder() -> Path:
    """Find the templates: inside the installed package, else beside it in the checkout."""
    packaged = Path(__file__).parents[2] / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "templates"


def page_environment() -> Environment:
    """Read templates of pages; what every page writes by is there: ``printable`` names and ``arrows``."""
    environment = Environment(
        loader=FileSystemLoader(templates_folder(), encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"printable": printable, "arrows": lambda text: text.replace(" -> ", " → ")}
    return environment
