"""Writes a container: one pass over the content, a megabyte at a time."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui import __version__, files
from patrimoine_gui.backup import streams
from patrimoine_gui.backup.container import document, layout
from patrimoine_gui.backup.container.header import BackupKind, ContainerHeader
from patrimoine_gui.crypto import header as file_header
from patrimoine_gui.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from hashlib import _Hash as HASH
    from io import FileIO
    from pathlib import Path
    from typing import BinaryIO

    from patrimoine_gui.backup.container.layout import ContainerKeys, Tick
    from patrimoine_gui.crypto.keyring import Keyring

_SALT = 32


@dataclass(frozen=True, slots=True)
class Meta:
    """What a new container is to say of its content.

    Attributes:
        kind: why it is made.
        source: tag of the user's file.
        revision: revision of the content.
        ordinal: its format number.
        created: when, in UTC.
        chunk_size: bytes of content in a chunk.
    """

    kind: BackupKind
    source: str
    revision: str
    ordinal: int
    created: datetime
    chunk_size: int = layout.CHUNK


def write(
    source: Path, target: Path, meta: Meta, keyring: Keyring, tick: Tick = layout.nobody
) -> ContainerHeader:
    """Encrypt a file that nobody else writes into a new container, and sync it.

    The target is for this user alone, and goes again if anything stops the work. What was
    written is not read again here: see `container_reading.verify`.

    Args:
        source: the content; the caller vouches that it is sound.
        target: a path where nothing stands.
        meta: what the header says.
        keyring: the household's.
        tick: hears the bytes of content done.

    Raises:
        TooLarge: the content is larger than a container may be.
        OSError: the disk refused.
    """
    with source.open("rb", buffering=0) as reader:
        size = os.fstat(reader.fileno()).st_size
        if size > layout.PAYLOAD_LIMIT:
            raise TooLarge(source, size, layout.PAYLOAD_LIMIT)
        header = _header(meta, keyring, size)
        descriptor = files.created(target)
        try:
            with os.fdopen(descriptor, "wb") as writer:
                _stream(reader, writer, header, keyring, tick)
            files.sync(target)
        except BaseException:
            files.remove(target)
            raise
    return header


def _header(meta: Meta, keyring: Keyring, size: int) -> ContainerHeader:
    return ContainerHeader(
        app_version=__version__,
        min_app_version=keyring.header.min_app_version,
        schema_revision=meta.revision,
        schema_ordinal=meta.ordinal,
        created=meta.created,
        kind=meta.kind,
        source=meta.source,
        household_id=keyring.household_id,
        mk_id=keyring.mk_id,
        keys=file_header.canonical(file_header.to_document(keyring.header)).decode("ascii"),
        payload_size=size,
        chunk_size=meta.chunk_size,
        file_salt=os.urandom(_SALT),
        sqlite_version=sqlite3.sqlite_version,
    )


def _stream(
    reader: FileIO, writer: BinaryIO, header: ContainerHeader, keyring: Keyring, tick: Tick
) -> None:
    raw = document.encode(header)
    head = layout.START.pack(layout.MAGIC, layout.VERSION, 0, len(raw)) + raw
    keys = layout.keys_of(keyring, header.file_salt)
    digest = hashlib.sha256(head).digest()
    whole = hashlib.sha256(head)
    proofs = digest + keys.mac(head)
    writer.write(head)
    _put(writer, whole, proofs)
    for piece in _encrypted(reader, header, keys, digest, tick):
        _put(writer, whole, piece)
    writer.write(whole.digest() + layout.END)


def _put(writer: BinaryIO, whole: HASH, piece: bytes | memoryview) -> None:
    whole.update(piece)
    writer.write(piece)


def _encrypted(
    reader: FileIO, header: ContainerHeader, keys: ContainerKeys, digest: bytes, tick: Tick
) -> Iterator[memoryview]:
    """Give the chunks in order, all in the same buffer."""
    cipher = keys.cipher()
    clear = memoryview(bytearray(header.chunk_size))
    buffer = memoryview(bytearray(header.chunk_size + layout.TAG))
    position = 0
    for index in range(header.chunks):
        length = min(header.chunk_size, header.payload_size - position)
        if streams.fill(reader, clear[:length]) < length:
            raise OSError(errno.EIO, None)  # it grew shorter: somebody else wrote it
        chunk = buffer[: length + layout.TAG]
        nonce = layout.nonce(index, last=index == header.chunks - 1)
        cipher.encrypt_into(nonce, clear[:length], digest, chunk)
        yield chunk
        position += length
        tick(position, header.payload_size)
