"""Tells what a file is, from its first hundred bytes wherever they suffice."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path  # noqa: TC003

from patrimoine_gui import config
from patrimoine_gui.database import connections, first_bytes, header, lock, version_table
from patrimoine_gui.errors import (
    DamageKind,
    FileBusy,
    FileDamaged,
    FileReadOnly,
    FileUnreachable,
    ForeignKind,
    HostileObject,
    NotAHouseholdFile,
    UnreachableReason,
    UserError,
)
from patrimoine_gui.migration import diagnosis
from patrimoine_gui.migration.diagnosis import Diagnosis, FileState
from patrimoine_gui.migration.revisions import RevisionSet  # noqa: TC001

_REASONS = {
    errno.ENOENT: UnreachableReason.MISSING,
    errno.ENOTDIR: UnreachableReason.MISSING,
    errno.EACCES: UnreachableReason.NO_PERMISSION,
    errno.EPERM: UnreachableReason.NO_PERMISSION,
    errno.ELOOP: UnreachableReason.BROKEN_LINK,
    errno.ENAMETOOLONG: UnreachableReason.NAME_TOO_LONG,
}
_ABOUT_CONTENT = {"SQLITE_ERROR", "SQLITE_SCHEMA", "SQLITE_MISMATCH", "SQLITE_FORMAT"}
"""What SQLite answers where the tables are not such as the question expects."""


def inspect(file: Path, revisions: RevisionSet, migrations: Path | None = None) -> Diagnosis:
    """Diagnose a file; see `MigrationManager.inspect`.

    Args:
        file: the file.
        revisions: those that are known.
        migrations: their folder; None for that of this program.
    """
    found = _inspect(file, revisions)
    is_unmarked = found.state in _PERHAPS_UNMARKED and not found.ordinal
    return _known_again(found, revisions, migrations) if is_unmarked else found


_PERHAPS_UNMARKED = {FileState.NOT_OURS, FileState.UNKNOWN_REVISION}


def _known_again(found: Diagnosis, revisions: RevisionSet, migrations: Path | None) -> Diagnosis:
    """Look whether the tables of a file are ours, though its first bytes do not say so."""
    error = found.error
    if isinstance(error, NotAHouseholdFile) and error.kind is not ForeignKind.OTHER_PROGRAM:
        return found
    from patrimoine_gui.migration.file_check import lost_marks  # for such files only
    from patrimoine_gui.paths import migrations_folder

    revision = lost_marks.revision_of(found.file, revisions, migrations or migrations_folder())
    if revision is None:
        return found
    return diagnosis.unmarked(found.file, found.head, revision, found.size)


def _inspect(file: Path, revisions: RevisionSet) -> Diagnosis:  # noqa: PLR0911  (one per state)
    head = revisions.head
    size = _size_if_current(file, head.ordinal)
    if size:
        return Diagnosis(file, FileState.CURRENT, head.id, head.id, head.ordinal, size)
    try:
        status = os.stat(file)  # noqa: PTH116  (half the price, on the fast path)
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            is_folder = stat.S_ISDIR(status.st_mode)
            reason = UnreachableReason.DIRECTORY if is_folder else UnreachableReason.SPECIAL
            return diagnosis.unreachable(file, head.id, reason)
        if size == 0:
            return diagnosis.empty(file, head.id)
        if file.name.endswith(config.BACKUP_EXTENSION):  # kept as it is: a copy of it is opened
            return diagnosis.not_ours(file, head.id, ForeignKind.BACKUP, size)
        with connections.gate:
            is_held = connections.is_held(file)
            has_journal = bool(header.journals(file))
            if has_journal and not is_held and header.has_stray_wal(file):
                return diagnosis.damaged(file, head.id, DamageKind.JOURNAL, size)
            found = None if is_held or has_journal else header.read(file)
        if found is None:
            return _ask_sqlite(file, revisions, size)
    except OSError as error:
        return diagnosis.unreachable(file, head.id, _reason(file, error))
    except ValueError:  # a NUL in the path
        return diagnosis.unreachable(file, head.id, UnreachableReason.MISSING)
    return _understand(file, found, revisions, size)


def _size_if_current(file: Path, ordinal: int) -> int:
    """Give the size of a file that is plainly current, 0 for any other: the usual case, quickly.

    A file that this process holds goes the long way, like whatever `size_if_sound` doubts.
    """
    name = os.fspath(file)
    with connections.gate:
        return 0 if connections.is_held(name) else first_bytes.size_if_sound(name, ordinal)


def _reason(file: Path, error: OSError) -> UnreachableReason:
    if error.errno == errno.ENOENT and file.is_symlink():
        return UnreachableReason.BROKEN_LINK
    return _REASONS.get(error.errno or 0, UnreachableReason.IO_ERROR)


def _understand(  # noqa: PLR0911  (one return per state)
    file: Path, found: header.Header, revisions: RevisionSet, size: int
) -> Diagnosis:
    head = revisions.head.id
    if not found.is_sqlite:
        return diagnosis.not_ours(file, head, ForeignKind.NOT_SQLITE, size)
    if not found.is_complete:
        return diagnosis.damaged(file, head, DamageKind.TRUNCATED, size)
    if not found.is_ours:
        return diagnosis.not_ours(file, head, ForeignKind.OTHER_PROGRAM, size)
    if not found.page_size:
        return diagnosis.damaged(file, head, DamageKind.HEADER, size)
    if found.is_truncated(size):
        return diagnosis.damaged(file, head, DamageKind.TRUNCATED, size)
    if found.ordinal > revisions.head.ordinal:
        ordinal, ours = found.ordinal, revisions.head.ordinal
        versions = _versions_of(file) if found.is_rollback else ("", "")
        return diagnosis.too_new(file, head, ordinal, ours, size, versions)
    return _ask_sqlite(file, revisions, size)


def _versions_of(file: Path) -> tuple[str, str]:
    """Ask a file of a later format who wrote it; "" for what it does not say. Never raises."""
    with suppress(UserError, sqlite3.Error), connections.reading(file, patience=0.0) as connection:
        return _versions(connection)
    return "", ""


def _versions(connection: sqlite3.Connection) -> tuple[str, str]:
    from patrimoine_gui.database import file_header  # for newer files only

    return file_header.versions(connection)


def _ask_sqlite(  # noqa: C901, PLR0911  (one return per state)
    file: Path, revisions: RevisionSet, size: int
) -> Diagnosis:
    """Let SQLite recover what a journal holds, then read the version from the tables."""
    head = revisions.head.id
    try:
        with connections.reading(file) as connection:
            marks = [
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version")
            ]
            is_newer = marks[1] > revisions.head.ordinal
            stamped = () if is_newer else version_table.stamps(connection, file)
            versions = _versions(connection) if is_newer else ("", "")
    except FileBusy as error:
        with suppress(UserError):  # a lock that is not to be read names nobody
            return diagnosis.busy(file, head, lock.find_holder(file) or error.holder)
        return diagnosis.busy(file, head, error.holder)
    except FileDamaged as error:
        return diagnosis.damaged(file, head, error.kind, size)
    except NotAHouseholdFile as error:
        return diagnosis.not_ours(file, head, error.kind, size)
    except HostileObject as error:
        return diagnosis.hostile(file, head, error, size)
    except FileUnreachable as error:
        return diagnosis.unreachable(file, head, error.reason)
    except FileReadOnly:  # a journal must be recovered, and may not
        return diagnosis.unreachable(file, head, UnreachableReason.NO_PERMISSION)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") in _ABOUT_CONTENT:
            return diagnosis.damaged(file, head, DamageKind.CONTENT, size)
        return diagnosis.unreachable(file, head, UnreachableReason.IO_ERROR)
    application_id, ordinal = marks
    if application_id != config.APPLICATION_ID:
        return diagnosis.not_ours(file, head, ForeignKind.OTHER_PROGRAM, size)
    if is_newer:
        return diagnosis.too_new(file, head, ordinal, revisions.head.ordinal, size, versions)
    return _versioned(file, revisions, size, ordinal, stamped)


def _versioned(
    file: Path, revisions: RevisionSet, size: int, ordinal: int, stamped: tuple[str, ...]
) -> Diagnosis:
    head = revisions.head
    if ordinal == 0 and not stamped:
        return diagnosis.unversioned(file, head.id, size)
    revision = revisions.by_ordinal(ordinal)
    if revision is None or stamped != (revision.id,):
        return diagnosis.unknown_revision(file, head.id, ordinal, size)
    state = FileState.CURRENT if revision == head else FileState.OUTDATED
    return Diagnosis(file, state, head.id, revision.id, ordinal, size)
