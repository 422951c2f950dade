"""Reads a container: what it says without a key, whether it is whole, and what is inside.

"Damaged" and "wrong passphrase" are never confused. What anybody can check, the hashes, comes
first; then which key; and last what only the key can tell, the MAC and the tags of the chunks.
Nothing is ever allocated on the word of a header: a chunk is a megabyte at most.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.backup import streams
from patrimoine_gui.backup.container import document, layout
from patrimoine_gui.backup.container.head import Head, read_head
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerPart,
    ContainerTruncated,
    ForeignHousehold,
    WrongKey,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

    from patrimoine_gui.backup.container.header import ContainerHeader
    from patrimoine_gui.backup.container.layout import Tick
    from patrimoine_gui.crypto.keyring import Keyring


def read_header(file: Path) -> ContainerHeader:
    """Read what a backup says of itself; neither its content nor its key is looked at.

    Raises:
        NotABackup, ContainerTooNew, ContainerTruncated, ContainerCorrupted, TooLarge: as named.
        FileUnreachable: it cannot be read, or is no regular file.
    """
    with streams.opened(file) as reader:
        return read_head(reader, file).header


def glance(file: Path) -> Head:
    """Read what a backup says of itself as `read_header` does, quicker, where there are many.

    Raises:
        UserError: as `read_header`.
    """
    with streams.opened(file) as reader:
        return read_head(reader, file, document.glance)


def check_intact(file: Path, tick: Tick = layout.nobody) -> ContainerHeader:
    """Tell, without any key, whether a backup is byte by byte what was written.

    It does not tell whether somebody who can write wrote it: see `verify`.

    Raises:
        NotABackup, ContainerTooNew, ContainerTruncated, ContainerCorrupted, TooLarge,
        FileUnreachable: as named.
    """
    with _body(file) as body:
        for _chunk in body.chunks(tick):
            pass
        if not body.is_whole():
            raise ContainerCorrupted(file, ContainerPart.CONTENT)
        return body.head.header


def verify(file: Path, keyring: Keyring, tick: Tick = layout.nobody) -> ContainerHeader:
    """Read a backup from the first byte to the last and check every hash, MAC and tag.

    Raises:
        WrongKey: the backup is whole, and of the same household under another master key.
        ForeignHousehold: it is whole, and of another household.
        NotABackup, ContainerTooNew, ContainerTruncated, ContainerCorrupted, TooLarge,
        FileUnreachable: as named.
    """
    with _body(file) as body:
        for _piece in _decrypted(body, keyring, tick):
            pass
        return body.head.header


def extract(
    file: Path, target: Path, keyring: Keyring, tick: Tick = layout.nobody
) -> ContainerHeader:
    """Write what is inside a backup to a new file of this user alone, verified on the way.

    The target is synced by nobody: it is a private copy. It goes if anything is wrong.

    Args:
        file: the backup.
        target: a path where nothing stands.
        keyring: the household's.
        tick: hears the bytes of content done.

    Raises:
        OSError: the disk refused.
        UserError: as `verify`.
    """
    with _body(file) as body:
        descriptor = files.created(target)
        try:
            with os.fdopen(descriptor, "wb") as writer:
                for piece in _decrypted(body, keyring, tick):
                    writer.write(piece)
        except BaseException:
            files.remove(target)
            raise
        return body.head.header


def is_copy_of(file: Path, content: Path, keyring: Keyring, tick: Tick = layout.nobody) -> bool:
    """Tell whether what is inside a backup is, byte by byte, a file; and verify all of it.

    The first difference ends it, so that asking is cheap where the answer is no.

    Raises:
        UserError: as `verify`.
        OSError: the content cannot be read.
    """
    with _body(file) as body, content.open("rb", buffering=0) as reader:
        if streams.size_of(reader) != body.head.header.payload_size:
            return False
        ours = memoryview(bytearray(body.head.header.chunk_size))
        for piece in _decrypted(body, keyring, tick):
            beside = ours[: len(piece)]
            if streams.fill(reader, beside) < len(piece) or beside != piece:
                return False
        return True


@dataclass
class _Body:
    """A container opened at its first chunk, hashed as it is read."""

    file: Path
    reader: FileIO
    head: Head

    def __post_init__(self) -> None:
        self._whole = hashlib.sha256(self.head.raw)
        self._whole.update(self.head.proofs)

    def chunks(self, tick: Tick) -> Iterator[memoryview]:
        """Give the chunks as they stand, tag included, all in the same buffer."""
        header = self.head.header
        buffer = memoryview(bytearray(header.chunk_size + layout.TAG))
        done = 0
        for _chunk in range(header.chunks):
            size = min(header.chunk_size, header.payload_size - done)
            view = buffer[: size + layout.TAG]
            self._fill(view)
            self._whole.update(view)
            yield view
            done += size
            tick(done, header.payload_size)

    def is_whole(self) -> bool:
        """Tell, after the last chunk, whether the hash of everything is the one at the end."""
        ending = memoryview(bytearray(layout.ENDING))
        self._fill(ending)
        if ending[layout.DIGEST :] != layout.END:
            raise ContainerCorrupted(self.file, ContainerPart.END)
        return hmac.compare_digest(ending[: layout.DIGEST], self._whole.digest())

    def _fill(self, view: memoryview) -> None:
        if streams.fill(self.reader, view) < len(view):
            raise ContainerTruncated(self.file)


@contextmanager
def _body(file: Path) -> Iterator[_Body]:
    with streams.opened(file) as reader:
        head = read_head(reader, file)
        reader.seek(len(head.raw) + layout.PROOFS)
        yield _Body(file, reader, head)


def _decrypted(body: _Body, keyring: Keyring, tick: Tick) -> Iterator[memoryview]:
    """Give the content piece by piece, in the same buffer; complain at the end at the latest.

    Where the key is the right one, a changed byte shows in the tag of its chunk whether or not
    the hash of the whole was made to agree: one pass is enough.
    """
    from cryptography.exceptions import InvalidTag

    head, file = body.head, body.file
    _check_key(head, file, keyring, tick)
    keys = layout.keys_of(keyring, head.header.file_salt)
    if not hmac.compare_digest(keys.mac(head.raw), head.mac):
        raise ContainerCorrupted(file, ContainerPart.HEADER)
    cipher = keys.cipher()
    clear = memoryview(bytearray(head.header.chunk_size))
    last = head.header.chunks - 1
    for index, chunk in enumerate(body.chunks(tick)):
        piece = clear[: len(chunk) - layout.TAG]
        nonce = layout.nonce(index, last=index == last)
        try:
            cipher.decrypt_into(nonce, chunk, head.digest, piece)
        except InvalidTag:
            raise ContainerCorrupted(file, ContainerPart.CONTENT) from None
        yield piece
    if not body.is_whole():
        raise ContainerCorrupted(file, ContainerPart.END)


def _check_key(head: Head, file: Path, keyring: Keyring, tick: Tick) -> None:
    """Refuse a backup of other keys; but first make sure that it is whole, and its header true."""
    header = head.header
    if (header.household_id, header.mk_id) == (keyring.household_id, keyring.mk_id):
        return
    check_intact(file, tick)
    if header.household_id != keyring.household_id:
        raise ForeignHousehold(file)
    raise WrongKey(file, header.created)
