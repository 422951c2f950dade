"""Reads texts of a file that are not Unicode as what they most probably are.

Another program, or an old one, may have written a text as Windows does in Western Europe. Such a
text is no damage. Its bytes that are no UTF-8 are read so, the others stay; the backup made before
keeps every byte as it was.
"""

from __future__ import annotations

import codecs
import sqlite3
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database.names import quoted
from patrimoine_gui.migration.outcome import Remark, RemarkKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

_HANDLER: Final = "patrimoine-windows-1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    raw = error.object[error.start : error.end]
    return "".join(map(_letter, raw)), error.end


def _letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:  # five bytes stand for nothing
        return chr(byte)


codecs.register_error(_HANDLER, _as_windows)


def unicode_of(raw: bytes) -> str:
    """Give a text whose bytes may not be UTF-8: what is stays, the rest is read as Windows-1252."""
    return raw.decode("utf-8", _HANDLER)


def mend(
    connection: sqlite3.Connection, tables: Iterable[str], sealed: Mapping[str, Container[str]]
) -> tuple[Remark, ...]:
    """Make every text of some tables Unicode, in one transaction, and say how many were not.

    Args:
        connection: a private copy.
        tables: those that this program reads; others are carried along as they are.
        sealed: the encrypted columns of each: what is in them stays as it is, to the byte.
    """
    columns = {table: _columns(connection, table, sealed.get(table, ())) for table in tables}
    columns_to_mend = {
        table: names
        for table, names in sorted(columns.items())
        if names and not _is_legible(connection, table, names)
    }
    if not columns_to_mend:
        return ()
    before = connection.text_factory
    connection.text_factory = bytes
    # What breaks a rule of its table is found when the copy is verified.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        counts = [
            (table, _mend(connection, table, names)) for table, names in columns_to_mend.items()
        ]
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA ignore_check_constraints = OFF")
        connection.text_factory = before
    return tuple(Remark(RemarkKind.TEXTS, count, table) for table, count in counts if count)


def _columns(connection: sqlite3.Connection, table: str, sealed: Container[str]) -> list[str]:
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
    return [name for (name,) in rows if name not in sealed]


def _is_legible(connection: sqlite3.Connection, table: str, names: Iterable[str]) -> bool:
    """Tell whether Python can read every text of a table, as quickly as it can read them."""
    columns = ", ".join(quoted(name) for name in names)
    try:
        rows = connection.execute(f"SELECT {columns} FROM {quoted(table)}")
        while rows.fetchmany(2000):
            pass
    except sqlite3.OperationalError as error:
        if hasattr(error, "sqlite_errorcode"):  # SQLite itself failed, not the decoding
            raise
        return False
    return True


def _mend(connection: sqlite3.Connection, table: str, names: Iterable[str]) -> int:
    """Make the texts of a table Unicode, and count those that were not."""
    count = 0
    for column in names:
        query = (
            f"SELECT rowid, CAST({quoted(column)} AS BLOB) FROM {quoted(table)}"
            f" WHERE typeof({quoted(column)}) = 'text'"
        )
        odd = [(row, raw) for row, raw in connection.execute(query) if not _is_unicode(raw)]
        for row, raw in odd:
            _put(connection, table, column, row, unicode_of(raw))
        count += len(odd)
    return count


def _is_unicode(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _put(connection: sqlite3.Connection, table: str, column: str, row: int, text: str) -> None:
    """Write a text; where another row has it already and may not, it gets a number."""
    statement = f"UPDATE {quoted(table)} SET {quoted(column)} = ? WHERE rowid = ?"
    rank = 1
    while True:
        try:
            connection.execute(statement, (text if rank == 1 else f"{text} ({rank})", row))
        except sqlite3.IntegrityError:
            rank += 1
            if rank > _MOST_ALIKE:
                raise
        else:
            return


_MOST_ALIKE: Final = 1_000
