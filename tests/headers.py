"""A header of format 2 that tests change, and how it opens afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from patrimoine_gui.crypto.header import FileHeader, canonical, mac_of
from patrimoine_gui.crypto.kdf import KdfPolicy
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import (
    UserError,
)

QUICK = KdfPolicy.for_tests()
PASSPHRASE = "trois chats"  # noqa: S105  (of a test)
KEYRING, RECOVERY = Keyring.create(PASSPHRASE, QUICK)
HEADER = KEYRING.header
MASTER = KEYRING._master
Edit = Callable[[dict[str, Any]], object]


def opening_by_passphrase(header: FileHeader) -> type[UserError] | None:
    try:
        Keyring.unlock(header, PASSPHRASE, QUICK)
    except UserError as error:
        return type(error)
    return None


def opening_by_recovery_key(header: FileHeader) -> type[UserError] | None:
    try:
        Keyring.unlock_with_recovery_key(header, RECOVERY.text(), QUICK)
    except UserError as error:
        return type(error)
    return None


def changed(data: bytes, place: int, wrong: int) -> bytes:
    return data[:place] + bytes((wrong,)) + data[place + 1 :]


def edited(edit: Edit, *, is_summed: bool = False) -> FileHeader:
    """Give the header with its body edited by one who holds the key, checksum or not."""
    document = json.loads(HEADER.body)
    edit(document)
    if not is_summed:
        document.pop("sum", None)
    found = replace(HEADER, body=canonical(document).decode())
    return replace(found, mac=mac_of(found, MASTER))
