"""The JSON Schema of a configuration, with the parameters of every built-in check; editors complete from it."""

from typing import Any

from driftcli.checks.catalog import builtin_checks
from driftcli.checks.check import Check
from driftcli.suite.config import CheckConfig, Config

_OWN = "own_check"


def config_schema() -> dict[str, Any]:
    """Give the schema; a check that is not built in may have any parameter."""
    schema = Config.model_json_schema()
    checks = builtin_checks()
    definitions = schema["$defs"]
    for check in checks:
        definitions[f"check_{check.id}"] = _check_schema(check)
    by_id = {check.id: {"$ref": f"#/$defs/check_{check.id}"} for check in checks}
    for properties in (schema["properties"], definitions["ColumnConfig"]["properties"]):
        properties["checks"] = {
            "type": "object",
            "properties": by_id,
            "additionalProperties": {"$ref": "#/$defs/CheckConfig"},
        }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "driftcli.toml"} | schema


def _check_schema(check: Check) -> dict[str, Any]:
    settings = CheckConfig.model_json_schema()["properties"]
    params = check.params.model_json_schema(ref_template=f"#/$defs/{check.id}_{{model}}")
    bars = {"warn": check.thresholds.warn, "fail": check.thresholds.fail}
    for bar, value in bars.items():
        settings[bar] = settings[bar] | {"description": f"{settings[bar]['description']} Default {value}."}
    settings["severity"] = {"enum": ["note", "warn", "fail"], "description": settings["severity"]["description"]}
    return {
        "type": "object",
        "description": check.title,
        "properties": settings | params.get("properties", {}),
        "additionalProperties": False,
    }
