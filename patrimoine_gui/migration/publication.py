"""Publishes a verified copy: one SQLite transaction into the file that is held."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration.measuring import commit_check
from patrimoine_gui.migration.progress import Unit

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.meter import Meter

_PAGES = 512
"""Pages written between two looks at the cancel flag."""


def publish(
    copy: Path, live: sqlite3.Connection, meter: Meter, work: commit_check.Committing
) -> None:
    """Copy a private copy into the live file; a failure or a cancel is SQLite's own rollback.

    Args:
        copy: the verified copy.
        live: the connection that holds the file alone.
        meter: told of the progress; after this it can no longer be cancelled.
        work: what is published where.

    Raises:
        PublishedUnconfirmed, StateUnknown: the disk failed, and the file is not what it was.
    """
    size = copy.stat().st_size
    meter.begin(UpgradeStep.PUBLISH, size, Unit.BYTES)
    page_size = 0

    def step(_status: int, remaining: int, total: int) -> None:
        if remaining:  # after the last page SQLite has committed: too late for a cancel
            meter.tick((total - remaining) * page_size, total * page_size)

    live.execute("PRAGMA journal_mode = DELETE")
    with connections.private(copy) as source:
        page_size = source.execute("PRAGMA page_size").fetchone()[0]
        after = replace(commit_check.marks(source), schema=commit_check.marks(live).schema + 1)
        with commit_check.resolving(live, work, after):
            source.backup(live, pages=_PAGES, progress=step)
    meter.begin(UpgradeStep.CLEAN, 1, Unit.CHECKS, cancellable=False)


def is_published(live: sqlite3.Connection, ordinal: int) -> bool:
    """Ask the disk, not the memory, for the version just written."""
    found = None
    with suppress(sqlite3.Error):
        live.execute("PRAGMA shrink_memory")
        found = live.execute("PRAGMA user_version").fetchone()[0]
    return bool(found == ordinal)
