"""Records as the commands see them: every column of a row, decrypted, and as the journal keeps it.

A token that the keys do not open is carried as it is (`UnreadableToken`): what cannot be read is
neither lost by an edit, nor by the bin, nor by undo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from patrimoine_gui.database import field_values
from patrimoine_gui.database.encrypted_types import EncryptedType
from patrimoine_gui.database.labels import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Column, Table

    from patrimoine_gui.database.field_values import Document

_SEALED: Final = "~sealed"
"""Key of what could not be read, in a document of the journal; no column is named so."""

_NATURAL_KEY: Final = ("base", "quote", "security_id", "key", "on_date", "valid_from")
"""Columns that tell rows without uid apart, where a table has them."""

_TEXT, _BYTES = "t", "b"


@dataclass(frozen=True, slots=True)
class UnreadableToken:
    """A token that could not be opened, kept and written back as it is."""

    token: bytes | str


RowSnapshot: TypeAlias = Mapping[str, object]
"""A row: its columns by name.

Whole numbers, texts, decimals, days, documents, None, `UnreadableToken`.
"""


def is_encrypted(column: Column[object]) -> bool:
    """Tell whether a column holds tokens."""
    return isinstance(column.type, EncryptedType)


def kind_of(column: Column[object]) -> Kind | None:
    """Give what an encrypted column holds, None for one in clear."""
    return cast("EncryptedType[object]", column.type).kind if is_encrypted(column) else None


def uid_of(image: RowSnapshot) -> str:
    """Name a row for ever: its uid, or the natural key of what is public and has none."""
    return " ".join(str(value) for value in identity(image).values())


def identity(image: RowSnapshot) -> RowSnapshot:
    """Give the columns that tell a row from all others of its table, for ever; all are clear."""
    names = ("uid",) if "uid" in image else _NATURAL_KEY
    return {name: image[name] for name in names if name in image}


def packed(table: Table, image: RowSnapshot) -> Document:
    """Write a row as a document for the journal; `unpacked` gives the same row back."""
    document: Document = {}
    sealed: Document = {}
    for column in table.columns:
        value = image[column.name]
        if isinstance(value, UnreadableToken):
            sealed[column.name] = _sealed_text(value.token)
        else:
            document[column.name] = _written(value)
    if sealed:
        document[_SEALED] = sealed
    return document


def _sealed_text(token: bytes | str) -> str:
    return _TEXT + token if isinstance(token, str) else _BYTES + token.hex()


def _written(value: object) -> object:
    if isinstance(value, Decimal):
        return field_values.decimal_bytes(value).decode("ascii")
    return value.isoformat() if isinstance(value, date) else value


def unpacked(table: Table, document: Document) -> RowSnapshot | None:
    """Read a row of the journal; None where it was written for a table of another form."""
    sealed = cast("Mapping[str, str]", document.get(_SEALED, {}))
    names = {name for name in document if name != _SEALED} | set(sealed)
    if names != {column.name for column in table.columns}:
        return None
    return {
        column.name: _token(sealed[column.name])
        if column.name in sealed
        else _read(kind_of(column), document[column.name])
        for column in table.columns
    }


def _token(text: str) -> UnreadableToken:
    rest = text[1:]
    return UnreadableToken(rest if text[0] == _TEXT else bytes.fromhex(rest))


def _read(kind: Kind | None, value: object) -> object:
    reader = _READERS.get(kind) if kind is not None else None
    return value if value is None or reader is None else reader(cast("str", value))


_READERS: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.DECIMAL: Decimal,
    Kind.DAY: date.fromisoformat,
}


def is_same(before: object, after: object) -> bool:
    """Tell that a value did not change; NULL and "" are both "nothing was entered"."""
    if before in (None, "") and after in (None, ""):
        return True
    if isinstance(before, dict) and isinstance(after, dict):
        return field_values.document_bytes(before) == field_values.document_bytes(after)
    return type(before) is type(after) and before == after
