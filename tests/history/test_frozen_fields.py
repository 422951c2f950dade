"""The frozen codecs of encrypted values: golden vectors, both ways, and every damage refused."""

from __future__ import annotations

import base64
import math
import os
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations.frozen.encrypt_columns_v1 import ColumnV1, decrypt_columns_v1, encrypt_columns_v1
from migrations.frozen.fields_v1 import (
    STRINGS,
    RowChangedV1,
    UnreadableV1,
    as_stored_v1,
    open_legacy_v1,
    open_v1,
    pack_v1,
    reader_v1,
    seal_legacy_v1,
    seal_v1,
    unpack_v1,
)
from migrations.frozen.keys_v1 import KeysV1, random_keys_v1
from migrations.frozen.reencrypt_v1 import reencrypt_columns_v1
from patrimoine_gui.crypto.field_keys import FieldKeys
from patrimoine_gui.database import field_values

GOLDEN_KEY = bytes(range(0x20, 0x40))
VECTORS = [
    (
        "account.iban",
        "FR76 3000 6000 0112 3456 7890 189",
        (
            "020133333333333333333333333350a5224fa240b742d23606c529a0816a35450a0bcfd62f4ef5aa116413f5"
            "856eec12325fc861d7dbd11b65cf1012b3a2bf9b0adbbc0f96b62bb210deb3cda7377a94e1756bc38cf007e5"
            "43b2dc0ef2b9"
        ),
    ),
    (
        "asset.name",
        "Résidence principale",
        (
            "02013333333333333333333333334434bc0aeb17e21c817310856bf9cf396d04594799621a78d59d295d23d5"
            "b45667ec1db268a4dcde425d882da72cdae3"
        ),
    ),
    (
        "asset.details",
        '{"surface":"84.5","ville":"Orléans"}',
        (
            "02013333333333333333333333336dd5660cf015e61187340ad721a48f6f26581a5d958e761df7a70b1251b9"
            "77ffb4fc417db5e1d7dbd11b65cf1012b3a2bf9b0adbbc0f96b62bb210deb3cda737af928af6131178a531fe"
            "4a7587136b24"
        ),
    ),
    (
        "valuation.amount",
        "-12345678",
        (
            "02013333333333333333333333333bc6274ab646b145da9630f51990a15aa8633f3f46bd4cf39cef43c18389"
            "d25f"
        ),
    ),
    (
        "position.quantity",
        "1234.567800000001",
        (
            "020133333333333333333333333327c5264dac46b145da2600c529a0916a35f4382bfce21a78d59d295d23d5"
            "b4568f4579206aaeda4a58f235214a3167fb"
        ),
    ),
]
"""Those of file-format.md."""

# The vector of the Fernet specification.
FERNET_KEY = base64.urlsafe_b64decode("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=")
FERNET = (
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU"
    "4IwqDA=="
)
LABEL = "asset.note"
VALUES = st.one_of(
    st.text(),
    st.binary(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.binary().map(as_stored_v1),
)


@pytest.mark.parametrize(("label", "text", "token"), VECTORS)
def test_golden_vectors_are_read(label: str, text: str, token: str) -> None:
    assert open_v1({1: GOLDEN_KEY}, label)(bytes.fromhex(token)) == text.encode()


@pytest.mark.parametrize(("label", "text", "token"), VECTORS)
def test_golden_vectors_are_written(
    label: str, text: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = {"asset.details": 64, "valuation.amount": 16}
    monkeypatch.setattr(os, "urandom", lambda size: b"\x33" * size)
    seal = seal_v1(GOLDEN_KEY, 1, label, blocks.get(label, STRINGS))
    assert seal(text.encode()).hex() == token


def test_the_vector_of_the_fernet_specification_is_read() -> None:
    assert open_legacy_v1(FERNET_KEY, LABEL)(FERNET) == b"hello"


def refused(opener: object, token: object) -> bool:
    assert callable(opener)
    try:
        opener(token)
    except UnreadableV1 as error:
        return str(error) == LABEL  # and never the value
    return False


def test_every_bit_flip_and_every_truncation_of_a_token_is_refused() -> None:
    keys = random_keys_v1()
    opener = reader_v1(keys, LABEL)
    token = seal_v1(keys.data[1], 1, LABEL, STRINGS)(b"l'or de mamie")
    flips = [
        token[:at] + bytes((token[at] ^ (1 << bit),)) + token[at + 1 :]
        for at in range(len(token))
        for bit in range(8)
    ]
    assert all(refused(opener, item) for item in flips)
    assert all(refused(opener, token[:size]) for size in range(len(token)))
    assert refused(opener, token + b"\0")
    assert opener(token) == b"l'or de mamie"


def test_every_changed_character_and_every_truncation_of_a_legacy_token_is_refused() -> None:
    keys = random_keys_v1()
    assert keys.legacy is not None
    opener = reader_v1(keys, LABEL)
    token = seal_legacy_v1(keys.legacy)(b"l'or de mamie")
    for at in range(len(token)):
        for letter in "A_-=+ \n\u00e9":
            if token[at] != letter:
                assert refused(opener, token[:at] + letter + token[at + 1 :])
    assert all(refused(opener, token[:size]) for size in range(len(token)))
    assert all(refused(opener, token + more) for more in ("=", "\n", " ", "AAAA"))
    assert opener(token) == b"l'or de mamie"


@pytest.mark.parametrize("other", [None, 0, 5, 1.5, "", b"", "gAAAAABnot", b"\x02" * 60])
def test_what_is_no_token_is_refused(other: object) -> None:
    assert refused(reader_v1(random_keys_v1(), LABEL), other)


def test_a_token_of_another_label_or_another_key_is_refused() -> None:
    keys, others = random_keys_v1(), random_keys_v1()
    token = seal_v1(keys.data[1], 1, "asset.name", STRINGS)(b"x")
    assert refused(reader_v1(keys, LABEL), token)
    assert refused(reader_v1(others, LABEL), seal_v1(keys.data[1], 1, LABEL, STRINGS)(b"x"))
    assert refused(reader_v1(keys._replace(legacy=None), LABEL), FERNET)


@given(VALUES)
def test_every_value_of_a_column_comes_back_with_its_storage_class(value: object) -> None:
    again = unpack_v1(pack_v1(value))
    assert type(again) is type(value)
    assert again == value
    if isinstance(value, float):
        assert math.copysign(1, value) == math.copysign(1, float(again))


@given(VALUES)
def test_the_application_reads_what_a_revision_packed(value: object) -> None:
    assert repr(field_values.stored(pack_v1(value))) == repr(value)


@given(st.binary())
def test_whatever_a_token_holds_can_be_shown(plain: bytes) -> None:
    assert unpack_v1(plain) is not None


@given(st.binary(max_size=200))
def test_the_frozen_codec_and_the_application_read_each_other(plain: bytes) -> None:
    keys = random_keys_v1()
    fields = FieldKeys(keys.active, keys.data, keys.legacy)
    assert keys.legacy is not None
    assert fields.decryptor(LABEL)(seal_v1(keys.data[1], 1, LABEL, STRINGS)(plain)) == plain
    assert fields.decryptor(LABEL)(seal_legacy_v1(keys.legacy)(plain)) == plain
    assert reader_v1(keys, LABEL)(fields.encryptor(LABEL, STRINGS)(plain)) == plain


def test_keys_show_nothing() -> None:
    keys = random_keys_v1()
    assert repr(keys) == str(keys) == f"{keys}" == "KeysV1(hidden)"


# --- columns ----------------------------------------------------------------------------------

COLUMNS = (ColumnV1("note", "sealed", LABEL),)


def nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def test_a_text_that_is_not_utf_8_comes_back_byte_for_byte() -> None:
    keys = random_keys_v1()
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, sealed BLOB)")
        raw = [b"\xff\xfe", b"caf\xe9", b"\xed\xa0\x80", b"ok\x00\x80", b"\xf0\x9f\x90"]
        connection.executemany(
            "INSERT INTO t (note) VALUES (CAST(? AS TEXT))", zip(raw, strict=True)
        )
        encrypt_columns_v1(connection, "t", COLUMNS, lambda: keys, nobody)
        connection.execute("UPDATE t SET note = NULL")
        back = (ColumnV1("sealed", "note", LABEL),)
        decrypt_columns_v1(connection, "t", back, lambda: keys, nobody)
        found = connection.execute("SELECT CAST(note AS BLOB), typeof(note) FROM t").fetchall()
    assert found == [(item, "text") for item in raw]


def test_a_value_that_the_column_changes_stops_the_work() -> None:
    """A number in a column of texts would come back as a text: nothing is changed silently."""
    keys = random_keys_v1()
    assert keys.legacy is not None
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, sealed BLOB)")
        token = seal_legacy_v1(keys.legacy)(pack_v1(7))
        connection.execute("INSERT INTO t VALUES (40, NULL, ?)", (token,))
        back = (ColumnV1("sealed", "note", LABEL),)
        with pytest.raises(RowChangedV1) as changed:
            decrypt_columns_v1(connection, "t", back, lambda: keys, nobody)
    assert changed.value.args == ("t", 40)


# --- other keys -------------------------------------------------------------------------------

NEW = KeysV1(None, 9, {9: bytes(range(32))})


def filled(connection: sqlite3.Connection, keys: KeysV1, count: int) -> list[bytes | None]:
    """Fill a table with tokens of both kinds, and NULL."""
    assert keys.legacy is not None
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, note BLOB, other BLOB)")
    old, new = seal_legacy_v1(keys.legacy), seal_v1(keys.data[1], 1, LABEL, STRINGS)
    wide = seal_v1(keys.data[1], 1, LABEL, 64)
    plain = [None if rank % 7 == 0 else b"v%d" % rank * (rank % 40) for rank in range(count)]
    seals = [old, new, wide]
    connection.executemany(
        "INSERT INTO t VALUES (?, ?, ?)",
        [
            (rank * 3 - 50, None if text is None else seals[rank % 3](text), b"kept")
            for rank, text in enumerate(plain)
        ],
    )
    return plain


@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_every_token_is_made_anew_under_the_new_key(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrations.frozen.reencrypt_v1.PIECE", piece)
    keys = random_keys_v1()
    told: list[tuple[int, int]] = []
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        plain = filled(connection, keys, 100)
        columns = [("t", "note", LABEL)]
        reencrypt_columns_v1(
            connection, columns, keys, NEW, lambda done, total: told.append((done, total))
        )
        found = [row[0] for row in connection.execute("SELECT note FROM t ORDER BY id")]
        assert connection.execute("SELECT DISTINCT other FROM t").fetchall() == [(b"kept",)]
    opened = [None if token is None else open_v1(NEW.data, LABEL)(token) for token in found]
    assert opened == plain
    assert all(len(token) % STRINGS == 30 for token in found if token is not None)
    assert told[-1] == (100, 100)


@pytest.mark.parametrize("odd", [b"\x02\x01", b"", "", "gAAAA of nobody", 5, 1.5, "é"])
def test_a_value_that_does_not_open_is_left_as_it_is(odd: object) -> None:
    keys = random_keys_v1()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        plain = filled(connection, keys, 30)
        connection.execute("UPDATE t SET note = ? WHERE id = 4", (odd,))
        reencrypt_columns_v1(connection, [("t", "note", LABEL)], keys, NEW, nobody)
        found = connection.execute("SELECT id, note FROM t ORDER BY id").fetchall()
    assert dict(found)[4] == odd
    assert type(dict(found)[4]) is type(odd)
    ranks = [rank for rank, (key, _note) in enumerate(found) if key != 4]
    opened = [
        None if found[rank][1] is None else open_v1(NEW.data, LABEL)(found[rank][1])
        for rank in ranks
    ]
    assert opened == [plain[rank] for rank in ranks]


def test_a_value_left_as_it_is_may_not_change_on_the_way() -> None:
    keys = random_keys_v1()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        filled(connection, keys, 30)
        connection.execute("UPDATE t SET note = x'0201' WHERE id = 4")
        connection.execute(
            "CREATE TRIGGER spoil AFTER UPDATE ON t WHEN NEW.id = 4 BEGIN"
            " UPDATE t SET note = x'0202' WHERE id = 4; END"
        )
        with pytest.raises(RowChangedV1) as changed:
            reencrypt_columns_v1(connection, [("t", "note", LABEL)], keys, NEW, nobody)
    assert changed.value.args == ("t", 4)


def test_a_disk_that_changes_a_token_on_the_way_is_found() -> None:
    keys = random_keys_v1()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        filled(connection, keys, 30)
        connection.execute(
            "CREATE TRIGGER spoil AFTER UPDATE ON t WHEN NEW.id = 7 BEGIN"
            " UPDATE t SET note = (SELECT note FROM t WHERE id = 4) WHERE id = 7; END"
        )
        with pytest.raises(RowChangedV1) as changed:
            reencrypt_columns_v1(connection, [("t", "note", LABEL)], keys, NEW, nobody)
    assert changed.value.args == ("t", 7)
