"""Which rows to keep, by a small expression over columns: ``price > 40 and store in ('A', 'B')``.

The expression is parsed, never executed: comparisons, ``in``, ``is None``, ``and``, ``or``, ``not``, arithmetic,
strings, numbers, True, False and column names are all there is. An odd name is written in backticks or as
``col("odd name")``.
Times are compared with ISO strings. A comparison with a missing value keeps no row; ask ``is None`` for those.
Rows are looked at a stretch at a time, so that of all columns no more is held than one bit a row.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from driftcli.errors import UsageError
from driftcli.frozen import dataclass
from driftcli.sources.families import family_of
from driftcli.sources.names import unknown_column
from driftcli.sources.stretches import abreast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from driftcli.sources.column import Column

_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: pc.equal,
    ast.NotEq: pc.not_equal,
    ast.Lt: pc.less,
    ast.LtE: pc.less_equal,
    ast.Gt: pc.greater,
    ast.GtE: pc.greater_equal,
}
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: pc.add,
    ast.Sub: pc.subtract,
    ast.Mult: pc.multiply,
    ast.Div: lambda left, right: pc.divide(_as_float(left), right),
    ast.Mod: lambda left, right: pc.subtract(left, pc.multiply(pc.floor(pc.divide(_as_float(left), right)), right)),
}
_HINT = "for example: price > 40 and store in ('A', 'B') and day >= '2026-01-01'"
_BACKTICKS = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|`([^`]+)`""")


STRETCH, STRETCH_BYTES = 1 << 17, 32 << 20
"""Rows that are looked at together, and bytes of one of their columns."""


def kept_rows(expression: str, *, columns: Sequence[Column], count: int, stretch: int = STRETCH) -> pa.BooleanArray:
    """Evaluate an expression over all rows, some at a time; true where a row is kept."""
    node = _parsed(expression)
    known = {column.name: column for column in columns}
    types = {name: pa.chunked_array([], column.field.type) for name, column in known.items()}
    constant = _Rows(expression, types).truth(node)  # what does not go together is told before a row is read
    if isinstance(constant, pa.Scalar):
        return pc.fill_null(pa.repeat(constant, count), fill_value=False)
    asked = [name for name in dict.fromkeys(_names(node)) if name in known]
    masks = []
    for parts in abreast([known[name].chunks() for name in asked], stretch, STRETCH_BYTES):
        values = {name: pa.chunked_array(part, types[name].type) for name, part in zip(asked, parts, strict=True)}
        masks.append(_Rows(expression, values).mask(node))
    return pa.concat_arrays(masks)


def _parsed(expression: str) -> ast.expr:
    """Parse an expression, names in backticks included."""
    spelled = _BACKTICKS.sub(lambda match: match[1] or f"col({match[2]!r})", expression)
    try:
        return ast.parse(spelled.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        hint = _HINT
        if re.search(r"(?<![<>=!])=(?!=)", spelled):
            hint = "write == to compare"
        elif "<>" in spelled:
            hint = "write != for unequal"
        elif re.search(r"\b(AND|OR|NOT|IN|IS|NULL)\b", spelled):
            hint = "write and, or, not, in, is None in lower case"
        elif isinstance(error, SyntaxError):
            hint = f"{_HINT}; write a name that is not a plain word in backticks"
        raise UsageError("is not an expression", where=f"--where {expression}", hint=hint) from error


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows over which an expression is evaluated."""

    expression: str
    columns: Mapping[str, pa.ChunkedArray]

    def mask(self, node: ast.expr) -> pa.BooleanArray:
        """Evaluate to one boolean for each row."""
        return pc.fill_null(self.truth(node).combine_chunks(), fill_value=False)

    def truth(self, node: ast.expr) -> Any:
        """Evaluate what must be true or false."""
        value = self.value(node)
        if not pa.types.is_boolean(value.type):
            raise self.error(f'"{ast.unparse(node)}" is neither true nor false', hint="compare it with something")
        return value

    def value(self, node: ast.expr) -> Any:  # noqa: PLR0911 - one for each part of the language
        """Evaluate any part of the expression."""
        match node:
            case ast.BoolOp():
                join = pc.and_kleene if isinstance(node.op, ast.And) else pc.or_kleene
                value = self.truth(node.values[0])
                for other in node.values[1:]:
                    value = join(value, self.truth(other))
                return value
            case ast.UnaryOp(op=ast.Not()):
                return pc.invert(self.truth(node.operand))
            case ast.UnaryOp(op=ast.USub()):
                return self.computed(node, pc.negate, node.operand)
            case ast.BinOp() if type(node.op) in _ARITHMETIC:
                return self.computed(node, _ARITHMETIC[type(node.op)], node.left, node.right)
            case ast.Compare():
                return self.comparisons(node)
            case ast.Constant(value=bool() | int() | float() | str()):
                return pa.scalar(node.value)
            case ast.Name() | ast.Attribute() | ast.Call():
                return self.column(_name_of(node) or self.refuse(node))
            case _:
                return self.refuse(node)

    def comparisons(self, node: ast.Compare) -> Any:
        """Evaluate one comparison, or several in a row such as ``1 < x < 5``."""
        sides = [node.left, *node.comparators]
        values = [
            self.comparison(left, operator, right)
            for left, operator, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        value = values[0]
        for other in values[1:]:
            value = pc.and_kleene(value, other)
        return value

    def comparison(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Any:
        """Evaluate one comparison."""
        if isinstance(right, ast.Constant) and right.value is None:
            missing = pc.is_null(self.value(left), nan_is_null=True)
            return missing if isinstance(operator, (ast.Is, ast.Eq)) else pc.invert(missing)
        if isinstance(operator, (ast.In, ast.NotIn)):
            return self.membership(left, right, is_negated=isinstance(operator, ast.NotIn))
        if type(operator) not in _COMPARISONS:
            raise self.error('"is" asks for None only', hint="write == to compare")
        first, second = self.value(left), self.value(right)
        first, second = self.matched(first, like=second), self.matched(second, like=first)
        return self.applied(_COMPARISONS[type(operator)], first, second, node=left)

    def membership(self, left: ast.expr, right: ast.expr, *, is_negated: bool) -> Any:
        """Evaluate ``in`` over a list of values."""
        if not isinstance(right, (ast.Tuple, ast.List, ast.Set)):
            raise self.error('"in" needs a list of values', hint="for example: store in ('A', 'B')")
        value = self.value(left)
        equal = [
            self.applied(pc.equal, value, self.matched(self.value(option), like=value), node=left)
            for option in right.elts
        ]
        found = pc.is_null(value, nan_is_null=False) if not equal else equal[0]
        for other in equal[1:]:
            found = pc.or_kleene(found, other)
        return pc.invert(found) if is_negated else found

    def matched(self, value: Any, *, like: Any) -> Any:
        """Read a string constant as a time where it is compared with times."""
        if not isinstance(value, pa.StringScalar) or family_of(like.type) not in {"timestamp", "time"}:
            return value
        from driftcli.sources.dates import timestamps  # noqa: PLC0415 - only for times
        from driftcli.sources.parsing import Marks, times_of_day  # noqa: PLC0415

        text = pa.chunked_array([[value.as_py()]], pa.string())
        parse = timestamps if family_of(like.type) == "timestamp" else times_of_day
        moment = parse(text, Marks())[0]
        if not moment.is_valid:
            hint = "write it as 2026-01-31, 2026-01-31 18:30 or 18:30:00"
            raise self.error(f'"{value.as_py()}" is not a time', hint=hint)
        zone = getattr(like.type, "tz", None)
        if zone is not None and getattr(moment.type, "tz", None) is None:
            moment = pc.assume_timezone(moment.cast(pa.timestamp("us")), "UTC")
        return moment

    def computed(self, node: ast.expr, function: Callable[..., Any], *parts: ast.expr) -> Any:
        """Evaluate arithmetic."""
        return self.applied(function, *(self.value(part) for part in parts), node=node)

    def applied(self, function: Callable[..., Any], *values: Any, node: ast.expr) -> Any:
        """Call an Arrow function, and say in our words where its arguments do not go together."""
        try:
            return function(*values)
        except (pa.ArrowException, NotImplementedError) as error:
            kinds = " and ".join(family_of(value.type) for value in values)
            raise self.error(f'"{ast.unparse(node)}": {kinds} do not go together', hint=_HINT) from error

    def column(self, name: str) -> Any:
        """Give a column's values."""
        if name in self.columns:
            return self.columns[name]
        if name in {"true", "false"}:
            return pa.scalar(name == "true")
        raise unknown_column(name, self.columns, where=f"--where {self.expression}")

    def refuse(self, node: ast.expr) -> Any:
        """Refuse what is not part of the language."""
        hint = "write and, or, not" if isinstance(node, ast.BinOp) else _HINT
        raise self.error(f'"{ast.unparse(node)}" is not part of the language', hint=hint)

    def error(self, message: str, *, hint: str) -> UsageError:
        """Build an error that names the expression."""
        return UsageError(message, where=f"--where {self.expression}", hint=hint)


def _names(node: ast.AST) -> Iterator[str]:
    """Give the names in an expression that may be columns."""
    name = _name_of(node)
    if name is not None:
        yield name
        return
    for inside in ast.iter_child_nodes(node):
        yield from _names(inside)


def _name_of(node: ast.AST) -> str | None:
    """Read a column's name: a word, words joined by dots, or ``col("...")``."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            front = _name_of(node.value)
            return None if front is None else f"{front}.{node.attr}"
        case ast.Call(func=ast.Name(id="col"), args=[ast.Constant(value=str() as name)], keywords=[]):
            return name
        case _:
            return None


def _as_float(value: Any) -> Any:
    """Divide as numbers on paper are divided, not as integers."""
    return value.cast(pa.float64()) if pa.types.is_integer(value.type) else value
