"""What the household owes."""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003  (read by `Mapped`)
from typing import Final

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from patrimoine_gui.database.encrypted_types import (
    EncryptedDecimal,
    EncryptedInteger,
    EncryptedJSON,
    EncryptedString,
)
from patrimoine_gui.database.field_values import Document  # noqa: TC001  (read by `Mapped`)
from patrimoine_gui.database.models.base import (
    Base,
    Entity,
    a_count,
    a_currency,
    a_day,
    a_flag,
    a_share,
    checks,
    identity,
    links,
    one_of,
    or_null,
    unique,
)

LOAN_KINDS: Final = (
    *("amortissable", "capital_constant", "in_fine", "relais", "ptz", "conso", "revolving"),
    *("familial", "loa", "decouvert"),
)
RATE_TYPES: Final = ("fixe", "variable", "mixte")
INSURANCE_MODES: Final = ("capital_initial", "capital_restant", "montant", "aucune")
PERIODICITIES: Final = ("mensuelle", "trimestrielle", "semestrielle", "annuelle")
DEFERRALS: Final = ("aucun", "partiel", "total")
EVENT_KINDS: Final = (*("remboursement_anticipe", "modulation", "taux", "pause", "crd_releve"),)
KEEPS: Final = ("duree", "mensualite")
LONGEST_LOAN: Final = 600
LONGEST_DEFERRAL: Final = 120
"""Months, like the longest loan."""


class Loan(Entity, Base):
    """A debt; it never has the id of an asset.

    Attributes:
        kind: one of `LOAN_KINDS`.
        principal: what was borrowed, smallest units of the currency; `balloon`, the part of it
            that is due with the last instalment.
        rate: percent a year, insurance not included.
        insurance_rate: percent a year of what `insurance_mode` says.
        insurance_amount: smallest units of the currency, at each instalment.
        first_due_on: ISO date of the first instalment.
        months: from one instalment before the first to the last.
        deferral: one of `DEFERRALS`, for the first `deferral_months`.
        off_balance: 1 where it does not count in the totals.
        closed_on: last ISO date of the loan.
        details: what has no column: the IBAN, the type of old versions.
    """

    __tablename__ = "loan"
    __table_args__ = (
        *identity("loan"),
        *links("loan", institution_id="institution"),
        *checks(
            "loan",
            kind=one_of("kind", LOAN_KINDS),
            currency=a_currency("currency"),
            rate_type=or_null("rate_type", one_of("rate_type", RATE_TYPES)),
            insurance_mode=or_null("insurance_mode", one_of("insurance_mode", INSURANCE_MODES)),
            first_due_on=or_null("first_due_on", a_day("first_due_on")),
            months=or_null("months", a_count("months", 1, LONGEST_LOAN)),
            periodicity=one_of("periodicity", PERIODICITIES),
            deferral=one_of("deferral", DEFERRALS),
            deferral_months=a_count("deferral_months", 0, LONGEST_DEFERRAL),
            off_balance=a_flag("off_balance"),
            closed_on=or_null("closed_on", a_day("closed_on")),
        ),
    )

    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(EncryptedString("loan.name"))
    institution_id: Mapped[int | None] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(Text)
    principal: Mapped[int | None] = mapped_column(EncryptedInteger("loan.principal"))
    rate: Mapped[Decimal | None] = mapped_column(EncryptedDecimal("loan.rate"))
    rate_type: Mapped[str | None] = mapped_column(Text)
    insurance_mode: Mapped[str | None] = mapped_column(Text)
    insurance_rate: Mapped[Decimal | None] = mapped_column(EncryptedDecimal("loan.insurance_rate"))
    insurance_amount: Mapped[int | None] = mapped_column(EncryptedInteger("loan.insurance_amount"))
    first_due_on: Mapped[str | None] = mapped_column(Text)
    months: Mapped[int | None] = mapped_column(Integer)
    periodicity: Mapped[str] = mapped_column(Text)
    deferral: Mapped[str] = mapped_column(Text)
    deferral_months: Mapped[int] = mapped_column(Integer)
    balloon: Mapped[int | None] = mapped_column(EncryptedInteger("loan.balloon"))
    off_balance: Mapped[int] = mapped_column(Integer)
    closed_on: Mapped[str | None] = mapped_column(Text)
    details: Mapped[Document | None] = mapped_column(EncryptedJSON("loan.details"))
    note: Mapped[str | None] = mapped_column(EncryptedString("loan.note"))


class LoanEvent(Entity, Base):
    """Something that changed the course of a loan.

    Attributes:
        on_date: ISO date.
        kind: one of `EVENT_KINDS`.
        amount: smallest units of the currency of the loan.
        rate: the new one, percent a year.
        keep: one of `KEEPS`, None for the usual.
    """

    __tablename__ = "loan_event"
    __table_args__ = (
        *identity("loan_event"),
        *links("loan_event", loan_id="loan"),
        *checks(
            "loan_event",
            on_date=a_day("on_date"),
            kind=one_of("kind", EVENT_KINDS),
            keep=or_null("keep", one_of("keep", KEEPS)),
        ),
    )

    loan_id: Mapped[int] = mapped_column(Integer)
    on_date: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    amount: Mapped[int | None] = mapped_column(EncryptedInteger("loan_event.amount"))
    rate: Mapped[Decimal | None] = mapped_column(EncryptedDecimal("loan_event.rate"))
    keep: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(EncryptedString("loan_event.note"))


class LoanAsset(Entity, Base):
    """The part `num/den` of a loan that paid for an asset."""

    __tablename__ = "loan_asset"
    __table_args__ = (
        *identity("loan_asset"),
        *links("loan_asset", loan_id="loan", asset_id="asset"),
        unique("loan_asset", "loan_id", "asset_id"),
        *checks("loan_asset", num=a_share()),
    )

    loan_id: Mapped[int] = mapped_column(Integer)
    asset_id: Mapped[int] = mapped_column(Integer)
    num: Mapped[int] = mapped_column(Integer)
    den: Mapped[int] = mapped_column(Integer)
