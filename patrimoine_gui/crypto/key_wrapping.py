"""Wraps keys under keys: AES-256-GCM, each bound to everything that says what it is for."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from patrimoine_gui.crypto import kdf
from patrimoine_gui.crypto.header_body import canonical
from patrimoine_gui.crypto.header_records import KeyState, Slot, SlotKind, WrappedKey
from patrimoine_gui.crypto.json_members import RECOVERY_KDF
from patrimoine_gui.crypto.kdf_policy import ARGON2ID
from patrimoine_gui.errors import HeaderTampered, KdfParamsRefused

if TYPE_CHECKING:
    from patrimoine_gui.crypto.kdf import KdfParams, KdfPolicy
    from patrimoine_gui.crypto.recovery_key import RecoveryKey

PASSPHRASE_SLOT: Final = 1
RECOVERY_SLOT: Final = 2
_ARGON2_VERSION = 19
_NONCE = 12


@dataclass(frozen=True, slots=True)
class WrappingContext:
    """What a wrapped key belongs to: the household and the name of its master key."""

    household_id: bytes
    mk_id: bytes


def now() -> str:
    """Give the present moment as a header has it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


# --- slots: the master key under what a person knows or keeps -------------------------------------


def passphrase_slot(
    owner: WrappingContext, master: bytes, passphrase: str, policy: KdfPolicy
) -> Slot:
    """Wrap a master key under a passphrase, with parameters and a salt that are new."""
    params = kdf.choose(policy)
    blank = blank_slot(PASSPHRASE_SLOT, params, os.urandom(_NONCE))
    return wrap_master_key(blank, owner, kdf.derive(passphrase, params, policy), master)


def blank_slot(number: int, params: KdfParams, nonce: bytes) -> Slot:
    """Give a passphrase slot with nothing in it yet."""
    return Slot(
        slot=number,
        kind=SlotKind.PASSPHRASE,
        created=now(),
        kdf=params.kdf,
        v=_version(params.kdf),
        m=params.m,
        t=params.t,
        p=params.p,
        salt=params.salt,
        nonce=nonce,
        wrapped=b"",
    )


def recovery_slot(owner: WrappingContext, master: bytes, key: RecoveryKey) -> Slot:
    """Wrap a master key under a recovery key, with a new salt."""
    blank = Slot(
        slot=RECOVERY_SLOT,
        kind=SlotKind.RECOVERY,
        created=now(),
        kdf=RECOVERY_KDF,
        v=0,
        m=0,
        t=0,
        p=0,
        salt=os.urandom(kdf.SALT_LENGTH),
        nonce=os.urandom(_NONCE),
        wrapped=b"",
    )
    return wrap_master_key(blank, owner, recovery_key_encryption_key(key, blank), master)


def wrap_master_key(slot: Slot, owner: WrappingContext, wrapping_key: bytes, master: bytes) -> Slot:
    """Give the slot with the master key wrapped in it, under the slot's own nonce."""
    sealed = AESGCM(wrapping_key).encrypt(slot.nonce, master, _slot_aad(slot, owner))
    return replace(slot, wrapped=sealed)


def unwrap_master_key(slot: Slot, owner: WrappingContext, wrapping_key: bytes) -> bytes | None:
    """Give the master key, None when the wrapping key is not the slot's."""
    try:
        return AESGCM(wrapping_key).decrypt(slot.nonce, slot.wrapped, _slot_aad(slot, owner))
    except InvalidTag:
        return None


def passphrase_key_encryption_key(passphrase: str, slot: Slot, policy: KdfPolicy) -> bytes:
    """Derive the key that opens a passphrase slot; see `kdf.derive` for what it raises."""
    if slot.v != _version(slot.kdf):
        raise KdfParamsRefused
    return kdf.derive(passphrase, params_of(slot), policy)


def recovery_key_encryption_key(key: RecoveryKey, slot: Slot) -> bytes:
    """Derive the key that opens a recovery slot."""
    return kdf.hkdf(key.secret, b"patrimoine/v1/recovery\0" + slot.salt)


def params_of(slot: Slot) -> KdfParams:
    """Give the derivation that a passphrase slot asks for."""
    return kdf.KdfParams(slot.kdf, slot.m, slot.t, slot.p, slot.salt)


def _version(name: str) -> int:
    return _ARGON2_VERSION if name == ARGON2ID else 0


def _slot_aad(slot: Slot, owner: WrappingContext) -> bytes:
    bound = {
        "household_id": owner.household_id.hex(),
        "mk_id": owner.mk_id.hex(),
        "slot": slot.slot,
        "kind": slot.kind.value,
        "kdf": slot.kdf,
        "v": slot.v,
        "m": slot.m,
        "t": slot.t,
        "p": slot.p,
        "salt": slot.salt.hex(),
    }
    return b"patrimoine/v1/slot\0" + canonical(bound)


# --- data keys under the master key ---------------------------------------------------------------


def blank_key(number: int, state: KeyState) -> WrappedKey:
    """Give a place for a data key, with a nonce that is new."""
    return WrappedKey(number, state, now(), os.urandom(_NONCE), b"")


def wrap(owner: WrappingContext, master: bytes, blank: WrappedKey, key: bytes) -> WrappedKey:
    """Give the place with a data key wrapped in it, under its own nonce."""
    sealed = _data_cipher(master).encrypt(blank.nonce, key, _key_aad(owner, blank.id))
    return replace(blank, wrapped=sealed)


def unwrap(owner: WrappingContext, master: bytes, key: WrappedKey) -> bytes:
    """Unwrap a data key.

    Raises:
        HeaderTampered: the master key does not open it.
    """
    try:
        return _data_cipher(master).decrypt(key.nonce, key.wrapped, _key_aad(owner, key.id))
    except InvalidTag:
        raise HeaderTampered from None


def _data_cipher(master: bytes) -> AESGCM:
    return AESGCM(kdf.hkdf(master, b"patrimoine/v1/dek-wrap"))


def _key_aad(owner: WrappingContext, number: int) -> bytes:
    return b"patrimoine/v1/dek\0" + owner.household_id + bytes((number,))
