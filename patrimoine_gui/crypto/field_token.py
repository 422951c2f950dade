r"""Encrypted fields, version 2: AES-256-GCM, bound to their field and to their key.

    token = 0x02 | key id | nonce (12) | ciphertext of (value | 0x80 | 0x00...) | tag (16)
    AAD   = "patrimoine/field/v2\0" | 0x02 | key id | label

What is asked for a million times is a closure with everything computed beforehand: a field then
costs hardly more than AES-GCM itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from patrimoine_gui.crypto import nonces
from patrimoine_gui.errors import (
    PlaintextTooLarge,
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
    UserError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VERSION: Final = 2
PLAINTEXT_LIMIT: Final = 16 * 1024 * 1024
"""Bytes that a value may have, before its padding."""

BLOCKS: Final = (16, 32, 64)
"""Multiples that values are padded to: numbers and dates, strings and decimals, JSON and bytes."""

_MARK = b"\x80"
_NONCE = 12
_TAG = 16
_HEAD = 2
_OVERHEAD = _HEAD + _NONCE + _TAG
_LABEL = re.compile(r"[a-z_]+\.[a-z_]+")
_LABEL_LIMIT = 64
_KEY_LENGTH = 32


def encryptor(key: bytes, key_id: int, label: str, block: int) -> Callable[[bytes], bytes]:
    """Give the function that encrypts the values of one field.

    Args:
        key: 32 bytes.
        key_id: 1 to 255.
        label: "entity.attribute".
        block: 16, 32 or 64.

    The function raises `PlaintextTooLarge` above `PLAINTEXT_LIMIT`.
    """
    if block not in BLOCKS:
        raise ValueError(block)
    prefix, aad, seal = _head(key_id), _aad(key_id, label), _cipher(key).encrypt
    paddings = tuple(_MARK + bytes(block - 1 - size) for size in range(block))
    take, refill, limit = nonces.take, nonces.refill, PLAINTEXT_LIMIT

    def encrypt(value: bytes) -> bytes:
        size = len(value)
        if size > limit:
            raise PlaintextTooLarge(label, limit)
        try:
            nonce = take()
        except IndexError:
            nonce = refill()
        return prefix + nonce + seal(nonce, value + paddings[size % block], aad)

    return encrypt


def decryptor(
    keys: Mapping[int, bytes],
    label: str,
    block: int | None = None,
    otherwise: Callable[[str], bytes] | None = None,
) -> Callable[[bytes | str], bytes]:
    """Give the function that decrypts the tokens of one field.

    Args:
        keys: 32 bytes by key id, the retired ones too.
        label: "entity.attribute".
        block: the multiple that the values were padded to; None accepts those of `BLOCKS`.
        otherwise: reads what is text, the tokens of the old format.

    The function raises `TokenTruncated`, `TokenVersionUnsupported`, `TokenKeyUnknown` or
    `TokenAuthFailed`, with the label.
    """
    openers = {
        _head(key_id): (_cipher(key).decrypt, _aad(key_id, label)) for key_id, key in keys.items()
    }
    blocks = BLOCKS if block is None else (block,)
    paddings, period = _paddings(blocks), max(blocks)

    def decrypt(token: bytes | str) -> bytes:
        try:
            unseal, aad = openers[token[:2]]  # type: ignore[index]  # text is never found
            padded = unseal(token[2:14], token[14:], aad)  # type: ignore[arg-type]
        except (KeyError, InvalidTag, ValueError):
            padded = None
        if padded is None:  # out of the handler: a KeyError would keep the first two characters
            if otherwise is not None and isinstance(token, str):
                return otherwise(token)
            raise _refusal(token, openers, label)
        value, mark, zeros = padded.rpartition(_MARK)
        if mark and zeros in paddings[len(value) % period]:
            return value
        raise TokenAuthFailed(label)

    return decrypt


def _paddings(blocks: tuple[int, ...]) -> tuple[tuple[bytes, ...], ...]:
    """Give what may follow the mark in any of these blocks, by the length of the value."""
    return tuple(
        tuple(bytes(block - 1 - size % block) for block in blocks) for size in range(max(blocks))
    )


def _refusal(token: bytes | str, openers: Mapping[bytes, object], label: str) -> UserError:
    """Say why a token was not opened: its version first, for another version has another shape."""
    if isinstance(token, str):
        return TokenKeyUnknown(label)
    if token and token[0] != VERSION:
        return TokenVersionUnsupported(label)
    size = len(token) - _OVERHEAD
    if size < min(BLOCKS) or size % min(BLOCKS):
        return TokenTruncated(label)
    return TokenAuthFailed(label) if token[:_HEAD] in openers else TokenKeyUnknown(label)


def _head(key_id: int) -> bytes:
    if not 1 <= key_id <= 255:  # noqa: PLR2004  (a byte; 0 is the key of the old format)
        raise ValueError(key_id)
    return bytes((VERSION, key_id))


def _aad(key_id: int, label: str) -> bytes:
    if len(label) > _LABEL_LIMIT or not _LABEL.fullmatch(label):
        raise ValueError(label)
    return b"patrimoine/field/v2\0" + _head(key_id) + label.encode("ascii")


def _cipher(key: bytes) -> AESGCM:
    # AESGCM would take 16 or 24 bytes as well.
    if len(key) != _KEY_LENGTH:
        raise ValueError(len(key))
    return AESGCM(key)
