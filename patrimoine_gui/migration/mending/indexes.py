"""Makes the indexes of a private copy anew, where one is damaged and the rows are whole.

An index holds nothing that is not in its table. One that is damaged, or that disagrees with its
rows, is cut off: its place in the list of tables is given to an empty page, and it is filled again
from the rows. What SQLite then finds wrong is wrong with the rows.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database import bounds, connections
from patrimoine_gui.errors import DamageKind, FileDamaged, HostileObject
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.outcome import Remark, RemarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from patrimoine_gui.migration.meter import Meter

_LOCKED_BYTE: Final = 0x4000_0000
"""The page that holds it is never used."""

_LEAF: Final = 0x0A
_MOST_COUNTED: Final = 10_000
_MISSING: Final = re.compile(r"row (\d+) missing from index (.+)")
_SPARE: Final = re.compile(r"\*{3} in database main \*{3}|Page \d+(?::| is) never used|ok")
"""What SQLite says of pages that nothing leads to, as those of an index that was cut off."""


def mend(copy: Path, file: Path, meter: Meter) -> tuple[Remark, ...]:
    """Make the indexes of a private copy anew if one is damaged, and say what was wrong.

    Where a row and an index disagree, nothing tells which of them is right: the row counts.

    Args:
        copy: a copy of ours, page by page or compact; whole and compact afterwards.
        file: what to name in the error: what it is a copy of.
        meter: asked whether to stop.

    Raises:
        FileDamaged: the rows are hit, or the list of tables is; the copy is then good for nothing.
    """
    try:
        if _is_whole(copy, meter):
            return ()
        remarks = _disagreements(copy, meter)
        _cut_off(copy, file)
        _fill(copy, file, meter)
        is_mended = _is_whole(copy, meter)
    except sqlite3.DatabaseError as error:
        named_error = connections.user_error(file, error)
        if isinstance(error, sqlite3.IntegrityError) or isinstance(named_error, FileDamaged):
            raise FileDamaged(file, DamageKind.PAGES) from None
        if isinstance(named_error, HostileObject):
            raise named_error from None
        raise
    if not is_mended:
        raise FileDamaged(file, DamageKind.PAGES)
    return remarks


@contextmanager
def _opened(copy: Path, meter: Meter) -> Iterator[sqlite3.Connection]:
    """Open a copy for as long as its size allows; what it holds may be anybody's."""
    with connections.private(copy) as connection, meter.watching(connection):
        connection.bound(bounds.deadline(bounds.seconds_for(copy.stat().st_size)))
        yield connection


def _is_whole(copy: Path, meter: Meter) -> bool:
    with _opened(copy, meter) as connection:
        return verification.pages_are_whole(connection, full=True)


def _disagreements(copy: Path, meter: Meter) -> tuple[Remark, ...]:
    """Count for each table the rows that an index does not have as they are."""
    rows: dict[str, set[str]] = {}
    with _opened(copy, meter) as connection:
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'"
        tables = dict(connection.execute(query).fetchall())
        with suppress(sqlite3.DatabaseError):  # what is damaged so far cannot be counted
            for (text,) in connection.execute(f"PRAGMA integrity_check({_MOST_COUNTED})"):
                match = _MISSING.fullmatch(text)
                if match and match[2] in tables:
                    rows.setdefault(tables[match[2]], set()).add(match[1])
    counted = (Remark(RemarkKind.INDEXES, len(rows[name]), name) for name in sorted(rows))
    return tuple(counted) or (Remark(RemarkKind.INDEXES),)


def _cut_off(copy: Path, file: Path) -> None:
    """Lead every index to an empty page of its own, and forget which pages are free."""
    with connections.private(copy) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        ]
    roots = _add_pages(copy, file, len(names))
    with connections.private(copy) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "UPDATE sqlite_master SET rootpage = ? WHERE type = 'index' AND name = ?",
            zip(roots, names, strict=True),
        )
        connection.execute("COMMIT")


def _add_pages(copy: Path, file: Path, count: int) -> Sequence[int]:
    """Put empty pages of indexes at the end of a file, and give their numbers."""
    with copy.open("r+b") as content:
        head = bytearray(content.read(100))
        (size,) = struct.unpack_from(">H", head, 16)
        size = 65536 if size == 1 else size
        if any(head[52:56]):  # every page is told who leads to it: none of ours is such
            raise FileDamaged(file, DamageKind.PAGES)
        pages = content.seek(0, 2) // size
        locked = _LOCKED_BYTE // size + 1
        roots = [number for number in range(pages + 1, pages + count + 2) if number != locked]
        roots = roots[:count]
        for number in roots:
            content.seek((number - 1) * size)
            content.write(_empty(size, size - head[20]))
        struct.pack_into(">I", head, 28, max(roots, default=pages))
        head[32:40] = bytes(8)  # no page is free
        head[92:96] = head[24:28]  # the number of pages holds
        content.seek(0)
        content.write(head)
    return roots


def _empty(size: int, usable: int) -> bytes:
    page = struct.pack(">BHHHB", _LEAF, 0, 0, usable % 65536, 0)
    return page.ljust(size, b"\0")


def _fill(copy: Path, file: Path, meter: Meter) -> None:
    """Make the indexes from the rows, if these are whole, and leave out what nothing leads to."""
    with shadow.shadow_path(copy) as compact:
        with _opened(copy, meter) as connection:
            if not _rows_are_whole(connection):
                raise FileDamaged(file, DamageKind.PAGES)
            connection.execute("REINDEX")
            shadow.snapshot(connection, compact)
        compact.replace(copy)


def _rows_are_whole(connection: sqlite3.Connection) -> bool:
    """Ask SQLite for all that is wrong; a page that nothing leads to is not."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    found = connection.execute(f"PRAGMA quick_check({pages + 1})")
    return all(_SPARE.fullmatch(line) for (text,) in found for line in text.splitlines())
