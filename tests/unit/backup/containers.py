"""Makes small backup containers for the tests, and changes their bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from patrimoine_gui.backup.container import container, layout
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.crypto.kdf import KdfPolicy
from patrimoine_gui.crypto.keyring import Keyring

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=UTC)
CHUNK = 512
CONTENT = bytes(range(256)) * 5 + b"the end"
"""Two whole chunks and a shorter one."""


@lru_cache(maxsize=8)
def keyring(name: str = "ours") -> Keyring:
    """Give the keys of a household; the same for the same name."""
    return Keyring.create(f"phrase of {name}", KdfPolicy.for_tests())[0]


def meta(chunk_size: int = CHUNK) -> container.Meta:
    """Describe a content of revision 0001."""
    return container.Meta(BackupKind.MANUAL, "abcd1234", "0001", 1, MOMENT, chunk_size)


def make(folder: Path, content: bytes = CONTENT, chunk_size: int = CHUNK) -> Path:
    """Write a container of some bytes."""
    source, target = folder / "content", folder / "a.patrimoine-backup"
    source.write_bytes(content)
    container.write(source, target, meta(chunk_size), keyring())
    return target


def head_length(data: bytes) -> int:
    """Give the length of the start and the header."""
    *_start, length = layout.START.unpack_from(data)
    return int(layout.START.size + length)


def with_hashes(data: bytes, head: int | None = None) -> bytes:
    """Make both hashes agree again, as anybody without a key can.

    Args:
        data: a changed container.
        head: the length of its head, where its start can no longer say so.
    """
    head = head_length(data) if head is None else head
    digest = hashlib.sha256(data[:head]).digest()
    body = data[:head] + digest + data[head + layout.DIGEST : -layout.ENDING]
    return body + hashlib.sha256(body).digest() + layout.END


def with_header(data: bytes, header: bytes) -> bytes:
    """Put another header into a container, and make both hashes agree."""
    start = layout.START.pack(layout.MAGIC, layout.VERSION, 0, len(header))
    return with_hashes(start + header + data[head_length(data) :])
