"""The JSON face and the way back: ``result`` writes, ``reading`` reads, ``tables`` says what stands under which key."""

from driftcli.reports.json.result import load_result_schema, render_json, to_json

__all__ = ["load_result_schema", "render_json", "to_json"]
