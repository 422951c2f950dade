"""Reads securities, operations and records; a row out of the vocabulary raises ValueError."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

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
from patrimoine_gui.portfolio.repository.row_reader import RowReader, each

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from sqlite3 import Connection

    from patrimoine_gui.portfolio.repository.field_decryption import FieldDecryptor

_day = lru_cache(maxsize=32_768)(date.fromisoformat)
"""Thirty years of days come again and again."""


def _security(fields: FieldDecryptor, *row: Any) -> Security:
    key, uid, kind, name, isin, ticker, currency, invested, note = row
    return Security(
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


SECURITIES: Final = RowReader(
    "security",
    ("id", "uid", "kind", "name", "isin", "ticker", "currency", "asset_class", "note"),
    ("id",),
    attrgetter("id"),
    each(_security),
)


def _position(fields: FieldDecryptor, *row: Any) -> Position | None:
    key, uid, asset, security, on, quantity, cost = row
    units = fields.decimal("position.quantity", key, quantity)
    price = fields.decimal("position.unit_cost", key, cost)
    fields.illegible()
    return None if units is None else Position(key, uid, asset, security, _day(on), units, price)


POSITIONS: Final = RowReader(
    "position",
    ("id", "uid", "asset_id", "security_id", "as_of", "quantity", "unit_cost"),
    ("as_of", "id"),
    attrgetter("as_of", "id"),
    each(_position),
)


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


def _rate(_fields: FieldDecryptor, base: str, quote: str, on: str, rate: str) -> Rate:
    return Rate(base, quote, _day(on), Decimal(rate))


RATES: Final = RowReader(
    "fx_rate",
    ("base", "quote", "on_date", "rate"),
    ("on_date", "base", "quote"),
    attrgetter("on", "base", "quote"),
    each(_rate),
)
"""Exchange rates: those of one day by their currencies."""


# --- operations -----------------------------------------------------------------------------------

_KINDS: Final = {kind.value: kind for kind in OperationKind}


def _operation_builder(
    fields: FieldDecryptor, splits: Mapping[int, tuple[Split, ...]]
) -> Callable[..., Operation | None]:
    amount_of, quantity_of = (
        fields.numbers("operation.amount"),
        fields.decimals("operation.quantity"),
    )
    price_of, label_of = fields.decimals("operation.unit_price"), fields.texts("operation.label")
    fees_of, taxes_of = fields.numbers("operation.fees"), fields.numbers("operation.taxes")
    external_of, note_of = fields.texts("operation.external_id"), fields.texts("operation.note")

    def build(*row: Any) -> Operation | None:
        key, uid, asset, loan, on, kind, token, currency, security, *more = row
        quantity, price, fees, taxes, transfer, label, external, note, deleted = more
        amount = amount_of(key, token)
        if amount is None:
            fields.illegible()
            return None
        return Operation(
            key,
            uid,
            asset,
            loan,
            _day(on),
            _KINDS.get(kind) or OperationKind(kind),
            amount,
            currency,
            security,
            quantity_of(key, quantity),
            price_of(key, price),
            fees_of(key, fees),
            taxes_of(key, taxes),
            transfer or "",
            label_of(key, label) or "",
            external_of(key, external) or "",
            note_of(key, note) or "",
            deleted or "",
            splits.get(key, ()),
            fields.illegible(),
        )

    return build


OPERATIONS: Final = RowReader(
    "operation",
    (
        *("id", "uid", "asset_id", "loan_id", "on_date", "kind", "amount", "currency"),
        *("security_id", "quantity", "unit_price", "fees", "taxes", "transfer_uid", "label"),
        *("external_id", "note", "deleted_at"),
    ),
    ("on_date", "id"),
    attrgetter("on_date", "id"),
    lambda fields: _operation_builder(fields, {}),
)
"""Without their parts; see `operation_reader`."""


def operation_reader(splits: Mapping[int, tuple[Split, ...]]) -> RowReader[Operation]:
    """Give what reads operations, each with the parts of its number."""
    return replace(OPERATIONS, builder=lambda fields: _operation_builder(fields, splits))


def _split_builder(fields: FieldDecryptor) -> Callable[..., tuple[int, Split]]:
    amount_of = fields.numbers("operation_split.amount")
    note_of = fields.texts("operation_split.note")

    def build(*row: Any) -> tuple[int, Split]:
        key, uid, operation, category, amount, note = row
        split = Split(key, uid, category, amount_of(key, amount) or 0, note_of(key, note) or "")
        fields.illegible()
        return operation, split

    return build


SPLITS: Final[RowReader[Any]] = RowReader(
    "operation_split",
    ("id", "uid", "operation_id", "category_id", "amount", "note"),
    ("id",),
    lambda item: item[1].id,
    _split_builder,
)
"""The parts of operations, each with the number of its operation."""


def operations(
    connection: Connection, fields: FieldDecryptor
) -> tuple[tuple[Operation, ...], Mapping[int, tuple[Split, ...]], int]:
    """Read the operations with their parts; the parts of those whose amount cannot be read.

    The last number counts the latter.
    """
    splits: dict[int, tuple[Split, ...]] = {}
    for operation, split in SPLITS.values(connection, fields):
        others = splits.get(operation)
        splits[operation] = (split,) if others is None else (*others, split)
    found, unreadable = operation_reader(splits).read(connection, fields)
    if unreadable:
        for item in found:
            splits.pop(item.id, None)
    return found, splits if unreadable else {}, unreadable


# --- records --------------------------------------------------------------------------------------


def _category(fields: FieldDecryptor, *row: Any) -> Category:
    key, uid, name, parent, place = row
    return Category(
        key, uid, fields.text("category.name", key, name), parent, place, fields.illegible()
    )


CATEGORIES: Final = RowReader(
    "category",
    ("id", "uid", "name", "parent_id", "position"),
    ("id",),
    attrgetter("id"),
    each(_category),
)


def _statement(fields: FieldDecryptor, *row: Any) -> Statement:
    key, uid, on, *rest = row
    label, currency, gross, debts, net, lines, digest, made_by = rest
    return Statement(
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


STATEMENTS: Final = RowReader(
    "statement",
    (
        *("id", "uid", "as_of", "label", "currency", "gross", "debts", "net", "lines"),
        *("digest", "made_by_revision"),
    ),
    ("as_of", "id"),
    attrgetter("as_of", "id"),
    each(_statement),
)
"""Oldest first."""


def _parameter(_fields: FieldDecryptor, *row: Any) -> RegulatoryParam:
    key, day, value, unit, source = row
    return RegulatoryParam(key, _day(day), value, unit or "", source or "")


PARAMETERS: Final = RowReader(
    "regulatory_param",
    ("key", "valid_from", "value", "unit", "source_url"),
    ("key", "valid_from"),
    attrgetter("key", "valid_from"),
    each(_parameter),
)
"""Rates, ceilings and scales of the law."""
