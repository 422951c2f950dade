"""Writes down what a household of 0012 was shown to be worth, before a formula changes it.

Frozen.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, date, datetime
from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)
from typing import NamedTuple

from migrations.frozen.columns_v1 import ENCRYPTED_0012
from migrations.frozen.details_v1 import canonical_v1
from migrations.frozen.down_to_0005_v1 import whole_span_v1
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.records_v1 import RecordsV1, whole_v1
from migrations.frozen.sealed_v1 import DOCUMENTS, NUMBERS, SealedV1
from migrations.frozen.worth_v1 import OwnedV1, Word, WorthV1

Line = dict[str, object]

_LABEL = "Valeurs affichées avant le passage à la version 1.2"


class StatementV1(NamedTuple):
    """Net worth on a day, in cents of a euro, and what it is made of.

    Attributes:
        as_of: ISO date of the last value that is not in the future.
        gross: what counts above zero; `debts`, what counts below.
        lines: one for each asset and loan: what it is called, and its worth, None where it has
            none.
    """

    as_of: str
    gross: int
    debts: int
    lines: list[Line]

    @property
    def net(self) -> int:
        """The sum of both."""
        return self.gross + self.debts

    @property
    def document(self) -> bytes:
        """The lines as JSON."""
        return canonical_v1({"lines": self.lines})

    @property
    def digest(self) -> str:
        """SHA-256 of what it says."""
        told = {
            "as_of": self.as_of,
            "currency": "EUR",
            "gross": self.gross,
            "debts": self.debts,
            "net": self.net,
            "lines": self.lines,
        }
        return hashlib.sha256(canonical_v1(told)).hexdigest()


def has_values_v1(connection: Connection) -> bool:
    """Tell whether there is anything to state."""
    return any(
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
        for table in ("valuation", "position")
    )


def statement_v1(connection: Connection, keys: KeysV1) -> StatementV1 | None:
    """State the worth of a file of 0012; None for one without values."""
    with texts_as_stored_v1(connection):
        records = RecordsV1(connection, 12, ENCRYPTED_0012, keys, lambda _done, _total: None)
        worth = WorthV1(records)
        span = whole_span_v1(connection, worth)
        if span is None:
            return None
        day = span.now
        names = _names(records)
        values = [
            (owned, worth.at(owned, [day], _last_word(records, owned, day))[0])
            for owned in worth.owned
        ]
    return StatementV1(
        day.isoformat(),
        sum(value for _owned, value in values if value is not None and value > 0),
        sum(value for _owned, value in values if value is not None and value < 0),
        [{**names[owned.is_owed, owned.id], "value": value} for owned, value in values],
    )


def write_statement_v1(
    connection: Connection, sealed: SealedV1, found: StatementV1, revision: str
) -> None:
    """Write a statement into the file."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    sums = [
        sealed.sealed(f"statement.{name}", b"%d" % amount, NUMBERS)
        for name, amount in (("gross", found.gross), ("debts", found.debts), ("net", found.net))
    ]
    connection.execute(
        "INSERT INTO statement (uid, as_of, label, currency, gross, debts, net, lines, digest,"
        " made_by_revision, created_at, updated_at)"
        " VALUES (?, ?, ?, 'EUR', ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(uuid.uuid4()),
            found.as_of,
            sealed.sealed("statement.label", _LABEL.encode()),
            *sums,
            sealed.sealed("statement.lines", found.document, DOCUMENTS),
            found.digest,
            revision,
            now,
            now,
        ),
    )


def _last_word(records: RecordsV1, owned: OwnedV1, day: date) -> list[Word]:
    """Give the latest value by a day that can be read."""
    column, sign = ("loan_id", -1) if owned.is_owed else ("asset_id", 1)
    opened = records.opener("valuation", "amount")
    rows = records.connection.execute(
        "SELECT as_of, id, amount, currency, source FROM valuation"
        f" WHERE {column} = ? AND as_of <= ? ORDER BY as_of DESC, id DESC",
        (owned.id, day.isoformat()),
    )
    for as_of, key, token, currency, source in rows:
        amount = whole_v1(opened(token) if opened else token)
        if amount is not None:
            return [(as_of, key, sign * amount, currency, source)]
    return []


def _names(records: RecordsV1) -> dict[tuple[bool, int], Line]:
    found: dict[tuple[bool, int], Line] = {}
    for key, *told in records.rows("asset", 'id, uid, name, "group", currency'):
        found[False, int(str(key))] = _told("asset", *told)
    for key, uid, name, currency in records.rows("loan", "id, uid, name, currency"):
        found[True, int(str(key))] = _told("loan", uid, name, None, currency)
    return found


def _told(kind: str, uid: object, name: object, group: object, currency: object) -> Line:
    called = name if isinstance(name, str) else None
    return {"kind": kind, "uid": uid, "name": called, "group": group, "currency": currency}
