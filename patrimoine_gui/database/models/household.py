"""Who the household is, and who owns what."""

from __future__ import annotations

from datetime import date  # noqa: TC003  (read by `Mapped`)
from typing import Final

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from patrimoine_gui.database.encrypted_types import (
    EncryptedDate,
    EncryptedJSON,
    EncryptedString,
)
from patrimoine_gui.database.field_values import Document  # noqa: TC001  (read by `Mapped`)
from patrimoine_gui.database.models.base import (
    ASSET_OR_LOAN,
    Base,
    Entity,
    a_country,
    a_day,
    a_flag,
    a_share,
    checks,
    identity,
    links,
    one_of,
    or_null,
)

REGIMES: Final = (
    *("communaute_reduite", "communaute_universelle", "separation", "participation"),
    *("pacs_separation", "pacs_indivision", "union_libre", "seul", "meubles_et_acquets"),
    "etranger",
)
ROLES: Final = ("moi", "conjoint", "enfant", "parent", "societe", "tiers")
INSTITUTION_KINDS: Final = (
    *("banque", "assurance", "courtier", "notaire", "employeur", "etat", "autre"),
)
RIGHTS: Final = ("pleine_propriete", "usufruit", "nue_propriete", "dette")
ORIGINS: Final = ("achat", "succession", "donation", "mariage", "autre")


class Household(Entity, Base):
    """The household itself: one row.

    Attributes:
        regime: one of `REGIMES`, None where nobody said.
        regime_since: ISO date.
    """

    __tablename__ = "household"
    __table_args__ = (
        *identity("household"),
        *checks(
            "household",
            id="id = 1",
            regime=or_null("regime", one_of("regime", REGIMES)),
            regime_since=or_null("regime_since", a_day("regime_since")),
        ),
    )

    name: Mapped[str | None] = mapped_column(EncryptedString("household.name"))
    regime: Mapped[str | None] = mapped_column(Text)
    regime_since: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(EncryptedString("household.note"))


class Member(Entity, Base):
    """A person of the household, or near to it.

    Attributes:
        role: one of `ROLES`.
        in_household: 1 for who lives in it; `in_tax_household` alike for who is taxed with it.
        died_on: last day of the member; `left_on`, last one in the household.
        color: of charts, None for one of the theme's.
        position: place in lists.
        details: what a notary asks: filiation, civil status.
    """

    __tablename__ = "member"
    __table_args__ = (
        *identity("member"),
        *checks(
            "member",
            role=one_of("role", ROLES),
            in_household=a_flag("in_household"),
            in_tax_household=a_flag("in_tax_household"),
        ),
    )

    name: Mapped[str | None] = mapped_column(EncryptedString("member.name"))
    birth_date: Mapped[date | None] = mapped_column(EncryptedDate("member.birth_date"))
    died_on: Mapped[date | None] = mapped_column(EncryptedDate("member.died_on"))
    left_on: Mapped[date | None] = mapped_column(EncryptedDate("member.left_on"))
    role: Mapped[str] = mapped_column(Text)
    in_household: Mapped[int] = mapped_column(Integer)
    in_tax_household: Mapped[int] = mapped_column(Integer)
    color: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    details: Mapped[Document | None] = mapped_column(EncryptedJSON("member.details"))


class Institution(Entity, Base):
    """Where things are held: a bank, an insurer, an employer.

    Attributes:
        kind: one of `INSTITUTION_KINDS`, None where nobody said.
        country: ISO 3166-1 code.
    """

    __tablename__ = "institution"
    __table_args__ = (
        *identity("institution"),
        *checks(
            "institution",
            kind=or_null("kind", one_of("kind", INSTITUTION_KINDS)),
            country=or_null("country", a_country("country")),
        ),
    )

    name: Mapped[str | None] = mapped_column(EncryptedString("institution.name"))
    kind: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(EncryptedString("institution.note"))


class Ownership(Entity, Base):
    """The share of somebody in an asset, or in a debt.

    Attributes:
        member_id: None for a third party, who is named in `third_party_name`.
        right: one of `RIGHTS`.
        num: the share is `num/den` of the whole.
        origin: one of `ORIGINS`, None where nobody said.
        usufruct_term: ISO date of the end of a usufruct that is not for life.
        ref_birth_date: birth of the person whose age values the right, None for the member's own.
        starts_on: first ISO day of the share, None for always; `ends_on` is its last one.
    """

    __tablename__ = "ownership"
    __table_args__ = (
        *identity("ownership"),
        *links("ownership", asset_id="asset", loan_id="loan", member_id="member"),
        *checks(
            "ownership",
            asset_id=ASSET_OR_LOAN,
            right=one_of('"right"', RIGHTS),
            num=a_share(),
            origin=or_null("origin", one_of("origin", ORIGINS)),
            usufruct_term=or_null("usufruct_term", a_day("usufruct_term")),
            starts_on=or_null("starts_on", a_day("starts_on")),
            ends_on=or_null("ends_on", a_day("ends_on")),
        ),
    )

    asset_id: Mapped[int | None] = mapped_column(Integer)
    loan_id: Mapped[int | None] = mapped_column(Integer)
    member_id: Mapped[int | None] = mapped_column(Integer)
    third_party_name: Mapped[str | None] = mapped_column(
        EncryptedString("ownership.third_party_name")
    )
    right: Mapped[str] = mapped_column(Text)
    num: Mapped[int] = mapped_column(Integer)
    den: Mapped[int] = mapped_column(Integer)
    origin: Mapped[str | None] = mapped_column(Text)
    usufruct_term: Mapped[str | None] = mapped_column(Text)
    ref_birth_date: Mapped[date | None] = mapped_column(EncryptedDate("ownership.ref_birth_date"))
    starts_on: Mapped[str | None] = mapped_column(Text)
    ends_on: Mapped[str | None] = mapped_column(Text)
