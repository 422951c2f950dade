"""What `file_header` and its body say, as types; none of them holds a secret."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

LEGACY_ID: Final = 0
"""The id of the wrapped key of the old format, which no token of version 2 names."""


@dataclass(frozen=True, slots=True)
class FileHeader:
    """One row of `file_header`, as it is stored; it holds no secret.

    Attributes:
        format: 1, one passphrase key of the old format; 2, key slots.
        household_id: 16 random bytes.
        writer_version: the version that last wrote the format of the file.
        min_app_version: the oldest version that can open the file.
        mk_id: 8 bytes that name the master key; None in format 1.
        body: canonical JSON, at most 64 KiB.
        mac: 32 bytes; None in format 1.
    """

    format: int
    household_id: bytes
    writer_version: str
    min_app_version: str
    mk_id: bytes | None
    body: str = field(repr=False)
    mac: bytes | None = field(repr=False)

    def has_same_keys(self, other: FileHeader) -> bool:
        """Tell whether two headers say the same of the keys, whoever wrote the file last."""
        return self == replace(
            other, writer_version=self.writer_version, min_app_version=self.min_app_version
        )


class SlotKind(Enum):
    """What opens a slot."""

    PASSPHRASE = "passphrase"  # noqa: S105  (a kind, not one)
    RECOVERY = "recovery"


class KeyState(Enum):
    """What a data key is used for: the active one writes, every one reads."""

    ACTIVE = "active"
    RETIRED = "retired"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class Slot:
    """The master key, wrapped by what a person knows or keeps.

    Attributes:
        slot: 1 to 255, one of each in a header.
        kind: what opens it.
        created: "2026-11-22T10:00:00Z".
        kdf: "argon2id", "scrypt" or "hkdf-sha256" (recovery).
        v: version of the derivation: 19 for Argon2id, 0 for others.
        m: KiB, 0 for a recovery key.
        t: passes, 0 for a recovery key.
        p: lanes, 0 for a recovery key.
        salt: 16 bytes.
        nonce: 12 bytes.
        wrapped: 48 bytes, the tag included.
    """

    slot: int
    kind: SlotKind
    created: str
    kdf: str
    v: int
    m: int
    t: int
    p: int
    salt: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key, wrapped by the master key; 12 bytes of nonce, 48 with the tag."""

    id: int
    state: KeyState
    created: str
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """The body of format 2.

    Attributes:
        slots: at least one, no two of the same number.
        keys: exactly one active; at most one of the old format, whose id is 0.
        sum: the checksum, 8 bytes; none while it is computed, or when the writer gave none.
    """

    slots: tuple[Slot, ...]
    keys: tuple[WrappedKey, ...]
    sum: bytes = b""


@dataclass(frozen=True, slots=True)
class PassphraseCheck:
    """The body of format 1.

    Attributes:
        salt: 16 bytes.
        iterations: of PBKDF2-HMAC-SHA256.
        check: a legacy token that the right key opens.
    """

    salt: bytes = field(repr=False)
    iterations: int
    check: str = field(repr=False)
