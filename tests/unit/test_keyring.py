"""The keys of a household: made, opened, changed and renewed; and never shown."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import subprocess
import sys
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.crypto import legacy
from patrimoine_gui.crypto.header import (
    FileHeader,
    canonical,
    from_document,
    parse_body,
    to_document,
)
from patrimoine_gui.crypto.kdf import KdfPolicy, pbkdf2
from patrimoine_gui.crypto.keyring import FieldKeys, Keyring, RecoveryKey
from patrimoine_gui.errors import (
    HeaderTampered,
    PassphraseFault,
    PassphraseUnusable,
    RecoveryKeyMalformed,
    TokenAuthFailed,
    TokenKeyUnknown,
    UserError,
    WrongPassphrase,
)

if TYPE_CHECKING:
    from collections.abc import Callable

QUICK = KdfPolicy.for_tests()
OLD, NEW, NEWER = "trois chats", "quatre chiens", "cinq poissons"
LABEL = "asset.name"
VALUE = "Résidence principale".encode()


def created() -> tuple[Keyring, RecoveryKey]:
    return Keyring.create(OLD, QUICK)


def unlocked(header: FileHeader, passphrase: str) -> Keyring:
    return Keyring.unlock(header, passphrase, QUICK)


def with_key(header: FileHeader, key: RecoveryKey) -> Keyring:
    return Keyring.unlock_with_recovery_key(header, key.text(), QUICK)


def token_of(keyring: Keyring) -> bytes:
    return keyring.fields.encryptor(LABEL, 32)(VALUE)


def is_read(keyring: Keyring, token: bytes | str) -> bool:
    return keyring.fields.decryptor(LABEL)(token) == VALUE


def old_format(passphrase: str = OLD) -> FileHeader:
    """Give a header as 0.4 wrote it, with as few iterations as the policy of tests takes."""
    salt, iterations = bytes(range(16)), 2
    check = legacy.encryptor(pbkdf2(passphrase, salt, iterations))(b"whatever 0.4 put here")
    body = {"check": check, "iterations": iterations, "kdf": "pbkdf2-hmac-sha256"}
    text = canonical({**body, "salt": salt.hex()}).decode()
    return FileHeader(1, bytes(range(16)), "0.4.0", "0.4.0", None, text, None)


def refusal(call: Callable[[], object]) -> type[UserError]:
    with pytest.raises(UserError) as refused:
        call()
    return type(refused.value)


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
    keyring.without_legacy_key()
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


def test_keyring_without_the_legacy_key_reads_version_two_only() -> None:
    keyring, key = created()
    assert keyring.fields.legacy is not None
    text = legacy.encryptor(keyring.fields.legacy)(VALUE)
    bare = keyring.without_legacy_key()
    for found in (bare, unlocked(bare.header, OLD), with_key(bare.header, key)):
        assert found.fields.legacy is None
        assert is_read(found, token_of(keyring))
        assert refusal(lambda: is_read(found, text)) is TokenKeyUnknown  # noqa: B023
    renewed, _key = bare.renewed(NEW, QUICK)
    assert renewed.fields.legacy is None
    assert bare.without_legacy_key().header == bare.header


# --- restored -------------------------------------------------------------------------------------


def test_restored_backup_takes_the_present_slots_and_keeps_its_own_keys() -> None:
    keyring, key = created()
    now, new = keyring.without_legacy_key().with_passphrase(NEW, QUICK).with_new_recovery_key()
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
    assert is_read(keyring, legacy.encryptor(keyring.fields.legacy)(VALUE))
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
    tokens = (legacy.encryptor(before.fields.legacy)(VALUE), token_of(before))
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


def test_old_header_can_be_renewed_and_cannot_lose_its_only_key() -> None:
    before = unlocked(old_format(), OLD)
    renewed, _key = before.renewed(NEW, QUICK)
    assert renewed.header.format == 2
    assert renewed.fields.legacy not in {None, before.fields.legacy}
    with pytest.raises(ValueError, match="1"):
        before.without_legacy_key()


# --- what is never shown --------------------------------------------------------------------------


def secrets_of(keyring: Keyring, *more: bytes) -> list[bytes]:
    fields = keyring.fields
    found = [keyring._master, keyring.backup_key, *fields.data.values(), *more]
    return [*found, fields.legacy] if fields.legacy else found


def shows(text: str, secret: bytes) -> bool:
    spelt = (secret.hex(), repr(secret)[2:-1], str(list(secret))[1:-1], str(int.from_bytes(secret)))
    return any(spelling in text or spelling.upper() in text for spelling in spelt)


def test_nothing_that_is_printed_shows_a_secret() -> None:
    keyring, key = created()
    old = unlocked(old_format(), OLD)
    items = [keyring, keyring.fields, key, keyring.header, old, old.fields, old.header]
    shown = "".join(f"{item!r}{item!s}{item}{[item]!r}{ {1: item}!r}" for item in items)
    for secret in (*secrets_of(keyring, key.secret), *secrets_of(old)):
        assert not shows(shown, secret)
    assert key.text() not in shown
    assert OLD not in shown


def test_log_and_traceback_with_locals_show_no_secret() -> None:
    keyring, key = created()
    stream = io.StringIO()
    logger = logging.Logger("test of secrets")  # noqa: LOG001  (of nobody else)
    logger.addHandler(logging.StreamHandler(stream))
    try:
        keyring.fields.decryptor(LABEL)(bytes(62))
    except UserError:
        logger.exception("%s %r", keyring.fields, key)
        told = traceback.TracebackException(*sys.exc_info(), capture_locals=True)
        stream.writelines(told.format())
    for secret in secrets_of(keyring, key.secret):
        assert not shows(stream.getvalue(), secret)


@pytest.mark.parametrize(
    "fail",
    [
        lambda keyring: unlocked(keyring.header, NEW),
        lambda _keyring: unlocked(old_format(), NEW),
        lambda keyring: unlocked(replace(keyring.header, mac=bytes(32)), OLD),
        lambda keyring: Keyring.unlock_with_recovery_key(keyring.header, "1234", QUICK),
        lambda keyring: with_key(keyring.header, RecoveryKey.new()),
        lambda keyring: from_document({**to_document(keyring.header), "mac": 1}),
        lambda keyring: keyring.fields.decryptor(LABEL)(token_of(keyring)[:-1]),
        lambda keyring: keyring.fields.decryptor("asset.note")(token_of(keyring)),
        lambda keyring: keyring.fields.decryptor(LABEL)("gAAAAABnope"),
        pickle.dumps,
        lambda keyring: pickle.dumps(keyring.fields),
    ],
)
def test_refusal_and_its_traceback_show_no_secret(fail: Callable[[Keyring], object]) -> None:
    keyring, _key = created()
    with pytest.raises((UserError, TypeError)) as refused:
        fail(keyring)
    told = "".join(traceback.format_exception(refused.value)) + repr(refused.value.args)
    for secret in secrets_of(keyring):
        assert not shows(told, secret)
    assert OLD not in told
    assert NEW not in told.replace("NEW", "")


def test_keys_are_never_pickled_and_a_copy_is_the_same_object() -> None:
    keyring, _key = created()
    for item in (keyring, keyring.fields):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError):
                pickle.dumps(item, protocol)
        assert copy.copy(item) is item
        assert copy.deepcopy([item])[0] is item
        with pytest.raises(TypeError):
            vars(item)
        with pytest.raises(TypeError):
            json.dumps(item)


def test_keys_cannot_be_changed_from_outside() -> None:
    keyring, _key = created()
    for item, name in ((keyring, "header"), (keyring, "fields"), (keyring.fields, "active")):
        with pytest.raises(AttributeError):
            setattr(item, name, None)
    given = {1: bytes(32)}
    fields = FieldKeys(1, given)
    given[1] = bytes(range(32))
    assert fields.data[1] == bytes(32)
    with pytest.raises(TypeError):
        fields.data[1] = b""  # type: ignore[index]
