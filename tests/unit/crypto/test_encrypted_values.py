"""Encrypted values have one spelling, hide their length, and are kept exactly or refused."""

from __future__ import annotations

import enum
import math
import os
import traceback
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from patrimoine_gui.crypto import legacy_token
from patrimoine_gui.crypto.keyring import FieldKeys
from patrimoine_gui.database import encrypted_types, field_values
from patrimoine_gui.errors import (
    PlaintextTooLarge,
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
    ValueUnencodable,
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


# --- one spelling ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.50", b"1.5"),
        ("1.5", b"1.5"),
        ("-0.00", b"0"),
        ("0E+10", b"0"),
        ("1E+3", b"1000"),
        ("-1.20E-7", b"-0.00000012"),
        ("100", b"100"),
        (f"{10**40}.10", b"%d.1" % 10**40),
    ],
)  # fmt: skip
def test_equal_decimals_have_one_spelling(value: str, expected: bytes) -> None:
    assert field_values.decimal_bytes(Decimal(value)) == expected
    assert back(DECIMAL, Decimal(value)) == Decimal(value)


def test_equal_documents_have_one_spelling() -> None:
    first: dict[str, object] = {"ville": "Orléans", "surface": "84.5"}
    assert field_values.document_bytes(first) == '{"surface":"84.5","ville":"Orléans"}'.encode()
    assert field_values.document_bytes(dict(reversed(first.items()))) == (
        field_values.document_bytes(first)
    )


@pytest.mark.parametrize(
    ("kind", "value", "length"),
    [
        (INTEGER, 10**14, 16),
        (INTEGER, 10**15, 32),
        (DAY, date(2026, 11, 22), 16),
        (DECIMAL, Decimal("0.5"), 32),
        (TEXT, "x" * 31, 32),
        (TEXT, "x" * 32, 64),
        (DOCUMENT, {}, 64),
        (RAW, b"x" * 64, 128),
        (STORED, 5, 32),
    ],
)
def test_a_token_hides_the_length_of_its_value(
    kind: encrypted_types.EncryptedType[Any], value: object, length: int
) -> None:
    assert len(both_ways(kind)[0](value)) == 2 + 12 + length + 16


_VECTORS: dict[tuple[str, str, object], str] = {
    ("EncryptedString", "account.iban", "FR76 3000 6000 0112 3456 7890 189"):
        "020133333333333333333333333350a5224fa240b742d23606c529a0816a35450a0bcfd62f4ef5aa116413f58"
        "56eec12325fc861d7dbd11b65cf1012b3a2bf9b0adbbc0f96b62bb210deb3cda7377a94e1756bc38cf007e543"
        "b2dc0ef2b9",
    ("EncryptedString", "asset.name", "Résidence principale"):
        "02013333333333333333333333334434bc0aeb17e21c817310856bf9cf396d04594799621a78d59d295d23d5b"
        "45667ec1db268a4dcde425d882da72cdae3",
    ("EncryptedInteger", "valuation.amount", -12345678):
        "02013333333333333333333333333bc6274ab646b145da9630f51990a15aa8633f3f46bd4cf39cef43c18389d"
        "25f",
    ("EncryptedDecimal", "position.quantity", Decimal("1234.567800000001")):
        "020133333333333333333333333327c5264dac46b145da2600c529a0916a35f4382bfce21a78d59d295d23d5b"
        "4568f4579206aaeda4a58f235214a3167fb",
}  # fmt: skip


@pytest.mark.parametrize("case", _VECTORS)
def test_the_golden_vectors_are_read(case: tuple[str, str, object]) -> None:
    name, label, value = case
    read = both_ways(getattr(encrypted_types, name)(label))[1]
    assert read(bytes.fromhex(_VECTORS[case])) == value


def test_the_golden_document_is_read() -> None:
    golden = (
        "02013333333333333333333333336dd5660cf015e61187340ad721a48f6f26581a5d958e761df7a70b1251b97"
        "7ffb4fc417db5e1d7dbd11b65cf1012b3a2bf9b0adbbc0f96b62bb210deb3cda737af928af6131178a531fe4a"
        "7587136b24"
    )
    read = both_ways(encrypted_types.EncryptedJSON("asset.details"))[1]
    assert read(bytes.fromhex(golden)) == {"surface": "84.5", "ville": "Orléans"}


# --- what cannot be kept --------------------------------------------------------------------------


class _Level(enum.IntEnum):
    LOW = 1


LOOP: dict[str, object] = {}
LOOP["self"] = LOOP


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (TEXT, f"{CLEAR}\ud800"),
        (TEXT, CLEAR.encode()),
        (TEXT, 3),
        (INTEGER, True),
        (INTEGER, _Level.LOW),
        (INTEGER, 1.0),
        (INTEGER, "5"),
        (INTEGER, 10**5000),
        (DECIMAL, 1),
        (DECIMAL, 1.5),
        (DECIMAL, "1.5"),
        (DECIMAL, Decimal("NaN")),
        (DECIMAL, Decimal("sNaN")),
        (DECIMAL, Decimal("-Infinity")),
        (DECIMAL, Decimal("1E+1001")),
        (DECIMAL, Decimal("1E-1001")),
        (DECIMAL, Decimal("1E+999999")),
        (DAY, "2026-11-22"),
        (DAY, datetime(2026, 11, 22, tzinfo=UTC)),
        (RAW, CLEAR),
        (RAW, bytearray(b"x")),
        (RAW, memoryview(b"x")),
        (DOCUMENT, [CLEAR]),
        (DOCUMENT, CLEAR),
        (DOCUMENT, {1: CLEAR}),
        (DOCUMENT, {None: CLEAR}),
        (DOCUMENT, {"a": [{True: CLEAR}]}),
        (DOCUMENT, {"a": math.nan}),
        (DOCUMENT, {"a": [math.inf]}),
        (DOCUMENT, {"a": (1, 2)}),
        (DOCUMENT, {"a": Decimal(1)}),
        (DOCUMENT, {"a": date(2026, 1, 1)}),
        (DOCUMENT, {"a": {1, 2}}),
        (DOCUMENT, {"a": _Level.LOW}),
        (DOCUMENT, {"a": f"{CLEAR}\udfff"}),
        (DOCUMENT, {f"{CLEAR}\udfff": 1}),
        (DOCUMENT, {"a": 10**5000}),
        (DOCUMENT, LOOP),
        (STORED, True),
        (STORED, [CLEAR]),
        (STORED, f"{CLEAR}\udc80"),
        (STORED, math.nan),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_kept_exactly_is_refused_and_not_quoted(
    kind: encrypted_types.EncryptedType[Any], value: object
) -> None:
    write = both_ways(kind)[0]
    with pytest.raises(ValueUnencodable) as caught:
        write(value)
    assert caught.value.label == kind.label
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert "3000" not in "".join(traceback.format_exception(caught.value))


def test_a_value_that_is_too_long_is_refused() -> None:
    with pytest.raises(PlaintextTooLarge):
        both_ways(RAW)[0](bytes(16 * 1024 * 1024 + 1))


# --- tokens of others -----------------------------------------------------------------------------


def test_a_token_of_the_old_format_is_read(engine: sa.Engine) -> None:
    old = legacy_token.encryptor(KEYS.legacy or b"")
    with engine.begin() as link:
        link.exec_driver_sql("INSERT INTO thing (text, day) VALUES (?, ?)", (
            old(CLEAR.encode()), old(b"1984-02-29"),
        ))  # fmt: skip
        assert link.exec_driver_sql("SELECT typeof(text) FROM thing").scalar() == "text"
        found = link.execute(sa.select(things.c.text, things.c.day)).one()
    assert tuple(found) == (CLEAR, date(1984, 2, 29))


def refused(
    kind: encrypted_types.EncryptedType[Any], token: object, keys: FieldKeys = KEYS
) -> type:
    with pytest.raises(Exception) as caught:  # noqa: PT011  (its class is what is asked)
        both_ways(kind, keys)[1](token)
    assert getattr(caught.value, "label", "") == kind.label
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    return caught.type


def test_a_token_of_another_field_or_household_is_refused() -> None:
    token = both_ways(TEXT)[0](CLEAR)
    assert refused(encrypted_types.EncryptedString("test.other"), token) is TokenAuthFailed
    assert refused(TEXT, token, FieldKeys(1, {1: os.urandom(32)})) is TokenAuthFailed
    assert refused(TEXT, token, FieldKeys(2, {2: KEYS.data[1]})) is TokenKeyUnknown
    assert refused(TEXT, b"\3" + token[1:]) is TokenVersionUnsupported
    assert refused(TEXT, token[:20]) is TokenTruncated
    assert refused(TEXT, "gAAAA", FieldKeys(1, {1: bytes(32)})) is TokenKeyUnknown


def test_a_retired_key_still_reads() -> None:
    token = both_ways(TEXT)[0](CLEAR)
    later = FieldKeys(2, {**KEYS.data, 2: os.urandom(32)})
    write, read = both_ways(TEXT, later)
    assert read(token) == CLEAR
    assert write(CLEAR)[1] == 2


@pytest.mark.parametrize("found", [5, 0.5, b"", "clear text", "é"])
def test_what_is_no_token_is_refused(found: object) -> None:
    assert refused(TEXT, found).__name__.startswith("Token")


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        (TEXT, b"\xff\xfe"),
        (TEXT, b"\xffi5"),
        (INTEGER, b"five"),
        (DECIMAL, b"NaN"),
        (DECIMAL, b"1,5"),
        (DAY, b"31/12/2024"),
        (DOCUMENT, b"[1]"),
        (DOCUMENT, b'{"a":NaN}'),
        (DOCUMENT, b"{"),
        (STORED, b"\xff?"),
        (STORED, b"\xffr123"),
        (STORED, b"\xffifive"),
    ],
)
def test_a_token_of_ours_with_something_else_inside_is_refused(
    kind: encrypted_types.EncryptedType[Any], inside: bytes
) -> None:
    token = KEYS.encryptor(kind.label, kind.kind.block)(inside)
    assert refused(kind, token) is TokenVersionUnsupported
