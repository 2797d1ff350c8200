"""The step of building a wheel that compiles its templates; hatchling runs it (see pyproject.toml)."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTemplates(BuildHookInterface[Any]):
    """Puts the Python that Jinja makes of the templates into the wheel, not into the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a folder that lives until the wheel is written; an editable install reads the templates."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, self.root)
        from driftcli.reports.templates import COMPILED, compile_templates  # noqa: PLC0415 - not before the root is known

        self._written = tempfile.TemporaryDirectory()
        compile_templates(root / "templates", Path(self._written.name))
        build_data["force_include"][self._written.name] = f"driftcli/reports/{COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        del version, build_data, artifact_path
        if hasattr(self, "_written"):
            self._written.cleanup()
