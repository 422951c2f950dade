"""`file_header`: the one table outside the revisions, which every version reads before any of them.

It holds what leads from the passphrase to the keys of the file. Nobody vouches for what is read
here: the file may come from anywhere, so the structure, the types and the lengths are looked at
before a value is fetched. What the values mean is for `patrimoine_gui.crypto.header`.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database import connections
from patrimoine_gui.errors import HeaderTampered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.crypto.header import FileHeader

TABLE: Final = "file_header"

DDL: Final = """\
CREATE TABLE file_header (id INTEGER PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,            -- 1: passphrase key (Fernet era), 2: key slots
  household_id BLOB NOT NULL,         -- 16 random bytes
  writer_version TEXT NOT NULL,       -- app that last wrote the format; named in the "newer file" message
  min_app_version TEXT NOT NULL,      -- oldest app that can open it
  mk_id BLOB, body TEXT NOT NULL,     -- canonical JSON <= 64 KiB
  mac BLOB)                           -- 32 bytes, format 2"""  # noqa: E501  (word for word)
"""The statement that makes the table, as file-format.md has it."""

_COLUMNS: Final = (
    ("id", "INTEGER", 0, None, 1, 0),
    ("format", "INTEGER", 1, None, 0, 0),
    ("household_id", "BLOB", 1, None, 0, 0),
    ("writer_version", "TEXT", 1, None, 0, 0),
    ("min_app_version", "TEXT", 1, None, 0, 0),
    ("mk_id", "BLOB", 0, None, 0, 0),
    ("body", "TEXT", 1, None, 0, 0),
    ("mac", "BLOB", 0, None, 0, 0),
)
"""Name, type, NOT NULL, default, primary key, hidden (a generated column computes its value)."""

_LONGEST: Final = 64
"""Bytes that any value but the body may have."""

_BODY_LIMIT: Final = 64 * 1024
_TYPES = re.compile(r"integer integer blob text text (?:blob|null) text (?:blob|null)")
_TYPES_OF_ROW = " || ' ' || ".join(f"typeof({name})" for name, *_rest in _COLUMNS)
_VALUES = (
    f"id, format, substr(household_id, 1, {_LONGEST + 1}),"
    f" substr(CAST(writer_version AS BLOB), 1, {_LONGEST + 1}),"
    f" substr(CAST(min_app_version AS BLOB), 1, {_LONGEST + 1}),"
    f" substr(mk_id, 1, {_LONGEST + 1}),"
    f" substr(CAST(body AS BLOB), 1, {_BODY_LIMIT + 1}),"
    f" substr(mac, 1, {_LONGEST + 1})"
)

_VERSION = re.compile(rb"[0-9A-Za-z.+-]{1,32}")
_STEPS = 5_000
_PATIENCE_STEPS = 200  # a million instructions of SQLite: some milliseconds
_UNTRUSTED_LENGTH = 1 << 20


def create(connection: sqlite3.Connection) -> None:
    """Make the table, empty, unless it is there; in the caller's transaction if there is one.

    Raises:
        HeaderTampered: something else bears its name.
    """
    if not _is_present(connection):
        connection.execute(DDL)


def drop(connection: sqlite3.Connection) -> None:
    """Remove the table and overwrite what it held; a file without one stays as it is."""
    with _overwriting(connection):
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}")


def write(connection: sqlite3.Connection, header: FileHeader) -> None:
    """Replace the one row, in the caller's transaction if there is one, and overwrite the old one.

    The keys of the whole file hang on this row: one statement does it, so that even outside a
    transaction no moment exists at which the file has none.
    """
    values = (
        header.format,
        header.household_id,
        header.writer_version,
        header.min_app_version,
        header.mk_id,
        header.body,
        header.mac,
    )
    places = ", ".join("?" * len(values))
    with _overwriting(connection):
        connection.execute(f"INSERT OR REPLACE INTO {TABLE} VALUES (1, {places})", values)


def read(connection: sqlite3.Connection) -> FileHeader | None:
    """Read the one row; None where there is no such table. Never writes.

    Whether the values are whole and untouched is for `crypto.header.validate` and the keyring.

    Raises:
        HeaderTampered: the table has another structure, no row or several, or values of other
            types or lengths than any version writes.
        sqlite3.Error: the file cannot be read.
    """
    from patrimoine_gui.crypto.header import FileHeader

    if not _is_present(connection):
        return None
    types = [row[0] for row in connection.execute(f"SELECT {_TYPES_OF_ROW} FROM {TABLE} LIMIT 2")]
    if len(types) != 1 or not _TYPES.fullmatch(types[0]):
        raise HeaderTampered
    key, form, *values = connection.execute(f"SELECT {_VALUES} FROM {TABLE}").fetchone()
    household, writer, least, mk_id, body, mac = (value or b"" for value in values)
    if (
        key != 1
        or max(map(len, (household, writer, least, mk_id, mac))) > _LONGEST
        or len(body) > _BODY_LIMIT
    ):
        raise HeaderTampered
    texts = [_text(raw) for raw in (writer, least, body)]
    return FileHeader(form, household, texts[0], texts[1], values[3], texts[2], values[5])


def read_from(file: Path) -> FileHeader | None:
    """Read the header of a file that others may use meanwhile; see `read`.

    Raises:
        HeaderTampered: see `read`.
        FileBusy, FileDamaged, FileUnreachable, NotAHouseholdFile: as named.
    """
    with connections.reading(file) as connection:
        try:
            return read(connection)
        except HeaderTampered:
            tampered = HeaderTampered(file)
    raise tampered


def versions(connection: sqlite3.Connection) -> tuple[str, str]:
    """Give the writer of a file of a later format, and the oldest version that opens it.

    The file is to be shown as too new and nothing else, so this asks little and trusts nothing:
    it gives up after some milliseconds of work, never raises, and gives "" for whatever does not
    look like a version. The connection is not to be used afterwards.
    """
    steps = iter(range(_PATIENCE_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _UNTRUSTED_LENGTH)
        if not _is_plain_table(connection) or any(row[6] for row in _structure(connection)):
            return "", ""
        found = connection.execute(
            f"SELECT CAST(writer_version AS BLOB), CAST(min_app_version AS BLOB) FROM {TABLE}"
            " WHERE id = 1 AND typeof(writer_version) = 'text'"
            " AND typeof(min_app_version) = 'text'"
        ).fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return "", ""
    writer, least = found or (b"", b"")
    return _version(writer), _version(least)


def _version(raw: bytes) -> str:
    return raw.decode("ascii") if _VERSION.fullmatch(raw) else ""


def _is_present(connection: sqlite3.Connection) -> bool:
    """Tell whether the table is there.

    Raises:
        HeaderTampered: its name is borne by something else, or by a table of another structure,
            or something hangs on it (a trigger would run when it is written).
    """
    if not _kinds(connection):
        return False
    if not _is_plain_table(connection):
        raise HeaderTampered
    if tuple(row[1:] for row in _structure(connection)) != _COLUMNS:
        raise HeaderTampered
    return True


def _is_plain_table(connection: sqlite3.Connection) -> bool:
    """Tell a table from a view, which may be a trap, and from a virtual one, which has no root."""
    return _kinds(connection) == [("table", 1)]


def _kinds(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Give what bears the name of the table or hangs on it, and whether each has a root page."""
    return connection.execute(
        "SELECT type, rootpage > 0 FROM sqlite_master WHERE lower(tbl_name) = ?1"
        " OR lower(name) = ?1 ORDER BY type LIMIT 3",
        (TABLE,),
    ).fetchall()


def _structure(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Give (number, name, type, NOT NULL, default, primary key, hidden) of each column."""
    return connection.execute(f"PRAGMA table_xinfo({TABLE})").fetchall()


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise HeaderTampered from None


@contextmanager
def _overwriting(connection: sqlite3.Connection) -> Iterator[None]:
    """Let SQLite overwrite what is deleted meanwhile: the old slots would open the file."""
    (before,) = connection.execute("PRAGMA secure_delete").fetchone()
    connection.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA secure_delete = {('OFF', 'ON', 'FAST')[before]}")
