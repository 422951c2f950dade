"""What the file tells of itself: statements, journal, upgrades, parameters, settings."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from patrimoine_gui.database.encrypted_types import (
    EncryptedInteger,
    EncryptedJSON,
    EncryptedString,
)
from patrimoine_gui.database.field_values import Document  # noqa: TC001  (read by `Mapped`)
from patrimoine_gui.database.models.base import (
    Base,
    Entity,
    RowMixin,
    a_currency,
    a_day,
    checks,
    identity,
    key,
    one_of,
    unique,
)

ACTIONS: Final = ("create", "update", "delete")


class Statement(Entity, Base):
    """What the household was worth on a day, as it was shown then; never changed.

    Attributes:
        as_of: ISO date.
        gross: smallest units of the currency, like `debts` (zero or below) and `net`, their sum.
        lines: {"lines": [...]}: what the sums are made of.
        digest: SHA-256 of what it says, in hexadecimal: see `portfolio.statements`. Encrypted, or
            anybody could try amounts against it.
        made_by_revision: the upgrade that made it, None for one that somebody asked for.
    """

    __tablename__ = "statement"
    __table_args__ = (
        *identity("statement"),
        *checks("statement", as_of=a_day("as_of"), currency=a_currency("currency")),
    )

    as_of: Mapped[str] = mapped_column(Text)
    label: Mapped[str | None] = mapped_column(EncryptedString("statement.label"))
    currency: Mapped[str] = mapped_column(Text)
    gross: Mapped[int] = mapped_column(EncryptedInteger("statement.gross"))
    debts: Mapped[int] = mapped_column(EncryptedInteger("statement.debts"))
    net: Mapped[int] = mapped_column(EncryptedInteger("statement.net"))
    lines: Mapped[Document] = mapped_column(EncryptedJSON("statement.lines"))
    digest: Mapped[str] = mapped_column(EncryptedString("statement.digest"))
    made_by_revision: Mapped[str | None] = mapped_column(Text)


class JournalEntry(Entity, Base):
    """One row that a command changed, as it was and as it became.

    Attributes:
        batch: the same for all that one command did.
        at: UTC, ISO 8601 with a final Z.
        action: one of `ACTIONS`.
        entity_type: table of the row.
        entity_uid: uid of the row, its natural key where it has none.
        before: its columns, None where it was not; `after` where it is no more.
        undone_by: batch that undid it.
        label: what the batch is called, on its first row alone.
    """

    __tablename__ = "journal"
    __table_args__ = (*identity("journal"), *checks("journal", action=one_of("action", ACTIONS)))

    batch: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    entity_type: Mapped[str] = mapped_column(Text)
    entity_uid: Mapped[str] = mapped_column(Text)
    before: Mapped[Document | None] = mapped_column(EncryptedJSON("journal.before"))
    after: Mapped[Document | None] = mapped_column(EncryptedJSON("journal.after"))
    undone_by: Mapped[str | None] = mapped_column(Text)
    label: Mapped[str | None] = mapped_column(EncryptedString("journal.label"))


class MigrationLog(Entity, Base):
    """One upgrade or downgrade of the file.

    Attributes:
        started_at: UTC, ISO 8601 with a final Z; `ended_at` alike.
        backup_name: name, without its folder, of the copy of before.
        proof: what was counted before and after.
    """

    __tablename__ = "migration_log"
    __table_args__ = identity("migration_log")

    from_revision: Mapped[str] = mapped_column(Text)
    to_revision: Mapped[str] = mapped_column(Text)
    app_version: Mapped[str] = mapped_column(Text)
    started_at: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[str | None] = mapped_column(Text)
    backup_name: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    proof: Mapped[Document | None] = mapped_column(EncryptedJSON("migration_log.proof"))


class RegulatoryParam(RowMixin, Base):
    """A rate, a ceiling or a scale of the law, from a day on: public, so in clear.

    Attributes:
        valid_from: ISO date.
        value: as its unit says.
        source_url: where it was read.
    """

    __tablename__ = "regulatory_param"
    __table_args__ = (
        key("regulatory_param"),
        unique("regulatory_param", "key", "valid_from"),
        *checks("regulatory_param", valid_from=a_day("valid_from")),
    )

    key: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    source_url: Mapped[str] = mapped_column(Text)


class Setting(RowMixin, Base):
    """A choice that the household made for this file, or what a revision keeps in it."""

    __tablename__ = "setting"
    __table_args__ = (key("setting"), unique("setting", "key"))

    key: Mapped[str] = mapped_column(Text)
    value: Mapped[Document] = mapped_column(EncryptedJSON("setting.value"))
