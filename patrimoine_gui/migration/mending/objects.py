"""Leaves out of a private copy what another program added, and gives it its marks again.

Both only after the user agreed: see `Plan.mending`.
"""

from __future__ import annotations

import sqlite3  # noqa: TC003
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.database.names import quoted
from patrimoine_gui.migration.outcome import Remark, RemarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable


def left_out(mending: Iterable[Remark]) -> frozenset[str]:
    """Name the views that are to be left out."""
    return frozenset(
        item.name for item in mending if item.kind is RemarkKind.LEFT_OUT and item.subject == "view"
    )


def apply(connection: sqlite3.Connection, mending: Iterable[Remark], ordinal: int) -> None:
    """Do to a private copy what the user agreed to.

    Args:
        connection: the copy.
        mending: what he agreed to.
        ordinal: format number of the file, as its tables say.
    """
    for item in mending:
        if item.kind is RemarkKind.LEFT_OUT:
            connection.execute(f"DROP {item.subject.upper()} {quoted(item.name)}")
        elif item.kind is RemarkKind.MARKS:
            connection.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {ordinal}")
