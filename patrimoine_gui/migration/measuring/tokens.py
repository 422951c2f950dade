"""Opens the encrypted values of a file of any revision, one by one, and says what is wrong."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias, cast

from migrations.frozen.fields_v1 import texts_as_stored_v1
from patrimoine_gui.database import field_values
from patrimoine_gui.database.labels import LABELS, Kind
from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
)
from patrimoine_gui.migration.outcome import Remark, RemarkKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from patrimoine_gui.crypto.keyring import FieldKeys, Keyring
    from patrimoine_gui.migration.outcome import Measures
    from patrimoine_gui.migration.revisions import Revision

_CLOSED = (
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
    TypeError,  # no token at all: a number
    ValueError,  # a text that is none of ours
)


class Legibility(Enum):
    """What became of an encrypted value."""

    READ = "read"
    CLOSED = "does not open"
    ODD = "opens, and is not what its field holds"


Look: TypeAlias = Callable[[object], Legibility]
"""Says what became of one encrypted value."""


def encrypted(revision: Revision) -> dict[str, dict[str, str]]:
    """Give the label of each encrypted column of a revision, by table and then by column."""
    found: dict[str, dict[str, str]] = {}
    module = importlib.import_module(revision.measures)
    for table, column, label in getattr(module, "ENCRYPTED", ()):
        found.setdefault(table, {})[column] = label
    return found


def has_settings(revision: Revision) -> bool:
    """Tell whether files of a revision have encrypted settings."""
    return "value" in encrypted(revision).get("setting", {})


def looks(keys: FieldKeys, labels: Mapping[str, str], *, decoding: bool) -> dict[str, Look]:
    """Give what looks at the values of each column of one table.

    Args:
        keys: of the file.
        labels: label of each column.
        decoding: whether a value must also be what its label says: in the newest format only.
    """
    return {
        column: _look(keys.decryptor(label), _decoder(label) if decoding else None)
        for column, label in labels.items()
    }


def unreadable(
    connection: sqlite3.Connection, revision: Revision, keyring: Keyring, measures: Measures
) -> tuple[Remark, ...]:
    """Say where the values are that do not open, by table; nothing is asked where all of them do.

    Args:
        connection: an open file; it is only read.
        revision: what it is at.
        keyring: what opens its values.
        measures: what was measured of it.
    """
    total = sum(measures.bucket(name).rows for name in ("unreadable", "owners unread"))
    if not total:
        return ()
    with texts_as_stored_v1(connection):
        remarks = [
            Remark(RemarkKind.UNREADABLE, count, table)
            for table, labels in encrypted(revision).items()
            if (count := _closed(connection, table, looks(keyring.fields, labels, decoding=False)))
        ]
    return tuple(remarks) or (Remark(RemarkKind.UNREADABLE, total),)


def _closed(connection: sqlite3.Connection, table: str, columns: Mapping[str, Look]) -> int:
    names = ", ".join(quoted(name) for name in columns)
    rows = connection.execute(f"SELECT {names} FROM {quoted(table)}")
    return sum(
        look(value) is Legibility.CLOSED
        for row in rows
        for look, value in zip(columns.values(), row, strict=True)
    )


def _decoder(label: str) -> Callable[[bytes], object]:
    return {
        Kind.INTEGER: field_values.integer,
        Kind.DECIMAL: field_values.decimal,
        Kind.DAY: field_values.day,
        Kind.DOCUMENT: _document,
        Kind.TEXT: field_values.stored,  # some were no text before they were encrypted
        Kind.AS_STORED: field_values.stored,
        Kind.BYTES: field_values.blob,
    }[LABELS[label]]


def _document(plain: bytes) -> object:
    found = json.loads(plain)
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004  (the file is wrong, not the caller)
    return found


def _look(
    decrypt: Callable[[bytes | str], bytes], decode: Callable[[bytes], object] | None
) -> Look:
    def look(value: object) -> Legibility:
        if value is None:
            return Legibility.READ
        try:
            plain = decrypt(cast("bytes | str", value))
        except _CLOSED:
            return Legibility.CLOSED
        if decode is not None:
            try:
                decode(plain)
            except field_values.UNFIT:
                return Legibility.ODD
        return Legibility.READ

    return look
