"""The tables of 0008.

Frozen.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.parts_v1 import (
    day_v1,
    flag_v1,
    identity_v1,
    link_v1,
    one_of_v1,
    owner_v1,
    share_v1,
    stamps_v1,
    text_v1,
    token_v1,
    whole_v1,
)

_REGIMES = (
    *("communaute_reduite", "communaute_universelle", "separation", "participation"),
    *("pacs_separation", "pacs_indivision", "union_libre", "seul"),
)
_ROLES = ("moi", "conjoint", "enfant", "parent", "societe", "tiers")


def create_members_v1() -> None:
    """Make the tables of the household, its members and what each owns."""
    op.create_table(
        "household",
        *identity_v1("household"),
        token_v1("name"),
        *one_of_v1("household", "regime", *_REGIMES, null=True),
        *day_v1("household", "regime_since", null=True),
        token_v1("note"),
        *stamps_v1(),
        sa.CheckConstraint("id = 1", name="ck_household_id"),
    )
    op.create_table(
        "member",
        *identity_v1("member"),
        token_v1("name"),
        token_v1("birth_date"),
        *one_of_v1("member", "role", *_ROLES),
        *flag_v1("member", "in_household"),
        *flag_v1("member", "in_tax_household"),
        text_v1("color", null=True),
        whole_v1("position"),
        *stamps_v1(),
    )
    op.create_table(
        "ownership",
        *identity_v1("ownership"),
        *owner_v1("ownership"),
        *link_v1("ownership", "member_id", "member", null=True),
        token_v1("third_party_name"),
        *share_v1("ownership"),
        *stamps_v1(),
    )
