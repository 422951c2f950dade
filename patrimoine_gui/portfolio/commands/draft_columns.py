"""From what was entered to the columns of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from patrimoine_gui.portfolio.commands.row_snapshot import is_encrypted
from patrimoine_gui.portfolio.commands.row_store import table_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from sqlalchemy import Column

    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot


def columns(entity: str, draft: DataclassInstance) -> RowSnapshot:
    """Give the columns that the fields of the same names stand for; others are left out.

    "" and an empty document become NULL where the column takes it, a yes or no becomes 1 or 0, a
    day becomes text in a column that is in clear.
    """
    table = table_of(entity)
    return {
        item.name: _stored(table.c[item.name], getattr(draft, item.name))
        for item in fields(draft)
        if item.name in table.columns
    }


def _stored(column: Column[Any], value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Mapping):
        return dict(value) or None
    if value == "" and column.nullable:
        return None
    if isinstance(value, date) and not is_encrypted(column):
        return value.isoformat()
    return value
