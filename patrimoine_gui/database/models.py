"""The tables as this version uses them: what `migrate.py create` compares with head.

Never imported by the engine nor by a revision: models follow the present, revisions keep the past.
Every constraint is named and stands at table level, so that a batch rebuild keeps it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.sqlite import BLOB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

GROUPS: Final = ("liquidites", "financier", "immobilier", "professionnel", "divers", "dettes")
SOURCES: Final = ("releve", "manuel", "expertise", "import", "calcul")
REJECT_SOURCES: Final = ("account", "balance_history")
LARGEST_AMOUNT: Final = 10**13
"""Greatest amount, in cents, either way."""

REJECT_REASONS: Final = ("orphan", "date", "amount", "missing")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Write the condition of an enumeration (`IN` would be rewritten by a batch rebuild)."""
    return " OR ".join(f"{column} = '{value}'" for value in values)


def a_day(column: str) -> str:
    """Write the condition of an ISO date that exists, between 1900 and 2199."""
    return (
        f"{column} BETWEEN '1900-01-01' AND '2199-12-31' AND {column} IS date({column}, '+0 days')"
    )


def an_amount(column: str) -> str:
    """Write the condition of an amount in whole cents."""
    bounds = f"BETWEEN -{LARGEST_AMOUNT} AND {LARGEST_AMOUNT}"
    return f"typeof({column}) = 'integer' AND {column} {bounds}"


class Base(DeclarativeBase):
    """Root of the models; `Base.metadata` is the schema that head must have."""


class Asset(Base):
    """Something the household owns or, in the group "dettes", owes.

    Attributes:
        group: one of `GROUPS`.
        type_text: the free type of versions 0.1 and 0.2, None for a newer asset.
        created_at: UTC, ISO 8601 with a final Z; `updated_at` alike.
    """

    __tablename__ = "asset"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_asset"),
        UniqueConstraint("uid", name="uq_asset_uid"),
        CheckConstraint(one_of('"group"', GROUPS), name="ck_asset_group"),
    )

    id: Mapped[int] = mapped_column(Integer)
    uid: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    group: Mapped[str] = mapped_column(Text)
    subtype: Mapped[str] = mapped_column(Text)
    institution: Mapped[str | None] = mapped_column(Text)
    iban: Mapped[str | None] = mapped_column(Text)
    owner_text: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    type_text: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[str] = mapped_column(Text)


class Valuation(Base):
    """The value of an asset at a date.

    Attributes:
        as_of: ISO date.
        amount: cents of a euro, below zero for what is owed.
        source: one of `SOURCES`.
    """

    __tablename__ = "valuation"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_valuation"),
        ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name="fk_valuation_asset_id_asset", ondelete="RESTRICT"
        ),
        UniqueConstraint("asset_id", "as_of", "source", name="uq_valuation_asset_id"),
        CheckConstraint(a_day("as_of"), name="ck_valuation_as_of"),
        CheckConstraint(an_amount("amount"), name="ck_valuation_amount"),
        CheckConstraint(one_of("source", SOURCES), name="ck_valuation_source"),
    )

    id: Mapped[int] = mapped_column(Integer)
    asset_id: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)


class MergedValuation(Base):
    """A duplicate of the same day that revision 0003 merged, kept for a downgrade."""

    __tablename__ = "merged_0003"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_merged_0003"),
        ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name="fk_merged_0003_asset_id_asset", ondelete="RESTRICT"
        ),
        CheckConstraint(a_day("as_of"), name="ck_merged_0003_as_of"),
        CheckConstraint(an_amount("amount"), name="ck_merged_0003_amount"),
    )

    id: Mapped[int] = mapped_column(Integer)
    asset_id: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Integer)


class RejectedRow(Base):
    """A row that revision 0002 could not read without guessing, kept word for word."""

    __tablename__ = "reject_0002"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_reject_0002"),
        CheckConstraint(one_of("source", REJECT_SOURCES), name="ck_reject_0002_source"),
        CheckConstraint(one_of("reason", REJECT_REASONS), name="ck_reject_0002_reason"),
    )

    id: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    source_id: Mapped[int] = mapped_column(Integer)
    account_id: Mapped[int | None] = mapped_column(Integer)
    account_name: Mapped[str | None] = mapped_column(Text)
    raw_date: Mapped[bytes | None] = mapped_column(BLOB)
    raw_balance: Mapped[bytes | None] = mapped_column(BLOB)
    reason: Mapped[str] = mapped_column(Text)
