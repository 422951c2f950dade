"""Finds queries on encrypted columns that no comparator sees, as functions from syntax to faults.

`column == value` raises by itself. `order_by(column)`, `func.lower(column)`, `cast(column, ...)`
and a comparison that begins with something else never ask the column, and an SQL expression given
as its new value is written in clear: they are found here.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from patrimoine_gui.database.encrypted_types import EncryptedType
from patrimoine_gui.database.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

Models: TypeAlias = dict[str, frozenset[str]]
"""For each model, by its name, the attributes that are encrypted."""

_ORDERS = {"order_by", "group_by", "partition_by", "distinct"}
_CASTS = {"cast", "try_cast", "type_coerce", "collate"}
_EXPRESSIONS = {"text", "literal", "literal_column", "bindparam", "cast", "case"}
_OPERATORS = {
    *("in_", "not_in", "like", "not_like", "ilike", "not_ilike", "between", "concat", "op"),
    *("startswith", "endswith", "contains", "is_distinct_from", "is_not_distinct_from"),
    *("icontains", "istartswith", "iendswith", "regexp_match", "bool_op"),
}


def models() -> Models:
    """Give the models of the program and what is encrypted in each."""
    return {
        mapper.class_.__name__: frozenset(
            attribute.key
            for attribute in mapper.column_attrs
            if isinstance(attribute.columns[0].type, EncryptedType)
        )
        for mapper in Base.registry.mappers
    }


def faults(tree: ast.AST, known: Models) -> list[str]:
    """Name every query that would compare, order or transform tokens."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += [_at(node, why) for why in _in_call(node, known)]
        elif isinstance(node, ast.Compare):
            found += [_at(node, "compared") for item in node.comparators if _is_sure(item, known)]
    return found


def _at(node: ast.expr, why: str) -> str:
    return f"line {node.lineno}: an encrypted column is {why}: {ast.unparse(node)}"


def _in_call(call: ast.Call, known: Models) -> Iterator[str]:
    given = [*call.args, *(item.value for item in call.keywords)]
    name = _name(call.func)
    if name in _ORDERS and any(_may_be(part, known) for item in given for part in _parts(item)):
        yield "ordered or grouped"
    for item in call.keywords:
        if item.arg in _ORDERS and any(_may_be(part, known) for part in _parts(item.value)):
            yield "ordered or grouped"
    if _is_function(call.func) and any(_may_be(item, known, text=False) for item in given):
        yield "given to a function of SQL"
    if name in _CASTS and given and _may_be(given[0], known, text=False):
        yield "cast"
    if name == "values" and any(
        item.arg in _everywhere(known) and _is_expression(item.value) for item in call.keywords
    ):
        yield "written in clear"
    is_operator = name in _OPERATORS and isinstance(call.func, ast.Attribute)
    if is_operator and any(_is_sure(part, known) for item in given for part in _parts(item)):
        yield "compared"


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Give what a list holds, else the thing itself."""
    if isinstance(node, ast.Starred):
        yield from _parts(node.value)
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for item in node.elts:
            yield from _parts(item)
    else:
        yield node


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_function(function: ast.expr) -> bool:
    """Tell `func.lower` and `sa.func.lower` from other calls."""
    match function:
        case ast.Attribute(value=ast.Name(id="func") | ast.Attribute(attr="func")):
            return True
    return False


def _is_expression(node: ast.expr) -> bool:
    """Tell an SQL expression, which is not encrypted, from a value."""
    if not isinstance(node, ast.Call):
        return False
    return _is_function(node.func) or _name(node.func) in _EXPRESSIONS


def _everywhere(known: Models) -> frozenset[str]:
    return frozenset[str]().union(*known.values())


def _may_be(node: ast.expr, known: Models, *, text: bool = True) -> bool:
    """Tell what bears the name of an encrypted column, in whatever it is looked up.

    Args:
        node: an argument where a column is expected.
        known: the models.
        text: whether a column can be named by a text there.
    """
    everywhere = _everywhere(known)
    match node:
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in known:
            return name in known[owner]
        case ast.Attribute(value=ast.Name(id="self")):
            return False
        case ast.Attribute(attr=name):
            return name in everywhere
        case ast.Subscript(
            value=ast.Attribute(attr="c" | "columns"), slice=ast.Constant(value=key)
        ):
            return key in everywhere
        case ast.Constant(value=str(name)):
            return text and name in everywhere
    return False


def _is_sure(node: ast.expr, known: Models) -> bool:
    """Tell an encrypted column by its owner: a model, or the columns of a table."""
    match node:
        case ast.Attribute(value=ast.Name(id=owner)) if owner in known:
            return _may_be(node, known)
        case ast.Attribute(value=ast.Attribute(attr="c" | "columns")):
            return _may_be(node, known)
        case ast.Subscript(value=ast.Attribute(attr="c" | "columns")):
            return _may_be(node, known)
    return False
