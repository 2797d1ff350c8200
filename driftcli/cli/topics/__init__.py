"""The pages of ``driftcli explain`` that belong to no check: one Markdown file a topic, in a folder for each group.

A new page is a file whose first line is ``# Title``; it is found by its name.
"""
