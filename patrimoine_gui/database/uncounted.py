"""What is in no total of a household: what upgrades set aside, and what a rescue could not read.

It is kept in the file, so that it is said beside every total for as long as it is true. Upgrades
keep what they set aside in the setting `legacy_0013`, row for row. A rescue writes a setting of
its own: encrypted, and under a key drawn at random, so that it tells nothing to whoever has no
key of the file. A format that has no settings yet carries it in a plain table, which revisions
leave alone: a run takes it out before and puts it, after, where the format that it reached has it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database import field_values
from patrimoine_gui.database.labels import LABELS
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

    from patrimoine_gui.crypto.keyring import FieldKeys

TABLE: Final = "rescue_losses"
"""The plain table of formats without settings: one row, a token where the file has keys."""

LABEL: Final = "setting.value"
_OURS: Final = f"{TABLE} (value)"
_STATEMENT: Final = f"CREATE TABLE IF NOT EXISTS {_OURS}"
_LONGEST: Final = 4096
_LEGACY: Final = "legacy_0013"
_ASIDE: Final = ("reject_0002", "kept_0005_valuation")
"""Tables of leftovers whose rows are values that count nowhere; a merged duplicate does."""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """How much is in no total.

    Attributes:
        aside: values that upgrades set aside.
        lost: records that a rescue could not read.
        is_exact: whether no more than `lost` are; otherwise that is the least.
    """

    aside: int = 0
    lost: int = 0
    is_exact: bool = True

    @property
    def count(self) -> int:
        """How many records, all together."""
        return self.aside + self.lost

    @property
    def is_nothing(self) -> bool:
        """Whether everything counts."""
        return not self.count and self.is_exact

    def __add__(self, other: Uncounted) -> Uncounted:
        """Give both together."""
        exact = self.is_exact and other.is_exact
        return Uncounted(self.aside + other.aside, self.lost + other.lost, exact)


def of_setting(key: str, document: Mapping[str, object]) -> Uncounted:
    """Give what a setting says is in no total: nothing, for most."""
    if key == _LEGACY:
        tables = (document.get(table) for table in _ASIDE)
        return Uncounted(aside=sum(len(rows) for rows in tables if isinstance(rows, list)))
    lost, exact = document.get("lost"), document.get("exact")
    if document.get("is") != TABLE or type(lost) is not int or type(exact) is not bool:
        return Uncounted()
    return Uncounted(lost=max(lost, 0), is_exact=exact)


def take(connection: sqlite3.Connection, keys: FieldKeys | None, *, settings: bool) -> Uncounted:
    """Read what a rescue wrote into a file, and take it out: `put` writes it again.

    Args:
        connection: the file, in the caller's transaction if there is one.
        keys: of the file; None for one that anybody can read.
        settings: whether its format has encrypted settings.
    """
    return sum(_taken(connection, keys, settings=settings), Uncounted())


def put(
    connection: sqlite3.Connection, keys: FieldKeys | None, found: Uncounted, *, settings: bool
) -> None:
    """Write what a rescue could not read; nothing of it is there yet, see `take`."""
    if found.is_nothing:
        return
    document: field_values.Document = {"is": TABLE, "lost": found.lost, "exact": found.is_exact}
    plain = field_values.document_bytes(document)
    value = plain.decode() if keys is None else keys.encryptor(LABEL, LABELS[LABEL].block)(plain)
    if settings:
        row = (str(uuid.uuid4()), value)
        connection.execute("INSERT INTO setting (key, value) VALUES (?, ?)", row)
        return
    connection.execute(_STATEMENT)
    if _is_there(connection):
        connection.execute(f"INSERT INTO {TABLE} (value) VALUES (?)", (value,))


def _taken(
    connection: sqlite3.Connection, keys: FieldKeys | None, *, settings: bool
) -> Iterator[Uncounted]:
    if settings:
        query = "SELECT id, value FROM setting WHERE key <> ? AND length(value) <= ?"
        for key, value in connection.execute(query, (_LEGACY, _LONGEST)).fetchall():
            found = of_setting("", _opened(value, keys))
            if not found.is_nothing:
                connection.execute("DELETE FROM setting WHERE id = ?", (key,))
                yield found
    elif _is_there(connection):
        query = f"SELECT value FROM {TABLE} WHERE length(value) <= ?"
        for (value,) in connection.execute(query, (_LONGEST,)).fetchall():
            is_clear = isinstance(value, str)
            yield of_setting("", _document(value.encode()) if is_clear else _opened(value, keys))
        connection.execute(f"DROP TABLE {TABLE}")


def _is_there(connection: sqlite3.Connection) -> bool:
    """Tell whether the plain table is there, and is ours to the letter."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    return bool(connection.execute(query, (TABLE,)).fetchone() == (f"CREATE TABLE {_OURS}",))


def _opened(value: object, keys: FieldKeys | None) -> field_values.Document:
    """Open a token; one that does not open says nothing."""
    if keys is None or not isinstance(value, bytes):
        return {}
    try:
        return _document(keys.decryptor(LABEL)(value))
    except UserError:
        return {}


def _document(plain: bytes) -> field_values.Document:
    """Read a document; what is none says nothing."""
    try:
        return field_values.document(plain)
    except field_values.UNFIT:
        return {}
