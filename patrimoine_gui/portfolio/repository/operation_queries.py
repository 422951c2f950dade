"""Reads securities, operations and records; a row out of the vocabulary raises ValueError."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.entities import (
    Category,
    Operation,
    Position,
    PriceSeries,
    RegulatoryParam,
    Security,
    Split,
    Statement,
)
from patrimoine_gui.portfolio.enums import AssetClass, OperationKind, SecurityKind

if TYPE_CHECKING:
    from sqlite3 import Connection

    from patrimoine_gui.portfolio.repository.field_decryption import FieldDecryptor

_day = lru_cache(maxsize=32_768)(date.fromisoformat)
"""Thirty years of days come again and again."""


def securities(connection: Connection, fields: FieldDecryptor) -> tuple[Security, ...]:
    """Read the securities."""
    rows = connection.execute(
        "SELECT id, uid, kind, name, isin, ticker, currency, asset_class, note FROM security"
        " ORDER BY id"
    )
    return tuple(
        Security(
            key,
            uid,
            SecurityKind(kind),
            fields.text("security.name", key, name),
            fields.text("security.isin", key, isin),
            fields.text("security.ticker", key, ticker),
            currency,
            AssetClass(invested),
            fields.text("security.note", key, note),
            fields.illegible(),
        )
        for key, uid, kind, name, isin, ticker, currency, invested, note in rows
    )


def positions(connection: Connection, fields: FieldDecryptor) -> tuple[tuple[Position, ...], int]:
    """Read the positions, and count those whose quantity cannot be read."""
    readable, unreadable = [], 0
    for key, uid, asset, security, on, quantity, cost in connection.execute(
        "SELECT id, uid, asset_id, security_id, as_of, quantity, unit_cost FROM position"
        " ORDER BY as_of, id"
    ):
        units = fields.decimal("position.quantity", key, quantity)
        price = fields.decimal("position.unit_cost", key, cost)
        fields.illegible()
        if units is None:
            unreadable += 1
            continue
        readable.append(Position(key, uid, asset, security, _day(on), units, price))
    return tuple(readable), unreadable


def prices(connection: Connection) -> tuple[PriceSeries, ...]:
    """Read the prices of each security."""
    rows = connection.execute(
        "SELECT security_id, group_concat(on_date), group_concat(price) FROM"
        " (SELECT security_id, on_date, price FROM price ORDER BY security_id, on_date)"
        " GROUP BY security_id"
    )
    return tuple(
        _series(security, days.split(","), texts.split(",")) for security, days, texts in rows
    )


def _series(security: int, days: list[str], texts: list[str]) -> PriceSeries:
    """Put prices in order: SQLite gives them so, and promises it for no version before 3.44."""
    if days != sorted(days):
        pairs = sorted(zip(days, texts, strict=True))
        days, texts = [day for day, _text in pairs], [text for _day, text in pairs]
    return PriceSeries(security, tuple(days), tuple(texts))


def rates(connection: Connection) -> tuple[Rate, ...]:
    """Read the exchange rates."""
    rows = connection.execute("SELECT base, quote, on_date, rate FROM fx_rate ORDER BY on_date, id")
    return tuple(Rate(base, quote, _day(on), Decimal(rate)) for base, quote, on, rate in rows)


def operations(connection: Connection, fields: FieldDecryptor) -> tuple[tuple[Operation, ...], int]:
    """Read the operations and their splits, and count those whose amount cannot be read."""
    kinds = {kind.value: kind for kind in OperationKind}
    amount_of, quantity_of = (
        fields.numbers("operation.amount"),
        fields.decimals("operation.quantity"),
    )
    price_of, label_of = fields.decimals("operation.unit_price"), fields.texts("operation.label")
    fees_of, taxes_of = fields.numbers("operation.fees"), fields.numbers("operation.taxes")
    splits = _splits(connection, fields)
    readable, unreadable = [], 0
    for row in connection.execute(
        "SELECT id, uid, asset_id, loan_id, on_date, kind, amount, currency, security_id,"
        " quantity, unit_price, fees, taxes, transfer_uid, label, deleted_at FROM operation"
        " ORDER BY on_date, id"
    ):
        key, uid, asset, loan, on, kind, token, currency, security, *more = row
        quantity, price, fees, taxes, transfer, label, deleted = more
        amount = amount_of(key, token)
        if amount is None:
            fields.illegible()
            unreadable += 1
            continue
        readable.append(
            Operation(
                key,
                uid,
                asset,
                loan,
                _day(on),
                kinds.get(kind) or OperationKind(kind),
                amount,
                currency,
                security,
                quantity_of(key, quantity),
                price_of(key, price),
                fees_of(key, fees),
                taxes_of(key, taxes),
                transfer or "",
                label_of(key, label) or "",
                deleted or "",
                splits.get(key, ()),
                fields.illegible(),
            )
        )
    return tuple(readable), unreadable


def _splits(connection: Connection, fields: FieldDecryptor) -> dict[int, tuple[Split, ...]]:
    amount_of = fields.numbers("operation_split.amount")
    note_of = fields.texts("operation_split.note")
    found: dict[int, tuple[Split, ...]] = {}
    for key, uid, operation, category, amount, note in connection.execute(
        "SELECT id, uid, operation_id, category_id, amount, note FROM operation_split ORDER BY id"
    ):
        split = Split(key, uid, category, amount_of(key, amount) or 0, note_of(key, note) or "")
        others = found.get(operation)
        found[operation] = (split,) if others is None else (*others, split)
    fields.illegible()
    return found


def categories(connection: Connection, fields: FieldDecryptor) -> tuple[Category, ...]:
    """Read the categories."""
    rows = connection.execute("SELECT id, uid, name, parent_id, position FROM category ORDER BY id")
    return tuple(
        Category(
            key,
            uid,
            fields.text("category.name", key, name),
            parent,
            place,
            fields.illegible(),
        )
        for key, uid, name, parent, place in rows
    )


def statements(connection: Connection, fields: FieldDecryptor) -> tuple[Statement, ...]:
    """Read the statements, oldest first."""
    rows = connection.execute(
        "SELECT id, uid, as_of, label, currency, gross, debts, net, lines, digest,"
        " made_by_revision FROM statement ORDER BY as_of, id"
    )
    return tuple(
        Statement(
            key,
            uid,
            _day(on),
            fields.text("statement.label", key, label),
            currency,
            fields.number("statement.gross", key, gross) or 0,
            fields.number("statement.debts", key, debts) or 0,
            fields.number("statement.net", key, net) or 0,
            fields.document("statement.lines", key, lines),
            fields.text("statement.digest", key, digest),
            made_by or "",
            fields.illegible(),
        )
        for key, uid, on, label, currency, gross, debts, net, lines, digest, made_by in rows
    )


def parameters(connection: Connection) -> tuple[RegulatoryParam, ...]:
    """Read the rates, ceilings and scales of the law."""
    rows = connection.execute(
        "SELECT key, valid_from, value, unit, source_url FROM regulatory_param"
        " ORDER BY key, valid_from"
    )
    return tuple(
        RegulatoryParam(key, _day(day), value, unit or "", source or "")
        for key, day, value, unit, source in rows
    )
