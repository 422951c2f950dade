"""Reads the head of a container, its start and its header, of a file that may be anything."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.backup import streams
from patrimoine_gui.backup.container import foreign, layout
from patrimoine_gui.backup.container.document import (
    MalformedHeaderError,
    NewerHeaderError,
    decode,
)
from patrimoine_gui.backup.container.header import ContainerHeader
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerPart,
    ContainerTooNew,
    ContainerTruncated,
    TooLarge,
)

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path

Understand = Callable[[bytes], ContainerHeader]
_FIRST = 4096
"""Bytes read at once: most heads are within."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a container, whose hash is right.

    Attributes:
        raw: the bytes of the start and of the header.
        proofs: the hash and the MAC of these, as they stand.
        header: what they say.
    """

    raw: bytes
    proofs: bytes
    header: ContainerHeader

    @property
    def size(self) -> int:
        """Bytes of the whole container."""
        length = len(self.raw) - layout.START.size
        return layout.total_size(length, self.header.payload_size, self.header.chunks)

    @property
    def digest(self) -> bytes:
        """The hash of the head, which every chunk is bound to."""
        return self.proofs[: layout.DIGEST]

    @property
    def mac(self) -> bytes:
        """The MAC as it stands, not yet checked."""
        return self.proofs[layout.DIGEST :]


def read_head(reader: FileIO, file: Path, understand: Understand = decode) -> Head:
    """Read the head of an open file, and check all that needs neither key nor content.

    Args:
        reader: the open file.
        file: its path.
        understand: `container_document.decode`, or `glance` where there are many to read.

    Raises:
        NotABackup, ContainerTooNew, ContainerTruncated, ContainerCorrupted, TooLarge: as named.
    """
    start = streams.first(reader, _FIRST)
    if not start.startswith(layout.MAGIC):
        raise foreign.refusal(file, start, _last_bytes(reader))
    raw, proofs = _split(reader, file, start)
    _check_start(file, raw, proofs)
    header = _understood(file, raw, understand)
    if header.payload_size > layout.PAYLOAD_LIMIT:
        raise TooLarge(file, header.payload_size, layout.PAYLOAD_LIMIT)
    head = Head(raw, proofs, header)
    if streams.size_of(reader) != head.size:
        raise ContainerTruncated(file)
    return head


def _last_bytes(reader: FileIO) -> bytes:
    reader.seek(max(0, streams.size_of(reader) - len(layout.END)))
    return streams.first(reader, len(layout.END))


def _split(reader: FileIO, file: Path, start: bytes) -> tuple[bytes, bytes]:
    """Give the head and its proofs."""
    if len(start) < layout.START.size:
        raise ContainerTruncated(file)
    _magic, version, _flags, length = layout.START.unpack_from(start)
    if not 0 < length <= layout.HEADER_LIMIT:
        is_newer = version > layout.VERSION
        raise (
            ContainerTooNew(file, version)
            if is_newer
            else ContainerCorrupted(file, ContainerPart.START)
        )
    end = layout.START.size + length
    if end + layout.PROOFS > len(start):
        start += streams.first(reader, end + layout.PROOFS - len(start))
    if end + layout.PROOFS > len(start):  # cut, or a length that is not the one written
        is_ended = _last_bytes(reader) == layout.END
        raise (
            ContainerCorrupted(file, ContainerPart.START) if is_ended else ContainerTruncated(file)
        )
    return start[:end], start[end : end + layout.PROOFS]


def _check_start(file: Path, raw: bytes, proofs: bytes) -> None:
    """Tell a damaged number from a newer version: its hash covers the number that it wrote."""
    _magic, version, flags, length = layout.START.unpack_from(raw)
    digest = proofs[: layout.DIGEST]
    is_true = hashlib.sha256(raw).digest() == digest
    if version != layout.VERSION:
        as_ours = layout.START.pack(layout.MAGIC, layout.VERSION, flags, length)
        is_ours = hashlib.sha256(as_ours + raw[layout.START.size :]).digest() == digest
        if is_ours or version < layout.VERSION:
            raise ContainerCorrupted(file, ContainerPart.START)
        raise ContainerTooNew(file, version)
    if not is_true:
        raise ContainerCorrupted(file, ContainerPart.HEADER)
    if flags:
        raise ContainerTooNew(file, version)


def _understood(file: Path, raw: bytes, understand: Understand) -> ContainerHeader:
    try:
        return understand(raw[layout.START.size :])
    except NewerHeaderError:
        raise ContainerTooNew(file, layout.VERSION) from None
    except MalformedHeaderError:
        raise ContainerCorrupted(file, ContainerPart.HEADER) from None
