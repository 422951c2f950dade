"""Measures what earlier revisions set aside: unreadable rows, and duplicates of one day.

Frozen. Up to 0012 they stand in `reject_0002` and `merged_0003`; from 0013 on in the setting
`legacy_0013`, row for row.
"""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003  (frozen: imports stay plain)
from typing import NamedTuple

from migrations.frozen.amounts_v1 import cents_v1
from migrations.frozen.legacy_rows_v1 import closed_rows_v1, legacy_rows_v1
from migrations.frozen.measures_0002 import as_first_written_v1
from migrations.frozen.measures_v1 import (
    LOW_BITS,
    MODULUS,
    BucketV1,
    blot_v1,
    day_number_v1,
    hash_rows_v1,
    weight_v1,
)
from migrations.frozen.records_v1 import RecordsV1, Row, whole_v1

_LOANS, _DROPPED = 7, 13


class SetAsideV1(NamedTuple):
    """What was set aside.

    Attributes:
        buckets: "merged", "unread" and "set aside".
        blots: digests of what cannot be read, added up.
        checksum: the part of the checksum of single values.
        accounts: digest of the accounts of unreadable rows.
    """

    buckets: tuple[BucketV1, ...]
    blots: int
    checksum: int
    accounts: str


def set_aside_v1(records: RecordsV1) -> SetAsideV1:
    """Measure it; never writes."""
    merged, rejects = _rows(records)
    rows = cents = checksum = alone = alone_cents = blots = 0
    for owned, is_owed, written, amount in merged:
        value = whole_v1(amount)
        if value is None:
            alone += 1
        elif _has_survivor(records, owned, written, is_owed=bool(is_owed)):
            rows += 1
            cents += value
            day = day_number_v1(written) or 0
            number = int(str(owned))
            number = records.loan_numbers.get(number, number) if is_owed else number
            checksum += ((value & LOW_BITS) + 1) * (day * weight_v1(number) % MODULUS)
        else:
            alone += 1
            alone_cents += value
            blots += blot_v1(*as_first_written_v1(str(written), value))
    aside = aside_cents = 0
    accounts = []
    for key, account, day_written, balance in rejects:
        aside += 1
        aside_cents += cents_v1(balance) or 0
        blots += blot_v1(day_written, balance)
        accounts.append((key, account))
    buckets = (
        BucketV1("merged", rows, cents),
        BucketV1("unread", alone, alone_cents),
        BucketV1("set aside", aside, aside_cents),
    )
    return SetAsideV1(buckets, blots, checksum, hash_rows_v1(accounts))


def _rows(records: RecordsV1) -> tuple[Iterable[Row], Iterable[Row]]:
    """Give the merged (id of the asset or loan, is owed, day, amount), and the rejected rows."""
    if records.revision >= _DROPPED:
        kept = legacy_rows_v1(records)
        merged = [
            (asset if loan is None else loan, loan is not None, day, amount)
            for _key, asset, loan, day, amount in kept.get("merged_0003", ())
            if _is_there(records, asset, loan)
        ]
        records.unreadable += len(closed_rows_v1(records, "reject_0002")) + sum(
            _is_there(records, asset, loan)
            for _key, asset, loan, *_rest in closed_rows_v1(records, "merged_0003")
        )
        rejects = [
            (key, name, day, balance)
            for key, _source, _row, _account, name, day, balance, *_why in kept.get(
                "reject_0002", ()
            )
        ]
        return merged, rejects
    owner = "asset_id, loan_id" if records.revision >= _LOANS else "asset_id"
    found = (
        (row[0] if row[0] is not None else row[1], row[0] is None, *row[-2:])
        for row in records.rows(
            "merged_0003", f"{owner}, as_of, amount", "ORDER BY id", is_counting=True
        )
    )
    rejects_now = records.rows(
        "reject_0002", "id, account_name, raw_date, raw_balance", "ORDER BY id", is_counting=True
    )
    return found, rejects_now


def _is_there(records: RecordsV1, asset: object, loan: object) -> bool:
    """Tell whether what a duplicate belongs to is there; what somebody deleted took it along."""
    table, key = ("asset", asset) if loan is None else ("loan", loan)
    query = f"SELECT 1 FROM {table} WHERE id = ?"
    return records.connection.execute(query, (key,)).fetchone() is not None


def _has_survivor(records: RecordsV1, owned: object, day: object, *, is_owed: bool) -> bool:
    column = "loan_id" if is_owed else "asset_id"
    query = f"SELECT 1 FROM valuation WHERE {column} = ? AND as_of = ? AND currency = 'EUR'"
    return records.connection.execute(query, (owned, day)).fetchone() is not None
