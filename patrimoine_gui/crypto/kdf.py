"""From a passphrase to a key: Argon2id, or scrypt where the system lacks it; and HKDF.

Source: RFC 9106 (Argon2), RFC 7914 (scrypt), RFC 5869 (HKDF, Expand step only: what is expanded
is always uniformly random already).
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from contextlib import suppress
from dataclasses import replace
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf import argon2
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from patrimoine_gui.crypto.kdf_policy import (
    ARGON2ID,
    POLICY,
    SALT_LENGTH,
    SCRYPT,
    KdfParams,
    KdfPolicy,
    calibrate,
)
from patrimoine_gui.errors import (
    KdfMemory,
    KdfParamsRefused,
    KdfUnsupported,
    PassphraseFault,
    PassphraseUnusable,
)

__all__ = [
    "KEY_LENGTH",
    "PASSPHRASE_LIMIT",
    "POLICY",
    "SALT_LENGTH",
    "KdfParams",
    "KdfPolicy",
    "choose",
    "derive",
    "hkdf",
    "normalise",
    "pbkdf2",
]

KEY_LENGTH: Final = 32
PASSPHRASE_LIMIT: Final = 1024
"""Bytes of a normalised passphrase, in UTF-8."""

_SCRYPT_BLOCK = 8
_SCRYPT_SPARE = 1 << 20


def normalise(passphrase: str) -> bytes:
    """Give the bytes of a passphrase, the same however its accents were typed: NFC, UTF-8.

    Raises:
        PassphraseUnusable: empty, longer than 1024 bytes, or half a character.
    """
    found = None
    with suppress(UnicodeEncodeError):  # left before anything is raised: it holds the passphrase
        found = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    if found is None:
        raise PassphraseUnusable(PassphraseFault.NOT_TEXT)
    if not found:
        raise PassphraseUnusable(PassphraseFault.EMPTY)
    if len(found) > PASSPHRASE_LIMIT:
        raise PassphraseUnusable(PassphraseFault.TOO_LONG)
    return found


def choose(policy: KdfPolicy = POLICY) -> KdfParams:
    """Give the parameters of a new slot, with a new salt; measures this computer once or twice.

    Raises:
        KdfMemory: not even the least of the policy fits in half the memory.
    """
    salt = os.urandom(SALT_LENGTH)
    least = KdfParams(ARGON2ID, policy.memories[0], policy.passes, policy.lanes, salt)
    if not _has_argon2(least):
        fallback = KdfParams(SCRYPT, policy.scrypt_memory, 1, 1, salt)
        _refuse(fallback, policy)
        return fallback
    _refuse(least, policy)
    return replace(least, m=calibrate(least, policy, _spend))


def derive(passphrase: str, params: KdfParams, policy: KdfPolicy = POLICY) -> bytes:
    """Derive 32 bytes; whatever the policy refuses is refused before any work is done.

    Raises:
        PassphraseUnusable: see `normalise`.
        KdfUnsupported: the derivation is unknown here.
        KdfParamsRefused: a parameter is out of its range.
        KdfMemory: it asks for more than half the memory, or the memory ran out.
    """
    secret = normalise(passphrase)
    _refuse(params, policy)
    return _run(secret, params)


def hkdf(key: bytes, info: bytes) -> bytes:
    """Derive another 32 bytes from a key, for the use that `info` names."""
    return HKDFExpand(hashes.SHA256(), KEY_LENGTH, info).derive(key)


def pbkdf2(passphrase: str, salt: bytes, iterations: int) -> bytes:
    """Derive the 32 bytes of the old format: PBKDF2-HMAC-SHA256 (RFC 8018).

    Raises:
        PassphraseUnusable: see `normalise`.
    """
    return hashlib.pbkdf2_hmac("sha256", normalise(passphrase), salt, iterations, KEY_LENGTH)


def _refuse(params: KdfParams, policy: KdfPolicy) -> None:
    if params.kdf not in {ARGON2ID, SCRYPT}:
        raise KdfUnsupported(params.kdf)
    if not policy.accepts(params):
        raise KdfParamsRefused
    if params.m * 1024 > policy.memory() // 2:
        raise KdfMemory(params.m * 1024)


def _run(secret: bytes, params: KdfParams) -> bytes:
    try:
        return _scrypt(secret, params) if params.kdf == SCRYPT else _argon2(params).derive(secret)
    except UnsupportedAlgorithm:
        raise KdfUnsupported(params.kdf) from None
    except MemoryError:
        raise KdfMemory(params.m * 1024) from None


def _argon2(params: KdfParams) -> argon2.Argon2id:
    return argon2.Argon2id(
        salt=params.salt,
        length=KEY_LENGTH,
        iterations=params.t,
        lanes=params.p,
        memory_cost=params.m,
    )


def _has_argon2(params: KdfParams) -> bool:
    try:
        _argon2(params)
    except UnsupportedAlgorithm:
        return False
    return True


def _scrypt(secret: bytes, params: KdfParams) -> bytes:
    if not hasattr(hashlib, "scrypt"):  # as Python is built on some systems
        raise UnsupportedAlgorithm(SCRYPT)
    try:
        # With blocks of 8 x 128 bytes, the cost N is the memory in KiB.
        return hashlib.scrypt(
            secret,
            salt=params.salt,
            n=params.m,
            r=_SCRYPT_BLOCK,
            p=params.p,
            # OpenSSL also counts one block of 1 KiB per lane and a little of its own.
            maxmem=params.m * 1024 + params.p * 1024 + _SCRYPT_SPARE,
            dklen=KEY_LENGTH,
        )
    except ValueError:
        # Its parameters have passed the policy: what OpenSSL still refuses for is memory.
        raise MemoryError from None


def _spend(params: KdfParams) -> None:
    # What is derived here serves nothing but to see how long it takes.
    _run(b"calibration", params)
