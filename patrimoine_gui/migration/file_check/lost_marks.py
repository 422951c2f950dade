"""Knows a household file again that lost what its first bytes say of it.

Whoever writes the content of a file out as statements and reads these in again gets all tables,
and neither our mark nor the format number: those are no part of any table.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections, file_header, version_table
from patrimoine_gui.errors import UserError
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.schema import fresh_build, structure

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.revisions import Revision, RevisionSet


def revision_of(file: Path, revisions: RevisionSet, migrations: Path) -> Revision | None:
    """Give the revision that all tables of a file are of; None where it is of another program.

    Never raises a `UserError`.
    """
    refused = suppress(UserError, sqlite3.Error, ValueError)
    with refused, connections.reading(file) as connection:
        return _revision_of(connection, file, revisions, migrations)
    return None


def _revision_of(
    connection: sqlite3.Connection, file: Path, revisions: RevisionSet, migrations: Path
) -> Revision | None:
    by_id = {revision.id: revision for revision in revisions.all}
    stamps = version_table.stamps(connection, file)
    revision = by_id.get(stamps[0]) if len(stamps) == 1 else None
    if revision is None or inventory.has_too_many(connection):
        return None
    expected = fresh_build.schema_of(migrations, revision.id)
    if structure.differences(inventory.without_views(connection), expected, spare_indexes=True):
        return None
    has_keys = file_header.read(connection) is not None
    return revision if has_keys == revision.protects else None
