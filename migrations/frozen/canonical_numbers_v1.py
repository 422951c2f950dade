"""Gives encrypted decimal numbers their one spelling: no exponent, no zero at the end.

Frozen. A page of rows at a time; only what changes is written, and the value stays equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence  # noqa: TC003  (imports stay plain)
from decimal import Decimal, InvalidOperation
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.fields_v1 import STRINGS, UnreadableV1, reader_v1, seal_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001

PAGE = 1000
_LONGEST = 1000
"""Digits that a number may have on either side of its point to be written anew."""


def canonical_numbers_v1(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    keys: Callable[[], KeysV1],
    tick: Callable[[int, int], None],
) -> None:
    """Rewrite the columns of a table; the label of each is "table.column"."""
    total = int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    if not total:
        return
    found = keys()
    changers = [_changer(found, f"{table}.{column}") for column in columns]
    places = ", ".join(f"{column} = ?" for column in columns)
    done = 0
    for rows in _pages(connection, table, columns):
        changed = []
        for key, *tokens in rows:
            new = [change(token) for change, token in zip(changers, tokens, strict=True)]
            if new != tokens:
                changed.append((*new, key))
        connection.executemany(f"UPDATE {table} SET {places} WHERE id = ?", changed)
        done += len(rows)
        tick(done, total)


def canonical_v1(plain: bytes) -> bytes:
    """Give a decimal number in its one spelling; what is none, or is too long, as it is."""
    try:
        number = Decimal(plain.decode("ascii"))
    except (InvalidOperation, ValueError):
        return plain
    _sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or exponent < -_LONGEST or len(digits) + exponent > _LONGEST:
        return plain
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return b"0" if not number else written.encode("ascii")


def _changer(keys: KeysV1, label: str) -> Callable[[object], object]:
    opened = reader_v1(keys, label)
    seal = seal_v1(keys.data[keys.active], keys.active, label, STRINGS)

    def changed(token: object) -> object:
        if token is None:
            return None
        try:
            plain = opened(token)
        except UnreadableV1:
            return token
        written = canonical_v1(plain)
        return token if written == plain else seal(written)

    return changed


def _pages(
    connection: Connection, table: str, columns: Sequence[str]
) -> Iterator[list[tuple[object, ...]]]:
    query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id > ? ORDER BY id LIMIT {PAGE}"
    first = connection.execute(f"SELECT min(id) FROM {table}").fetchone()[0]
    rows = connection.execute(query.replace("id > ?", "id >= ?"), (first,)).fetchall()
    while rows:
        yield rows
        rows = connection.execute(query, (rows[-1][0],)).fetchall()
