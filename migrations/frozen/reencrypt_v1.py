"""Encrypts columns again under other keys, and reads every value again.

Frozen. SQLite calls a function of ours for each value of a piece of the table, which is quicker
than to fetch values and to send them back. The plain text of a piece is kept meanwhile; then the
piece is read back, each token opened with the new key, and compared.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from migrations.frozen.fields_v1 import (
    AAD,
    STRINGS,
    VERSION,
    RowChangedV1,
    RowUnreadableV1,
    UnreadableV1,
    reader_v1,
)
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001  (frozen: imports stay plain)

PIECE = 10_000
"""Rows at a time."""

_NONCE = 12
_NONCES = 4096
_HEAD = 2 + _NONCE
_SMALLEST_KEY = -(2**63)

Cipher = tuple[Callable[[bytes, bytes, bytes], bytes], bytes]
"""A function of AES-GCM, and what is bound to its tokens."""


def reencrypt_columns_v1(
    connection: sqlite3.Connection,
    columns: Iterable[tuple[str, str, str]],
    old: KeysV1,
    new: KeysV1,
    tick: Callable[[int, int], None],
) -> None:
    """Make a token v2 under the new active key of every token, legacy or v2, of some columns.

    Runs in the caller's transaction, of which nothing may be kept if this raises.

    Args:
        connection: an open file of ours.
        columns: (table, column, label); tables whose key is "id". NULL stays NULL.
        old: keys that open what is there.
        new: keys whose active one is used.
        tick: told the rows done and the rows in all.

    Raises:
        RowUnreadableV1: a value does not open.
        RowChangedV1: a new token does not give the value back.
    """
    tables = [
        (table, [(column, label) for _table, column, label in found])
        for table, found in groupby(sorted(columns, key=itemgetter(0)), key=itemgetter(0))
    ]
    total = sum(_count(connection, table) for table, _columns in tables)
    done = 0
    for table, found in tables:
        changers = [_Changer(label, old, new) for _column, label in found]
        for rows in _reencrypt(connection, table, [column for column, _label in found], changers):
            done += rows
            tick(done, total)


class _Changer:
    """Changes the tokens of one label, and keeps what was in them until it is checked."""

    def __init__(self, label: str, old: KeysV1, new: KeysV1) -> None:
        self.plain: list[bytes | None] = []
        self.refused = False
        self._known = _ciphers(label, old.data)
        self._read = reader_v1(old, label)
        head = bytes((VERSION, new.active))
        cipher = AESGCM(new.data[new.active])
        bound = AAD + head + label.encode("ascii")
        self.change = self._changing(head, (cipher.encrypt, bound))
        self._opening: Cipher = (cipher.decrypt, bound)
        self._head = head

    def _changing(self, head: bytes, sealing: Cipher) -> Callable[[object], bytes | None]:
        """Give the function that SQLite calls; flat because it may run a million times."""
        keep, padded_of, known = self.plain.append, self._padded, self._known
        encrypt, bound = sealing
        nonces: list[bytes] = []

        def change(token: object) -> bytes | None:
            if token is None:
                keep(None)
                return None
            try:
                decrypt, old_bound = known[token[:2]]  # type: ignore[index]
                padded = decrypt(token[2:_HEAD], token[_HEAD:], old_bound)  # type: ignore[index]
                stripped = padded.rstrip(b"\0")
                spare = len(padded) - len(stripped)
                if stripped[-1:] != b"\x80" or spare >= STRINGS or len(padded) % STRINGS:
                    padded = padded_of(token)
            except (KeyError, TypeError, InvalidTag, ValueError):
                padded = padded_of(token)
            keep(padded)
            if not nonces:
                pool = os.urandom(_NONCE * _NONCES)
                nonces.extend([pool[at : at + _NONCE] for at in range(0, len(pool), _NONCE)])
            nonce = nonces.pop()
            return head + nonce + encrypt(nonce, padded, bound)

        return change

    def _padded(self, token: object) -> bytes:
        """Open any token, the long way, and pad what it holds."""
        try:
            plain = self._read(token)
        except UnreadableV1:
            self.refused = True
            raise
        size = len(plain) + 1
        return (plain + b"\x80").ljust(size + -size % STRINGS, b"\0")

    def changed(self, tokens: Sequence[object]) -> int | None:
        """Give the rank of the first token that does not hold what was kept, None if all do."""
        decrypt, bound = self._opening
        head = self._head
        for rank, (token, plain) in enumerate(zip(tokens, self.plain, strict=True)):
            if token is None and plain is None:
                continue
            try:
                if token[:2] != head or decrypt(token[2:_HEAD], token[_HEAD:], bound) != plain:  # type: ignore[index]
                    return rank
            except (TypeError, InvalidTag, ValueError):
                return rank
        return None


def _ciphers(label: str, data: Mapping[int, bytes]) -> dict[bytes, Cipher]:
    return {
        bytes((VERSION, key_id)): (
            AESGCM(key).decrypt,
            AAD + bytes((VERSION, key_id)) + label.encode("ascii"),
        )
        for key_id, key in data.items()
    }


def _reencrypt(
    connection: sqlite3.Connection, table: str, columns: list[str], changers: list[_Changer]
) -> Iterator[int]:
    """Change a table piece by piece, and give the rows of each."""
    names = [f"reencrypt_v1_{rank}" for rank, _column in enumerate(columns)]
    for name, changer in zip(names, changers, strict=True):
        connection.create_function(name, 1, changer.change)
    pairs = ", ".join(
        f"{column} = {name}({column})" for column, name in zip(columns, names, strict=True)
    )
    update = f"UPDATE {table} SET {pairs} WHERE id BETWEEN ? AND ?"
    try:
        for first, last, rows in _pieces(connection, table):
            for changer in changers:
                changer.plain.clear()
            _change(connection, update, (table, first, last), changers)
            _check(connection, columns, (table, first, last), changers)
            yield rows
    finally:
        for name in names:
            connection.create_function(name, 1, None)


def _change(
    connection: sqlite3.Connection,
    update: str,
    piece: tuple[str, int, int],
    changers: list[_Changer],
) -> None:
    table, first, last = piece
    try:
        connection.execute(update, (first, last))
    except sqlite3.Error:
        for changer in changers:
            if changer.refused:
                raise RowUnreadableV1(table, _id(connection, piece, len(changer.plain))) from None
        raise


def _check(
    connection: sqlite3.Connection,
    columns: list[str],
    piece: tuple[str, int, int],
    changers: list[_Changer],
) -> None:
    table, first, last = piece
    for column, changer in zip(columns, changers, strict=True):
        query = f"SELECT {column} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"
        tokens = [row[0] for row in connection.execute(query, (first, last))]
        rank = changer.changed(tokens)
        if rank is not None:
            raise RowChangedV1(table, _id(connection, piece, rank))


def _id(connection: sqlite3.Connection, piece: tuple[str, int, int], rank: int) -> object:
    table, first, last = piece
    query = f"SELECT id FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1 OFFSET ?"
    row = connection.execute(query, (first, last, rank)).fetchone()
    return row[0] if row else None


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _pieces(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, int, int]]:
    """Give the bounds and the rows of successive pieces, whatever the gaps between keys."""
    piece = (
        "SELECT min(k), max(k), count(*) FROM"
        f" (SELECT id AS k FROM {table} WHERE id >= ? ORDER BY id LIMIT {PIECE})"
    )
    done, total, start = 0, _count(connection, table), _SMALLEST_KEY
    while done < total:
        first, last, rows = connection.execute(piece, (start,)).fetchone()
        yield first, last, rows
        done, start = done + rows, last + 1
