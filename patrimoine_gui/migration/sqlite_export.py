"""Writes what a household file holds as an ordinary SQLite file, decrypted, for other programs.

The result is no household file: it has no keys, no version and none of our constraints, and it is
never opened as one.
"""

from __future__ import annotations

import importlib
import re
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from patrimoine_gui.database import connections, field_values, file_header
from patrimoine_gui.database.labels import LABELS, Kind
from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import Cancelled
from patrimoine_gui.migration.copies import staging
from patrimoine_gui.migration.copies.new_file import creation_error, give_name, refuse_taken
from patrimoine_gui.migration.progress import Cancel, Report, ignore, never

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager

Value: TypeAlias = "str | int | float | bytes | None"

_PAGE = 500
_OURS = {"alembic_version", file_header.TABLE}
"""Tables about the file itself, of no use elsewhere."""
_DECLARED = {Kind.BYTES: "BLOB", Kind.AS_STORED: "BLOB", Kind.INTEGER: "INTEGER"}
_NUMBER = re.compile(rb"-?[0-9]{1,18}")
"""A whole number that SQLite holds."""


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """What is written where.

    Attributes:
        file: the household file; it is only read.
        target: the copy, where nothing stands.
        revision: revision of the file.
        keyring: what opens its values; None for a file that anybody can read.
    """

    file: Path
    target: Path
    revision: str
    keyring: Keyring | None = field(repr=False)


def write(
    manager: MigrationManager, asked: PlainCopy, report: Report = ignore, cancel: Cancel = never
) -> int:
    """Write the copy, for this account alone: whole or not at all.

    Returns:
        How many rows it has.

    Raises:
        FileExists: something stands there, or a journal that SQLite would replay into it.
        TokenAuthFailed, TokenKeyUnknown, TokenTruncated: a value does not open.
        UserError: the file cannot be read, or the copy cannot be written; nothing is left.
    """
    refuse_taken(asked.target)
    with manager.copied(asked.file, asked.keyring, report, cancel) as copy:
        size = copy.stat().st_size
        try:
            return _write(manager, asked, copy, cancel)
        except OSError as error:
            raise creation_error(asked.target, error, size) from None
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_FULL":
                raise
            raise creation_error(asked.target, error, size) from None


def _write(manager: MigrationManager, asked: PlainCopy, copy: Path, cancel: Cancel) -> int:
    readers = _readers(manager, asked)
    folder = asked.target.absolute().parent
    with staging.aside(manager.folders, folder, manager.program) as draft:
        with connections.private(copy) as source, connections.private(draft) as target:
            source.text_factory = _text
            target.execute("PRAGMA journal_mode = OFF")  # it is thrown away if anything fails
            target.execute("BEGIN")
            rows = sum(_table(source, target, name, readers, cancel) for name in _tables(source))
            target.execute("COMMIT")
        give_name(draft, asked.target)
    return rows


def _tables(source: sqlite3.Connection) -> list[str]:
    found = source.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(name for (name,) in found if name not in _OURS)


# --- values -------------------------------------------------------------------------------------

Read: TypeAlias = "Callable[[bytes | str], Value]"
Readers: TypeAlias = "dict[tuple[str, str], _Reader]"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one encrypted column.

    Attributes:
        read: gives the value of a token.
        kind: type that the column is declared with, once it is readable.
    """

    read: Read = field(repr=False)
    kind: str


def _readers(manager: MigrationManager, asked: PlainCopy) -> Readers:
    """Give what reads each encrypted column, by the labels that its revision wrote."""
    if asked.keyring is None:
        return {}
    measures = importlib.import_module(manager.revisions.get(asked.revision).measures)
    fields = asked.keyring.fields
    return {
        (table, column): _reader(fields.decryptor(label), label)
        for table, column, label, *_block in measures.ENCRYPTED
    }


def _reader(decrypt: Callable[[bytes | str], bytes], label: str) -> _Reader:
    kind = LABELS.get(label, Kind.AS_STORED)

    def read(token: bytes | str) -> Value:
        plain = decrypt(token)
        if kind is Kind.INTEGER and _NUMBER.fullmatch(plain):
            return int(plain)
        return plain if kind is Kind.BYTES else _storable(field_values.stored(plain))

    return _Reader(read, _DECLARED.get(kind, "TEXT"))


def _storable(value: Value) -> Value:
    """Give a text that is no Unicode as the bytes that it was."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-8", "surrogateescape")
    return value


def _text(raw: bytes) -> str | bytes:
    """Read a text of an old file, which need not be Unicode."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


# --- tables -------------------------------------------------------------------------------------


def _table(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    name: str,
    readers: Readers,
    cancel: Cancel,
) -> int:
    """Copy one table, and give how many rows it has."""
    columns = [
        (column, readers[name, column].kind if (name, column) in readers else kind, key)
        for _rank, column, kind, _required, _default, key, hidden in source.execute(
            f"PRAGMA table_xinfo({quoted(name)})"
        )
        if not hidden
    ]
    names = [column for column, _kind, _key in columns]
    target.execute(_definition(name, columns))
    columns_read = [readers.get((name, column)) for column in names]
    reads = [None if reader is None else reader.read for reader in columns_read]
    marks = ", ".join("?" * len(names))
    inserted = target.executemany(
        f"INSERT INTO {quoted(name)} VALUES ({marks})", _rows(source, name, names, reads, cancel)
    )
    return max(inserted.rowcount, 0)


def _definition(name: str, columns: list[tuple[str, str, int]]) -> str:
    keys = [column for column, _kind, key in columns if key]
    told = [
        f"{quoted(column)} {kind}" + (" PRIMARY KEY" if [column] == keys else "")
        for column, kind, _key in columns
    ]
    return f"CREATE TABLE {quoted(name)} ({', '.join(told)})"


def _rows(
    source: sqlite3.Connection,
    name: str,
    columns: list[str],
    opened: list[Read | None],
    cancel: Cancel,
) -> Iterator[tuple[Value, ...]]:
    query = f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(name)}"
    found = source.execute(query)
    while page := found.fetchmany(_PAGE):
        if cancel():
            raise Cancelled
        for row in page:
            yield tuple(
                value if reader is None or value is None else reader(value)
                for value, reader in zip(row, opened, strict=True)
            )
