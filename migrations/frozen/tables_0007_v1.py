"""The tables of 0007, and those of 0006 that it makes anew.

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
    one_of_v1,
    owner_v1,
    share_v1,
    stamps_v1,
    text_v1,
    token_v1,
    unique_v1,
)
from migrations.frozen.tables_0006_v1 import MODES, operation_v1

_GROUPS = ("liquidites", "financier", "immobilier", "professionnel", "divers")
LOAN_KINDS = (
    *("amortissable", "capital_constant", "in_fine", "relais", "ptz", "conso", "revolving"),
    *("familial", "loa", "decouvert"),
)
_SOURCES = ("releve", "manuel", "expertise", "import", "calcul")


def create_asset_0007_v1(name: str) -> None:
    """Make the table of assets without the group of debts."""
    op.create_table(
        name,
        *identity_v1("asset"),
        token_v1("name"),
        *one_of_v1("asset", "group", *_GROUPS),
        text_v1("subtype"),
        token_v1("institution"),
        token_v1("iban"),
        token_v1("owner_text"),
        *currency_v1("asset"),
        *one_of_v1("asset", "valuation_mode", *MODES),
        text_v1("details", null=True),
        token_v1("note"),
        token_v1("type_text"),
        *stamps_v1(),
    )


def create_loans_v1() -> None:
    """Make the tables of loans and of what they paid for."""
    op.create_table(
        "loan",
        *identity_v1("loan"),
        *one_of_v1("loan", "kind", *LOAN_KINDS),
        text_v1("subtype"),
        token_v1("name"),
        token_v1("institution"),
        *currency_v1("loan"),
        token_v1("iban"),
        token_v1("owner_text"),
        token_v1("note"),
        token_v1("type_text"),
        text_v1("details", null=True),
        *stamps_v1(),
    )
    op.create_table(
        "loan_asset",
        *identity_v1("loan_asset"),
        *link_v1("loan_asset", "loan_id", "loan"),
        *link_v1("loan_asset", "asset_id", "asset"),
        *share_v1("loan_asset"),
        *stamps_v1(),
        unique_v1("loan_asset", "loan_id", "asset_id"),
    )


def create_valuation_v1(name: str, *, has_loans: bool) -> None:
    """Make the table of values of 0007, or of 0006 where it has no loans."""
    table = "valuation"
    day, amount = day_v1(table, "as_of"), amount_v1(table, "amount")
    source = one_of_v1(table, "source", *_SOURCES)
    if not has_loans:
        owner: Parts = (*key_v1(table), *link_v1(table, "asset_id", "asset"))
        op.create_table(
            name,
            *owner,
            *day,
            *amount,
            *currency_v1(table),
            *source,
            unique_v1(table, "asset_id", "as_of", "source"),
        )
        return
    op.create_table(
        name,
        *identity_v1(table),
        *owner_v1(table),
        *day,
        *amount,
        *currency_v1(table),
        *source,
        *flag_v1(table, "is_estimate"),
        token_v1("note"),
        *stamps_v1(),
        unique_v1(table, "asset_id", "as_of", "source"),
        unique_v1(table, "loan_id", "as_of", "source"),
    )


def create_operation_v1(name: str, *, has_loans: bool) -> None:
    """Make the table of operations of 0007, or of 0006 where it has no loans."""
    owner = owner_v1("operation") if has_loans else link_v1("operation", "asset_id", "asset")
    op.create_table(name, *identity_v1("operation"), *owner, *operation_v1())


def create_merged_v1(name: str, *, has_loans: bool) -> None:
    """Make the table of merged duplicates of 0007, or of 0006 where it has no loans."""
    table = "merged_0003"
    owner = owner_v1(table) if has_loans else link_v1(table, "asset_id", "asset")
    columns: list[sa.Column[object] | sa.Constraint] = [*key_v1(table), *owner]
    op.create_table(name, *columns, *day_v1(table, "as_of"), *amount_v1(table, "amount"))
