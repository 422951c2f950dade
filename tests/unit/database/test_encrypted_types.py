"""Encrypted columns: what goes in comes out, and the file has tokens that only the keys open."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from migrations.frozen import fields_v1
from patrimoine_gui.crypto.keyring import FieldKeys
from patrimoine_gui.database import encrypted_types, field_values
from patrimoine_gui.errors import (
    Locked,
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
    both_ways,
    engine_in_memory,
    things,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    with engine_in_memory() as made:
        yield made


def back(kind: encrypted_types.EncryptedType[Any], value: object) -> Any:
    write, read = both_ways(kind)
    token = write(value)
    assert type(token) is bytes
    return read(token)


# --- what goes in comes out -----------------------------------------------------------------------

surrogates = st.characters(codec="utf-8")
texts = st.text(surrogates) | st.sampled_from(
    [
        "",
        "\0",
        "a\0b",
        "é",
        "e\u0301",
        "👩‍👩‍👧‍👦",
        "\x80",
        "x\x80",
        "Å\u0327",
        CLEAR,
        "\ufeff",
        "\uffff",
    ]
)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
finite: st.SearchStrategy[Decimal] = st.decimals(allow_nan=False, allow_infinity=False).filter(
    lambda value: abs(value.adjusted()) < 900 and abs(value.as_tuple().exponent) < 900  # type: ignore[arg-type]
)


@hypothesis.given(texts)
def test_every_text_comes_back(value: str) -> None:
    assert back(TEXT, value) == value


@hypothesis.given(st.integers() | st.integers(-(10**4000), 10**4000))
def test_every_whole_number_comes_back(value: int) -> None:
    assert back(INTEGER, value) == value


@hypothesis.given(finite)
def test_every_decimal_comes_back_equal(value: Decimal) -> None:
    found = back(DECIMAL, value)
    assert type(found) is Decimal
    assert found == value


@hypothesis.given(st.dates())
def test_every_day_comes_back(value: date) -> None:
    assert back(DAY, value) == value


@hypothesis.given(st.binary() | st.sampled_from([b"", b"\x80", b"x\x80\0\0", b"\0" * 100]))
def test_all_bytes_come_back(value: bytes) -> None:
    assert back(RAW, value) == value


@hypothesis.given(st.dictionaries(texts, plain_json, max_size=5))
def test_every_document_comes_back(value: dict[str, object]) -> None:
    found = back(DOCUMENT, value)
    assert repr(sorted_deep(found)) == repr(sorted_deep(value))  # 1, 1.0 and True differ


def sorted_deep(value: object) -> object:
    if isinstance(value, dict):
        return sorted((key, sorted_deep(item)) for key, item in value.items())
    return [sorted_deep(item) for item in value] if isinstance(value, list) else value


@hypothesis.given(
    texts | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.binary()
)
def test_what_was_kept_aside_comes_back_with_its_storage_class(value: field_values.Stored) -> None:
    found = back(STORED, value)
    assert (type(found), found) == (type(value), value)
    assert field_values.stored_bytes(value) == fields_v1.pack_v1(value)
    assert field_values.stored(fields_v1.pack_v1(value)) == value


def test_a_text_of_an_old_file_that_was_not_utf_8_comes_back() -> None:
    strange = b"Caf\xe9".decode("utf-8", "surrogateescape")
    assert field_values.stored(fields_v1.pack_v1(strange)) == strange


def test_null_stays_null_and_an_empty_text_does_not(engine: sa.Engine) -> None:
    row = dict.fromkeys(things.c.keys()[1:])
    with engine.begin() as link:
        link.execute(things.insert(), [row, {**row, "text": "", "document": {}, "raw": b""}])
        read = link.execute(sa.select(things.c.text, things.c.document, things.c.raw)).all()
        kept = link.exec_driver_sql("SELECT text, document, raw FROM thing").all()
    assert [tuple(found) for found in read] == [(None, None, None), ("", {}, b"")]
    assert kept[0] == (None, None, None)
    assert [len(token) for token in kept[1]] == [30 + 32, 30 + 64, 30 + 64]


def test_every_type_goes_through_an_engine_as_tokens(engine: sa.Engine) -> None:
    row = {
        "text": CLEAR,
        "integer": -12345678,
        "decimal": Decimal("1234.567800000001"),
        "day": date(1984, 2, 29),
        "raw": CLEAR.encode(),
        "document": {"ville": "Orléans", "pièces": [1, {"surface": "84.5"}]},
        "stored": 0.1,
    }
    with engine.begin() as link:
        link.execute(things.insert().values(row))
        found = link.execute(sa.select(things)).mappings().one()
        raw = link.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        content = raw.serialize()
        kinds = link.exec_driver_sql(
            "SELECT DISTINCT " + ", ".join(f"typeof({name})" for name in row) + " FROM thing"
        ).all()
    assert {name: found[name] for name in row} == row
    assert kinds == [("blob",) * 7]
    clear = [b"lodie", b"3000", b"12345678", b"1234.5", b"1984", b"Orl", b"84.5"]
    assert [item for item in clear if item in content] == []


# --- keys come and go -----------------------------------------------------------------------------


def test_without_keys_nothing_is_read_nor_written(engine: sa.Engine) -> None:
    with engine.begin() as link:
        link.execute(things.insert().values(text=CLEAR))
        encrypted_types.give_keys(engine.dialect, None)
        assert not encrypted_types.has_keys(engine.dialect)
        with pytest.raises(Locked):
            link.execute(sa.select(things.c.text)).all()
        with pytest.raises(sa.exc.StatementError) as caught:
            link.execute(things.insert().values(text=CLEAR))
        assert isinstance(caught.value.orig, Locked)
        assert link.execute(sa.select(things.c.id)).all() == [(1,)]
        link.execute(things.insert().values(text=None))
        encrypted_types.give_keys(engine.dialect, KEYS)
        assert link.execute(sa.select(things.c.text)).scalars().all() == [CLEAR, None]


def test_an_engine_that_never_had_keys_is_locked() -> None:
    made = sa.create_engine("sqlite://")
    write = TEXT.dialect_impl(made.dialect).bind_processor(made.dialect)
    assert write is not None
    with pytest.raises(Locked):
        write(CLEAR)


def test_functions_given_before_a_change_of_keys_use_the_new_ones() -> None:
    dialect = sa.create_engine("sqlite://").dialect
    encrypted_types.give_keys(dialect, KEYS)
    write = TEXT.dialect_impl(dialect).bind_processor(dialect)
    assert write is not None
    assert write(CLEAR)[1] == 1
    encrypted_types.give_keys(dialect, FieldKeys(7, {7: os.urandom(32)}))
    assert write(CLEAR)[1] == 7
