"""A table with a column of every encrypted type, and the keys that its tests read it with."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import StaticPool

from patrimoine_gui.crypto.keyring import FieldKeys
from patrimoine_gui.database import encrypted_types

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = FieldKeys(1, {1: bytes(range(32, 64))}, bytes(range(64, 96)))
"""The data key of the golden vectors, and one of the old format."""

CLEAR = "Livret d'Élodie, FR76 3000 6000"
"""What nobody may read."""

TEXT = encrypted_types.EncryptedString("test.text")
INTEGER = encrypted_types.EncryptedInteger("test.integer")
DECIMAL = encrypted_types.EncryptedDecimal("test.decimal")
DAY = encrypted_types.EncryptedDate("test.day")
RAW = encrypted_types.EncryptedBytes("test.raw")
DOCUMENT = encrypted_types.EncryptedJSON("test.document")
STORED = encrypted_types.EncryptedValue("test.stored")
ALL = (TEXT, INTEGER, DECIMAL, DAY, RAW, DOCUMENT, STORED)

things = sa.Table(
    "thing",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(kind.label.partition(".")[2], kind) for kind in ALL),
)


class Root(DeclarativeBase):
    """Root of the models of the tests."""


class Shelf(Root):
    """A model with a document."""

    __tablename__ = "shelf"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    details: Mapped[dict[str, object] | None] = mapped_column(
        encrypted_types.EncryptedJSON("test.details")
    )


@contextmanager
def engine_in_memory() -> Iterator[sa.Engine]:
    """Give an engine on a file in memory, with keys."""
    made = sa.create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    encrypted_types.give_keys(made.dialect, KEYS)
    things.create(made)
    Root.metadata.create_all(made)
    yield made
    made.dispose()


def both_ways(
    kind: encrypted_types.EncryptedType[Any], keys: FieldKeys | None = KEYS
) -> tuple[Any, Any]:
    """Give the two functions that an engine calls for each value of a column."""
    dialect = sa.create_engine("sqlite://").dialect
    encrypted_types.give_keys(dialect, keys)
    found = kind.dialect_impl(dialect)
    return found.bind_processor(dialect), found.result_processor(dialect, None)
