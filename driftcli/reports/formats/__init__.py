"""Formats that other programs read, one file each; HTML and JSON have folders of their own beside this one.

To add one: a module here with ``render_NAME(result) -> str | bytes``, its line in ``RENDERERS`` (and a suffix) in
``reports/outputs.py``, and a test that reads it with a program which is not ours. Words come from ``wording``, so that
the same value reads the same everywhere; ``gate`` says what the user lets fail, ``measurements`` lays out every number
as a long table.
"""
