"""What is wrong with a key, a passphrase or an encrypted value: never the value itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path  # noqa: TC003  (a dataclass field, read at run time by `fields`)

from patrimoine_gui.errors.base import UserError, harmless


class PassphraseFault(Enum):
    """Why a passphrase cannot be used."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NOT_TEXT = "not text"


@dataclass(eq=False, repr=False)
class Locked(UserError):
    """The keys of the file have been put away; nothing encrypted can be read or written."""


@dataclass(eq=False, repr=False)
class WrongPassphrase(UserError):
    """The passphrase, or the recovery key, opens no slot of the file; the file is whole.

    Attributes:
        recovery: whether a recovery key was given rather than a passphrase.
    """

    recovery: bool = field(default=False, metadata=harmless())


@dataclass(eq=False, repr=False)
class PassphraseUnusable(UserError):
    """A new passphrase cannot be used: see `PassphraseFault`."""

    fault: PassphraseFault = field(metadata=harmless())


class SecretFault(Enum):
    """Why the file of a passphrase, or of a recovery key, gives none."""

    NO_TEXT_FILE = "a folder or a socket"
    EMPTY = "empty"
    TOO_LONG = "too long"
    NUL = "nul"
    UTF_16 = "utf-16 without its mark"
    CUT = "marked as utf-16 or utf-32"
    NOT_UTF_8 = "not utf-8"


@dataclass(eq=False, repr=False)
class SecretUnreadable(UserError):
    """The file of a passphrase, or of a recovery key, is not one that can be read as text.

    Attributes:
        file: the file, or the descriptor.
        fault: why.
        recovery: whether it was to hold a recovery key.
    """

    file: Path
    fault: SecretFault = field(metadata=harmless())
    recovery: bool = field(default=False, metadata=harmless())


@dataclass(eq=False, repr=False)
class RecoveryKeyMalformed(UserError):
    """What was typed cannot be a recovery key: its length or its check characters are wrong."""


@dataclass(eq=False, repr=False)
class HeaderMissing(UserError):
    """A file that should be protected carries no keys: without them nothing in it can be read."""

    file: Path | None = None


@dataclass(eq=False, repr=False)
class HeaderTampered(UserError):
    """The keys of the file are damaged or were changed by something that does not hold them."""

    file: Path | None = None


@dataclass(eq=False, repr=False)
class KeysTooNew(UserError):
    """A newer version of Patrimoine wrote the keys of the file.

    Attributes:
        ordinal: format number of the keys.
        head: format number that this version writes.
        writer: version that wrote them, "" when they do not say.
        min_app: oldest version that opens them, "" when they do not say.
    """

    ordinal: int = field(metadata=harmless())
    head: int = field(metadata=harmless())
    writer: str = field(default="", metadata=harmless())
    min_app: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class KdfUnsupported(UserError):
    """The passphrase was protected by a derivation that this program or system does not have."""

    name: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class KdfParamsRefused(UserError):
    """The derivation asks for more, or for less, than any version of ours writes."""


@dataclass(eq=False, repr=False)
class KdfMemory(UserError):
    """The computer has not the memory that the derivation asks for.

    Attributes:
        needed: bytes.
    """

    needed: int = field(default=0, metadata=harmless())


@dataclass(eq=False, repr=False)
class TokenTruncated(UserError):
    """An encrypted value is too short to be one.

    Attributes:
        label: which field, such as "asset.name".
    """

    label: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class TokenVersionUnsupported(UserError):
    """An encrypted value is of a kind that this version does not know."""

    label: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class TokenKeyUnknown(UserError):
    """An encrypted value names a key that the file does not have."""

    label: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class TokenAuthFailed(UserError):
    """An encrypted value was changed, or belongs to another field or to another household."""

    label: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class EncryptedComparison(UserError):
    """A query compares, orders or searches an encrypted field, which SQL cannot do."""

    label: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class PlaintextTooLarge(UserError):
    """A value is longer than a field may hold.

    Attributes:
        label: which field.
        limit: bytes that it may have.
    """

    label: str = field(default="", metadata=harmless())
    limit: int = field(default=0, metadata=harmless())


@dataclass(eq=False, repr=False)
class ValueUnencodable(UserError):
    """A value cannot be kept exactly: half a character, a number that is not finite, a wrong type.

    Attributes:
        label: which field.
    """

    label: str = field(default="", metadata=harmless())
