"""A private copy of a file that may be damaged in any way, and what can be told of it."""

from __future__ import annotations

import mmap
import os
import sqlite3
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui import files
from patrimoine_gui.backup import streams
from patrimoine_gui.crypto import header as closed_keys
from patrimoine_gui.crypto.header import FileHeader
from patrimoine_gui.database import connections, file_header, header
from patrimoine_gui.database.lock import find_holder
from patrimoine_gui.errors import (
    DamageKind,
    FileBusy,
    FileDamaged,
    FileTooNew,
    ForeignKind,
    HeaderTampered,
    NotAHouseholdFile,
    UpgradeStep,
)
from patrimoine_gui.migration.progress import Unit
from patrimoine_gui.migration.recover.raw_pages import Pages, Unreadable
from patrimoine_gui.migration.recover.raw_tables import Column, RawTables, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO

    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.revisions import Revision, RevisionSet

_PIECE = 1024 * 1024
_SECTOR = 4096
VERSION_TABLE: Final = "alembic_version"
_VERSION = Shape(VERSION_TABLE, (Column("version_num", "VARCHAR", True, False),))  # noqa: FBT003
_KEYS = Shape(
    file_header.TABLE,
    tuple(
        Column(name, kind, is_required, is_number)
        for name, kind, is_required, is_number in (
            ("id", "INTEGER", False, True),
            ("format", "INTEGER", True, False),
            ("household_id", "BLOB", True, False),
            ("writer_version", "TEXT", True, False),
            ("min_app_version", "TEXT", True, False),
            ("mk_id", "BLOB", False, False),
            ("body", "TEXT", True, False),
            ("mac", "BLOB", False, False),
        )
    ),
)


def fill(copy: Path, file: Path, meter: Meter, held: FileLock | None) -> None:
    """Make a private file a copy of another, byte for byte.

    What the disk cannot give is left as zeros. What a journal would take back is taken back, in
    the copy, where SQLite can.

    Args:
        copy: an empty private file of ours.
        file: the file; it is only read.
        meter: told of the progress.
        held: the lock of the file, where the caller holds it.

    Raises:
        FileBusy: somebody works on the file.
        FileUnreachable: it cannot be opened at all.
    """
    holder = None if held is not None and held.is_held else find_holder(file)
    if holder is not None:
        raise FileBusy(file, holder)
    with connections.gate:
        if connections.is_held(file):
            raise FileBusy(file)
        _copy(file, copy, meter)
        for name in header.journals(file):
            if name.endswith("-journal") and Path(name).stat().st_size:
                journal = copy.with_name(f"{copy.name}-journal")
                os.close(files.created(journal))
                _copy(Path(name), journal, meter)
    _recover(copy)


def _copy(file: Path, copy: Path, meter: Meter) -> None:
    with streams.opened(file) as reader, copy.open("wb") as writer:
        size = streams.size_of(reader)
        meter.begin(UpgradeStep.SNAPSHOT, size, Unit.BYTES)
        for at in range(0, size, _PIECE):
            writer.write(_piece(reader, at, min(_PIECE, size - at)))
            meter.tick(at, size)


def _piece(reader: FileIO, at: int, length: int) -> bytes:
    """Read a piece of a file; zeros stand for what the disk does not give back."""
    with suppress(OSError):
        return _read(reader, at, length)
    piece = b""
    for start in range(at, at + length, _SECTOR):
        size = min(_SECTOR, at + length - start)
        part = b""
        with suppress(OSError):
            part = _read(reader, start, size)
        piece += part.ljust(size, b"\0")
    return piece


def _read(reader: FileIO, at: int, length: int) -> bytes:
    reader.seek(at)
    return streams.first(reader, length)


def _recover(copy: Path) -> None:
    """Let SQLite take back what a journal holds; where it cannot, the copy is read as it is."""
    journal = copy.with_name(f"{copy.name}-journal")
    if journal.exists():
        with suppress(sqlite3.Error, UnicodeDecodeError), connections.private(copy) as connection:
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        files.remove(journal)


@contextmanager
def opened(copy: Path, file: Path) -> Iterator[Pages]:
    """Give the pages of a private copy.

    Args:
        copy: the copy.
        file: what to name in the errors.

    Raises:
        FileDamaged: nothing in it looks like a page of ours (`DamageKind.UNREADABLE`).
        NotAHouseholdFile: it is whole, and of another program.
    """
    with copy.open("rb") as reader:
        if not copy.stat().st_size:
            raise FileDamaged(file, DamageKind.UNREADABLE)
        with mmap.mmap(reader.fileno(), 0, access=mmap.ACCESS_READ) as content:
            view = memoryview(content)
            try:
                yield Pages(view)
            except Unreadable:
                raise FileDamaged(file, DamageKind.UNREADABLE) from None
            finally:
                view.release()


def revision_of(tables: RawTables, copy: Path, file: Path, revisions: RevisionSet) -> Revision:
    """Tell the revision of a file, from what is left of its version.

    Raises:
        FileTooNew: a newer version wrote it.
        FileDamaged: nothing in it says that it is ours.
        NotAHouseholdFile: it is of another program.
    """
    first_bytes = header.parse(_head(copy))
    by_id = {revision.id: revision for revision in revisions.all}
    for (stamped,) in _rows(tables, _VERSION):
        if isinstance(stamped, str) and stamped in by_id:
            return by_id[stamped]
    if (
        first_bytes.is_sqlite
        and first_bytes.is_ours
        and first_bytes.ordinal > revisions.head.ordinal
    ):
        raise FileTooNew(file, first_bytes.ordinal, revisions.head.ordinal)
    revision = revisions.by_ordinal(first_bytes.ordinal) if first_bytes.is_ours else None
    if revision is not None:
        return revision
    if (
        first_bytes.is_sqlite
        and not first_bytes.is_ours
        and not tables.roots.keys() & {file_header.TABLE}
    ):
        raise NotAHouseholdFile(file, ForeignKind.OTHER_PROGRAM)
    raise FileDamaged(file, DamageKind.UNREADABLE)


def _head(copy: Path) -> bytes:
    """Give the first hundred bytes of a private copy."""
    with copy.open("rb") as reader:
        return reader.read(header.LENGTH)


def keys_of(tables: RawTables) -> FileHeader | None:
    """Give the closed keys of a file, None where they cannot be read whole."""
    for row in _rows(tables, _KEYS):
        _number, form, household, writer, least, mk_id, body, mac = row
        found = FileHeader(form, household, writer, least, mk_id, body, mac)  # type: ignore[arg-type]
        with suppress(HeaderTampered, TypeError, AttributeError):
            closed_keys.validate(found)
            return found
    return None


def _rows(tables: RawTables, shape: Shape) -> Iterator[tuple[object, ...]]:
    """Give the rows of a small table: where its root leads, then wherever one looks like it."""
    for leaf in chain(tables.leaves(shape, []), tables.strays(single=True)):
        for row in leaf.rows:
            if len(row.values) == len(shape.columns) and shape.fits([row]):
                tables.claimed.add(leaf.number)
                yield shape.filled(row)
