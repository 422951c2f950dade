"""Hands the keys of a household to the revisions and measures, which are frozen."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from migrations.frozen.keys_v1 import KeysV1

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import Keyring


def throwaway() -> Keyring:
    """Make keys that open nothing, for work on a private copy of which nothing is kept."""
    from patrimoine_gui.crypto.kdf import POLICY
    from patrimoine_gui.crypto.keyring import Keyring

    light = replace(POLICY, memories=(POLICY.least,))
    return Keyring.create(secrets.token_urlsafe(32), light)[0]


def of(keyring: Keyring) -> KeysV1:
    """Give the keys of an open keyring.

    Where the keyring has no key of the older tokens left, a revision that would need it refuses
    to run: rather that than values which nobody could read again.
    """
    fields = keyring.fields
    return KeysV1(legacy=fields.legacy, active=fields.active, data=dict(fields.data))
