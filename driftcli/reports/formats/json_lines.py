"""The face for log shippers: one JSON object a line, a line a finding, the verdict last.

Components and evidence are left to the JSON result, so that lines stay short enough for what collects logs.
"""

import json
from typing import Any

from driftcli.audit import Result
from driftcli.reports.json.result import to_json

_LEFT_OUT = frozenset({"components", "reported", "details"})


def render_json_lines(result: Result) -> str:
    """Write a line for each finding and one for the verdict; each says of which run it is."""
    document = to_json(result)
    run = {"time": document["run"]["finished"], "run": document["run"]["id"]}
    lines = [{"event": "finding", **run, **_short(finding)} for finding in document["findings"]]
    verdict = {
        "event": "verdict",
        **run,
        **document["verdict"],
        "diagnosis": document["diagnosis"]["kind"],
        "headline": document["diagnosis"]["headline"],
        "counts": document["counts"],
        "inputs": {side: {key: facts[key] for key in ("path", "rows")} for side, facts in document["inputs"].items()},
    }
    return "".join(f"{json.dumps(line, ensure_ascii=False, allow_nan=False)}\n" for line in [*lines, verdict])


def _short(finding: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in finding.items() if key not in _LEFT_OUT}
