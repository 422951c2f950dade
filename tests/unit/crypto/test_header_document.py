"""A header that was damaged or changed is never opened, nor taken for a wrong passphrase."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from patrimoine_gui.crypto import header_body, key_wrapping
from patrimoine_gui.crypto.header import (
    FileHeader,
    canonical,
    parse_body,
    parse_check,
    validate,
    with_body,
)
from patrimoine_gui.crypto.keyring import Keyring, RecoveryKey
from patrimoine_gui.errors import (
    HeaderTampered,
    KdfMemory,
    KdfParamsRefused,
    KdfUnsupported,
    KeysTooNew,
    WrongPassphrase,
)
from tests.headers import (
    HEADER,
    MASTER,
    PASSPHRASE,
    QUICK,
    RECOVERY,
    changed,
    edited,
    opening_by_passphrase,
    opening_by_recovery_key,
)
from tests.unit.crypto.test_golden_vectors import OLD_HEADER


def with_columns(header: FileHeader = HEADER, /, **columns: Any) -> FileHeader:
    return replace(header, **columns)


# --- every byte -----------------------------------------------------------------------------------


def test_every_change_of_one_bit_of_the_body_is_damage_not_a_wrong_passphrase() -> None:
    raw = HEADER.body.encode()
    for place, right in enumerate(raw):
        for bit in range(8):
            # A byte that is no text any more reaches us as another character.
            header = replace(HEADER, body=changed(raw, place, right ^ 1 << bit).decode("latin-1"))
            assert opening_by_recovery_key(header) is HeaderTampered, (place, bit)


def test_every_change_of_one_byte_of_the_mac_is_damage() -> None:
    assert HEADER.mac is not None
    for place, right in enumerate(HEADER.mac):
        for wrong in set(range(256)) - {right}:
            header = replace(HEADER, mac=changed(HEADER.mac, place, wrong))
            assert opening_by_recovery_key(header) is HeaderTampered
        assert opening_by_passphrase(header) is HeaderTampered


@pytest.mark.parametrize("column", ["mk_id", "household_id"])
def test_every_change_of_one_byte_of_an_identifier_is_damage(column: str) -> None:
    data: bytes = getattr(HEADER, column)
    for place, right in enumerate(data):
        for wrong in set(range(256)) - {right}:
            header = with_columns(**{column: changed(data, place, wrong)})
            assert opening_by_passphrase(header) is HeaderTampered
            assert opening_by_recovery_key(header) is HeaderTampered


def test_format_of_a_later_version_is_newer_and_not_damaged() -> None:
    for newer in (3, 255, 2**31, 2**63):
        header = replace(HEADER, format=newer, writer_version="9.0", min_app_version="8.5")
        assert opening_by_passphrase(header) is KeysTooNew
        assert opening_by_recovery_key(header) is KeysTooNew
        with pytest.raises(KeysTooNew) as refused:
            validate(header)
        assert (refused.value.ordinal, refused.value.head) == (newer, 2)
        assert (refused.value.writer, refused.value.min_app) == ("9.0", "8.5")


def test_versions_that_are_none_are_not_repeated() -> None:
    with pytest.raises(KeysTooNew) as refused:
        validate(replace(HEADER, format=3, writer_version="Livret 31", min_app_version=""))
    assert (refused.value.writer, refused.value.min_app) == ("", "")


def test_every_other_format_is_refused() -> None:
    for wrong in (-1, 0, 1):
        header = replace(HEADER, format=wrong)
        assert opening_by_passphrase(header) is HeaderTampered
        assert opening_by_recovery_key(header) is HeaderTampered


def test_every_truncation_is_damage() -> None:
    assert HEADER.mac is not None
    assert HEADER.mk_id is not None
    for length in range(len(HEADER.body)):
        header = replace(HEADER, body=HEADER.body[:length])
        assert opening_by_passphrase(header) is HeaderTampered
    for column in ("mac", "mk_id", "household_id"):
        data = getattr(HEADER, column)
        for wrong in [*(data[:length] for length in range(len(data))), data + b"\0", None, "x" * 8]:
            assert opening_by_passphrase(with_columns(**{column: wrong})) is HeaderTampered


def test_without_its_checksum_a_changed_header_is_never_opened() -> None:
    # Whoever changes a header on purpose removes the checksum, and holds no key.
    bare = edited(lambda document: document.pop("sum"))
    assert opening_by_passphrase(bare) is None
    raw = bare.body.encode()
    allowed = {HeaderTampered, WrongPassphrase, KdfParamsRefused, KdfMemory, KdfUnsupported}
    for place, right in enumerate(raw):
        for bit in (0, 4):
            header = replace(bare, body=changed(raw, place, right ^ 1 << bit).decode("latin-1"))
            assert opening_by_passphrase(header) in allowed, (place, bit)
            assert opening_by_recovery_key(header) in {HeaderTampered, WrongPassphrase}


def test_slot_that_opens_in_a_changed_header_tells_the_change_not_a_wrong_passphrase() -> None:
    bare = edited(lambda document: document.pop("sum"))
    document = json.loads(bare.body)
    for key in document["keys"]:
        key["state"] = {"active": "active", "legacy": "legacy"}[key["state"]]
        key["created"] = "2020-01-01T00:00:00Z"
    header = replace(bare, body=canonical(document).decode())
    assert opening_by_passphrase(header) is HeaderTampered
    assert opening_by_recovery_key(header) is HeaderTampered


def test_slot_of_another_master_key_is_a_change() -> None:
    # The slot opens, yet what it holds is not the key that the header names.
    body, owner = (
        parse_body(HEADER),
        key_wrapping.WrappingContext(HEADER.household_id, HEADER.mk_id or b""),
    )
    slot = key_wrapping.recovery_slot(owner, bytes(32), RECOVERY)
    header = with_body(HEADER, replace(body, slots=(slot,)), bytes(32))
    assert opening_by_recovery_key(header) is HeaderTampered


def test_data_key_that_does_not_unwrap_is_a_change() -> None:
    body = parse_body(HEADER)
    moved = [replace(key, wrapped=body.keys[0].wrapped) for key in body.keys]
    header = with_body(HEADER, replace(body, keys=tuple(moved)), MASTER)
    assert opening_by_recovery_key(header) is HeaderTampered


def test_wrong_secrets_on_a_whole_header_are_wrong_secrets() -> None:
    with pytest.raises(WrongPassphrase) as refused:
        Keyring.unlock(HEADER, PASSPHRASE + " ", QUICK)
    assert not refused.value.recovery
    with pytest.raises(WrongPassphrase) as refused:
        Keyring.unlock_with_recovery_key(HEADER, RecoveryKey.new().text(), QUICK)
    assert refused.value.recovery


def test_wrong_passphrase_on_a_damaged_header_is_damage() -> None:
    header = replace(HEADER, body=HEADER.body.replace('"t":1', '"t":2'))
    assert header != HEADER
    with pytest.raises(HeaderTampered):
        Keyring.unlock(header, "another", QUICK)


def test_who_wrote_the_file_last_is_free() -> None:
    header = replace(HEADER, writer_version="9.9.9", min_app_version="0.4.0")
    assert opening_by_passphrase(header) is None
    assert header.has_same_keys(HEADER)
    assert not replace(header, mac=bytes(32)).has_same_keys(HEADER)


@pytest.mark.parametrize("wrong", ["", "x" * 33, "1.0\n", "1 0", "é", None, 4, b"1.0"])
@pytest.mark.parametrize("column", ["writer_version", "min_app_version"])
def test_version_that_is_none_is_refused(column: str, wrong: object) -> None:
    with pytest.raises(HeaderTampered):
        validate(with_columns(**{column: wrong}))


# --- the old format -------------------------------------------------------------------------------


def test_old_header_is_whole() -> None:
    assert parse_check(OLD_HEADER).iterations == 600_000
    validate(OLD_HEADER)
    with pytest.raises(HeaderTampered):
        parse_body(OLD_HEADER)
    with pytest.raises(HeaderTampered):
        parse_check(HEADER)


@pytest.mark.parametrize(
    "change",
    [{"mk_id": bytes(8)}, {"mac": bytes(32)}, {"household_id": bytes(15)}, {"format": 2}],
)
def test_old_header_with_other_columns_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(HeaderTampered):
        validate(with_columns(OLD_HEADER, **change))


def test_every_truncation_of_an_old_body_is_damage() -> None:
    for length in range(len(OLD_HEADER.body)):
        with pytest.raises(HeaderTampered):
            Keyring.unlock(replace(OLD_HEADER, body=OLD_HEADER.body[:length]), "x", QUICK)


def test_every_change_of_one_bit_of_an_old_body_is_refused() -> None:
    # The old body has no checksum: a salt, or a check token, that was changed into another one
    # cannot be told from a wrong passphrase. It never opens.
    document = json.loads(OLD_HEADER.body)
    policy = replace(QUICK, rounds=(600_000, 600_000))
    raw = OLD_HEADER.body.encode()
    open_ended = {document["check"], document["salt"]}
    for place, right in enumerate(raw):
        for bit in range(8):
            body = changed(raw, place, right ^ 1 << bit).decode("latin-1")
            try:
                found = header_body.parse_passphrase_check(body)
            except HeaderTampered:
                continue
            if policy.accepts_rounds(found.iterations):
                assert open_ended != {found.check, found.salt.hex()}


@pytest.mark.parametrize("iterations", [1, 599_999, 600_001, 2**31 - 1])
def test_old_header_with_other_iterations_is_refused_before_deriving(iterations: int) -> None:
    document = {**json.loads(OLD_HEADER.body), "iterations": iterations}
    with pytest.raises(KdfParamsRefused):
        Keyring.unlock(replace(OLD_HEADER, body=canonical(document).decode()), "x")


@pytest.mark.parametrize("iterations", [0, -1, 2**31, True, 6e5, "600000", None])
def test_old_header_with_iterations_of_another_type_is_refused(iterations: object) -> None:
    document = {**json.loads(OLD_HEADER.body), "iterations": iterations}
    with pytest.raises(HeaderTampered):
        Keyring.unlock(replace(OLD_HEADER, body=canonical(document).decode()), "x")


# --- what it shows --------------------------------------------------------------------------------


def test_header_and_body_show_no_wrapped_key() -> None:
    body = parse_body(HEADER)
    shown = repr(HEADER) + repr(body)
    for data in (body.slots[0].wrapped, body.slots[1].wrapped, body.keys[0].wrapped, HEADER.mac):
        assert data is not None
        assert data.hex() not in shown
        assert repr(data)[2:-1] not in shown
    assert with_body(HEADER, body, MASTER) == HEADER
