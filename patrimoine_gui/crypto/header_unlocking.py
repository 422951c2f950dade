"""Opens a header: slot, then name of the master key, then MAC, then data keys, in this order.

What fails before a slot opens is a wrong passphrase, what fails after it is a changed header: the
two are never taken for one another.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui.crypto import kdf, key_wrapping, legacy_token
from patrimoine_gui.crypto.field_keys import FieldKeys
from patrimoine_gui.crypto.header import (
    FORMAT_PASSPHRASE,
    FileHeader,
    mac_of,
    parse_body,
    parse_check,
)
from patrimoine_gui.crypto.header_records import LEGACY_ID, KeyState, SlotKind
from patrimoine_gui.errors import (
    HeaderTampered,
    KdfParamsRefused,
    TokenAuthFailed,
    UserError,
    WrongPassphrase,
)

if TYPE_CHECKING:
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.recovery_key import RecoveryKey

_OLD_DATA_KEY = 1


@dataclass(frozen=True, slots=True)
class UnlockedHeader:
    """What a header gave.

    Attributes:
        master: the master key, 32 bytes.
        fields: the keys of the fields.
        passphrase: of format 1 only: the slot that replaces it is made of it.
    """

    master: bytes = field(repr=False)
    fields: FieldKeys
    passphrase: str | None = field(default=None, repr=False)


def mk_id_of(master: bytes) -> bytes:
    """Give the 8 bytes that name a master key."""
    return hmac.digest(master, b"patrimoine/v1/mk-id", "sha256")[:8]


def unlock_with_passphrase(
    header: FileHeader, passphrase: str, policy: KdfPolicy
) -> UnlockedHeader:
    """Open a header of format 2; see `Keyring.unlock`."""
    owner, refused = _owner(header), []
    slots = [slot for slot in parse_body(header).slots if slot.kind is SlotKind.PASSPHRASE]
    if not policy.affords(map(key_wrapping.params_of, slots)):
        raise KdfParamsRefused  # before the first: each one that does not open would be tried
    for slot in slots:
        try:
            key = key_wrapping.passphrase_key_encryption_key(passphrase, slot, policy)
        except UserError as error:
            refused.append(error)  # another slot may still open
            continue
        master = key_wrapping.unwrap_master_key(slot, owner, key)
        if master is not None:
            return verify(header, master)
    raise refused[0] if refused else WrongPassphrase


def unlock_with_recovery_key(header: FileHeader, key: RecoveryKey) -> UnlockedHeader:
    """Open a header with a recovery key; see `Keyring.unlock_with_recovery_key`."""
    if header.format == FORMAT_PASSPHRASE:
        parse_check(header)
        raise WrongPassphrase(recovery=True)
    owner = _owner(header)
    for slot in parse_body(header).slots:
        if slot.kind is SlotKind.RECOVERY:
            wrapping_key = key_wrapping.recovery_key_encryption_key(key, slot)
            master = key_wrapping.unwrap_master_key(slot, owner, wrapping_key)
            if master is not None:
                return verify(header, master)
    raise WrongPassphrase(recovery=True)


def verify(header: FileHeader, master: bytes) -> UnlockedHeader:
    """Check a header with the master key that one of its slots gave, and unwrap its data keys.

    Raises:
        HeaderTampered: it was changed by something that does not hold the key.
    """
    body = parse_body(header)
    if not hmac.compare_digest(mk_id_of(master), header.mk_id or b""):
        raise HeaderTampered
    if not hmac.compare_digest(mac_of(header, master), header.mac or b""):
        raise HeaderTampered
    owner = _owner(header)
    keys = {key.id: key_wrapping.unwrap(owner, master, key) for key in body.keys}
    active = next(key.id for key in body.keys if key.state is KeyState.ACTIVE)
    old = keys.pop(LEGACY_ID, None)
    return UnlockedHeader(master, FieldKeys(active, keys, old))


def unlock_format_1(header: FileHeader, passphrase: str, policy: KdfPolicy) -> UnlockedHeader:
    """Open a header of format 1; see `Keyring.unlock`.

    Its body has neither checksum nor MAC: a changed salt cannot be told from a wrong passphrase.
    """
    body = parse_check(header)
    if not policy.accepts_rounds(body.iterations):
        raise KdfParamsRefused
    key = kdf.pbkdf2(passphrase, body.salt, body.iterations)
    try:
        legacy_token.decryptor(key)(body.check)  # whatever it holds: that it opens is the check
    except TokenAuthFailed:
        raise WrongPassphrase from None
    master = kdf.hkdf(key, b"patrimoine/v1/legacy-master")
    data = {_OLD_DATA_KEY: kdf.hkdf(master, b"patrimoine/v1/legacy-data")}
    return UnlockedHeader(master, FieldKeys(_OLD_DATA_KEY, data, key), passphrase)


def _owner(header: FileHeader) -> key_wrapping.WrappingContext:
    return key_wrapping.WrappingContext(header.household_id, header.mk_id or b"")
