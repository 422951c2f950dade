"""Queries may ask encrypted columns for NULL, and for nothing that would need a clear value."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from patrimoine_gui.database import encrypted_types
from patrimoine_gui.errors import (
    EncryptedComparison,
)
from tests.examples.encrypted_table import (
    CLEAR,
    DAY,
    DECIMAL,
    DOCUMENT,
    INTEGER,
    KEYS,
    RAW,
    STORED,
    TEXT,
    Shelf,
    engine_in_memory,
    things,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    with engine_in_memory() as made:
        yield made


# --- comparisons ----------------------------------------------------------------------------------

COLUMN = things.c.text


@pytest.mark.parametrize(
    "ask",
    [
        lambda: COLUMN == CLEAR,
        lambda: CLEAR == COLUMN,
        lambda: COLUMN != CLEAR,
        lambda: COLUMN == things.c.text,  # noqa: SIM300  (no constant)
        lambda: COLUMN < CLEAR,
        lambda: CLEAR >= COLUMN,
        lambda: COLUMN.in_([CLEAR]),
        lambda: COLUMN.in_([None]),
        lambda: COLUMN.not_in([]),
        lambda: COLUMN.in_(sa.select(things.c.id)),
        lambda: COLUMN.like(CLEAR),
        lambda: COLUMN.ilike(CLEAR),
        lambda: COLUMN.contains(CLEAR),
        lambda: COLUMN.startswith(CLEAR),
        lambda: COLUMN.regexp_match(CLEAR),
        lambda: COLUMN.between("a", "z"),
        lambda: COLUMN.is_(sa.true()),
        lambda: COLUMN.is_distinct_from(None),
        COLUMN.asc,
        COLUMN.desc,
        COLUMN.nulls_last,
        COLUMN.distinct,
        lambda: COLUMN.collate("NOCASE"),
        lambda: COLUMN + CLEAR,
        lambda: CLEAR + COLUMN,
        lambda: COLUMN.concat(CLEAR),
        lambda: COLUMN.op("||")(CLEAR),
        lambda: COLUMN.bool_op("GLOB")(CLEAR),
        lambda: COLUMN.label("x") == CLEAR,
        COLUMN.any_,
        lambda: ~COLUMN,
        lambda: -things.c.integer,
        lambda: things.c.integer + 1,
        lambda: 1 - things.c.integer,
        lambda: things.c.document["a"],
        lambda: things.c.day > date(2026, 1, 1),
        lambda: sa.desc(COLUMN),
        lambda: Shelf.details == {},
        Shelf.details.desc,
    ],
)
def test_a_query_that_compares_or_orders_is_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(EncryptedComparison) as caught:
        ask()
    assert caught.value.label.startswith("test.")
    assert "3000" not in str(caught.value)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (COLUMN == None, "thing.text IS NULL"),  # noqa: E711
        (COLUMN != None, "thing.text IS NOT NULL"),  # noqa: E711
        (None == COLUMN, "thing.text IS NULL"),  # noqa: E711, SIM300  (the other way round)
        (COLUMN.is_(None), "thing.text IS NULL"),
        (COLUMN.is_not(None), "thing.text IS NOT NULL"),
        (COLUMN.is_(sa.null()), "thing.text IS NULL"),
        (sa.not_(COLUMN.is_(None)), "thing.text IS NOT NULL"),
    ],
)
def test_a_query_may_ask_for_null(condition: object, expected: str) -> None:
    assert str(condition) == expected


@pytest.mark.parametrize("value", [CLEAR, "x", ""])
def test_a_value_is_never_written_into_a_statement(engine: sa.Engine, value: str) -> None:
    for statement in (things.insert().values(text=value), things.update().values(text=value)):
        with pytest.raises(EncryptedComparison) as caught:
            statement.compile(engine, compile_kwargs={"literal_binds": True})
        assert caught.value.__context__ is None
        assert CLEAR not in str(statement)


def test_a_null_may_be_written_into_a_statement(engine: sa.Engine) -> None:
    statement = things.insert().values(text=None)
    text = str(statement.compile(engine, compile_kwargs={"literal_binds": True}))
    assert text.endswith("VALUES (NULL)")


# --- the rest of SQLAlchemy -----------------------------------------------------------------------


def test_two_labels_are_two_types_to_the_cache_of_statements() -> None:
    def key(label: str) -> object:
        return sa.select(
            sa.column("x", encrypted_types.EncryptedString(label))
        )._generate_cache_key()

    assert key("test.a") == key("test.a")
    assert key("test.a") != key("test.b")
    for kind in (TEXT, INTEGER, DECIMAL, DAY, RAW, DOCUMENT, STORED):
        assert type(kind).__dict__["cache_ok"] is True  # SQLAlchemy does not look above


def test_an_encrypted_column_is_a_blob_in_the_file() -> None:
    statement = str(sa.schema.CreateTable(things))
    assert statement.count("BLOB") == 7


def test_a_document_that_is_equal_to_python_alone_is_written(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.add(Shelf(id=1, details={"a": 1}))
        session.commit()
        shelf = session.get_one(Shelf, 1)
        changes: list[dict[str, object] | None] = [{"a": True}, {"a": 1.0}, {"a": 1}, None, {}]
        for details in changes:
            shelf.details = details
            session.commit()
            session.expire_all()
            assert repr(shelf.details) == repr(details)


def test_the_same_document_is_not_written_again(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.add(Shelf(id=1, details={"a": 1, "b": 2}))
        session.commit()
        before = session.execute(sa.text("SELECT details FROM shelf")).scalar()
        session.get_one(Shelf, 1).details = {"b": 2, "a": 1}
        session.commit()
        assert session.execute(sa.text("SELECT details FROM shelf")).scalar() == before


def test_a_type_shows_no_key() -> None:
    dialect = sa.create_engine("sqlite://").dialect
    encrypted_types.give_keys(dialect, KEYS)
    kept = vars(dialect)["field_ciphers"]
    shown = repr(kept) + repr(TEXT) + repr(things) + repr(kept.encryptors) + repr(kept.decryptors)
    assert KEYS.data[1].hex() not in shown
    assert repr(KEYS.data[1])[2:-1] not in shown
