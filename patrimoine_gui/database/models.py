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
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from patrimoine_gui.database.encrypted_types import EncryptedString, EncryptedValue
from patrimoine_gui.database.field_values import Stored  # noqa: TC001  (read by `Mapped`)

GROUPS: Final = ("liquidites", "financier", "immobilier", "professionnel", "divers", "dettes")
SOURCES: Final = ("releve", "manuel", "expertise", "import", "calcul")
RATE_SOURCES: Final = ("bce", "manuel", "import")
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


def a_currency(column: str) -> str:
    """Write the condition of a currency code: three capital letters (ISO 4217)."""
    return f"length(CAST({column} AS BLOB)) = 3 AND {column} GLOB '[A-Z][A-Z][A-Z]'"


def a_rate(column: str) -> str:
    """Write the condition of an exchange rate: a plain decimal number above zero, as text."""
    return (
        f"typeof({column}) = 'text' AND length({column}) BETWEEN 1 AND 40"
        f" AND length(CAST({column} AS BLOB)) = length({column})"
        f" AND {column} GLOB '[0-9]*' AND {column} NOT GLOB '*[^0-9.]*'"
        f" AND {column} NOT GLOB '*.*.*' AND {column} NOT GLOB '*.'"
        f" AND CAST({column} AS REAL) > 0"
    )


class Base(DeclarativeBase):
    """Root of the models; `Base.metadata` is the schema that head must have."""


class Asset(Base):
    """Something the household owns or, in the group "dettes", owes.

    Attributes:
        group: one of `GROUPS`.
        currency: code of the currency that it is held in.
        type_text: the free type of versions 0.1 and 0.2, None for a newer asset.
        created_at: UTC, ISO 8601 with a final Z; `updated_at` alike.
    """

    __tablename__ = "asset"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_asset"),
        UniqueConstraint("uid", name="uq_asset_uid"),
        CheckConstraint(one_of('"group"', GROUPS), name="ck_asset_group"),
        CheckConstraint(a_currency("currency"), name="ck_asset_currency"),
    )

    id: Mapped[int] = mapped_column(Integer)
    uid: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(EncryptedString("asset.name"))
    group: Mapped[str] = mapped_column(Text)
    subtype: Mapped[str] = mapped_column(Text)
    institution: Mapped[str | None] = mapped_column(EncryptedString("asset.institution"))
    currency: Mapped[str] = mapped_column(Text)
    iban: Mapped[str | None] = mapped_column(EncryptedString("asset.iban"))
    owner_text: Mapped[str | None] = mapped_column(EncryptedString("asset.owner"))
    note: Mapped[str | None] = mapped_column(EncryptedString("asset.note"))
    type_text: Mapped[str | None] = mapped_column(EncryptedString("asset.kind"))
    created_at: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[str] = mapped_column(Text)


class Valuation(Base):
    """The value of an asset at a date.

    Attributes:
        as_of: ISO date.
        amount: hundredths of the currency, below zero for what is owed.
        currency: code of the currency of the amount.
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
        CheckConstraint(a_currency("currency"), name="ck_valuation_currency"),
    )

    id: Mapped[int] = mapped_column(Integer)
    asset_id: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)


class FxRate(Base):
    """What one unit of a currency was worth in another on a day.

    Attributes:
        base: code of the currency of the one unit.
        quote: code of the currency that the rate counts.
        on_date: ISO date.
        rate: units of `quote` for one unit of `base`, above zero, as decimal text.
        source: one of `RATE_SOURCES`.
    """

    __tablename__ = "fx_rate"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="pk_fx_rate"),
        UniqueConstraint("base", "quote", "on_date", name="uq_fx_rate_base"),
        CheckConstraint(a_currency("base"), name="ck_fx_rate_base"),
        CheckConstraint(f"{a_currency('quote')} AND quote <> base", name="ck_fx_rate_quote"),
        CheckConstraint(a_day("on_date"), name="ck_fx_rate_on_date"),
        CheckConstraint(a_rate("rate"), name="ck_fx_rate_rate"),
        CheckConstraint(one_of("source", RATE_SOURCES), name="ck_fx_rate_source"),
    )

    id: Mapped[int] = mapped_column(Integer)
    base: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    on_date: Mapped[str] = mapped_column(Text)
    rate: Mapped[str] = mapped_column(Text)
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
    account_name: Mapped[Stored | None] = mapped_column(EncryptedValue("reject.account"))
    raw_date: Mapped[Stored | None] = mapped_column(EncryptedValue("reject.day"))
    raw_balance: Mapped[Stored | None] = mapped_column(EncryptedValue("reject.amount"))
    reason: Mapped[str] = mapped_column(Text)
