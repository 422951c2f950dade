"""Makes a header of format 2 for keys that are there already."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from patrimoine_gui import __version__
from patrimoine_gui.crypto import header_unlocking, key_wrapping
from patrimoine_gui.crypto.field_keys import FieldKeys
from patrimoine_gui.crypto.header import FORMAT_SLOTS, MIN_APP_VERSION, FileHeader, with_body
from patrimoine_gui.crypto.header_records import LEGACY_ID, Body, KeyState, WrappedKey
from patrimoine_gui.crypto.kdf import KEY_LENGTH, normalise

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header_unlocking import UnlockedHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy


_LAST_ID = 255


def new_header(
    household_id: bytes, fields: FieldKeys, passphrase: str, policy: KdfPolicy
) -> tuple[FileHeader, UnlockedHeader]:
    """Make a header with a new master key, which a passphrase opens, and open it.

    Raises:
        PassphraseUnusable: see `kdf.normalise`.
    """
    normalise(passphrase)  # before anything is measured
    master = os.urandom(KEY_LENGTH)
    owner = key_wrapping.WrappingContext(household_id, header_unlocking.mk_id_of(master))
    slot = key_wrapping.passphrase_slot(owner, master, passphrase, policy)
    body = Body((slot,), _wrapped(owner, master, fields))
    header = with_body(_blank(owner), body, master)
    return header, header_unlocking.verify(header, master)


def new_field_keys(number: int, *, has_legacy: bool) -> FieldKeys:
    """Give random field keys: one that writes, and perhaps one of the old format."""
    old = os.urandom(KEY_LENGTH) if has_legacy else None
    return FieldKeys(number, {number: os.urandom(KEY_LENGTH)}, old)


def next_field_keys(fields: FieldKeys) -> FieldKeys:
    """Give random field keys to follow others, under an id that none of them has."""
    number = next(found for found in range(1, _LAST_ID + 1) if found not in fields.data)
    return new_field_keys(number, has_legacy=fields.legacy is not None)


def format_2_field_keys(fields: FieldKeys) -> FieldKeys:
    """Give the field keys of format 1 for format 2: the derived one only reads from now on."""
    new = next_field_keys(fields)
    return FieldKeys(new.active, {**fields.data, **new.data}, fields.legacy)


def _wrapped(
    owner: key_wrapping.WrappingContext, master: bytes, fields: FieldKeys
) -> tuple[WrappedKey, ...]:
    keys, states = dict(fields.data), dict.fromkeys(fields.data, KeyState.RETIRED)
    states[fields.active] = KeyState.ACTIVE
    if fields.legacy is not None:
        keys[LEGACY_ID], states[LEGACY_ID] = fields.legacy, KeyState.LEGACY
    return tuple(
        key_wrapping.wrap(
            owner, master, key_wrapping.blank_key(number, states[number]), keys[number]
        )
        for number in sorted(keys)
    )


def _blank(owner: key_wrapping.WrappingContext) -> FileHeader:
    return FileHeader(
        format=FORMAT_SLOTS,
        household_id=owner.household_id,
        writer_version=__version__,
        min_app_version=MIN_APP_VERSION,
        mk_id=owner.mk_id,
        body="",
        mac=None,
    )
