"""Measures the encrypted values of formats 0004 and 0005: every token is opened.

Frozen. What opens counts as the clear value that it holds, so that encrypting changes no digest.
What does not open is counted, and stands in the digests by a mark of its own bytes: it may not
change either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator  # noqa: TC003  (frozen: imports stay plain)
from sqlite3 import Connection  # noqa: TC003
from typing import NamedTuple

from migrations.frozen.amounts_v1 import cents_v1
from migrations.frozen.fields_v1 import UnreadableV1, reader_v1, unpack_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.measures_v1 import BucketV1, Tick, blot_v1, hash_rows_v1

_PAGE = 500

Row = tuple[object, ...]

ASSET_LABELS = {
    "name": "asset.name",
    "type_text": "asset.kind",
    "note": "asset.note",
    "institution": "asset.institution",
    "iban": "asset.iban",
    "owner_text": "asset.owner",
}
REJECT_LABELS = {
    "account_name": "reject.account",
    "raw_date": "reject.day",
    "raw_balance": "reject.amount",
}
ENCRYPTED_V1 = (
    *(("asset", column, label) for column, label in ASSET_LABELS.items()),
    *(("reject_0002", column, label) for column, label in REJECT_LABELS.items()),
)
"""Every encrypted column of formats 0004 and 0005: table, column, label."""


class SecretsV1(NamedTuple):
    """What the encrypted values of a file amount to.

    Attributes:
        texts: digest of names, types and notes.
        owners: digest of institutions, IBANs and owners.
        rejects: digest of the accounts of what was set aside.
        aside: rows and readable cents of what was set aside.
        blots: digests of what was set aside, added up.
        unreadable: how many values do not open.
        names: the name of each asset that has one, by its id.
    """

    texts: str
    owners: str
    rejects: str
    aside: BucketV1
    blots: int
    unreadable: int
    names: dict[int, object]


class _Opener:
    """Opens the values of columns, and counts those that do not open."""

    def __init__(self, keys: KeysV1) -> None:
        self.unreadable = 0
        labels = {**ASSET_LABELS, **REJECT_LABELS}
        self._readers = {column: reader_v1(keys, label) for column, label in labels.items()}

    def open(self, column: str, token: object) -> object:
        """Give the clear value of a token, None for NULL, a mark for what does not open."""
        if token is None:
            return None
        try:
            return unpack_v1(self._readers[column](token))
        except UnreadableV1:
            self.unreadable += 1
            raw = repr(token).encode("utf-8", "surrogatepass")
            return "\udcff" + hashlib.sha256(raw).hexdigest()[:16]


def secrets_v1(connection: Connection, keys: KeysV1, tick: Tick) -> SecretsV1:
    """Open every encrypted value of a file; never writes, never raises for a value.

    The connection must give texts whatever their bytes.
    """
    opener = _Opener(keys)
    found = _opened(connection, opener, "SELECT id, subtype, {} FROM asset", ASSET_LABELS, tick)
    assets = list(found)
    texts = [
        (key, name, subtype if kind is None and subtype != "autre" else kind, note)
        for key, subtype, name, kind, note, *_owners in assets
    ]
    owners = [(key, *found) for key, _subtype, _name, _kind, _note, *found in assets]
    rejects = _Rejects()
    found = _opened(connection, opener, "SELECT id, {} FROM reject_0002", REJECT_LABELS, tick)
    accounts = hash_rows_v1(rejects.counted(found))
    return SecretsV1(
        hash_rows_v1(texts),
        hash_rows_v1(owners),
        accounts,
        BucketV1("set aside", rejects.rows, rejects.cents),
        rejects.blots,
        opener.unreadable,
        {key: name for key, name, _kind, _note in texts if isinstance(key, int)},
    )


class _Rejects:
    """What was set aside, counted as it goes by: there may be many."""

    def __init__(self) -> None:
        self.rows = self.cents = self.blots = 0

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Count rows, and give the id and the account of each."""
        for key, account, day, amount in rows:
            self.rows += 1
            self.cents += cents_v1(amount) or 0
            self.blots += blot_v1(day, amount)
            yield key, account


def _opened(
    connection: Connection, opener: _Opener, query: str, columns: Iterable[str], tick: Tick
) -> Iterator[Row]:
    """Read a table in order, its clear columns first."""
    names = list(columns)
    text = query.format(", ".join(names))
    (total,) = connection.execute(f"SELECT count(*) FROM ({text})").fetchone()
    found = connection.execute(f"{text} ORDER BY id")
    done = 0
    while page := found.fetchmany(_PAGE):
        for row in page:
            tokens = zip(names, row[-len(names) :], strict=True)
            opened = [opener.open(column, token) for column, token in tokens]
            yield (*row[: -len(names)], *opened)
        done += len(page)
        tick(done, total)
