"""Keyrings that tests make, open and read with, of both formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.crypto import legacy_token
from patrimoine_gui.crypto.header import FileHeader, canonical
from patrimoine_gui.crypto.kdf import KdfPolicy, pbkdf2
from patrimoine_gui.crypto.keyring import Keyring, RecoveryKey
from patrimoine_gui.errors import (
    UserError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

QUICK = KdfPolicy.for_tests()
OLD, NEW = "trois chats", "quatre chiens"
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
    check = legacy_token.encryptor(pbkdf2(passphrase, salt, iterations))(b"whatever 0.4 put here")
    body = {"check": check, "iterations": iterations, "kdf": "pbkdf2-hmac-sha256"}
    text = canonical({**body, "salt": salt.hex()}).decode()
    return FileHeader(1, bytes(range(16)), "0.4.0", "0.4.0", None, text, None)


def refusal(call: Callable[[], object]) -> type[UserError]:
    with pytest.raises(UserError) as refused:
        call()
    return type(refused.value)
