"""Keys never show themselves: not when printed, logged, copied, pickled or traced."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import sys
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.crypto.header import from_document, to_document
from patrimoine_gui.crypto.keyring import FieldKeys, Keyring, RecoveryKey
from patrimoine_gui.errors import (
    UserError,
)
from tests.keyrings import LABEL, NEW, OLD, QUICK, created, old_format, token_of, unlocked, with_key

if TYPE_CHECKING:
    from collections.abc import Callable


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
