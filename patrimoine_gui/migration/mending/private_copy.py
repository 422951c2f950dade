"""Makes a private copy of a file that is held, and puts it in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.measuring import tokens
from patrimoine_gui.migration.mending import indexes, texts
from patrimoine_gui.migration.schema import fresh_build

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.outcome import Remark
    from patrimoine_gui.migration.revisions import Revision

_PAGES = 512


def take(
    live: sqlite3.Connection, copy: Path, file: Path, meter: Meter, *, is_whole: bool
) -> tuple[Remark, ...]:
    """Copy a file into an empty private one, compact; what is damaged of its indexes is made anew.

    Args:
        live: the connection that holds the file.
        copy: an empty file of ours.
        file: what to name in the error.
        meter: asked whether to stop.
        is_whole: whether SQLite found every page in order.

    Raises:
        FileDamaged: the rows are hit.
    """
    if is_whole:
        shadow.snapshot(live, copy)
        return ()
    with connections.private(copy) as target:
        live.backup(target, pages=_PAGES, progress=lambda *_all: meter.check())
        target.execute("PRAGMA journal_mode = DELETE")
    return indexes.mend(copy, file, meter)


def put_in_order(
    copy: Path, file: Path, migrations: Path, revision: Revision, meter: Meter
) -> tuple[Remark, ...]:
    """Put in order what no version of ours would have written; and say what it was.

    Args:
        copy: a private copy.
        file: what to name in the error.
        migrations: folder of the revisions.
        revision: of the copy.
        meter: asked whether to stop.

    Raises:
        FileDamaged: the rows are hit.
    """
    found = indexes.mend(copy, file, meter)
    tables = fresh_build.schema_of(migrations, revision.id).tables
    with connections.private(copy) as connection, meter.watching(connection):
        return found + texts.mend(connection, tables, tokens.encrypted(revision))
