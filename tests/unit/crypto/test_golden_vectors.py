"""Constants computed once by other means: what is on disk must be read by every later version."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.fernet import Fernet

from patrimoine_gui.crypto import field_token, header_unlocking, key_wrapping, legacy_token, nonces
from patrimoine_gui.crypto.header import FileHeader, mac_of, parse_body, validate, with_body
from patrimoine_gui.crypto.header_body import canonical
from patrimoine_gui.crypto.header_records import KeyState, WrappedKey
from patrimoine_gui.crypto.kdf import KdfParams, derive, hkdf, pbkdf2
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.crypto.recovery_key import RecoveryKey


def run(first: int, length: int) -> bytes:
    return bytes(range(first, first + length))


PASSPHRASE = "E\u0301lodie & Marc 2026 !"  # noqa: S105  (the specification's)
HOUSEHOLD = bytes.fromhex("00112233445566778899aabbccddeeff")
MASTER = run(0, 32)
MK_ID = bytes.fromhex("68c6db957014453d")
OWNER = key_wrapping.WrappingContext(HOUSEHOLD, MK_ID)
KEK = "f9b2eb5aceaafeda34dec4f5d739046d81c175bfe68c4763ffde480ff9eecc8f"
DATA_KEY = run(0x20, 32)
LEGACY_KEY = run(0x80, 32)
CREATED = "2026-11-22T10:00:00Z"
WRAPPED_DATA_KEY = (
    "0e57b53abd19d0220af1cbffe28c006617855327fba4a61886a9b57c5feecd96"
    "604cdd124d1d5a70c8a5196a89b45faa"
)

TOKENS = {
    ("account.iban", 32, "FR76 3000 6000 0112 3456 7890 189"): (
        "020133333333333333333333333350a5224fa240b742d23606c529a0816a35450a0bcfd62f4ef5aa116413f5856e"
        "ec12325fc861d7dbd11b65cf1012b3a2bf9b0adbbc0f96b62bb210deb3cda7377a94e1756bc38cf007e543b2dc0e"
        "f2b9"
    ),
    ("asset.name", 32, "Résidence principale"): (
        "02013333333333333333333333334434bc0aeb17e21c817310856bf9cf396d04594799621a78d59d295d23d5b456"
        "67ec1db268a4dcde425d882da72cdae3"
    ),
    ("asset.details", 64, '{"surface":"84.5","ville":"Orléans"}'): (
        "02013333333333333333333333336dd5660cf015e61187340ad721a48f6f26581a5d958e761df7a70b1251b977ff"
        "b4fc417db5e1d7dbd11b65cf1012b3a2bf9b0adbbc0f96b62bb210deb3cda737af928af6131178a531fe4a758713"
        "6b24"
    ),
    ("valuation.amount", 16, "-12345678"): (
        "02013333333333333333333333333bc6274ab646b145da9630f51990a15aa8633f3f46bd4cf39cef43c18389d25f"
    ),
    ("position.quantity", 32, "1234.567800000001"): (
        "020133333333333333333333333327c5264dac46b145da2600c529a0916a35f4382bfce21a78d59d295d23d5b456"
        "8f4579206aaeda4a58f235214a3167fb"
    ),
}

PASSPHRASE_WRAPPED = (
    "a5ff33792adadfee8a4501c2d02e07b711faa1e3138564f21e81bbdaf71381e0"  # noqa: S105  (a wrapped key)
    "399f475df9b21b31929091e037d8b4e9"
)
RECOVERY_WRAPPED = (
    "b45326d77e7e80b4dd934031718baca3dcc91e320fc287560b08c52fa6255e97"
    "f76e5ef859f20d9d4201a3475fa27b44"
)
SCRYPT_WRAPPED = (
    "cd242561a73af59552718ad61b17029745b43b882ac1dd4841f2e39000337ba6"
    "98032ebfcab7c3ba54a46b36f593f9d9"
)
RECOVERY_TEXT = "C1GP-4RV4-CNK6-ET39-D9NP-RVBE-DXR7-2WKK-AA"

HEADER = FileHeader(
    format=2,
    household_id=HOUSEHOLD,
    writer_version="0.4.0",
    min_app_version="0.4.0",
    mk_id=MK_ID,
    body=(
        '{"keys":[{"created":"2026-11-22T10:00:00Z","id":0,"nonce":"555555555555555555555555",'
        '"state":"legacy","wrapped":"c078d9d72baa991f003b2457205f329f8f99060eb81af4b2547e4ea991731c81'
        'a39fd6ab7b82302e8e6270b6e73d2801"},{"created":"2026-11-22T10:00:00Z","id":1,'
        f'"nonce":"222222222222222222222222","state":"active","wrapped":"{WRAPPED_DATA_KEY}"}}],'
        '"slots":[{"created":"2026-11-22T10:00:00Z","kdf":"argon2id","kind":"passphrase","m":65536,'
        '"nonce":"111111111111111111111111","p":4,"salt":"000102030405060708090a0b0c0d0e0f","slot":1,'
        f'"t":3,"v":19,"wrapped":"{PASSPHRASE_WRAPPED}"}},'
        '{"created":"2026-11-22T10:00:00Z","kdf":"hkdf-sha256","kind":"recovery","m":0,'
        '"nonce":"444444444444444444444444","p":0,"salt":"101112131415161718191a1b1c1d1e1f","slot":2,'
        f'"t":0,"v":0,"wrapped":"{RECOVERY_WRAPPED}"}}],"sum":"d2bc29fbb6dddfee"}}'
    ),
    mac=bytes.fromhex("770d87435f29922f78bc7231cfad84dd2e0656ddf22a1c918b16d95e6de1897b"),
)

OLD_KEY = bytes.fromhex("a5658a7f62688a425e991e28b245c2ee0fbfef79d83085aab2c54dc7d09c280f")
OLD_HEADER = FileHeader(
    format=1,
    household_id=HOUSEHOLD,
    writer_version="0.4.0",
    min_app_version="0.4.0",
    mk_id=None,
    body=(
        '{"check":"gAAAAABlU_EAZmZmZmZmZmZmZmZmZmZmZuLBFmHc9dXuDPCxIxlLpdLLmdmgYQj6BshTulMpK_QeW03u'
        'l0Fktq191WVoIjK5Zg==","iterations":600000,"kdf":"pbkdf2-hmac-sha256",'
        '"salt":"a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"}'
    ),
    mac=None,
)
OLD_TOKEN = (
    "gAAAAABlU_EAiIiIiIiIiIiIiIiIiIiIiNxeoTDLbFqnUc2sDgmL9CRPoOeaS4qAhTCe"  # noqa: S105  (a token)
    "homhIGb5iujlLdCYDIVdUSzfKf"
    "_hJHEt5SHpdrEoRItf-yA4uMc="
)


# --- the specification's own ----------------------------------------------------------------------


def test_passphrase_gives_the_key_of_the_specification() -> None:
    assert derive(PASSPHRASE, KdfParams("argon2id", 65536, 3, 4, run(0, 16))).hex() == KEK


def test_master_key_has_the_name_of_the_specification() -> None:
    assert header_unlocking.mk_id_of(MASTER) == MK_ID


@pytest.mark.parametrize(("label", "block", "value"), TOKENS)
def test_token_is_that_of_the_specification(label: str, block: int, value: str) -> None:
    expected = bytes.fromhex(TOKENS[label, block, value])
    plain = value.encode()
    nonces._store.append(b"\x33" * 12)  # the next one that is taken
    assert field_token.encryptor(DATA_KEY, 1, label, block)(plain) == expected
    assert field_token.decryptor({1: DATA_KEY}, label)(expected) == plain
    assert field_token.decryptor({1: DATA_KEY}, label, block)(expected) == plain


def test_wrapped_data_key_is_that_of_the_specification() -> None:
    blank = WrappedKey(1, KeyState.ACTIVE, CREATED, b"\x22" * 12, b"")
    found = key_wrapping.wrap(OWNER, MASTER, blank, DATA_KEY)
    assert found.wrapped.hex() == WRAPPED_DATA_KEY
    assert key_wrapping.unwrap(OWNER, MASTER, found) == DATA_KEY


def test_keys_of_a_backup_are_those_of_the_specification() -> None:
    file_key = hkdf(Keyring.unlock(HEADER, PASSPHRASE).backup_key, b"file\0" + run(0x40, 32))
    payload = "3f62e8a2629679e08812eb5e9698ca2b37b18854e050ed74d9ebdb3c64034748"
    header = "8a9ac1297a2e9285dedbf2149818f2c1cb400e1be3a97042ec4e8c67e205c4fc"
    assert [hkdf(file_key, info).hex() for info in (b"payload", b"header")] == [payload, header]


# --- ours -----------------------------------------------------------------------------------------


def test_passphrase_slot_wraps_as_written_down() -> None:
    slot = parse_body(HEADER).slots[0]
    key = bytes.fromhex(KEK)
    assert (
        key_wrapping.wrap_master_key(slot, OWNER, key, MASTER).wrapped.hex() == PASSPHRASE_WRAPPED
    )
    assert key_wrapping.unwrap_master_key(slot, OWNER, key) == MASTER


def test_recovery_slot_wraps_as_written_down() -> None:
    slot = parse_body(HEADER).slots[1]
    key = key_wrapping.recovery_key_encryption_key(RecoveryKey(run(0x60, 20)), slot)
    assert key.hex() == "0e4e5fa65a5620336bc9afd6172c550c716acde99283635a10f48fba7f2ccc85"
    assert key_wrapping.wrap_master_key(slot, OWNER, key, MASTER).wrapped.hex() == RECOVERY_WRAPPED
    assert key_wrapping.unwrap_master_key(slot, OWNER, key) == MASTER


def test_scrypt_slot_wraps_as_written_down() -> None:
    params = KdfParams("scrypt", 131_072, 1, 1, run(0x30, 16))
    key = derive(PASSPHRASE, params)
    assert key.hex() == "fbd7b29bc4cda2febe2817432af0fb4c99802b00ff22dbded22ce8a0c0df2159"
    slot = key_wrapping.blank_slot(3, params, b"\x77" * 12)
    assert key_wrapping.wrap_master_key(slot, OWNER, key, MASTER).wrapped.hex() == SCRYPT_WRAPPED


def test_recovery_key_is_written_as_written_down() -> None:
    assert RecoveryKey(run(0x60, 20)).text() == RECOVERY_TEXT
    assert RecoveryKey.parse(RECOVERY_TEXT).secret == run(0x60, 20)


def test_header_is_sealed_as_written_down() -> None:
    assert with_body(HEADER, parse_body(HEADER), MASTER) == HEADER
    assert mac_of(HEADER, MASTER) == HEADER.mac


@pytest.mark.parametrize("by_recovery_key", [False, True])
def test_header_opens_with_either_secret(by_recovery_key: bool) -> None:  # noqa: FBT001
    keyring = (
        Keyring.unlock_with_recovery_key(HEADER, RECOVERY_TEXT)
        if by_recovery_key
        else Keyring.unlock(HEADER, PASSPHRASE)
    )
    assert keyring._master == MASTER
    assert (keyring.household_id, keyring.mk_id) == (HOUSEHOLD, MK_ID)
    assert keyring.fields.active == 1
    assert dict(keyring.fields.data) == {1: DATA_KEY}
    assert keyring.fields.legacy == LEGACY_KEY


def test_header_without_a_checksum_opens_too() -> None:
    document = json.loads(HEADER.body)
    del document["sum"]
    bare = FileHeader(2, HOUSEHOLD, "0.4.0", "0.4.0", MK_ID, canonical(document).decode(), None)
    bare = FileHeader(2, HOUSEHOLD, "0.4.0", "0.4.0", MK_ID, bare.body, mac_of(bare, MASTER))
    validate(bare)
    assert Keyring.unlock(bare, PASSPHRASE).fields.active == 1


# --- the old format -------------------------------------------------------------------------------


def test_old_passphrase_gives_the_old_key() -> None:
    assert pbkdf2(PASSPHRASE, run(0xA0, 16), 600_000) == OLD_KEY


def test_old_token_is_read_and_is_fernet() -> None:
    assert legacy_token.decryptor(OLD_KEY)(OLD_TOKEN).decode() == "Résidence principale"
    assert Fernet(base64.urlsafe_b64encode(OLD_KEY)).decrypt(OLD_TOKEN).decode() == (
        "Résidence principale"
    )


def test_old_header_opens() -> None:
    keyring = Keyring.unlock(OLD_HEADER, PASSPHRASE)
    assert keyring.header == OLD_HEADER
    assert keyring._master.hex() == (
        "73e57fae958c53f8e0eafecb84ec497dcad727ae43be81ba5da6c43b047100bf"
    )
    assert keyring.mk_id.hex() == "f2374d3762a76140"
    assert keyring.fields.legacy == OLD_KEY
    assert {number: key.hex() for number, key in keyring.fields.data.items()} == {
        1: "ec4f3ac2a4f1b41d1d98e4b0ff1735f5f77a4c0aa6a1ad3623e20ae5b11facf3"
    }
    read = keyring.fields.decryptor("asset.name")
    assert read(OLD_TOKEN).decode() == "Résidence principale"
