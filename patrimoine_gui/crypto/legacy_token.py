"""Encrypted fields of revisions 0004 to 0009: Fernet text under a key from the passphrase.

Source: the Fernet specification (AES-128-CBC, PKCS 7, HMAC-SHA256, URL-safe base 64). Such a
token is bound to no field, and its clear timestamp tells when the value was written: that is how
the old format is. It is told apart from version 2 by its storage type, text.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken

from patrimoine_gui.errors import (
    TokenAuthFailed,
    TokenTruncated,
    TokenVersionUnsupported,
    UserError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_VERSION = 0x80
_BLOCK = 16
_OVERHEAD = 1 + 8 + 16 + 32  # version, timestamp, initialisation vector, HMAC


def encryptor(key: bytes) -> Callable[[bytes], str]:
    """Give the function that writes tokens of the old format; `key` is 32 bytes."""
    cipher = _cipher(key)

    def encrypt(value: bytes) -> str:
        return cipher.encrypt(value).decode("ascii")

    return encrypt


def decryptor(key: bytes, label: str = "") -> Callable[[str], bytes]:
    """Give the function that reads tokens of the old format; `key` is 32 bytes.

    The function raises `TokenTruncated`, `TokenVersionUnsupported` or `TokenAuthFailed`, with
    the label. It takes the one spelling of each token only: base 64 has several.
    """
    cipher = _cipher(key)

    def decrypt(token: str) -> bytes:
        if _decoded(token) is None:
            raise _refusal(token, label)
        try:
            return cipher.decrypt(token)
        except InvalidToken:
            raise _refusal(token, label) from None

    return decrypt


def is_well_formed(token: str) -> bool:
    """Tell whether a text has the shape of a token; only its key tells whether it is one."""
    return isinstance(_refusal(token, ""), TokenAuthFailed) and _decoded(token) is not None


def _cipher(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))


def _decoded(token: str) -> bytes | None:
    """Give the bytes of a token, None when it is not their one canonical spelling."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except (ValueError, binascii.Error):
        return None
    return raw if base64.urlsafe_b64encode(raw).decode("ascii") == token else None


def _refusal(token: str, label: str) -> UserError:
    raw = _decoded(token)
    if raw is None:
        return TokenTruncated(label) if len(token) % 4 else TokenAuthFailed(label)
    if raw and raw[0] != _VERSION:
        return TokenVersionUnsupported(label)
    size = len(raw) - _OVERHEAD
    return TokenTruncated(label) if size < _BLOCK or size % _BLOCK else TokenAuthFailed(label)
