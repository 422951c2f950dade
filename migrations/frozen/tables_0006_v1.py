"""The tables of 0006, and those of 0005 that it makes anew.

Frozen.
"""

from __future__ import annotations

from alembic import op

from migrations.frozen.parts_v1 import (
    Parts,
    amount_v1,
    currency_v1,
    day_v1,
    identity_v1,
    key_v1,
    link_v1,
    number_v1,
    one_of_v1,
    rate_v1,
    stamps_v1,
    text_v1,
    token_v1,
    unique_v1,
)

GROUPS = ("liquidites", "financier", "immobilier", "professionnel", "divers", "dettes")
MODES = ("solde", "positions", "manuelle")
_KINDS = (
    *("action", "obligation", "fonds", "etf", "fonds_euros", "scpi", "crypto", "metal", "autre"),
)
_CLASSES = (
    *("actions", "obligations", "immobilier", "monetaire", "matieres_premieres", "crypto"),
    *("diversifie", "autre"),
)
OPERATIONS = (
    *("depot", "retrait", "achat", "vente", "dividende", "interet", "loyer", "frais", "impot"),
    *("virement", "arbitrage"),
)


def create_asset_v1(name: str, *, has_modes: bool) -> None:
    """Make the table of assets of 0006, or of 0005 where it has no modes."""
    modes: Parts = one_of_v1("asset", "valuation_mode", *MODES) if has_modes else ()
    details: Parts = (text_v1("details", null=True),) if has_modes else ()
    op.create_table(
        name,
        *identity_v1("asset"),
        token_v1("name"),
        *one_of_v1("asset", "group", *GROUPS),
        text_v1("subtype"),
        token_v1("institution"),
        token_v1("iban"),
        token_v1("owner_text"),
        *currency_v1("asset"),
        *modes,
        *details,
        token_v1("note"),
        token_v1("type_text"),
        *stamps_v1(),
    )


def create_securities_v1() -> None:
    """Make the tables of securities, positions, prices and operations."""
    op.create_table(
        "security",
        *identity_v1("security"),
        *one_of_v1("security", "kind", *_KINDS),
        token_v1("name"),
        token_v1("isin"),
        token_v1("ticker"),
        *currency_v1("security"),
        *one_of_v1("security", "asset_class", *_CLASSES),
        token_v1("note"),
        *stamps_v1(),
    )
    op.create_table(
        "position",
        *identity_v1("position"),
        *link_v1("position", "asset_id", "asset"),
        *link_v1("position", "security_id", "security"),
        *day_v1("position", "as_of"),
        *number_v1("position", "quantity"),
        *number_v1("position", "unit_cost", null=True),
        *stamps_v1(),
        unique_v1("position", "asset_id", "security_id", "as_of"),
    )
    op.create_table(
        "price",
        *key_v1("price"),
        *link_v1("price", "security_id", "security"),
        *day_v1("price", "on_date"),
        *rate_v1("price", "price"),
        *one_of_v1("price", "source", "cours", "manuel", "import"),
        unique_v1("price", "security_id", "on_date"),
    )
    op.create_table(
        "operation",
        *identity_v1("operation"),
        *link_v1("operation", "asset_id", "asset"),
        *operation_v1(),
    )


def operation_v1(*, has_category: bool = True, is_clear: bool = True) -> Parts:
    """Give the columns of an operation beside what it belongs to."""
    table = "operation"
    category: Parts = (token_v1("category"),) if has_category else ()
    numbers = ("quantity", "unit_price")
    amounts = ("fees", "taxes")
    if is_clear:
        first = amount_v1(table, "amount")
        rest = [part for name in numbers for part in number_v1(table, name, null=True)]
        rest += [part for name in amounts for part in amount_v1(table, name, null=True)]
    else:
        first = (token_v1("amount", null=False),)
        rest = [token_v1(name) for name in (*numbers, *amounts)]
    return (
        *day_v1(table, "on_date"),
        *one_of_v1(table, "kind", *OPERATIONS),
        *first,
        *currency_v1(table),
        *link_v1(table, "security_id", "security", null=True),
        *rest,
        text_v1("transfer_uid", null=True),
        *category,
        token_v1("label"),
        text_v1("deleted_at", null=True),
        *stamps_v1(),
    )
