"""What moved, and what for."""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003  (read by `Mapped`)
from typing import Final

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from patrimoine_gui.database.encrypted_types import (
    EncryptedDecimal,
    EncryptedInteger,
    EncryptedString,
)
from patrimoine_gui.database.models.base import (
    ASSET_OR_LOAN,
    Base,
    Entity,
    a_currency,
    a_day,
    checks,
    identity,
    links,
    one_of,
)

OPERATION_KINDS: Final = (
    *("depot", "retrait", "achat", "vente", "dividende", "interet", "loyer", "frais", "impot"),
    *("virement", "arbitrage", "division", "livraison"),
)


class Category(Entity, Base):
    """What money came from or went to; categories make a tree.

    Attributes:
        position: place in lists.
    """

    __tablename__ = "category"
    __table_args__ = (*identity("category"), *links("category", parent_id="category"))

    parent_id: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str | None] = mapped_column(EncryptedString("category.name"))
    position: Mapped[int] = mapped_column(Integer)


class Operation(Entity, Base):
    """A movement of an asset or a loan. It changes no value by itself.

    Attributes:
        on_date: ISO date.
        kind: one of `OPERATION_KINDS`.
        amount: smallest units of the currency, like `fees` and `taxes`.
        unit_price: in the currency of the security.
        transfer_uid: the same in both operations of a transfer.
        external_id: what the bank calls it, so that it is imported once.
        note: its text as it was imported, whatever became of the label.
        deleted_at: UTC, for one that is in the bin.
    """

    __tablename__ = "operation"
    __table_args__ = (
        *identity("operation"),
        *links("operation", asset_id="asset", loan_id="loan", security_id="security"),
        *checks(
            "operation",
            asset_id=ASSET_OR_LOAN,
            on_date=a_day("on_date"),
            kind=one_of("kind", OPERATION_KINDS),
            currency=a_currency("currency"),
        ),
    )

    asset_id: Mapped[int | None] = mapped_column(Integer)
    loan_id: Mapped[int | None] = mapped_column(Integer)
    on_date: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(EncryptedInteger("operation.amount"))
    currency: Mapped[str] = mapped_column(Text)
    security_id: Mapped[int | None] = mapped_column(Integer)
    quantity: Mapped[Decimal | None] = mapped_column(EncryptedDecimal("operation.quantity"))
    unit_price: Mapped[Decimal | None] = mapped_column(EncryptedDecimal("operation.unit_price"))
    fees: Mapped[int | None] = mapped_column(EncryptedInteger("operation.fees"))
    taxes: Mapped[int | None] = mapped_column(EncryptedInteger("operation.taxes"))
    transfer_uid: Mapped[str | None] = mapped_column(Text)
    label: Mapped[str | None] = mapped_column(EncryptedString("operation.label"))
    external_id: Mapped[str | None] = mapped_column(EncryptedString("operation.external_id"))
    note: Mapped[str | None] = mapped_column(EncryptedString("operation.note"))
    deleted_at: Mapped[str | None] = mapped_column(Text)


class OperationSplit(Entity, Base):
    """A part of an operation; the parts add up to its amount.

    Attributes:
        category_id: None where nobody said.
        amount: smallest units of the currency of the operation.
    """

    __tablename__ = "operation_split"
    __table_args__ = (
        *identity("operation_split"),
        *links("operation_split", operation_id="operation", category_id="category"),
    )

    operation_id: Mapped[int] = mapped_column(Integer)
    category_id: Mapped[int | None] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(EncryptedInteger("operation_split.amount"))
    note: Mapped[str | None] = mapped_column(EncryptedString("operation_split.note"))
