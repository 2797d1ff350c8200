"""What every page writes by: ``printable`` names and ``arrows``."""

from jinja2 import Environment

from driftcli.reports.templates import template_environment
from driftcli.reports.wording.names import printable


def page_environment() -> Environment:
    """Read templates of pages, with the filters that all of them use."""
    environment = template_environment()
    environment.filters |= {"printable": printable, "arrows": lambda text: text.replace(" -> ", " → ")}
    return environment
