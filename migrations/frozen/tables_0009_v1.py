"""The tables of 0008 whose amounts or details 0009 encrypts, before and after.

Frozen.
"""

from __future__ import annotations

import sqlalchemy as sa  # noqa: TC002  (frozen: imports stay plain)
from alembic import op

from migrations.frozen.parts_v1 import (
    Parts,
    amount_v1,
    currency_v1,
    day_v1,
    flag_v1,
    identity_v1,
    key_v1,
    link_v1,
    number_v1,
    one_of_v1,
    owner_v1,
    stamps_v1,
    text_v1,
    token_v1,
    unique_v1,
)
from migrations.frozen.tables_0006_v1 import MODES, operation_v1
from migrations.frozen.tables_0007_v1 import LOAN_KINDS

_GROUPS = ("liquidites", "financier", "immobilier", "professionnel", "divers")
_SOURCES = ("releve", "manuel", "expertise", "import", "calcul")


def create_0009_v1(table: str, name: str, *, is_clear: bool) -> None:
    """Make a table of 0008 (`is_clear`) or of 0009 under a name."""
    parts = {
        "asset": _asset,
        "loan": _loan,
        "valuation": _valuation,
        "merged_0003": _merged,
        "position": _position,
        "operation": _operation,
    }
    op.create_table(name, *parts[table](is_clear=is_clear))


def _details(*, is_clear: bool) -> sa.Column[object]:
    return text_v1("details", null=True) if is_clear else token_v1("details")


def _amount(table: str, *, is_clear: bool) -> Parts:
    return amount_v1(table, "amount") if is_clear else (token_v1("amount", null=False),)


def _asset(*, is_clear: bool) -> Parts:
    return (
        *identity_v1("asset"),
        token_v1("name"),
        *one_of_v1("asset", "group", *_GROUPS),
        text_v1("subtype"),
        token_v1("institution"),
        token_v1("iban"),
        *currency_v1("asset"),
        *one_of_v1("asset", "valuation_mode", *MODES),
        _details(is_clear=is_clear),
        token_v1("note"),
        token_v1("type_text"),
        *stamps_v1(),
    )


def _loan(*, is_clear: bool) -> Parts:
    return (
        *identity_v1("loan"),
        *one_of_v1("loan", "kind", *LOAN_KINDS),
        text_v1("subtype"),
        token_v1("name"),
        token_v1("institution"),
        *currency_v1("loan"),
        token_v1("iban"),
        token_v1("note"),
        token_v1("type_text"),
        _details(is_clear=is_clear),
        *stamps_v1(),
    )


def _valuation(*, is_clear: bool) -> Parts:
    table = "valuation"
    return (
        *identity_v1(table),
        *owner_v1(table),
        *day_v1(table, "as_of"),
        *_amount(table, is_clear=is_clear),
        *currency_v1(table),
        *one_of_v1(table, "source", *_SOURCES),
        *flag_v1(table, "is_estimate"),
        token_v1("note"),
        *stamps_v1(),
        unique_v1(table, "asset_id", "as_of", "source"),
        unique_v1(table, "loan_id", "as_of", "source"),
    )


def _merged(*, is_clear: bool) -> Parts:
    table = "merged_0003"
    return (
        *key_v1(table),
        *owner_v1(table),
        *day_v1(table, "as_of"),
        *_amount(table, is_clear=is_clear),
    )


def _position(*, is_clear: bool) -> Parts:
    table = "position"
    numbers: Parts = (token_v1("quantity", null=False), token_v1("unit_cost"))
    if is_clear:
        numbers = (*number_v1(table, "quantity"), *number_v1(table, "unit_cost", null=True))
    return (
        *identity_v1(table),
        *link_v1(table, "asset_id", "asset"),
        *link_v1(table, "security_id", "security"),
        *day_v1(table, "as_of"),
        *numbers,
        *stamps_v1(),
        unique_v1(table, "asset_id", "security_id", "as_of"),
    )


def _operation(*, is_clear: bool) -> Parts:
    return (
        *identity_v1("operation"),
        *owner_v1("operation"),
        *operation_v1(is_clear=is_clear),
    )
