"""The door: parse, one library call, render, exit. One file per command; typer lives here only.

Nothing heavy is imported at module level: ``driftcli --help`` must not cost NumPy, Arrow or pydantic.
"""
