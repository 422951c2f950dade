"""The keys of one household: what a passphrase or a recovery key opens.

    passphrase -> key slot -+
                            +-> master key -> data keys, MAC of the header, key of the backups
    recovery key -> slot ---+

In format 1 (files of 0.4 to 0.9) the passphrase gives the key of the old tokens itself, and the
rest is derived from that. Nothing is ever written in format 1 any more: whatever changes the keys
of such a file gives it a header of format 2, and no token has to change.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from patrimoine_gui.crypto import header_creation, header_unlocking, key_wrapping
from patrimoine_gui.crypto.field_keys import FieldKeys
from patrimoine_gui.crypto.header import (
    FORMAT_SLOTS,
    HOUSEHOLD_ID_LENGTH,
    FileHeader,
    parse_body,
    with_body,
)
from patrimoine_gui.crypto.header_records import Body, SlotKind
from patrimoine_gui.crypto.kdf import POLICY, KdfPolicy, hkdf, normalise
from patrimoine_gui.crypto.recovery_key import RecoveryKey
from patrimoine_gui.crypto.secret import Secret

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header_unlocking import UnlockedHeader

__all__ = ["FieldKeys", "FileHeader", "Keyring", "RecoveryKey"]


class Keyring(Secret):
    """Opened keys and the header that they belong to; immutable, and it never shows a key."""

    __slots__ = ("_fields", "_header", "_master", "_passphrase")

    def __init__(self, header: FileHeader, opened: UnlockedHeader) -> None:
        self._header = header
        self._master = opened.master
        self._fields = opened.fields
        self._passphrase = opened.passphrase

    # --- making and opening -----------------------------------------------------------------------

    @classmethod
    def create(
        cls, passphrase: str, policy: KdfPolicy = POLICY, household_id: bytes | None = None
    ) -> tuple[Keyring, RecoveryKey]:
        """Make the keys of a household, with a slot for a passphrase and one for a recovery key.

        Raises:
            PassphraseUnusable: see `kdf.normalise`.
            KdfMemory: the computer has not the memory for the least derivation.
        """
        household_id = household_id or os.urandom(HOUSEHOLD_ID_LENGTH)
        fields = header_creation.new_field_keys(1, has_legacy=True)
        made = header_creation.new_header(household_id, fields, passphrase, policy)
        return cls(*made).with_new_recovery_key()

    @classmethod
    def unlock(cls, header: FileHeader, passphrase: str, policy: KdfPolicy = POLICY) -> Keyring:
        """Open a header of either format with a passphrase.

        Raises:
            PassphraseUnusable: it is not one; nothing was derived.
            WrongPassphrase: it opens no slot of a header that is whole.
            HeaderTampered: the header is damaged, or was changed without its key.
            KdfUnsupported, KdfParamsRefused, KdfMemory: see `kdf.derive`.
        """
        normalise(passphrase)
        if header.format == FORMAT_SLOTS:
            return cls(header, header_unlocking.unlock_with_passphrase(header, passphrase, policy))
        return cls(header, header_unlocking.unlock_format_1(header, passphrase, policy))

    @classmethod
    def unlock_with_recovery_key(
        cls, header: FileHeader, text: str, policy: KdfPolicy = POLICY
    ) -> Keyring:
        """Open a header with a recovery key as a person typed it; derives nothing slow.

        Raises:
            RecoveryKeyMalformed: it cannot be a recovery key.
            WrongPassphrase: it is not the one of this file (`recovery` is true).
            HeaderTampered: the header is damaged, or was changed without its key.
        """
        del policy  # same call as `unlock`; HKDF has nothing to limit
        return cls(
            header, header_unlocking.unlock_with_recovery_key(header, RecoveryKey.parse(text))
        )

    # --- what it holds ----------------------------------------------------------------------------

    @property
    def header(self) -> FileHeader:
        """What `file_header` must hold for these keys."""
        return self._header

    @property
    def household_id(self) -> bytes:
        """The 16 bytes that name the household."""
        return self._header.household_id

    @property
    def mk_id(self) -> bytes:
        """The 8 bytes that name the master key, in format 1 too."""
        return header_unlocking.mk_id_of(self._master)

    @property
    def fields(self) -> FieldKeys:
        """The keys of the encrypted fields."""
        return self._fields

    @property
    def backup_key(self) -> bytes:
        """The 32 bytes that the keys of backups are derived from."""
        return hkdf(self._master, b"patrimoine/v1/backup")

    @property
    def has_recovery_key(self) -> bool:
        """Whether a recovery key opens the header."""
        if self._header.format != FORMAT_SLOTS:
            return False
        return any(slot.kind is SlotKind.RECOVERY for slot in parse_body(self._header).slots)

    # --- other keyrings ---------------------------------------------------------------------------

    def with_passphrase(self, new: str, policy: KdfPolicy = POLICY) -> Keyring:
        """Give the keyring that another passphrase opens; no token changes.

        Every passphrase slot is replaced by one, so that no former passphrase opens the header;
        a recovery key still does. A keyring of format 1 becomes one of format 2.

        Raises:
            PassphraseUnusable: see `kdf.normalise`.
        """
        normalise(new)
        if self._header.format != FORMAT_SLOTS:
            parts = header_creation.new_header(
                self.household_id, header_creation.format_2_field_keys(self._fields), new, policy
            )
            return Keyring(*parts)
        slot = key_wrapping.passphrase_slot(self._owner, self._master, new, policy)
        body = parse_body(self._header)
        others = [other for other in body.slots if other.kind is not SlotKind.PASSPHRASE]
        return self._with(replace(body, slots=(slot, *others)))

    def with_new_recovery_key(self, policy: KdfPolicy = POLICY) -> tuple[Keyring, RecoveryKey]:
        """Give the keyring that a new recovery key opens, and that key; the former opens no more.

        A keyring of format 1 becomes one of format 2, under its own passphrase and `policy`.
        """
        if self._passphrase is not None:
            return self.with_passphrase(self._passphrase, policy).with_new_recovery_key()
        key = RecoveryKey.new()
        slot = key_wrapping.recovery_slot(self._owner, self._master, key)
        body = parse_body(self._header)
        others = [found for found in body.slots if found.kind is not SlotKind.RECOVERY]
        return self._with(replace(body, slots=(*others, slot))), key

    def renewed(self, passphrase: str, policy: KdfPolicy = POLICY) -> tuple[Keyring, RecoveryKey]:
        """Give new keys for the same household: every token has to be encrypted anew.

        The new active key has an id that no present key has. There is a key of the old format
        where there was one, for a file may still hold tokens of it.
        """
        fields = header_creation.next_field_keys(self._fields)
        made = header_creation.new_header(self.household_id, fields, passphrase, policy)
        return Keyring(*made).with_new_recovery_key()

    def adopting_slots(self, current: FileHeader) -> Keyring:
        """Give this keyring with the slots of the current header, else an old passphrase returns.

        Itself, when the current header is of another household or of another master key.

        Raises:
            HeaderTampered: the current header is damaged or was changed without its key.
        """
        mine, theirs = ((h.format, h.household_id, h.mk_id) for h in (self._header, current))
        if mine != theirs or current.format != FORMAT_SLOTS:
            return self
        header_unlocking.verify(current, self._master)
        slots = parse_body(current).slots
        return self._with(replace(parse_body(self._header), slots=slots))

    def of_that_day(self, header: FileHeader) -> Keyring:
        """Give the keyring of another header of the same keys: that of an older backup.

        Itself, when the header is of another household or of another master key.

        Raises:
            HeaderTampered: the header is damaged or was changed without its key.
        """
        mine, theirs = ((h.format, h.household_id, h.mk_id) for h in (self._header, header))
        if mine != theirs or header.format != FORMAT_SLOTS:
            return self
        return Keyring(header, header_unlocking.verify(header, self._master))

    # --- inside -----------------------------------------------------------------------------------

    @property
    def _owner(self) -> key_wrapping.WrappingContext:
        return key_wrapping.WrappingContext(self.household_id, self.mk_id)

    def _with(self, body: Body) -> Keyring:
        header = with_body(self._header, body, self._master)
        return Keyring(header, header_unlocking.verify(header, self._master))

    def __repr__(self) -> str:
        return f"Keyring(mk_id={self.mk_id.hex()}, hidden)"
