"""What every page writes by: ``printable`` names and ``arrows``, and the one script that sorts and filters a table."""

from base64 import b64encode
from functools import cache
from hashlib import sha256

from markupsafe import Markup

from driftcli.reports.lean_jinja import Environment  # before anything else imports Jinja
from driftcli.reports.templates import template_environment, templates_folder
from driftcli.reports.wording.names import printable


def page_environment() -> Environment:
    """Read templates of pages, with the filters that all of them use."""
    environment = template_environment()
    environment.filters |= {"printable": printable, "arrows": lambda text: text.replace(" -> ", " → ")}
    return environment


@cache
def page_script() -> Markup:
    """Read the script."""
    text = (templates_folder() / "columns.js").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - our own file


def script_hash(script: str) -> str:
    """Name a script as a page's policy does, which allows no other."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"
