"""Groups of flags that commands share: a dataclass whose fields are options, listed under one heading in the help.

A command declares a parameter of such a class; ``with_groups`` unfolds it into options for Typer and folds their values
back into one value when the command is called.
"""

import dataclasses
import functools
import inspect
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperOption

from driftcli.cli.as_typed import keep_as_typed
from driftcli.cli.completion import with_completion

Command = Callable[..., None]


def with_groups(command: Command) -> Command:
    """Unfold every parameter that is a group of flags into the group's options."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if dataclasses.is_dataclass(hint)}
    plain = [
        p.replace(annotation=hints[p.name])
        for p in inspect.signature(command).parameters.values()
        if p.name not in groups
    ]
    for parameter in plain:
        for info in getattr(parameter.annotation, "__metadata__", ()):
            with_completion(info, parameter.name)
    options = [option for group in groups.values() for option in _options(group)]

    @functools.wraps(command)
    def unfolded(*args: Any, **values: Any) -> None:
        folded = {
            name: group(**{field.name: values.pop(field.name) for field in dataclasses.fields(group)})
            for name, group in groups.items()
        }
        command(*args, **values, **folded)

    unfolded.__signature__ = inspect.Signature([*plain, *options])  # type: ignore[attr-defined]
    unfolded.__annotations__ = {parameter.name: parameter.annotation for parameter in (*plain, *options)}
    del unfolded.__wrapped__
    return unfolded


def _options(group: type) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    heading = (group.__doc__ or "").strip().rstrip(".")
    options = []
    for field in dataclasses.fields(group):
        for option in hints[field.name].__metadata__:
            with_completion(option, field.name).rich_help_panel = heading
        default = [] if field.default_factory is list else field.default
        options.append(
            inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, annotation=hints[field.name], default=default)
        )
    return options


class GroupedCommand(TyperCommand):
    """A command whose help lists options under the headings of their groups, and whose scalar flags count once."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, one section for each heading."""
        for heading, params in itertools.groupby(self.get_params(ctx), key=_heading):
            records = [record for record in (param.get_help_record(ctx) for param in params) if record is not None]
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse a flag that is given twice where only one value can count."""
        given = Counter([] if ctx.resilient_parsing else _long_flags(args))  # a shell that completes is not told off
        for param in self.get_params(ctx):
            if isinstance(param, TyperOption) and not param.multiple and sum(given[name] for name in param.opts) > 1:
                raise typer.BadParameter("given more than once", ctx=ctx, param_hint=param.opts[0])
            keep_as_typed(param)
        return super().parse_args(ctx, args)


def _heading(param: Any) -> str:
    if not isinstance(param, TyperOption):
        return "Arguments"
    return getattr(param, "rich_help_panel", None) or "Options"


def _long_flags(args: Sequence[str]) -> list[str]:
    before = itertools.takewhile(lambda word: word != "--", args)
    return [word.split("=", 1)[0] for word in before if word.startswith("--")]
