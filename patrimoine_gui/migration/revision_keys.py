"""Hands the keys of a household to the revisions and measures, which are frozen."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from migrations.frozen.keys_v1 import KeysV1
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.crypto.recovery_key import RecoveryKey


def throwaway() -> Keyring:
    """Make keys that open nothing, for work on a private copy of which nothing is kept."""
    from patrimoine_gui.crypto.kdf import POLICY
    from patrimoine_gui.crypto.keyring import Keyring

    light = replace(POLICY, memories=(POLICY.least,))
    return Keyring.create(secrets.token_urlsafe(32), light)[0]


def made(
    passphrase: str, policy: KdfPolicy, earlier: FileHeader | None
) -> tuple[Keyring, RecoveryKey]:
    """Make new keys and their recovery key, or open again those of an attempt that failed.

    What keeps the earlier ones shut, another passphrase or too little memory for what was derived
    that day, is no obstacle: other keys are made.

    Args:
        passphrase: opens them.
        policy: how it is derived.
        earlier: the keys of the failed attempt, None where there was none.

    Raises:
        PassphraseUnusable: it is empty or too long.
        KdfMemory: the computer has not the memory for the least derivation.
    """
    from patrimoine_gui.crypto.keyring import Keyring

    if earlier is not None:
        with suppress(UserError):
            return Keyring.unlock(earlier, passphrase, policy).with_new_recovery_key()
    return Keyring.create(passphrase, policy)


def of(keyring: Keyring) -> KeysV1:
    """Give the keys of an open keyring.

    Where the keyring has no key of the older tokens left, a revision that would need it refuses
    to run: rather that than values which nobody could read again.
    """
    fields = keyring.fields
    return KeysV1(legacy=fields.legacy, active=fields.active, data=dict(fields.data))
