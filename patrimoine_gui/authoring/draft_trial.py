"""Runs the two functions of a revision before it is written, and says where they lead instead."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from migrations.frozen.keys_v1 import random_keys_v1
from patrimoine_gui.authoring import source_format, structure_changes
from patrimoine_gui.migration.runner import alembic_lock, engine_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.authoring.structure_changes import Structure, StructureDifference

_FAILURES = (
    ArithmeticError,
    AttributeError,
    CommandError,
    ImportError,
    LookupError,
    NameError,
    SQLAlchemyError,
    SyntaxError,
    TypeError,
    ValueError,
    sqlite3.Error,
)
"""What statements may raise that were written for a type or a constraint nobody thought of."""


def missed(
    head: sqlite3.Connection, bodies: Sequence[str], before: Structure, after: Structure
) -> tuple[StructureDifference, StructureDifference]:
    """Run the way up, then the way back, on a copy of head; give what each leaves different.

    Args:
        head: an empty database at head; it is only read.
        bodies: the statements of `upgrade()` and of `downgrade()`.
        before: the structure of head.
        after: the structure that the upgrade should give.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        head.backup(copy)
        wanted = ((bodies[0], after), (bodies[1], before))
        up, back = (_left(copy, body, structure) for body, structure in wanted)
    return up, back


def _left(connection: sqlite3.Connection, body: str, wanted: Structure) -> StructureDifference:
    """Run one way; where it fails, what it was to change is all still different."""
    with suppress(*_FAILURES):
        _run(connection, body)
    return structure_changes.compare(structure_changes.read(connection), wanted)


def _run(connection: sqlite3.Connection, body: str) -> None:
    """Run a function as a revision would, in a transaction that a failure undoes."""
    source = f"{source_format.imports_of(body)}\ndef run():\n    {body or 'pass'}\n"
    names: dict[str, object] = {}
    exec(compile(source, "<draft>", "exec"), names)  # noqa: S102  (what was just written)
    function = names["run"]
    assert callable(function)  # noqa: S101  (says what it is)
    with alembic_lock, engine_on(connection).connect() as link, link.begin():
        context = MigrationContext.configure(link, opts={"keys": random_keys_v1()})
        with Operations.context(context):
            function()
