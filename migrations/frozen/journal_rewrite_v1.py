"""Rewrites the documents of the journal, a page at a time, and opens each again.

Frozen. A token that does not open stays as it is, to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.fields_v1 import (
    RowChangedV1,
    UnreadableV1,
    reader_v1,
    seal_v1,
    texts_as_stored_v1,
)
from migrations.frozen.journal_documents_v1 import TABLES
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001

PAGE = 1000
_DOCUMENTS = 64
_COLUMNS = ("before", "after")
_WHERE = f"entity_type IN ({', '.join(repr(table) for table in TABLES)})"

Change = Callable[[str, str], str]
"""Gives a document in another form: its table, its text."""


def rewrite_journal_v1(
    connection: Connection,
    change: Change,
    keys: Callable[[], KeysV1],
    tick: Callable[[int, int], None],
) -> None:
    """Give the documents of some tables another form.

    Args:
        connection: the bare connection.
        change: gives the new form; the same text for what stays as it is.
        keys: gives the keys, and is asked only where there is a document.
        tick: told the rows done and the rows in all.

    Raises:
        RowChangedV1: a token does not give its document back.
    """
    total = int(connection.execute(f"SELECT count(*) FROM journal WHERE {_WHERE}").fetchone()[0])
    if not total:
        return
    found = keys()
    with texts_as_stored_v1(connection):
        _rewrite(connection, [_Rewriter(found, column, change) for column in _COLUMNS], tick, total)


def _rewrite(
    connection: Connection,
    rewriters: list[_Rewriter],
    tick: Callable[[int, int], None],
    total: int,
) -> None:
    done = 0
    for rows in _pages(connection):
        for rank, rewriter in enumerate(rewriters, start=2):
            changed = [
                (token, row[0])
                for row in rows
                if (token := rewriter.changed(row[0], str(row[1]), row[rank])) is not None
            ]
            connection.executemany(
                f"UPDATE journal SET {rewriter.column} = ? WHERE id = ?", changed
            )
        done += len(rows)
        tick(done, total)


def _pages(connection: Connection) -> Iterator[list[tuple[object, ...]]]:
    query = f"SELECT id, entity_type, before, after FROM journal WHERE {_WHERE}"
    rows = connection.execute(f"{query} ORDER BY id LIMIT {PAGE}").fetchall()
    while rows:
        yield rows
        following = f"{query} AND id > ? ORDER BY id LIMIT {PAGE}"
        rows = connection.execute(following, (rows[-1][0],)).fetchall()


class _Rewriter:
    """Changes the documents of one column."""

    def __init__(self, keys: KeysV1, column: str, change: Change) -> None:
        label = f"journal.{column}"
        self.column = column
        self._change = change
        self._opened = reader_v1(keys, label)
        self._seal = seal_v1(keys.data[keys.active], keys.active, label, _DOCUMENTS)

    def changed(self, key: object, table: str, token: object) -> bytes | None:
        """Give the token of a document in its new form, None for what stays as it is."""
        try:
            plain = self._opened(token)
            text = plain.decode()
        except (UnreadableV1, UnicodeDecodeError):  # NULL too
            return None
        new = self._change(table, text)
        if new == text:
            return None
        made = self._seal(new.encode())
        if self._opened(made) != new.encode():
            raise RowChangedV1("journal", key)
        return made
