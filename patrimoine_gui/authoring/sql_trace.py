"""The statements of a run, traced while it works on a private copy; parameters stay as `?`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Self

from migrations.frozen.keys_v1 import random_keys_v1
from patrimoine_gui.database import bounds, connections
from patrimoine_gui.errors import Cancelled, KeyedStatements
from patrimoine_gui.migration import runner
from patrimoine_gui.migration.file_check import leftovers
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.progress import Cancel, never

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.plan import Plan

_READING = ("SELECT", "PRAGMA", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
"""How statements begin that change nothing by themselves; the transaction is the engine's."""


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """A statement that a revision runs.

    Attributes:
        revision: which one.
        sql: its text, on as many lines as it was written, without parameters.
        times: how often it runs in a row.
    """

    revision: str
    sql: str
    times: int = 1


class _Cursor(sqlite3.Cursor):
    """Notes the text of what it executes, never the values."""

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        """Execute a statement."""
        self._note(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Self:
        """Execute a statement for each row of parameters."""
        self._note(sql)
        return super().executemany(sql, parameters)

    def _note(self, sql: str) -> None:
        if isinstance(self.connection, _Traced):
            self.connection.heard.append(sql)


class _Traced(bounds.Bounded):
    """A connection that keeps what was asked of it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.heard: list[str] = []

    def cursor(self, _factory: object = None) -> _Cursor:  # type: ignore[override]
        """Give a cursor that notes."""
        return super().cursor(_Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> _Cursor:
        """Execute a statement by a cursor that notes."""
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> _Cursor:
        """Execute a statement for each row of parameters by a cursor that notes."""
        return self.cursor().executemany(sql, parameters)


def trace(
    manager: MigrationManager, plan: Plan, cancel: Cancel = never
) -> tuple[SqlStatement, ...]:
    """Run a plan on a private copy without its keys, and give what changed it; nothing is kept.

    A revision decides by what the file holds, so it is the file's own copy that tells the truth.

    Raises:
        KeyedStatements: a revision of the plan needs the key.
        Cancelled: as asked.
        UserError: the file cannot be read.
    """
    needing = tuple(item.id for item in plan.revisions if item.requires_key)
    if needing:
        raise KeyedStatements(needing)
    with (
        manager.copied(plan.file, None, cancel=cancel) as copy,
        connections.private(copy, _Traced) as connection,
    ):
        assert isinstance(connection, _Traced)  # noqa: S101  (what was asked for)
        return _traced(manager, plan, connection, cancel)


def _traced(
    manager: MigrationManager, plan: Plan, connection: _Traced, cancel: Cancel
) -> tuple[SqlStatement, ...]:
    statements: list[SqlStatement] = []
    path = manager.revisions.path(plan.current, plan.target)
    down = plan.direction is Direction.DOWN
    above = dict(pairwise(reversed(path))) if down else {}

    def reached(revision: str) -> None:
        statements.extend(_collapsed(above.get(revision, revision), connection.heard))
        connection.heard.clear()

    def tick(_done: int, _total: int) -> None:
        if cancel():
            raise Cancelled

    def ordinal_of(revision: str) -> int:
        return manager.revisions.get(revision).ordinal

    spare = leftovers.find(connection, plan.file, manager.migrations, path)
    connection.heard.clear()
    leftovers.drop(connection, spare)
    reached("")
    options = runner.RunOptions(tick, reached, ordinal_of, random_keys_v1())
    with verification.checks_put_off(connection):
        runner.run(connection, manager.migrations, plan.target, down=down, options=options)
    return tuple(statements)


def _collapsed(revision: str, heard: Iterable[str]) -> Iterable[SqlStatement]:
    """Give the statements that change something, those that run again in a row once."""
    changing = (text.strip() for text in heard if not text.lstrip().upper().startswith(_READING))
    for sql, again in groupby(changing):
        yield SqlStatement(revision, sql, sum(1 for _text in again))
