"""Encrypts columns again under other keys, and reads every value again.

Frozen. A piece of a table at a time: its tokens are opened and made anew, one statement writes
them, calling for the next one at each row (four times quicker than a statement for each row), and
the piece is read back, opened with the new key and compared. The comparison also proves that
every token went to its own row.

A value that does not open is left as it is, byte for byte: one damaged value must not keep a
household from changing its keys, and no key would open it better.
"""

from __future__ import annotations

import os
import sqlite3  # noqa: TC003  (frozen: imports stay plain)
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from migrations.frozen.fields_v1 import (
    AAD,
    STRINGS,
    VERSION,
    RowChangedV1,
    UnreadableV1,
    Value,
    reader_v1,
    texts_as_stored_v1,
)
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001  (frozen: imports stay plain)

PIECE = 10_000
"""Rows at a time."""

_NONCE = 12
_HEAD = 2 + _NONCE
_MARK = 0x80
_SMALLEST_KEY = -(2**63)

Tokens = Sequence[tuple[object]]
Cipher = tuple[Callable[[bytes, bytes, bytes], bytes], bytes]
"""A function of AES-GCM, and what is bound to its tokens."""


class _Refused(Exception):
    """A value is not what it was; its rank in the piece."""


class _Left:
    """A value that does not open and stays as it is."""

    def __init__(self, value: Value) -> None:
        self.value = value


Plain = list[bytes | _Left | None]
"""The padded plain text of each token of a piece."""


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
        RowChangedV1: a new token does not give the value back.
    """
    with texts_as_stored_v1(connection):
        _reencrypt(connection, columns, _Keys(old, new), tick)


class _Keys(NamedTuple):
    """Keys before and after."""

    old: KeysV1
    new: KeysV1


def _reencrypt(
    connection: sqlite3.Connection,
    columns: Iterable[tuple[str, str, str]],
    keys: _Keys,
    tick: Callable[[int, int], None],
) -> None:
    old, new = keys
    tables = [
        (table, [(column, _Changer(label, old, new)) for _table, column, label in found])
        for table, found in groupby(sorted(columns, key=itemgetter(0)), key=itemgetter(0))
    ]
    total = sum(_count(connection, table) for table, _columns in tables)
    done = 0
    for table, changers in tables:
        for first, last, rows in _pieces(connection, table):
            _change(connection, table, (first, last), changers)
            done += rows
            tick(done, total)


class _Changer:
    """Opens and makes the tokens of one label."""

    def __init__(self, label: str, old: KeysV1, new: KeysV1) -> None:
        self.head = bytes((VERSION, new.active))
        self._known = _ciphers(label, old.data)
        self._read = reader_v1(old, label)
        cipher = AESGCM(new.data[new.active])
        bound = AAD + self.head + label.encode("ascii")
        self._sealing: Cipher = (cipher.encrypt, bound)
        self._opening: Cipher = (cipher.decrypt, bound)

    def opened(self, rows: Tokens) -> Plain:
        """Give the padded plain text of each token; flat because it may run a million times."""
        known = self._known
        plain: Plain = []
        keep = plain.append
        for (token,) in rows:
            try:
                decrypt, bound = known[token[:2]]  # type: ignore[index]
                padded = decrypt(token[2:_HEAD], token[_HEAD:], bound)  # type: ignore[index]
                size = len(padded)
                spare = size - len(padded.rstrip(b"\0"))
                is_usual = not size % STRINGS and spare < STRINGS and padded[~spare] == _MARK
            except (KeyError, TypeError, InvalidTag, IndexError, ValueError):
                is_usual = False
            keep(padded if is_usual else self._padded(token))
        return plain

    def _padded(self, token: object) -> bytes | _Left | None:
        """Open any token, the long way, and pad what it holds; NULL stays NULL."""
        if token is None:
            return None
        try:
            plain = self._read(token)
        except UnreadableV1:
            return _Left(cast("Value", token))
        size = len(plain) + 1
        return (plain + b"\x80").ljust(size + -size % STRINGS, b"\0")

    def sealed(self, plain: Plain) -> list[Value | None]:
        """Make a token of each padded plain text; give what was left as it is."""
        encrypt, bound = self._sealing
        head = self.head
        pool = os.urandom(_NONCE * len(plain))
        nonces = [pool[at : at + _NONCE] for at in range(0, len(pool), _NONCE)]
        return [
            head + nonce + encrypt(nonce, padded, bound)
            if type(padded) is bytes
            else _as_left(padded)
            for nonce, padded in zip(nonces, plain, strict=True)
        ]

    def check(self, rows: Tokens, plain: Plain) -> None:
        """Open tokens with the new key, and compare.

        Raises:
            _Refused: one does not hold what it should.
        """
        decrypt, bound = self._opening
        rank = 0
        try:  # all at once, and one by one only to tell which
            found = [
                None if token is None else decrypt(token[2:_HEAD], token[_HEAD:], bound)  # type: ignore[index]
                for (token,) in rows
            ]
            if found == plain:
                return
        except (TypeError, InvalidTag, ValueError):
            found = []
        for rank, (row, padded) in enumerate(zip(rows, plain, strict=False)):
            if not self._holds(row[0], padded):
                raise _Refused(rank)
        if len(rows) != len(plain):
            raise _Refused(rank)

    def _holds(self, token: object, padded: bytes | _Left | None) -> bool:
        if isinstance(padded, _Left):
            return True  # compared by itself: see `_check_left`
        if type(token) is not bytes or padded is None:
            return token is padded
        decrypt, bound = self._opening
        try:
            return decrypt(token[2:_HEAD], token[_HEAD:], bound) == padded
        except (InvalidTag, ValueError):
            return False


def _ciphers(label: str, data: Mapping[int, bytes]) -> dict[bytes, Cipher]:
    heads = {bytes((VERSION, key_id)): AESGCM(key) for key_id, key in data.items()}
    return {
        head: (cipher.decrypt, AAD + head + label.encode("ascii")) for head, cipher in heads.items()
    }


def _change(
    connection: sqlite3.Connection,
    table: str,
    bounds: tuple[int, int],
    changers: Sequence[tuple[str, _Changer]],
) -> None:
    """Change the columns of one piece, and read them again."""
    where = f"FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"
    plains = []
    for rank, (column, changer) in enumerate(changers):
        rows = connection.execute(f"SELECT {column} {where}", bounds).fetchall()
        plains.append(changer.opened(rows))
        following = iter(changer.sealed(plains[-1])).__next__
        connection.create_function(f"reencrypt_v1_{rank}", 0, following)
    pairs = ", ".join(f"{column} = reencrypt_v1_{n}()" for n, (column, _) in enumerate(changers))
    connection.execute(f"UPDATE {table} SET {pairs} WHERE id BETWEEN ? AND ?", bounds)
    for rank, (column, changer) in enumerate(changers):
        connection.create_function(f"reencrypt_v1_{rank}", 0, None)
        # What does not begin as a new token comes as NULL, which is no value that was there.
        column_again = f"iif(substr({column}, 1, 2) = ?, {column}, NULL)"
        found = connection.execute(f"SELECT {column_again} {where}", (changer.head, *bounds))
        try:
            changer.check(found.fetchall(), plains[rank])
            _check_left(connection, f"SELECT {column} {where}", bounds, plains[rank])
        except _Refused as refused:
            raise RowChangedV1(table, _id(connection, where, bounds, refused)) from None


def _as_left(padded: object) -> Value | None:
    """Give a value that stays as it is; NULL stays NULL.

    sqlite3 takes no text that is not UTF-8 from a function: its bytes are kept, as a blob.
    """
    value = padded.value if isinstance(padded, _Left) else None
    if type(value) is str and any("\ud800" <= letter <= "\udfff" for letter in value):
        return value.encode("utf-8", "surrogateescape")
    return value


def _check_left(
    connection: sqlite3.Connection, query: str, bounds: tuple[int, int], plain: Plain
) -> None:
    """Compare what was left as it is, one by one: there is next to nothing.

    Raises:
        _Refused: one changed.
    """
    for rank, padded in enumerate(plain):
        if isinstance(padded, _Left):
            piece = f"{query} LIMIT 1 OFFSET ?"
            (found,) = connection.execute(piece, (*bounds, rank)).fetchone()
            if found != _as_left(padded):
                raise _Refused(rank)


def _id(
    connection: sqlite3.Connection, where: str, bounds: tuple[int, int], refused: _Refused
) -> object:
    (rank,) = refused.args
    row = connection.execute(f"SELECT id {where} LIMIT 1 OFFSET ?", (*bounds, rank)).fetchone()
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
