"""Hands the keys of a household to the revisions and measures, which are frozen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from migrations.frozen.keys_v1 import KeysV1

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import Keyring

_KEY_BYTES = 32


def of(keyring: Keyring) -> KeysV1:
    """Give the keys of an open keyring.

    A keyring without the key of the older tokens gives an empty one, which no cipher accepts:
    rather no revision than values that nobody could read again.
    """
    fields = keyring.fields
    return KeysV1(legacy=fields.legacy or b"", active=fields.active, data=dict(fields.data))


def of_nobody() -> KeysV1:
    """Give random keys, for a structure that is built empty."""
    return KeysV1(os.urandom(_KEY_BYTES), 1, {1: os.urandom(_KEY_BYTES)})
