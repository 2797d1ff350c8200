"""The HTML face, drawn from ``templates/``: ``page`` starts, the other files make rows and pictures."""

from driftcli.reports.html.environment import templates_folder
from driftcli.reports.html.page import render_html

__all__ = ["render_html", "templates_folder"]
