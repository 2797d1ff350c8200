"""The faces of a result: words, charts, terminal, text, JSON, HTML. They draw; nothing here measures or judges.

rich and jinja2 are imported here only, each inside the face that needs it, so that JSON costs neither.
"""
