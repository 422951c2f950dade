"""The keys of a household: made, opened, changed and renewed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.crypto import legacy_token
from patrimoine_gui.crypto.header import canonical, parse_body, to_document
from patrimoine_gui.crypto.header_records import LEGACY_ID
from patrimoine_gui.crypto.keyring import Keyring, RecoveryKey
from patrimoine_gui.errors import (
    HeaderTampered,
    PassphraseFault,
    PassphraseUnusable,
    RecoveryKeyMalformed,
    TokenAuthFailed,
    TokenKeyUnknown,
    WrongPassphrase,
)
from tests.keyrings import (
    NEW,
    OLD,
    QUICK,
    VALUE,
    created,
    is_read,
    old_format,
    refusal,
    token_of,
    unlocked,
    with_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable


# --- made and opened ------------------------------------------------------------------------------


def test_new_keyring_opens_with_its_passphrase_and_with_its_recovery_key() -> None:
    keyring, key = created()
    token = token_of(keyring)
    for opened in (unlocked(keyring.header, OLD), with_key(keyring.header, key)):
        assert is_read(opened, token)
        assert is_read(keyring, token_of(opened))
        assert opened.header == keyring.header
        assert opened.mk_id == keyring.mk_id == keyring.header.mk_id
        assert opened.household_id == keyring.household_id
        assert opened.backup_key == keyring.backup_key
        assert opened.has_recovery_key


def test_new_keyring_has_the_keys_of_both_formats() -> None:
    fields = created()[0].fields
    assert fields.active == 1
    assert set(fields.data) == {1}
    assert fields.legacy is not None
    assert len({*fields.data.values(), fields.legacy}) == 2
    assert {len(key) for key in (*fields.data.values(), fields.legacy)} == {32}


def test_new_keyrings_share_nothing() -> None:
    one, other = created()[0], created()[0]
    assert one.household_id != other.household_id
    assert one.mk_id != other.mk_id
    assert one.backup_key != other.backup_key
    assert refusal(lambda: is_read(other, token_of(one))) is TokenAuthFailed


def test_household_can_be_given() -> None:
    keyring, _key = Keyring.create(OLD, QUICK, bytes(range(16)))
    assert keyring.household_id == bytes(range(16))


@pytest.mark.parametrize(
    ("passphrase", "fault"),
    [
        ("", PassphraseFault.EMPTY),
        ("x" * 1025, PassphraseFault.TOO_LONG),
        ("\ud800", PassphraseFault.NOT_TEXT),
    ],
)
def test_unusable_passphrase_is_refused_wherever_one_is_given(
    passphrase: str, fault: PassphraseFault
) -> None:
    keyring, _key = created()
    calls: list[Callable[[], object]] = [
        lambda: Keyring.create(passphrase, QUICK),
        lambda: unlocked(keyring.header, passphrase),
        lambda: unlocked(old_format(), passphrase),
        lambda: keyring.with_passphrase(passphrase, QUICK),
        lambda: keyring.renewed(passphrase, QUICK),
    ]
    for call in calls:
        with pytest.raises(PassphraseUnusable) as refused:
            call()
        assert refused.value.fault is fault


def test_malformed_recovery_key_is_no_wrong_one() -> None:
    keyring, key = created()
    for header in (keyring.header, old_format()):
        with pytest.raises(RecoveryKeyMalformed):
            Keyring.unlock_with_recovery_key(header, key.text()[:-1], QUICK)
        with pytest.raises(WrongPassphrase) as refused:
            with_key(header, RecoveryKey.new())
        assert refused.value.recovery


def test_header_of_another_household_does_not_open() -> None:
    keyring, _key = created()
    body = json.loads(keyring.header.body)
    del body["sum"]
    moved = replace(keyring.header, household_id=bytes(16), body=canonical(body).decode())
    assert refusal(lambda: unlocked(moved, OLD)) is WrongPassphrase


_ELSEWHERE = """
import json, sys
from patrimoine_gui.crypto.header import from_document
from patrimoine_gui.crypto.kdf import KdfPolicy
from patrimoine_gui.crypto.keyring import Keyring
told = json.load(sys.stdin)
header, quick = from_document(told["header"]), KdfPolicy.for_tests()
keyrings = (
    Keyring.unlock(header, told["passphrase"], quick),
    Keyring.unlock_with_recovery_key(header, told["key"], quick),
)
token = bytes.fromhex(told["token"])
found = [keyring.fields.decryptor("asset.name")(token).decode() for keyring in keyrings]
sys.stdout.write(json.dumps(found))
"""


def test_another_process_opens_with_either_secret() -> None:
    keyring, key = created()
    told = {
        "header": dict(to_document(keyring.header)),
        "passphrase": OLD,
        "key": key.text().lower(),
        "token": token_of(keyring).hex(),
    }
    found = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout) == [VALUE.decode()] * 2


# --- changed --------------------------------------------------------------------------------------


def test_changed_passphrase_opens_the_same_keys_and_the_former_none() -> None:
    keyring, key = created()
    token = token_of(keyring)
    changed = unlocked(keyring.header, OLD).with_passphrase(NEW, QUICK)
    assert changed.mk_id == keyring.mk_id
    assert changed.backup_key == keyring.backup_key
    assert is_read(unlocked(changed.header, NEW), token)
    assert is_read(with_key(changed.header, key), token)
    assert refusal(lambda: unlocked(changed.header, OLD)) is WrongPassphrase
    assert parse_body(changed.header).keys == parse_body(keyring.header).keys


def test_former_header_stays_as_it_was() -> None:
    keyring, key = created()
    before = replace(keyring.header)
    keyring.with_passphrase(NEW, QUICK)
    keyring.with_new_recovery_key()
    keyring.renewed(NEW, QUICK)
    assert keyring.header == before
    assert with_key(keyring.header, key).fields.legacy is not None


def test_forgotten_passphrase_is_replaced_by_way_of_the_recovery_key() -> None:
    keyring, key = created()
    changed = with_key(keyring.header, key).with_passphrase(NEW, QUICK)
    assert is_read(unlocked(changed.header, NEW), token_of(keyring))


def test_salt_and_nonces_are_new_each_time() -> None:
    keyring = created()[0]
    again = keyring.with_passphrase(OLD, QUICK)
    before, after = (parse_body(found.header).slots[0] for found in (keyring, again))
    assert before.slot == after.slot
    assert {before.salt, before.nonce, before.wrapped}.isdisjoint(
        {after.salt, after.nonce, after.wrapped}
    )


def test_new_recovery_key_replaces_the_former_one() -> None:
    keyring, key = created()
    changed, new = keyring.with_new_recovery_key()
    assert new != key
    assert with_key(changed.header, new).mk_id == keyring.mk_id
    assert unlocked(changed.header, OLD).mk_id == keyring.mk_id
    with pytest.raises(WrongPassphrase):
        with_key(changed.header, key)
    assert len(parse_body(changed.header).slots) == 2


def test_renewed_keys_share_nothing_but_the_household() -> None:
    keyring, key = created()
    renewed, new = keyring.renewed(NEW, QUICK)
    assert renewed.household_id == keyring.household_id
    assert renewed.mk_id != keyring.mk_id
    assert renewed.backup_key != keyring.backup_key
    assert set(renewed.fields.data).isdisjoint(keyring.fields.data)
    assert renewed.fields.legacy not in {None, keyring.fields.legacy}
    assert refusal(lambda: is_read(renewed, token_of(keyring))) is TokenKeyUnknown
    assert refusal(lambda: is_read(keyring, token_of(renewed))) is TokenKeyUnknown
    assert is_read(with_key(renewed.header, new), token_of(renewed))
    for call in (
        lambda: unlocked(renewed.header, OLD),
        lambda: with_key(renewed.header, key),
        lambda: unlocked(keyring.header, NEW),
    ):
        assert refusal(call) is WrongPassphrase


def test_keys_can_be_renewed_more_often_than_there_are_ids() -> None:
    keyring = created()[0]
    for _time in range(300):
        before = keyring
        keyring, _key = keyring.renewed(NEW, QUICK)
        assert keyring.fields.active not in before.fields.data
    assert is_read(unlocked(keyring.header, NEW), token_of(keyring))


def without_legacy_key(keyring: Keyring) -> Keyring:
    """Give the keyring of a header that has no key of the old format."""
    body = parse_body(keyring.header)
    keys = tuple(item for item in body.keys if item.id != LEGACY_ID)
    return keyring._with(replace(body, keys=keys))


def test_keyring_without_the_legacy_key_reads_version_two_only() -> None:
    keyring, key = created()
    assert keyring.fields.legacy is not None
    text = legacy_token.encryptor(keyring.fields.legacy)(VALUE)
    bare = without_legacy_key(keyring)
    for found in (bare, unlocked(bare.header, OLD), with_key(bare.header, key)):
        assert found.fields.legacy is None
        assert is_read(found, token_of(keyring))
        assert refusal(lambda: is_read(found, text)) is TokenKeyUnknown  # noqa: B023
    renewed, _key = bare.renewed(NEW, QUICK)
    assert renewed.fields.legacy is None


# --- restored -------------------------------------------------------------------------------------


def test_restored_backup_takes_the_present_slots_and_keeps_its_own_keys() -> None:
    keyring, key = created()
    now, new = without_legacy_key(keyring).with_passphrase(NEW, QUICK).with_new_recovery_key()
    restored = unlocked(keyring.header, OLD).adopting_slots(now.header)
    assert is_read(unlocked(restored.header, NEW), token_of(keyring))
    assert with_key(restored.header, new).fields.legacy == keyring.fields.legacy
    assert refusal(lambda: unlocked(restored.header, OLD)) is WrongPassphrase
    assert refusal(lambda: with_key(restored.header, key)) is WrongPassphrase


def test_slots_of_other_keys_are_not_taken() -> None:
    keyring = created()[0]
    others = created()[0].header
    renewed = keyring.renewed(NEW, QUICK)[0].header
    for header in (others, renewed, old_format()):
        assert keyring.adopting_slots(header) is keyring
    old = unlocked(old_format(), OLD)
    assert old.adopting_slots(keyring.header) is old
    assert old.adopting_slots(old.header) is old


def test_slots_that_were_changed_without_the_key_are_refused() -> None:
    keyring = created()[0]
    header = keyring.with_passphrase(NEW, QUICK).header
    assert header.mac is not None
    forged = replace(header, mac=bytes(32))
    damaged = replace(header, body=header.body.replace('"t":1', '"t":2'))
    for wrong in (forged, damaged):
        with pytest.raises(HeaderTampered):
            keyring.adopting_slots(wrong)


# --- the old format -------------------------------------------------------------------------------


def test_old_header_opens_and_both_kinds_of_tokens_are_read() -> None:
    keyring = unlocked(old_format(), OLD)
    assert keyring.fields.legacy is not None
    assert is_read(keyring, legacy_token.encryptor(keyring.fields.legacy)(VALUE))
    assert is_read(unlocked(old_format(), OLD), token_of(keyring))
    assert unlocked(old_format(), OLD).mk_id == keyring.mk_id
    assert unlocked(old_format(), OLD).backup_key == keyring.backup_key
    assert not keyring.has_recovery_key
    assert refusal(lambda: unlocked(old_format(), NEW)) is WrongPassphrase


@pytest.mark.parametrize("is_recovery", [False, True])
def test_old_header_becomes_one_of_slots_and_every_token_is_still_read(
    is_recovery: bool,  # noqa: FBT001
) -> None:
    before = unlocked(old_format(), OLD)
    assert before.fields.legacy is not None
    tokens = (legacy_token.encryptor(before.fields.legacy)(VALUE), token_of(before))
    if is_recovery:
        after, key = before.with_new_recovery_key(QUICK)
        openings = [unlocked(after.header, OLD), with_key(after.header, key)]
    else:
        after = before.with_passphrase(NEW, QUICK)
        openings = [unlocked(after.header, NEW)]
        assert refusal(lambda: unlocked(after.header, OLD)) is WrongPassphrase
    assert after.header.format == 2
    assert after.household_id == before.household_id
    assert after.mk_id != before.mk_id
    for opened in openings:
        assert opened.has_recovery_key is is_recovery
        assert all(is_read(opened, token) for token in tokens)
        assert opened.fields.active not in before.fields.data
        assert is_read(after, token_of(opened))


def test_key_that_writes_after_the_change_does_not_come_from_the_old_passphrase() -> None:
    before = unlocked(old_format(), OLD)
    one, other = (before.with_passphrase(NEW, QUICK).fields for _time in range(2))
    assert one.data[one.active] != other.data[other.active]


def test_old_header_can_be_renewed() -> None:
    before = unlocked(old_format(), OLD)
    renewed, _key = before.renewed(NEW, QUICK)
    assert renewed.header.format == 2
    assert renewed.fields.legacy not in {None, before.fields.legacy}
