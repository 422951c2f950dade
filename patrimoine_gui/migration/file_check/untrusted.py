"""Looks at a file that is opened for the first time, or comes out of a backup.

Nobody vouches for it: it may be damaged, of another program, or made to harm. In this order: what
it is, from outside; a private copy; that copy opened so that nothing in it can act; its objects,
against those that its revision makes; its pages and rows; and that it is what it says it is.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.backup import streams
from patrimoine_gui.backup.container import layout
from patrimoine_gui.database import connections, header, version_table
from patrimoine_gui.errors import (
    Cancelled,
    DamageKind,
    FileBusy,
    FileDamaged,
    FileTooNew,
    ForeignKind,
    NotAHouseholdFile,
    RevisionMismatch,
    RevisionUnknown,
    TooLarge,
)
from patrimoine_gui.migration.copies import shadow, staging
from patrimoine_gui.migration.copies.new_file import creation_error
from patrimoine_gui.migration.file_check import inventory, sandbox
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.mending import indexes
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.progress import ignore

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from io import FileIO
    from pathlib import Path

    from patrimoine_gui.migration.revisions import Revision, RevisionSet
    from patrimoine_gui.paths import UserFolders

LARGEST = layout.PAYLOAD_LIMIT
_PIECE = 1024 * 1024
_SECONDS = 20.0
_BYTES_A_SECOND = 10_000_000
"""The slowest disk that a check is to be finished on."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a file is held against.

    Attributes:
        migrations: folder of the revisions.
        revisions: their index.
        stated: (revision, format number) that a backup says of what it holds, None for a file.
        cancelled: asked again and again whether to stop.
        mend: whether lost marks, views and indexes that compute are to be put in order, and are
            not refused.
        seconds: how long SQLite may look at it; None for what its size allows.
    """

    migrations: Path
    revisions: RevisionSet
    stated: tuple[str, int] | None = None
    cancelled: Callable[[], bool] = sandbox.never
    mend: bool = False
    seconds: float | None = None


def examine(file: Path, folders: UserFolders, rules: Rules) -> None:
    """Check a file on a copy beside it, or or where files of this user are.

    Args:
        file: its real path.
        folders: of this user.
        rules: what it is held against.

    Raises:
        UserError: as `examined`; and NoSpace, FolderReadOnly where there is no room for a copy.
    """
    beside = os.access(file.parent, os.W_OK | os.X_OK)
    folder = file.parent if beside else staging.folder(folders)
    aside = None if beside else staging.aside(folders, folder, config.APP_ID)
    try:
        with examined(file, folder, rules, aside):
            pass
    except OSError as error:
        raise creation_error(folder / file.name, error, file.stat().st_size) from None


@contextmanager
def examined(
    file: Path, folder: Path, rules: Rules, aside: AbstractContextManager[Path] | None = None
) -> Iterator[Path]:
    """Give a private copy of a file that was checked, and remove it at the end.

    Whoever goes on with the copy goes on with what was checked, whatever happens to the file.

    Args:
        file: the file; it is only read, and nothing beside it is.
        folder: where the copy may stand; as many bytes as the file has must be free there.
        rules: what it is held against.
        aside: gives the copy its place, where that is not beside the file.

    Raises:
        FileUnreachable: it cannot be read, or is a link, a folder, a pipe, a device.
        FileBusy: this process itself holds it.
        TooLarge: it is larger than anything this program opens.
        NotAHouseholdFile, FileDamaged, FileTooNew, RevisionUnknown, RevisionMismatch,
        HeaderMissing, HeaderTampered, HostileObject, Cancelled: as named.
        OSError: the copy cannot be written.
    """
    with connections.gate:
        if connections.is_held(file):
            raise FileBusy(file)
    with streams.opened(file) as reader:
        _check_outside(reader, file, rules)
        if any(os.path.getsize(name) for name in header.journals(file)):  # noqa: PTH202  (names)
            raise FileDamaged(file, DamageKind.JOURNAL)
        with aside or shadow.shadow_path(folder / file.name) as copy:
            _copy(reader, copy, rules.cancelled)
            check_private(copy, file, rules)
            yield copy


def check_private(copy: Path, file: Path, rules: Rules) -> None:
    """Check a private copy, such as was extracted from a backup; see `examined`.

    Args:
        copy: a file of this user alone, that nobody writes; where its rows are whole and an index
            is damaged, that is made anew in it.
        file: what to name in the errors: what it is a copy of.
        rules: what it is held against.
    """
    with streams.opened(copy) as reader:
        size = streams.size_of(reader)
        ordinal = _check_outside(reader, file, rules)
    seconds = rules.seconds if rules.seconds is not None else _SECONDS + size / _BYTES_A_SECOND
    with sandbox.opened(copy, file, seconds, rules.cancelled) as connection:
        spare = frozenset(inventory.views(connection)) if rules.mend else frozenset()
        inventory.check_objects(connection, file, spare)
        revision = _revision(connection, file, ordinal, rules)
        inventory.check_allowed(connection, file, rules.migrations, revision, mend=rules.mend)
        is_whole = verification.pages_are_whole(connection, full=False)
    if not is_whole:
        indexes.mend(copy, file, Meter(ignore, rules.cancelled, {}))
    with sandbox.opened(copy, file, seconds, rules.cancelled) as connection:
        _check_links(connection, file, revision, rules)


def _check_outside(reader: FileIO, file: Path, rules: Rules) -> int:
    """Check what the size and the first hundred bytes tell; give the format number."""
    size = streams.size_of(reader)
    reader.seek(0)
    start = streams.first(reader, header.LENGTH)
    reader.seek(0)
    if size > LARGEST:
        raise TooLarge(file, size, LARGEST)
    if start.startswith(layout.MAGIC):
        raise NotAHouseholdFile(file, ForeignKind.BACKUP)
    found = header.parse(start)
    if not found.is_sqlite:
        raise NotAHouseholdFile(file, ForeignKind.NOT_SQLITE if size else ForeignKind.EMPTY)
    if not found.is_complete:
        raise FileDamaged(file, DamageKind.TRUNCATED)
    if not (found.is_ours or rules.mend):
        raise NotAHouseholdFile(file, ForeignKind.OTHER_PROGRAM)
    if not found.page_size or not found.pages:
        raise FileDamaged(file, DamageKind.HEADER)
    if found.pages * found.page_size != size:
        raise FileDamaged(file, DamageKind.TRUNCATED)
    _refuse_number(file, found.ordinal, rules)
    return found.ordinal


def _copy(reader: FileIO, copy: Path, cancelled: Callable[[], bool]) -> None:
    """Fill the private file, reading no more than was there when it was looked at."""
    left = streams.size_of(reader)
    buffer = memoryview(bytearray(_PIECE))
    with copy.open("wb") as writer:
        while left:
            if cancelled():
                raise Cancelled
            count = streams.fill(reader, buffer[: min(left, _PIECE)])
            if not count:
                break  # it grew shorter: the size of the copy will tell
            writer.write(buffer[:count])
            left -= count


def _refuse_number(file: Path, ordinal: int, rules: Rules) -> None:
    head = rules.revisions.head
    if ordinal > head.ordinal:
        raise FileTooNew(file, ordinal, head.ordinal)
    revision = rules.revisions.by_ordinal(ordinal)
    if revision is None and (ordinal or not rules.mend):
        raise NotAHouseholdFile(file, ForeignKind.UNVERSIONED)
    if rules.stated is not None and (revision is None or rules.stated != (revision.id, ordinal)):
        raise RevisionMismatch(file)


def _revision(connection: sqlite3.Connection, file: Path, ordinal: int, rules: Rules) -> Revision:
    """Compare what Alembic wrote with the format number, and give the revision."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    stamps = version_table.stamps(connection, file)
    by_id = {revision.id: revision for revision in rules.revisions.all}
    if number != ordinal or len(stamps) != 1:
        raise RevisionMismatch(file)
    if stamps[0] not in by_id:
        raise RevisionUnknown(file)
    revision = by_id[stamps[0]]
    if ordinal != revision.ordinal and (ordinal or not rules.mend):
        raise RevisionMismatch(file)
    return revision


def _check_links(
    connection: sqlite3.Connection, file: Path, revision: Revision, rules: Rules
) -> None:
    """Refuse links to nothing, only where no upgrade to come could mend them."""
    if revision != rules.revisions.head:
        return
    links = verification.broken_links(connection, rules.migrations, revision.id)
    if links.count:
        raise FileDamaged(file, DamageKind.LINKS, links.rows, links.count)
