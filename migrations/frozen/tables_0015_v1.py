"""The tables of households and operations of 0015, and those of 0014.

Frozen.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.parts_v1 import (
    Parts,
    currency_v1,
    day_v1,
    identity_v1,
    link_v1,
    one_of_v1,
    owner_v1,
    stamps_v1,
    text_v1,
    token_v1,
)
from migrations.frozen.tables_0006_v1 import OPERATIONS

_REGIMES = (
    *("communaute_reduite", "communaute_universelle", "separation", "participation"),
    *("pacs_separation", "pacs_indivision", "union_libre", "seul"),
)
NEW_REGIMES = ("meubles_et_acquets", "etranger")
NEW_KINDS = ("division", "livraison")


def create_as_v1(table: str, name: str, *, is_new: bool) -> None:
    """Make a table as 0015 has it (`is_new`) or as 0014, under a name."""
    parts = _household if table == "household" else _operation
    op.create_table(name, *parts(table, is_new=is_new))


def _household(table: str, *, is_new: bool) -> Parts:
    regimes = (*_REGIMES, *NEW_REGIMES) if is_new else _REGIMES
    return (
        *identity_v1(table),
        token_v1("name"),
        *one_of_v1(table, "regime", *regimes, null=True),
        *day_v1(table, "regime_since", null=True),
        token_v1("note"),
        *stamps_v1(),
        sa.CheckConstraint("id = 1", name="ck_household_id"),
    )


def _operation(table: str, *, is_new: bool) -> Parts:
    kinds = (*OPERATIONS, *NEW_KINDS) if is_new else OPERATIONS
    texts = ("label", "external_id", "note") if is_new else ("label",)
    return (
        *identity_v1(table),
        *owner_v1(table),
        *day_v1(table, "on_date"),
        *one_of_v1(table, "kind", *kinds),
        token_v1("amount", null=False),
        *currency_v1(table),
        *link_v1(table, "security_id", "security", null=True),
        *(token_v1(column) for column in ("quantity", "unit_price", "fees", "taxes")),
        text_v1("transfer_uid", null=True),
        *(token_v1(column) for column in texts),
        text_v1("deleted_at", null=True),
        *stamps_v1(),
    )
