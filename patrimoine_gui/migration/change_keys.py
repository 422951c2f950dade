"""Changes the keys of a file without touching a value: another passphrase or recovery key."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.database import bounds, connections, file_header, room, version_table
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import (
    BackupFailed,
    FolderReadOnly,
    HeaderTampered,
    NoSpace,
    PlanOutdated,
    UpgradeStep,
    VerifyFailed,
    WorkKind,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import failures
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.measuring import commit_check, verification
from patrimoine_gui.migration.mending import copies
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import ignore, never
from patrimoine_gui.migration.transformation import put_header, signed_by_us

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.bounds import Bounded
    from patrimoine_gui.migration.revisions import Revision
    from patrimoine_gui.migration.upgrader import Upgrader

_log = logging.getLogger(__name__)


def rewrite(upgrader: Upgrader, file: Path, keyring: Keyring, changed: Keyring) -> Path:
    """Change the keys of a file in one transaction; see `MigrationManager.rewrite_header`."""
    if not _opens_the_same(changed, keyring):  # other keys for the values: that is a renewal
        raise PlanOutdated(file)
    found = upgrader.inspect(file)
    if found.error is not None:
        raise found.error
    revision = upgrader.revisions.get(found.revision)
    backup, kind, needed = None, WorkKind.KEYS, file.stat().st_size * 2
    try:
        with _copied(upgrader, file, keyring, revision) as (live, copy):
            backup = _back_up(upgrader, file, copy, revision, keyring)
            _write(live, changed, revision, commit_check.Committing(file, kind, backup))
    except (sqlite3.Error, OSError) as error:
        step = UpgradeStep.SNAPSHOT if backup is None else UpgradeStep.PUBLISH
        moment = failures.Moment(file, step, "", backup, needed, kind)
        raise failures.named(error, moment) from None
    _log.info("%s: keys changed", file_tag(file))
    return backup


@contextmanager
def _copied(
    upgrader: Upgrader, file: Path, keyring: Keyring, revision: Revision
) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """Hold a file, and give its connection and a private copy of it; that goes at the end."""
    with FileLock(file, upgrader.program), connections.live(file) as live:
        shadow.sweep(file)
        is_whole = _check(live, file, keyring, revision)
        with shadow.shadow_path(file) as copy:
            copies.take(live, copy, file, Meter(ignore, never, {}), is_whole=is_whole)
            yield live, copy


def _opens_the_same(changed: Keyring, keyring: Keyring) -> bool:
    """Tell whether keys open every value that others open, in the same household."""
    old, new = keyring.fields, changed.fields
    return (
        changed.household_id == keyring.household_id
        and new.legacy == old.legacy
        and all(new.data.get(number) == key for number, key in old.data.items())
    )


def _check(live: Bounded, file: Path, keyring: Keyring, revision: Revision) -> bool:
    """Refuse a file that somebody renewed or upgraded since; tell whether its pages are whole."""
    with bounds.only_reading(live, bounds.seconds_for(file.stat().st_size)):
        inventory.check_objects(live, file)
        is_whole = verification.pages_are_whole(live, full=False)
    header = file_header.read(live)
    if header is None or not header.has_same_keys(keyring.header):
        raise PlanOutdated(file)
    if version_table.stamps(live, file) != (revision.id,):
        raise PlanOutdated(file)
    return is_whole


def _back_up(
    upgrader: Upgrader, file: Path, copy: Path, revision: Revision, keyring: Keyring
) -> Path:
    folder = upgrader.folders.backups
    content = store.Content(copy, file_tag(file), revision.id, revision.ordinal)
    try:
        kind = store.BackupKind.AUTOMATIC
        return store.write(folder, content, kind, keyring, lambda _done, _total: None).file
    except (FolderReadOnly, VerifyFailed, OSError) as error:
        if room.is_full(error):
            raise NoSpace(folder, copy.stat().st_size, room.free(folder)) from None
        raise BackupFailed(folder) from None


def _write(
    live: sqlite3.Connection, changed: Keyring, revision: Revision, work: commit_check.Committing
) -> None:
    header = signed_by_us(changed.header, revision)
    live.execute("PRAGMA journal_mode = DELETE")
    live.execute("PRAGMA secure_delete = ON")  # the old slot must not stay in a free page
    with commit_check.resolving(live, work, replace(commit_check.marks(live), header=header)):
        live.execute("BEGIN IMMEDIATE")
        put_header(live, header)
        _check_written(live, header)
        live.execute("COMMIT")


def _check_written(live: sqlite3.Connection, header: FileHeader) -> None:
    if file_header.read(live) != header:
        raise HeaderTampered
