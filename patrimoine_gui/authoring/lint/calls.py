"""Follows `upgrade` and `downgrade` of a revision by their syntax: which calls, in which order.

Functions of the module are followed where they are called, so that a drop and the copy before it
are seen in one row of calls, wherever they stand. Nothing is run: a text that the source does
not tell holds "{name}" for what is unknown.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from patrimoine_gui.authoring.lint.sources import SourceFile

WAYS: Final = ("upgrade", "downgrade")
_DEPTH: Final = 8
_SQL = {"execute", "executemany", "exec_driver_sql", "scalar", "scalars"}


@dataclass(frozen=True, slots=True)
class RevisionCall:
    """One call.

    Attributes:
        way: "upgrade" or "downgrade".
        line: first line of the call.
        name: the function called, after the dot.
        arguments: the positional ones, as texts.
        table: table of the batch block that it belongs to, "" outside one.
        is_frozen: whether the function is a codec of `migrations/frozen`.
        in_pieces: whether it is called for one piece of a table at a time.
    """

    way: str
    line: int
    name: str
    arguments: tuple[str, ...]
    table: str = ""
    is_frozen: bool = False
    in_pieces: bool = False

    @property
    def sql(self) -> str:
        """The statement that it runs, "" when it runs none."""
        return self.arguments[0] if self.name in _SQL and self.arguments else ""

    def argument(self, place: int) -> str:
        """Give one argument, "" when it is absent."""
        return self.arguments[place] if place < len(self.arguments) else ""


@lru_cache(maxsize=64)
def revision_calls(source: SourceFile, way: str) -> tuple[RevisionCall, ...]:
    """Give the calls that one way of a revision makes, in order."""
    function = source.functions.get(way)
    if function is None:
        return ()
    return tuple(_Walk(source, way).body(function.body, _Scope(_module_names(source), {})))


@dataclass(frozen=True, slots=True)
class _Scope:
    names: dict[str, str]
    batches: dict[str, str]
    depth: int = 0
    in_pieces: bool = False

    def bound(self, **more: str) -> _Scope:
        return replace(self, names={**self.names, **more}, batches=dict(self.batches))


class _Walk:
    def __init__(self, source: SourceFile, way: str) -> None:
        self._source = source
        self._way = way
        self._codecs = set(_codecs(source.tree))
        self._assigned = source.assigned()

    def body(self, nodes: Iterable[ast.stmt], scope: _Scope) -> Iterator[RevisionCall]:
        for node in nodes:
            yield from self._statement(node, scope)

    def _statement(self, node: ast.stmt, scope: _Scope) -> Iterator[RevisionCall]:
        match node:
            case ast.For():
                yield from self._loop(node, scope)
            case ast.With():
                yield from self._block(node, scope)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield from self._calls(value, scope)
                scope.names[name] = text(value, scope.names)
            case ast.FunctionDef() | ast.ClassDef():
                return
            case _:
                for child in ast.iter_child_nodes(node):
                    nested = isinstance(child, ast.stmt)
                    yield from (
                        self._statement(child, scope)  # type: ignore[arg-type]
                        if nested
                        else self._calls(child, scope)
                    )

    def _loop(self, node: ast.For, scope: _Scope) -> Iterator[RevisionCall]:
        yield from self._calls(node.iter, scope)
        function = node.iter.func if isinstance(node.iter, ast.Call) else None
        pieces = scope.in_pieces or ast.unparse(function or node.iter).startswith("chunks_v")
        for binding in self._bindings(node, scope):
            yield from self.body(node.body, replace(scope.bound(**binding), in_pieces=pieces))
        yield from self.body(node.orelse, scope)

    def _bindings(self, node: ast.For, scope: _Scope) -> list[dict[str, str]]:
        """Give what each turn of a loop calls its variables; one unknown turn if it is unknown."""
        names = [item.id for item in ast.walk(node.target) if isinstance(item, ast.Name)]
        unknown = {name: f"{{{name}}}" for name in names}
        values = self._values(node.iter)
        return [{**unknown, names[0]: text(item, scope.names)} for item in values] or [unknown]

    def _values(self, node: ast.expr) -> list[ast.expr]:
        match node:
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return items
            case ast.Name(id=name) if name in self._assigned:
                found = self._assigned[name]
                keys = found.keys if isinstance(found, ast.Dict) else []
                return [key for key in keys if key] or self._listed(found)
            case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="items" | "keys")):
                return self._values(owner)
        return []

    @staticmethod
    def _listed(node: ast.expr) -> list[ast.expr]:
        return node.elts if isinstance(node, ast.Tuple | ast.List) else []

    def _block(self, node: ast.With, scope: _Scope) -> Iterator[RevisionCall]:
        inner = scope.bound()
        for item in node.items:
            yield from self._calls(item.context_expr, scope)
            match item:
                case ast.withitem(
                    context_expr=ast.Call(func=function, args=[table, *_]),
                    optional_vars=ast.Name(id=alias),
                ) if ast.unparse(function).endswith("batch_alter_table"):
                    inner.batches[alias] = text(table, scope.names)
        yield from self.body(node.body, inner)

    def _calls(self, node: ast.AST, scope: _Scope) -> Iterator[RevisionCall]:
        """Give the calls of an expression, the inner ones first."""
        for child in ast.iter_child_nodes(node):
            yield from self._calls(child, scope)
        if isinstance(node, ast.Call):
            yield from self._call(node, scope)

    def _call(self, node: ast.Call, scope: _Scope) -> Iterator[RevisionCall]:
        owner, _dot, name = ast.unparse(node.func).rpartition(".")
        arguments = tuple(text(argument, scope.names) for argument in node.args)
        followed = self._source.functions.get(name) if not owner else None
        if followed is not None and scope.depth < _DEPTH:
            names = dict(zip((item.arg for item in followed.args.args), arguments, strict=False))
            inner = scope.bound(**names)
            yield from self.body(followed.body, replace(inner, depth=scope.depth + 1))
            return
        yield RevisionCall(
            way=self._way,
            line=node.lineno,
            name=name,
            arguments=arguments,
            table=scope.batches.get(owner, ""),
            is_frozen=name in self._codecs,
            in_pieces=scope.in_pieces,
        )


def text(node: ast.expr, names: dict[str, str]) -> str:
    """Give an expression as the text that it makes, as far as the source tells it."""
    match node:
        case ast.Constant(value=value):
            found = str(value)
        case ast.FormattedValue(value=value):
            found = text(value, names)
        case ast.Name(id=name):
            found = names.get(name, f"{{{name}}}")
        case ast.Call(func=function, args=[first, *_]) if _is_text(function):
            found = text(first, names)
        case _:
            glue, parts = _parts(node)
            found = glue.join(text(part, names) for part in parts)
            found = found if parts else f"{{{ast.unparse(node)}}}"
    return found


def _parts(node: ast.expr) -> tuple[str, list[ast.expr]]:
    """Give what a composed text is made of, and what stands between."""
    match node:
        case ast.JoinedStr(values=parts):
            return "", parts
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return "", [left, right]
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return ", ", parts
        case ast.Call(func=ast.Attribute(value=template, attr="format"), args=parts):
            return " ", [template, *parts]
    return "", []


def _is_text(function: ast.expr) -> bool:
    return ast.unparse(function).rpartition(".")[2] == "text"


def _module_names(source: SourceFile) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, value in source.assigned().items():
        names[name] = text(value, names)
    return names


def _codecs(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("migrations.frozen"):
            yield from (item.asname or item.name for item in node.names)
