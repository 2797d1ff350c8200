"""The HTML face, drawn from ``templates/``: ``page`` starts, the other files make rows and pictures."""

from driftcli.reports.html.page import render_html
from driftcli.reports.templates import templates_folder

__all__ = ["render_html", "templates_folder"]
