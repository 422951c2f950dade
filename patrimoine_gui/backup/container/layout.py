"""Where everything stands in a backup container, and the keys that its parts are under.

All numbers are big-endian. See the design of the file format for the drawing.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui.crypto import kdf

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from patrimoine_gui.crypto.keyring import Keyring

MAGIC = b"\x89PATBK\r\n"
"""As PNG's: the high bit and both ends of line betray a transfer made for text."""

END = b"PATBKEND"
VERSION = 1
START = struct.Struct(">8sHHI")
"""Magic, version, flags, length of the header."""

DIGEST = 32
TAG = 16
HEADER_LIMIT = 65_536
PAYLOAD_LIMIT = 64 * 1024**3
"""Bytes of content that this program accepts to read, or to write."""

CHUNK = 1024 * 1024
SMALLEST_CHUNK = 512
PROOFS = 2 * DIGEST
"""After the header: its hash, that anybody may check, and its MAC."""

ENDING = DIGEST + len(END)
_NONCE = struct.Struct(">6xI?B")

Tick = Callable[[int, int], None]
"""Hears (bytes done, bytes in all); may raise to stop."""


def nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def chunks_of(payload_size: int, chunk_size: int) -> int:
    """Give the number of chunks of a content."""
    return -(-payload_size // chunk_size)


def total_size(header_length: int, payload_size: int, chunks: int) -> int:
    """Give the size in bytes that a whole container has, to the byte."""
    return START.size + header_length + PROOFS + payload_size + chunks * TAG + ENDING


def nonce(index: int, *, last: bool) -> bytes:
    """Give the nonce of a chunk: no other chunk under the same key has it."""
    return _NONCE.pack(index, False, last)  # noqa: FBT003  (a byte that is always 0)


@dataclass(frozen=True, slots=True)
class ContainerKeys:
    """The two keys of one container; never shown.

    Attributes:
        payload: under which its chunks are.
        header: under which its header's MAC is.
    """

    payload: bytes = field(repr=False)
    header: bytes = field(repr=False)

    def cipher(self) -> AESGCM:
        """Give the cipher of the chunks."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self.payload)

    def mac(self, head: bytes) -> bytes:
        """Authenticate the head of a container: its start and its header."""
        return hmac.digest(self.header, head, "sha256")


def keys_of(keyring: Keyring, file_salt: bytes) -> ContainerKeys:
    """Derive the keys of one container from those of the household and its own 32 random bytes."""
    own = kdf.hkdf(keyring.backup_key, b"file\0" + file_salt)
    return ContainerKeys(kdf.hkdf(own, b"payload"), kdf.hkdf(own, b"header"))
