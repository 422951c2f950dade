"""What `file_header` holds, read with suspicion: it comes from a file that anyone may have changed.

Three things are known of a header, in this order. Without a key: whether it is whole (its body
carries a checksum of everything that opens the file, so that damage is not taken for a wrong
passphrase). With a passphrase: whether that opens a slot. With the master key: whether anything
was changed by someone who does not hold it (`mac`).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from patrimoine_gui.crypto.header_body import (
    BODY_LIMIT,
    canonical,
    parse_passphrase_check,
    parse_slots,
    text_of,
)
from patrimoine_gui.crypto.header_records import Body, FileHeader, PassphraseCheck, Slot, WrappedKey
from patrimoine_gui.crypto.kdf import hkdf
from patrimoine_gui.errors import HeaderTampered, KeysTooNew

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BODY_LIMIT",
    "FORMAT_PASSPHRASE",
    "FORMAT_SLOTS",
    "MIN_APP_VERSION",
    "Body",
    "FileHeader",
    "PassphraseCheck",
    "Slot",
    "WrappedKey",
    "canonical",
    "from_document",
    "mac_of",
    "parse_body",
    "parse_check",
    "to_document",
    "validate",
    "with_body",
]

FORMAT_PASSPHRASE: Final = 1
FORMAT_SLOTS: Final = 2
MIN_APP_VERSION: Final = "0.4.0"
"""The oldest version that opens a header of format 2."""

HOUSEHOLD_ID_LENGTH: Final = 16
MK_ID_LENGTH: Final = 8
MAC_LENGTH: Final = 32
_BYTES = ("household_id", "mk_id", "mac")
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}")


def parse_body(header: FileHeader) -> Body:
    """Read a header of format 2: every type, range and length, and its checksum.

    Raises:
        HeaderTampered: anything is not as we write it.
        KeysTooNew: a later version wrote it.
    """
    _refuse_newer(header)
    if header.format != FORMAT_SLOTS:
        raise HeaderTampered
    _check_columns(header)
    body = parse_slots(header.body)
    if body.sum and not hmac.compare_digest(body.sum, _sum(header, body)):
        raise HeaderTampered
    return body


def parse_check(header: FileHeader) -> PassphraseCheck:
    """Read a header of format 1.

    Raises:
        HeaderTampered: anything is not as it was written.
        KeysTooNew: a later version wrote it.
    """
    _refuse_newer(header)
    if header.format != FORMAT_PASSPHRASE:
        raise HeaderTampered
    _check_columns(header)
    return parse_passphrase_check(header.body)


def validate(header: FileHeader) -> None:
    """Check what can be checked of a header without a key.

    Raises:
        HeaderTampered: it is not whole.
        KeysTooNew: a later version wrote it.
    """
    if header.format == FORMAT_PASSPHRASE:
        parse_check(header)
    else:
        parse_body(header)


def with_body(header: FileHeader, body: Body, master: bytes) -> FileHeader:
    """Give the header with another body, its checksum and its MAC."""
    new_body = replace(body, sum=_sum(header, body))
    new_header = replace(header, body=text_of(new_body))
    return replace(new_header, mac=mac_of(new_header, master))


def mac_of(header: FileHeader, master: bytes) -> bytes:
    """Give the MAC of a header of format 2 under a master key."""
    message = _identity(header) + header.body.encode("ascii")
    return hmac.digest(hkdf(master, b"patrimoine/v1/header-mac"), message, "sha256")


def to_document(header: FileHeader) -> Mapping[str, str | int | None]:
    """Give a header as a JSON object, bytes as hexadecimal: its copy inside a backup."""
    return {
        "format": header.format,
        "household_id": header.household_id.hex(),
        "writer_version": header.writer_version,
        "min_app_version": header.min_app_version,
        "mk_id": None if header.mk_id is None else header.mk_id.hex(),
        "body": header.body,
        "mac": None if header.mac is None else header.mac.hex(),
    }


def from_document(document: Mapping[str, object]) -> FileHeader:
    """Read what `to_document` gave, and nothing else.

    Raises:
        HeaderTampered: a member is missing, added or wrong.
    """
    try:
        values = {
            name: _bytes(value) if name in _BYTES else value for name, value in document.items()
        }
        header = FileHeader(**values)  # type: ignore[arg-type]  # checked below
        validate(header)
        is_whole = to_document(header) == document
    except (TypeError, ValueError, AttributeError, KeysTooNew):  # a newer backup says so itself
        raise HeaderTampered from None
    if not is_whole:
        raise HeaderTampered
    return header


def _bytes(value: object) -> bytes | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError
    return bytes.fromhex(value)


def _refuse_newer(header: FileHeader) -> None:
    """Refuse a format that a later version knows; nothing else of it is believed but versions."""
    if type(header.format) is int and header.format > FORMAT_SLOTS:
        versions = (header.writer_version, header.min_app_version)
        known = [version if _is_version(version) else "" for version in versions]
        raise KeysTooNew(header.format, FORMAT_SLOTS, *known)


def _check_columns(header: FileHeader) -> None:
    has_slots = header.format == FORMAT_SLOTS
    is_sound = (
        type(header.format) is int
        and _is_blob(header.household_id, HOUSEHOLD_ID_LENGTH)
        and all(_is_version(found) for found in (header.writer_version, header.min_app_version))
        and (_is_blob(header.mk_id, MK_ID_LENGTH) if has_slots else header.mk_id is None)
        and (_is_blob(header.mac, MAC_LENGTH) if has_slots else header.mac is None)
    )
    if not is_sound:
        raise HeaderTampered


def _is_blob(value: object, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def _is_version(value: object) -> bool:
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


def _sum(header: FileHeader, body: Body) -> bytes:
    message = _identity(header) + text_of(replace(body, sum=b"")).encode("ascii")
    return hashlib.sha256(message).digest()[:8]


def _identity(header: FileHeader) -> bytes:
    # Each part has one length, so that nothing can move from one to the next.
    return bytes((header.format,)) + header.household_id + (header.mk_id or b"")
