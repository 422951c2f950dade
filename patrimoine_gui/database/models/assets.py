"""What the household owns, what it was worth, and the securities in it."""

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
    ASSET_OR_LOAN,
    Base,
    Entity,
    RowMixin,
    a_count,
    a_currency,
    a_day,
    a_flag,
    a_rate,
    checks,
    identity,
    key,
    links,
    one_of,
    or_null,
    unique,
)

GROUPS: Final = ("liquidites", "financier", "immobilier", "professionnel", "divers")
MODES: Final = ("solde", "positions", "manuelle")
LIQUIDITIES: Final = ("immediate", "semaine", "mois", "annee", "bloquee")
SOURCES: Final = ("releve", "manuel", "expertise", "import", "calcul")
SECURITY_KINDS: Final = (
    *("action", "obligation", "fonds", "etf", "fonds_euros", "scpi", "crypto", "metal", "autre"),
)
ASSET_CLASSES: Final = (
    *("actions", "obligations", "immobilier", "monetaire", "matieres_premieres", "crypto"),
    *("diversifie", "autre"),
)
PRICE_SOURCES: Final = ("cours", "manuel", "import")
RATE_SOURCES: Final = ("bce", "manuel", "import")
LONGEST_STALE: Final = 36_500
"""Days, a century."""


class Asset(Entity, Base):
    """Something that the household owns.

    Attributes:
        group: one of `GROUPS`; `subtype` says it closer, in words of the catalogue.
        parent_asset_id: the asset that it is a part of.
        currency: code of the currency that it is held in.
        valuation_mode: one of `MODES`.
        opened_on: ISO date before which it is worth nothing; after `closed_on` too.
        first_payment_on: ISO date that the age of a wrapper counts from.
        in_net_worth: 1 where it counts in the totals.
        liquidity: one of `LIQUIDITIES`, None for that of the subtype.
        stale_after_days: after how many days a value is old, None for the usual.
        details: what the subtype has of its own: an IBAN, an address.
        position: place in lists.
    """

    __tablename__ = "asset"
    __table_args__ = (
        *identity("asset"),
        *links("asset", institution_id="institution", parent_asset_id="asset"),
        *checks(
            "asset",
            group=one_of('"group"', GROUPS),
            currency=a_currency("currency"),
            valuation_mode=one_of("valuation_mode", MODES),
            opened_on=or_null("opened_on", a_day("opened_on")),
            first_payment_on=or_null("first_payment_on", a_day("first_payment_on")),
            closed_on=or_null("closed_on", a_day("closed_on")),
            in_net_worth=a_flag("in_net_worth"),
            liquidity=or_null("liquidity", one_of("liquidity", LIQUIDITIES)),
            stale_after_days=or_null(
                "stale_after_days", a_count("stale_after_days", 1, LONGEST_STALE)
            ),
        ),
    )

    group: Mapped[str] = mapped_column(Text)
    subtype: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(EncryptedString("asset.name"))
    institution_id: Mapped[int | None] = mapped_column(Integer)
    parent_asset_id: Mapped[int | None] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(Text)
    valuation_mode: Mapped[str] = mapped_column(Text)
    opened_on: Mapped[str | None] = mapped_column(Text)
    first_payment_on: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[str | None] = mapped_column(Text)
    in_net_worth: Mapped[int] = mapped_column(Integer)
    liquidity: Mapped[str | None] = mapped_column(Text)
    stale_after_days: Mapped[int | None] = mapped_column(Integer)
    details: Mapped[Document | None] = mapped_column(EncryptedJSON("asset.details"))
    note: Mapped[str | None] = mapped_column(EncryptedString("asset.note"))
    position: Mapped[int] = mapped_column(Integer)


class Valuation(Entity, Base):
    """The value of an asset, or what is owed of a loan, at a date.

    Attributes:
        as_of: ISO date.
        amount: smallest units of the currency; of a loan, above zero for what is owed.
        currency: code of the currency of the amount.
        source: one of `SOURCES`.
        is_estimate: 1 for a guess.
    """

    __tablename__ = "valuation"
    __table_args__ = (
        *identity("valuation"),
        *links("valuation", asset_id="asset", loan_id="loan"),
        unique("valuation", "asset_id", "as_of", "source"),
        unique("valuation", "loan_id", "as_of", "source"),
        *checks(
            "valuation",
            asset_id=ASSET_OR_LOAN,
            as_of=a_day("as_of"),
            currency=a_currency("currency"),
            source=one_of("source", SOURCES),
            is_estimate=a_flag("is_estimate"),
        ),
    )

    asset_id: Mapped[int | None] = mapped_column(Integer)
    loan_id: Mapped[int | None] = mapped_column(Integer)
    as_of: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(EncryptedInteger("valuation.amount"))
    currency: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    is_estimate: Mapped[int] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(EncryptedString("valuation.note"))


# --- securities ---------------------------------------------------------------------------------


class Security(Entity, Base):
    """Something with a price: a share, a fund, a coin.

    Attributes:
        kind: one of `SECURITY_KINDS`.
        currency: code of the currency of its prices.
        asset_class: one of `ASSET_CLASSES`.
    """

    __tablename__ = "security"
    __table_args__ = (
        *identity("security"),
        *checks(
            "security",
            kind=one_of("kind", SECURITY_KINDS),
            currency=a_currency("currency"),
            asset_class=one_of("asset_class", ASSET_CLASSES),
        ),
    )

    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(EncryptedString("security.name"))
    isin: Mapped[str | None] = mapped_column(EncryptedString("security.isin"))
    ticker: Mapped[str | None] = mapped_column(EncryptedString("security.ticker"))
    currency: Mapped[str] = mapped_column(Text)
    asset_class: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(EncryptedString("security.note"))


class Position(Entity, Base):
    """How much of a security an asset holds from a day on, until its next position.

    Attributes:
        as_of: ISO date.
        quantity: below zero for what was sold short.
        unit_cost: in the currency of the security, None where nobody said.
    """

    __tablename__ = "position"
    __table_args__ = (
        *identity("position"),
        *links("position", asset_id="asset", security_id="security"),
        unique("position", "asset_id", "security_id", "as_of"),
        *checks("position", as_of=a_day("as_of")),
    )

    asset_id: Mapped[int] = mapped_column(Integer)
    security_id: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(EncryptedDecimal("position.quantity"))
    unit_cost: Mapped[Decimal | None] = mapped_column(EncryptedDecimal("position.unit_cost"))


class Price(RowMixin, Base):
    """What one unit of a security was worth on a day: public, so in clear, and known by its day.

    Attributes:
        on_date: ISO date.
        price: in the currency of the security, above zero, as decimal text.
        source: one of `PRICE_SOURCES`.
    """

    __tablename__ = "price"
    __table_args__ = (
        key("price"),
        *links("price", security_id="security"),
        unique("price", "security_id", "on_date"),
        *checks(
            "price",
            on_date=a_day("on_date"),
            price=a_rate("price"),
            source=one_of("source", PRICE_SOURCES),
        ),
    )

    security_id: Mapped[int] = mapped_column(Integer)
    on_date: Mapped[str] = mapped_column(Text)
    price: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)


class FxRate(RowMixin, Base):
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
        key("fx_rate"),
        unique("fx_rate", "base", "quote", "on_date"),
        *checks(
            "fx_rate",
            base=a_currency("base"),
            quote=f"{a_currency('quote')} AND quote <> base",
            on_date=a_day("on_date"),
            rate=a_rate("rate"),
            source=one_of("source", RATE_SOURCES),
        ),
    )

    base: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    on_date: Mapped[str] = mapped_column(Text)
    rate: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
