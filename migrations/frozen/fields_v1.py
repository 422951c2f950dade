"""Reads and writes encrypted values: the legacy token, the token v2, and what is inside.

Frozen. A legacy token is a Fernet text and stands in its column as TEXT; a token v2 is binary and
stands as BLOB. Both may stand in one column, and the storage class tells one from the other.

Inside is the text in UTF-8. What is no text in its column (a number, a blob, bytes that are not
UTF-8) is kept too, exactly, behind the byte 0xFF, which no UTF-8 text can begin with.
"""

from __future__ import annotations

import base64
import binascii
import os
import struct
from collections.abc import Callable, Iterator, Mapping  # noqa: TC003  (imports stay plain)
from contextlib import contextmanager
from sqlite3 import Connection  # noqa: TC003

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001  (frozen: imports stay plain)

Value = str | int | float | bytes
"""What a column can hold beside NULL. A text that is not UTF-8 comes as `surrogateescape` text."""

VERSION = 2
STRINGS = 32
"""Tokens of texts are padded to a multiple of this many bytes."""

AAD = b"patrimoine/field/v2\0"
"""Bound to a token v2, followed by its first two bytes and its label."""
_NONCE = 12
_HEAD = 2 + _NONCE
_SMALLEST = _HEAD + 1 + 16
_NONCES = 512


class UnreadableV1(Exception):
    """A value that is no token, or whose token does not open with these keys.

    Attributes:
        label: what the value is, such as "asset.name"; never the value.
    """

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class RowUnreadableV1(Exception):
    """A value does not open: the table and the id of its row, never the value."""


class RowChangedV1(Exception):
    """What was written is not what it was made from: the table and the id of the row."""


# --- the legacy token -------------------------------------------------------------------------


def seal_legacy_v1(key: bytes) -> Callable[[bytes], str]:
    """Give what makes a legacy token of bytes.

    Args:
        key: 32 bytes.
    """
    encrypt = Fernet(base64.urlsafe_b64encode(key)).encrypt

    def seal(plain: bytes) -> str:
        return encrypt(plain).decode("ascii")

    return seal


def open_legacy_v1(key: bytes, label: str) -> Callable[[str], bytes]:
    """Give what opens legacy tokens; it raises `UnreadableV1`.

    A token has one spelling: base64 would also take strange characters and spare bits.
    """
    decrypt = Fernet(base64.urlsafe_b64encode(key)).decrypt

    def opened(token: str) -> bytes:
        try:
            raw = token.encode("ascii")
            if base64.urlsafe_b64encode(base64.urlsafe_b64decode(raw)) != raw:
                raise UnreadableV1(label)
            return decrypt(raw)
        except (InvalidToken, UnicodeEncodeError, binascii.Error):
            raise UnreadableV1(label) from None

    return opened


# --- the token v2 -----------------------------------------------------------------------------


def seal_v1(key: bytes, key_id: int, label: str, block: int) -> Callable[[bytes], bytes]:
    """Give what makes tokens v2 of bytes.

    Args:
        key: data key, 32 bytes.
        key_id: its number, 1 to 255.
        label: logical name of the value, bound to the token.
        block: the plain text is padded to a multiple of this.
    """
    encrypt = AESGCM(key).encrypt
    head = bytes((VERSION, key_id))
    bound = AAD + head + label.encode("ascii")
    nonces: list[bytes] = []

    def seal(plain: bytes) -> bytes:
        if not nonces:  # one call for many: the system call costs as much as the cipher
            pool = os.urandom(_NONCE * _NONCES)
            nonces.extend(pool[at : at + _NONCE] for at in range(0, len(pool), _NONCE))
        nonce = nonces.pop()
        size = len(plain) + 1
        padded = (plain + b"\x80").ljust(size + -size % block, b"\0")
        return head + nonce + encrypt(nonce, padded, bound)

    return seal


def open_v1(data: Mapping[int, bytes], label: str) -> Callable[[bytes], bytes]:
    """Give what opens tokens v2 of one label; it raises `UnreadableV1`."""
    known = {
        bytes((VERSION, key_id)): (
            AESGCM(key).decrypt,
            AAD + bytes((VERSION, key_id)) + label.encode("ascii"),
        )
        for key_id, key in data.items()
    }

    def opened(token: bytes) -> bytes:
        found = known.get(token[:2])
        if found is None or len(token) < _SMALLEST:
            raise UnreadableV1(label)
        decrypt, bound = found
        try:
            padded = decrypt(token[2:_HEAD], token[_HEAD:], bound).rstrip(b"\0")
        except InvalidTag:
            raise UnreadableV1(label) from None
        if padded[-1:] != b"\x80":
            raise UnreadableV1(label)
        return padded[:-1]

    return opened


# --- both -------------------------------------------------------------------------------------


def reader_v1(keys: KeysV1, label: str) -> Callable[[object], bytes]:
    """Give what opens tokens of both kinds, told apart by storage class.

    It raises `UnreadableV1` for a token that does not open, and for anything that is no token.
    """
    open_new = open_v1(keys.data, label)
    open_old = open_legacy_v1(keys.legacy, label) if keys.legacy is not None else None

    def opened(token: object) -> bytes:
        if type(token) is bytes:
            return open_new(token)
        if type(token) is str and open_old is not None:
            return open_old(token)
        raise UnreadableV1(label)

    return opened


# --- what is inside ---------------------------------------------------------------------------


def as_stored_v1(raw: bytes) -> str:
    """Read a text of SQLite, whatever its bytes: a `text_factory` that never raises."""
    return raw.decode("utf-8", "surrogateescape")


@contextmanager
def texts_as_stored_v1(connection: Connection) -> Iterator[None]:
    """Read texts whatever their bytes, for the length of the block."""
    before = connection.text_factory
    connection.text_factory = as_stored_v1
    try:
        yield
    finally:
        connection.text_factory = before


def pack_v1(value: object) -> bytes:
    """Write a value of a column, with its storage class, as the bytes to encrypt.

    Raises:
        TypeError: it is no value of SQLite; NULL is not encrypted.
    """
    if type(value) is str:
        raw = value.encode("utf-8", "surrogateescape")
        return raw if _is_utf8(raw) else b"\xfft" + raw
    if type(value) is int:
        return b"\xffi%d" % value
    if type(value) is float:
        return b"\xffr" + struct.pack(">d", value)
    if type(value) is bytes:
        return b"\xffb" + value
    raise TypeError


def unpack_v1(plain: bytes) -> Value:
    """Read what `pack_v1` wrote; total, for whatever wrote it."""
    if plain[:1] != b"\xff":
        return as_stored_v1(plain)
    kind, rest = plain[1:2], plain[2:]
    if kind == b"i" and len(rest) <= 20 and rest.removeprefix(b"-").isdigit():
        return int(rest)
    if kind == b"r" and len(rest) == struct.calcsize(">d"):
        return float(struct.unpack(">d", rest)[0])
    if kind == b"b":
        return rest
    return as_stored_v1(rest if kind == b"t" else plain)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
