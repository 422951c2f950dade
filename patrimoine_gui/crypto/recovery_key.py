"""The recovery key: 160 random bits that a person can copy from paper without a slip.

Thirty-two characters of Crockford's base 32 carry the bits and two more check them: read as one
number of 34 digits, a key is a multiple of 1021. That number is prime and larger than any change
of one digit, so that every slip on one character, and every swap of two neighbours, is found.
"""

from __future__ import annotations

import hmac
import os
from typing import Final

from patrimoine_gui.crypto.secret import Secret
from patrimoine_gui.errors import RecoveryKeyMalformed

LENGTH: Final = 20
"""Bytes of a recovery key."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_VALUES |= {character.lower(): value for character, value in _VALUES.items()}
_VALUES |= dict.fromkeys("oO", 0) | dict.fromkeys("iIlL", 1)
_DASHES = frozenset("-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad")
_DATA = 32
_CHECK = 2
_GROUP = 4
_PRIME = 1021


class RecoveryKey(Secret):
    """A recovery key; nothing but `text` and `secret` ever shows it."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != LENGTH:
            raise RecoveryKeyMalformed
        self._secret = secret

    @classmethod
    def new(cls) -> RecoveryKey:
        """Give a new random key."""
        return cls(os.urandom(LENGTH))

    @classmethod
    def parse(cls, text: str) -> RecoveryKey:
        """Read what a person typed: case, spaces and dashes are free, O is 0, I and L are 1.

        Raises:
            RecoveryKeyMalformed: the length, a character or the check is wrong.
        """
        kept = [character for character in text if not _separates(character)]
        if len(kept) != _DATA + _CHECK or not all(character in _VALUES for character in kept):
            raise RecoveryKeyMalformed
        number = 0
        for character in kept:
            number = number * len(_ALPHABET) + _VALUES[character]
        if number % _PRIME or number % 1024 >= _PRIME:
            raise RecoveryKeyMalformed
        return cls((number >> 10).to_bytes(LENGTH))

    @property
    def secret(self) -> bytes:
        """The 20 bytes."""
        return self._secret

    def text(self) -> str:
        """Give the key as it is shown and printed: eight groups of four, and two to check."""
        data = int.from_bytes(self._secret) << 10
        number = data + -data % _PRIME
        digits = _digits(number)
        groups = [digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP)]
        return "-".join(groups)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RecoveryKey):
            return NotImplemented
        return hmac.compare_digest(self._secret, other._secret)

    __hash__ = None  # type: ignore[assignment]


def _separates(character: str) -> bool:
    return character.isspace() or character in _DASHES


def _digits(number: int) -> str:
    characters = []
    for _place in range(_DATA + _CHECK):
        number, digit = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[digit])
    return "".join(reversed(characters))
