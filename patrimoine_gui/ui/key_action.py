"""What can be done to the keys of an open file."""

from __future__ import annotations

from enum import Enum


class KeyAction(Enum):
    """One entry of the menu, or the proposal after a recovery key was used."""

    PASSPHRASE = "change the passphrase"  # noqa: S105  (the name of an action)
    PASSPHRASE_AFTER_RECOVERY = "choose a passphrase anew"  # noqa: S105
    RECOVERY_KEY = "make another recovery key"
    RENEWAL = "renew the keys"
