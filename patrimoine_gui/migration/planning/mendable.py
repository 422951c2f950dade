"""Finds what can be put in order on a copy, once the user agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.outcome import Remark, RemarkKind
from patrimoine_gui.migration.schema import fresh_build, structure

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.revisions import Revision


@dataclass(frozen=True, slots=True)
class MendRequest:
    """What is known of the file.

    Attributes:
        migrations: folder of the revisions.
        revision: of the file.
        is_unmarked: whether its first bytes do not say that it is ours.
    """

    migrations: Path
    revision: Revision
    is_unmarked: bool


def find(plan: Plan, request: MendRequest) -> tuple[Remark, ...]:
    """Say what a run may put in order; it writes nothing.

    Whether the indexes are damaged is only request of a file that no revision is to run on: a run
    looks at that itself.

    Raises:
        UserError: the file cannot be read.
    """
    with connections.reading(plan.file, whole=True) as connection:
        return tuple(_found(connection, plan, request))


def _found(connection: sqlite3.Connection, plan: Plan, request: MendRequest) -> Iterator[Remark]:
    if request.is_unmarked:
        yield Remark(RemarkKind.MARKS)
    inventory.refuse_too_many(connection, plan.file)
    for name in inventory.views(connection):
        yield Remark(RemarkKind.LEFT_OUT, 1, "view", name)
    schema = structure.read(connection)
    expected = fresh_build.schema_of(request.migrations, request.revision.id)
    for name in inventory.computing_indexes(connection, schema, expected):
        yield Remark(RemarkKind.LEFT_OUT, 1, "index", name)
    if not plan.revisions and not verification.pages_are_whole(connection, full=True):
        yield Remark(RemarkKind.INDEXES)
