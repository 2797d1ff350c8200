"""The JSON Schema of a configuration, with the parameters of every built-in check; editors complete from it."""

from typing import Any

from driftcli.checks.catalog import builtin_checks
from driftcli.checks.check import Check, Severity
from driftcli.declared import model_of
from driftcli.suite.config import CheckConfig, Config


def config_schema() -> dict[str, Any]:
    """Give the schema; a check that is not built in may have any parameter."""
    schema = model_of(Config).model_json_schema()
    checks = builtin_checks()
    definitions = schema["$defs"]
    for check in checks:
        definitions |= _check_definitions(check)
    by_id = {check.id: {"$ref": f"#/$defs/check_{check.id}"} for check in checks}
    for properties in (schema["properties"], definitions["ColumnConfig"]["properties"]):
        properties["checks"] = {
            "type": "object",
            "properties": by_id,
            "additionalProperties": {"$ref": "#/$defs/CheckConfig"},
        }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": "driftcli.toml"}


def _check_definitions(check: Check) -> dict[str, Any]:
    """Give the schema of a check's table, and of what its parameters refer to under names of their own."""
    settings = model_of(CheckConfig).model_json_schema()["properties"]
    params = model_of(check.params).model_json_schema(ref_template=f"#/$defs/{check.id}_{{model}}")
    bars = {"warn": check.thresholds.warn, "fail": check.thresholds.fail}
    for bar, value in bars.items():
        settings[bar] = settings[bar] | {"description": f"{settings[bar]['description']} Default {value}."}
    settings["severity"] = {"enum": list(Severity), "description": settings["severity"]["description"]}
    table = {
        "type": "object",
        "description": check.title,
        "properties": settings | params.get("properties", {}),
        "additionalProperties": False,
    }
    inner = {f"{check.id}_{name}": definition for name, definition in params.get("$defs", {}).items()}
    return inner | {f"check_{check.id}": table}
