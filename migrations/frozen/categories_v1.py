"""Makes a tree of categories of the texts that operations had, and texts of the tree.

Frozen. "Logement > Énergie", "Logement/Énergie" and "logement : énergie" are one path; what
differs only by capitals, accents or spaces is one category, under its first spelling. A text of
blanks is no category.

A text that does not open is a category of its own, whose name does not open either; an amount
that does not open is that of the split too. No byte of either changes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping  # noqa: TC003  (frozen: imports stay plain)
from datetime import UTC, datetime
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.closed_v1 import ClosedV1, closed_v1
from migrations.frozen.fields_v1 import (
    RowChangedV1,
    UnreadableV1,
    Value,
    pack_v1,
    reader_v1,
    seal_v1,
    texts_as_stored_v1,
    unpack_v1,
)
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import Tick  # noqa: TC001
from migrations.frozen.owners_v1 import folded_v1

_PIECE = 5_000
_STEP = re.compile(r"\s*[>/:]\s*")
_DEEPEST = 8
_NUMBERS, _STRINGS = 16, 32
_JOIN = " > "


class _Tokens:
    """Opens tokens of either kind and makes those of the second."""

    def __init__(self, keys: KeysV1) -> None:
        self._keys = keys
        self._readers: dict[str, Callable[[object], bytes]] = {}
        self._makers: dict[str, Callable[[bytes], bytes]] = {}

    def read(self, label: str, token: object) -> bytes:
        if label not in self._readers:
            self._readers[label] = reader_v1(self._keys, label)
        return self._readers[label](token)

    def held(self, label: str, token: object) -> bytes | ClosedV1 | None:
        """Give what a token holds, None for NULL, the token itself where it does not open."""
        try:
            return None if token is None else self.read(label, token)
        except UnreadableV1:
            return closed_v1(token)

    def make(self, label: str, plain: bytes, block: int = _STRINGS) -> bytes:
        if label not in self._makers:
            active = self._keys.active
            self._makers[label] = seal_v1(self._keys.data[active], active, label, block)
        token = self._makers[label](plain)
        if self.read(label, token) != plain:
            raise UnreadableV1(label)
        return token


class _Categories:
    """The tree, as it grows."""

    def __init__(self, connection: Connection, tokens: _Tokens) -> None:
        self._db = connection
        self._tokens = tokens
        self._known: dict[tuple[int | None, str], int] = {}
        self._paths: dict[str, int] = {}
        self._closed: dict[object, int] = {}

    def of(self, held: bytes | ClosedV1 | None) -> int | None:
        """Give the category of what a token holds, made where it is new; None for blanks."""
        if held is None:
            return None
        if not isinstance(held, ClosedV1):
            return self._of_text(unpack_v1(held))
        if held.token not in self._closed:
            self._closed[held.token] = self._made(None, held.token)
        return self._closed[held.token]

    def _of_text(self, text: Value) -> int | None:
        written = text if isinstance(text, str) else repr(text)
        if written not in self._paths:
            parent: int | None = None
            for part in _parts(written):
                parent = self._child(parent, part)
            if parent is None:
                return None
            self._paths[written] = parent
        return self._paths[written]

    def _child(self, parent: int | None, name: str) -> int:
        key = parent, folded_v1(name)
        if key not in self._known:
            self._known[key] = self._made(parent, self._tokens.make("category.name", pack_v1(name)))
        return self._known[key]

    def _made(self, parent: int | None, token: bytes | str) -> int:
        now = _now()
        place = len(self._known) + len(self._closed)
        done = self._db.execute(
            "INSERT INTO category (uid, parent_id, name, position, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (str(uuid.uuid4()), parent, token, place, now, now),
        )
        return int(done.lastrowid or 0)


def _parts(written: str) -> list[str]:
    """Give the names on a path; the deepest one takes what is deeper still, and nothing is lost.

    A text of dots or strokes only, such as "...", is one name.
    """
    parts = [part.strip() for part in _STEP.split(written)]
    named = [part for part in parts if folded_v1(part)]
    if len(named) > _DEEPEST:
        return [*named[: _DEEPEST - 1], _JOIN.join(named[_DEEPEST - 1 :])]
    return named or [part for part in [written.strip()] if part]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def split_operations_v1(
    connection: Connection, table: str, keys: Callable[[], KeysV1], tick: Tick
) -> None:
    """Make one split of the whole amount for each operation, deleted ones too.

    Args:
        connection: the bare connection.
        table: "operation".
        keys: gives the keys, and is asked only where there is a row.
        tick: told the rows done and the rows in all.

    """
    (total,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    if not total:
        return
    tokens = _Tokens(keys())
    categories = _Categories(connection, tokens)
    now, done = _now(), 0
    with texts_as_stored_v1(connection):
        for rows in _pages(connection, f"SELECT id, amount, category FROM {table}"):
            made = []
            for key, amount, category in rows:
                of = categories.of(tokens.held("operation.category", category))
                token = _part(tokens, amount)
                made.append((str(uuid.uuid4()), key, of, token, now, now))
            connection.executemany(
                "INSERT INTO operation_split (uid, operation_id, category_id, amount, created_at,"
                " updated_at) VALUES (?, ?, ?, ?, ?, ?)",
                made,
            )
            done += len(rows)
            tick(done, total)
    (splits,) = connection.execute("SELECT count(*) FROM operation_split").fetchone()
    if splits != total:
        raise RowChangedV1(table, 0)


def _part(tokens: _Tokens, amount: object) -> object:
    """Give the whole amount of an operation as that of a split."""
    held = tokens.held("operation.amount", amount)
    if isinstance(held, bytes):
        return tokens.make("operation_split.amount", held, _NUMBERS)
    return amount


def join_splits_v1(
    connection: Connection, table: str, keys: Callable[[], KeysV1], tick: Tick
) -> None:
    """Write the path of the first split of each operation as its category.

    A category whose name does not open is written as it stands, without what it is part of; what
    is part of it is written without it.
    """
    (total,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    if not total:
        return
    tokens = _Tokens(keys())
    with texts_as_stored_v1(connection):
        paths = _paths(connection, tokens)
        # With min(), SQLite takes the bare column from the row of the least id.
        firsts = {
            operation: category
            for operation, category, _first in connection.execute(
                "SELECT operation_id, category_id, min(id) FROM operation_split"
                " GROUP BY operation_id"
            )
        }
        done = 0
        for rows in _pages(connection, f"SELECT id FROM {table}"):
            named = [
                (_joined(tokens, paths[firsts[key]]), key)
                for (key,) in rows
                if paths.get(firsts.get(key) or 0)
            ]
            connection.executemany(f"UPDATE {table} SET category = ? WHERE id = ?", named)
            done += len(rows)
            tick(done, total)


def _joined(tokens: _Tokens, path: str | ClosedV1) -> object:
    if isinstance(path, ClosedV1):
        return path.token
    return tokens.make("operation.category", pack_v1(path))


def _paths(connection: Connection, tokens: _Tokens) -> dict[int, str | ClosedV1]:
    """Give the path of each category, "" where there is nothing to write."""
    names: dict[int, tuple[int | None, str]] = {}
    closed: dict[int, ClosedV1] = {}
    for key, parent, token in connection.execute("SELECT id, parent_id, name FROM category"):
        held = tokens.held("category.name", token)
        if isinstance(held, ClosedV1):
            closed[key] = held
        names[key] = parent, str(unpack_v1(held)) if isinstance(held, bytes) else ""
    return {key: closed.get(key) or _path(names, closed, key) for key in names}


def _path(
    names: Mapping[int, tuple[int | None, str]], closed: Mapping[int, ClosedV1], key: int
) -> str:
    parts: list[str] = []
    at: int | None = key
    for _step in range(_DEEPEST * 4):
        if at is None or at not in names:
            break
        parts[:0] = [] if at in closed else [names[at][1]]
        at = names[at][0]
    path = _JOIN.join(parts)
    return path if path.strip() else ""


def _pages(connection: Connection, query: str) -> Iterator[list[tuple[int, ...]]]:
    start = -(2**63)
    while True:
        rows = connection.execute(
            f"{query} WHERE id >= ? ORDER BY id LIMIT {_PIECE}", (start,)
        ).fetchall()
        if not rows:
            return
        yield rows
        if rows[-1][0] == 2**63 - 1:
            return
        start = rows[-1][0] + 1
