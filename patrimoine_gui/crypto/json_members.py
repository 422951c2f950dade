"""Reads the members of a JSON object that nobody vouches for: exact names, types and ranges.

Everything here raises `HeaderTampered` and nothing else.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from patrimoine_gui.errors import HeaderTampered

if TYPE_CHECKING:
    from collections.abc import Mapping

RECOVERY_KDF = "hkdf-sha256"
_KDF_NAME = re.compile(r"[a-z0-9-]{1,32}")
_HEXADECIMAL = re.compile(r"[0-9a-f]*")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


def members(
    found: object, names: set[str], optional: frozenset[str] = frozenset()
) -> Mapping[str, object]:
    """Give an object that has these members, perhaps the optional ones, and no other."""
    if not isinstance(found, dict) or set(found) - optional != names:
        raise HeaderTampered
    return found


def objects(document: Mapping[str, object], name: str, most: int) -> list[object]:
    """Give a list of at most `most` items, whose types are still to be seen."""
    found = document[name]
    if not isinstance(found, list) or len(found) > most:
        raise HeaderTampered
    return found


def integer(document: Mapping[str, object], name: str, least: int, most: int) -> int:
    """Give a whole number within two bounds."""
    found = document[name]
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        raise HeaderTampered
    return found


def text(document: Mapping[str, object], name: str) -> str:
    """Give a text."""
    found = document[name]
    if not isinstance(found, str):
        raise HeaderTampered
    return found


def blob(document: Mapping[str, object], name: str, length: int) -> bytes:
    """Give so many bytes, written as lower-case hexadecimal."""
    found = text(document, name)
    if len(found) != 2 * length or not _HEXADECIMAL.fullmatch(found):
        raise HeaderTampered
    return bytes.fromhex(found)


def timestamp(document: Mapping[str, object], name: str) -> str:
    """Give a moment as we write it: UTC, to the second."""
    found = text(document, name)
    try:
        datetime.fromisoformat(found)
    except ValueError:
        raise HeaderTampered from None
    if not _TIMESTAMP.fullmatch(found):
        raise HeaderTampered
    return found


def derivation(document: Mapping[str, object], *, is_recovery: bool) -> str:
    """Give the name of a derivation: HKDF for a recovery key and for nothing else.

    A name that is unknown here is no damage: `kdf.derive` says that it is not supported.
    """
    found = text(document, "kdf")
    if not _KDF_NAME.fullmatch(found) or (found == RECOVERY_KDF) != is_recovery:
        raise HeaderTampered
    return found
