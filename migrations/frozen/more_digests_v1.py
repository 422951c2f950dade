"""Digests what formats 0006 to 0013 hold beside assets, loans and their values.

Frozen. Every row is named by its uid, so that a table may be made anew; a number counts the same
in any spelling, clear or encrypted. A format that has no such table says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.measures_v1 import DAY_ZERO, LOW_BITS, MODULUS, hash_rows_v1
from migrations.frozen.records_v1 import RecordsV1, Row, is_mark_v1, same_number_v1

_LOANS, _MEMBERS, _SPLITS, _RIGHTS = 7, 8, 12, 13
_PRICES = (
    f"SELECT count(*), coalesce(sum(((CAST(replace(price, '.', '') AS INTEGER) & {LOW_BITS})"
    f" + length(price)) * ((replace(on_date, '-', '') - {DAY_ZERO})"
    f" * ((security_id & 65535) * 2 + 1) % {MODULUS})), 0),"
    f" coalesce(sum(unicode(source) * (id & {LOW_BITS})), 0) FROM price"
)


def more_digests_v1(records: RecordsV1) -> tuple[tuple[str, str], ...]:
    """Digest a file; never writes."""
    found = [
        ("securities", hash_rows_v1(_securities(records))),
        ("positions", hash_rows_v1(_positions(records))),
        ("prices", hash_rows_v1([records.connection.execute(_PRICES).fetchone()])),
        ("operations", hash_rows_v1(_operations(records))),
    ]
    if records.revision >= _LOANS:
        found.append(("values", hash_rows_v1(_notes_of_values(records))))
        found.append(("links of loans", hash_rows_v1(_links(records))))
    if records.revision >= _MEMBERS:
        found.append(("members", hash_rows_v1(_members(records))))
        found.append(("shares", hash_rows_v1(_shares(records))))
    if records.revision >= _SPLITS:
        found.append(("categories", hash_rows_v1(_categories(records))))
        found.append(("splits", hash_rows_v1(_splits(records))))
    else:
        records.unreadable += _closed_categories(records)
    if records.revision >= _RIGHTS:
        found += _of_head(records)
    return tuple(found)


def _securities(records: RecordsV1) -> Iterator[Row]:
    return records.rows(
        "security",
        "uid, kind, name, isin, ticker, currency, asset_class, note, created_at",
        "ORDER BY uid",
        is_counting=True,
    )


def _positions(records: RecordsV1) -> Iterator[Row]:
    for *known, quantity, cost in records.rows(
        "position",
        "uid, asset_id, security_id, as_of, created_at, quantity, unit_cost",
        "ORDER BY uid",
        is_counting=True,
    ):
        yield *known, same_number_v1(quantity), same_number_v1(cost)


def _operations(records: RecordsV1) -> Iterator[Row]:
    """Read operations; a debt or an asset counts by its number, which they share."""
    owner = ", loan_id" if records.revision >= _LOANS else ""
    clear = "on_date, kind, currency, security_id, transfer_uid, deleted_at, created_at, label"
    numbers = "amount, quantity, unit_price, fees, taxes"
    for row in records.rows(
        "operation", f"uid, {clear}, {numbers}, asset_id{owner}", "ORDER BY uid", is_counting=True
    ):
        values = tuple(_number(value) for value in row[9:14])
        asset, *loan = row[14:]
        owned = asset if asset is not None or not loan else _loan_number(records, loan[0])
        yield *row[:9], *values, owned


def _loan_number(records: RecordsV1, key: object) -> object:
    return records.loan_numbers.get(key, key) if isinstance(key, int) else key


def _number(value: object) -> object:
    return same_number_v1(str(value) if type(value) is int else value)


def _notes_of_values(records: RecordsV1) -> Iterator[Row]:
    return records.rows(
        "valuation",
        "uid, is_estimate, note",
        "WHERE note IS NOT NULL OR is_estimate <> 0 ORDER BY uid",
        is_counting=True,
    )


def _links(records: RecordsV1) -> Iterator[Row]:
    return records.rows("loan_asset", "uid, loan_id, asset_id, num, den", "ORDER BY uid")


def _members(records: RecordsV1) -> Iterator[Row]:
    return records.rows(
        "member",
        "uid, name, birth_date, role, in_household, in_tax_household, color, position",
        "ORDER BY uid",
        is_counting=True,
    )


def _shares(records: RecordsV1) -> Iterator[Row]:
    return records.rows(
        "ownership",
        "uid, asset_id, loan_id, member_id, third_party_name, num, den",
        "ORDER BY uid",
        is_counting=True,
    )


def _categories(records: RecordsV1) -> Iterator[Row]:
    return records.rows(
        "category", "uid, parent_id, name, position", "ORDER BY uid", is_counting=True
    )


def _closed_categories(records: RecordsV1) -> int:
    """Count the categories of operations that do not open: each becomes one of the tree."""
    found = records.rows("operation", "id, category")
    return len({text for _key, text in found if is_mark_v1(text)})


def _splits(records: RecordsV1) -> Iterator[Row]:
    """Read splits; an amount that does not open counts once with that of its operation."""
    whole = {
        key: amount for key, amount in records.rows("operation", "id, amount") if is_mark_v1(amount)
    }
    for uid, operation, category, amount, note in records.rows(
        "operation_split", "uid, operation_id, category_id, amount, note", "ORDER BY uid"
    ):
        is_counted = is_mark_v1(amount) and whole.get(operation) != amount
        records.unreadable += is_counted + is_mark_v1(note)
        yield uid, operation, category, _number(amount), note


def _of_head(records: RecordsV1) -> Iterator[tuple[str, str]]:
    for name, table, columns in (
        ("events of loans", "loan_event", "uid, loan_id, on_date, kind, amount, rate, keep, note"),
        (
            "statements",
            "statement",
            "uid, as_of, label, currency, gross, debts, net, lines, digest",
        ),
        ("journal", "journal", "uid, batch, at, action, entity_type, entity_uid, before, after"),
        ("parameters", "regulatory_param", "key, valid_from, value, unit"),
        (
            "rights",
            "ownership",
            '"right", origin, usufruct_term, ref_birth_date, starts_on, ends_on',
        ),
    ):
        order = "ORDER BY key, valid_from" if table == "regulatory_param" else "ORDER BY uid"
        yield name, hash_rows_v1(records.rows(table, columns, order, is_counting=True))
