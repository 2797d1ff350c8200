"""Jinja, imported without what reads and compiles templates: a wheel brings them compiled.

That is half of Jinja. Where a template is read from its source after all, here or by a plugin, the whole is put in
place first, and Jinja is as always. Import Jinja from here, or after this.
"""

import sys
from contextlib import ExitStack, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from driftcli.stats.bare_packages import standing_in

_LEFT_OUT = {
    "jinja2.lexer": ("Lexer", "TokenStream", "get_lexer"),
    "jinja2.parser": ("Parser",),
    "jinja2.compiler": ("CodeGenerator", "generate"),
}
"""Modules, and what ``jinja2.environment`` takes from each."""


class _Evaluated:
    """What a template knows of how it is drawn, by the name of ``jinja2.nodes.EvalContext``."""

    volatile = False

    def __init__(self, environment: Any, template_name: str | None = None) -> None:
        self.environment = environment
        asked = environment.autoescape
        self.autoescape = asked(template_name) if callable(asked) else asked


class _Later:
    """Stands for a function or class that is of use only where a template is compiled."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Put the whole in place and do what was asked."""
        _put_in_place()
        return getattr(import_module(self._module), self._name)(*given, **named)


def _put_in_place() -> None:
    """Let Jinja have all of its parts."""
    environment: Any = import_module("jinja2.environment")
    runtime: Any = import_module("jinja2.runtime")
    for module, names in _LEFT_OUT.items():
        for name in names:
            setattr(environment, name, getattr(import_module(module), name))
    environment.nodes = import_module("jinja2.nodes")
    environment.EvalContext = runtime.EvalContext = environment.nodes.EvalContext
    environment.Environment.code_generator_class = environment.CodeGenerator


def _import_jinja() -> None:
    with ExitStack() as standing:
        for module, names in _LEFT_OUT.items():
            standing.enter_context(standing_in(module, **{name: _Later(module, name) for name in names}))
        nodes = {"EvalContext": _Evaluated, "__getattr__": lambda name: _Later("jinja2.nodes", name)}
        standing.enter_context(standing_in("jinja2.nodes", **nodes))
        import_module("jinja2")


if "jinja2" not in sys.modules:
    with suppress(Exception):
        _import_jinja()
if TYPE_CHECKING:
    from jinja2 import Environment
else:
    Environment = import_module("jinja2").Environment

__all__ = ["Environment"]
