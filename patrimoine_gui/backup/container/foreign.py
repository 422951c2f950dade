"""What a file is that does not begin as a backup does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.backup.container import layout
from patrimoine_gui.database import header
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerPart,
    ContainerTruncated,
    ForeignKind,
    NotABackup,
    UserError,
)

if TYPE_CHECKING:
    from pathlib import Path

_NAME = b"PATBK"
_CHANGED = 2
"""So many bytes of the magic may differ in a file that still ends as a backup does."""

_VERSION = b"\x00\x01"
_AS_TEXT = (
    layout.MAGIC[:6] + b"\n" + _VERSION,
    layout.MAGIC[:6] + b"\r" + _VERSION,
    layout.MAGIC[:6] + b"\r\r\n",
    b"\xc2" + layout.MAGIC,
    b"\xef\xbf\xbd" + _NAME,
    b"?" + _NAME,
)
"""What the magic becomes when ends of line or characters are "translated" on the way."""

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"Rar!\x1a\x07")


def refusal(file: Path, start: bytes, end: bytes) -> UserError:
    """Say why a file is no backup.

    Args:
        file: the file.
        start: its first bytes, a hundred at least where it has them; not the magic of a backup.
        end: its last eight bytes.
    """
    if start and layout.MAGIC.startswith(start):
        return ContainerTruncated(file)
    if start.startswith(_AS_TEXT) or _has_lost_high_bits(start):
        return NotABackup(file, ForeignKind.TEXT_MODE)
    changed = sum(ours != theirs for ours, theirs in zip(layout.MAGIC, start, strict=False))
    if end == layout.END and changed <= _CHANGED:
        return ContainerCorrupted(file, ContainerPart.START)
    return NotABackup(file, _kind(file, start))


def _has_lost_high_bits(start: bytes) -> bool:
    stripped = bytes(byte & 0x7F for byte in layout.MAGIC[:1]) + _NAME
    return start.startswith(stripped) and max(start) < 0x80  # noqa: PLR2004  (the high bit)


def _kind(file: Path, start: bytes) -> ForeignKind:
    if not start:
        return ForeignKind.EMPTY
    if start.startswith(header.MAGIC):
        if not header.parse(start[: header.LENGTH]).is_ours:
            return ForeignKind.OTHER_PROGRAM
        is_clear_copy = file.name.endswith(config.BACKUP_EXTENSION)
        return ForeignKind.BACKUP if is_clear_copy else ForeignKind.HOUSEHOLD
    if start.startswith(_ZIPS):
        return ForeignKind.ZIP
    return ForeignKind.TEXT if _is_text(start) else ForeignKind.NOT_SQLITE


def _is_text(start: bytes) -> bool:
    if b"\0" in start:
        return False
    for spare in range(4):  # the last character may be cut
        try:
            start[: len(start) - spare].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False
