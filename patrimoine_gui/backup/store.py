"""Backups in the user data directory: written whole, verified, then named.

Each is one encrypted container that says itself what it is; nothing stands beside it.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui.backup import container, partials
from patrimoine_gui.backup.backups import SUFFIX, Backup, is_intact, is_verified, listed
from patrimoine_gui.backup.clear_copies import ClearCopy, clear_copies, remove_clear_copies
from patrimoine_gui.backup.container_header import BackupKind, ContainerHeader
from patrimoine_gui.backup.container_layout import Tick, nobody
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerTruncated,
    FileUnreachable,
    FolderReadOnly,
    ForeignHousehold,
    VerifyFailed,
    WrongKey,
)
from patrimoine_gui.paths import private_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring

__all__ = [
    "SUFFIX",
    "SUSPECT_SUFFIX",
    "Backup",
    "BackupKind",
    "ClearCopy",
    "Content",
    "Tick",
    "clear_copies",
    "extract",
    "is_intact",
    "is_verified",
    "listed",
    "prepare",
    "remove_clear_copies",
    "set_aside",
    "sweep_partials",
    "sync_folder",
    "write",
]

SUSPECT_SUFFIX = ".suspect"
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR}
_DAMAGE = (ContainerCorrupted, ContainerTruncated)


@dataclass(frozen=True, slots=True)
class Content:
    """What a backup is a copy of.

    Attributes:
        copy: a private, compact, consistent copy of the user's file, that SQLite has checked.
        source: tag of the user's file.
        revision: its revision.
        ordinal: its format number.
    """

    copy: Path
    source: str
    revision: str
    ordinal: int


def prepare(folder: Path) -> None:
    """Make sure that backups can be written, before anything else is done.

    Raises:
        FolderReadOnly: they cannot.
        OSError: the disk refused.
    """
    try:
        private_folder(folder)
    except OSError as error:
        if error.errno in _REFUSED:
            raise FolderReadOnly(folder) from None
        raise
    if not os.access(folder, os.W_OK):
        raise FolderReadOnly(folder)


def write(
    folder: Path, content: Content, kind: BackupKind, keyring: Keyring, tick: Tick = nobody
) -> Backup:
    """Write a backup, sync it, read it again from the disk, and only then give it its name.

    A backup of the same content, kind and master key that still verifies is reused, so that an
    upgrade which fails at each start makes one backup in all.

    SQLite is not asked again about the copy, which its maker had it check: the tags prove that
    what can be extracted is that copy byte by byte.

    Args:
        folder: where backups are; created for this user alone.
        content: what to copy.
        kind: why.
        keyring: the household's.
        tick: called with (bytes done, bytes in all): comparing, writing, verifying, a third each;
            may raise to stop.

    Raises:
        FolderReadOnly: the folder cannot be written.
        VerifyFailed: what was read again is not what was written.
        TooLarge: the copy is larger than any backup may be.
        OSError: the disk refused; nothing is left behind.
    """
    prepare(folder)
    sweep_partials(folder)
    size = content.copy.stat().st_size
    known = _reusable(folder, content, kind, keyring, lambda done, _all: tick(done, size * 3))
    if known is not None:
        tick(size * 3, size * 3)
        return known
    return _write_new(folder, content, kind, keyring, lambda done: tick(size + done, size * 3))


def _reusable(
    folder: Path, content: Content, kind: BackupKind, keyring: Keyring, tick: Tick
) -> Backup | None:
    """Find a verified backup of the very same; one that proves damaged is set aside."""
    size, reached = content.copy.stat().st_size, 0

    def forward(done: int, total: int) -> None:
        nonlocal reached
        reached = max(reached, done)  # several may be looked at: a bar never goes back
        tick(reached, total)

    for known in listed(folder):
        if not _could_be(known, content, kind, keyring) or known.header.payload_size != size:
            continue
        try:
            if container.is_copy_of(known.file, content.copy, keyring, forward):
                return known
        except _DAMAGE:
            set_aside(known.file)
        except FileUnreachable:  # gone meanwhile
            continue
    return None


def _could_be(known: Backup, content: Content, kind: BackupKind, keyring: Keyring) -> bool:
    """Tell by the clear header whether a backup may be one of the same content."""
    ours = (kind, content.revision, content.ordinal, keyring.household_id, keyring.mk_id)
    return ours == (known.kind, known.revision, known.ordinal, known.household_id, known.mk_id)


def _write_new(
    folder: Path,
    content: Content,
    kind: BackupKind,
    keyring: Keyring,
    tick: Callable[[int], None],
) -> Backup:
    created = datetime.now(UTC)
    stem = f"{created:%Y-%m-%d_%H-%M-%S_%f}_{kind.value}_{content.revision}_{content.source}"
    final = _free_name(folder, stem)
    meta = container.Meta(kind, content.source, content.revision, content.ordinal, created)
    with partials.partial_of(final) as partial:
        header = container.write(content.copy, partial, meta, keyring, lambda done, _: tick(done))
        size = header.payload_size
        if not _is_whole(partial, header, keyring, lambda done, _all: tick(size + done)):
            raise VerifyFailed(_kept_once(partial, final))
        partial.replace(final)
        sync_folder(folder)
    return Backup(final, header, final.stat().st_size)


def _is_whole(partial: Path, header: ContainerHeader, keyring: Keyring, tick: Tick) -> bool:
    _forget(partial)
    try:
        return container.verify(partial, keyring, tick) == header
    except (*_DAMAGE, FileUnreachable, WrongKey, ForeignHousehold):
        return False


def _kept_once(partial: Path, final: Path) -> Path:
    """Keep what the disk did not give back as it was written, unless one such is kept already.

    A failure at each start must not fill the disk.
    """
    *_moment, kind, revision, source = final.name.removesuffix(SUFFIX).split("_")
    if any(partial.parent.glob(f"*_{kind}_{revision}_{source[:8]}*{SUSPECT_SUFFIX}")):
        return partial
    return partial.rename(final.with_name(final.name + SUSPECT_SUFFIX))


def _forget(file: Path) -> None:
    """Have the system read the disk again and not its memory, where it knows how."""
    with suppress(OSError, AttributeError):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def _free_name(folder: Path, stem: str) -> Path:
    """Give a name that nobody has, even when the clock stands still."""
    rank = 1
    while True:
        name = stem if rank == 1 else f"{stem}-{rank}"
        path = folder / f"{name}{SUFFIX}"
        if not os.path.lexists(path):
            return path
        rank += 1


def set_aside(file: Path) -> Path:
    """Rename a backup that does not verify, so that nobody trusts it; its bytes are kept.

    Returns:
        Its new path.

    Raises:
        OSError: the disk refused.
    """
    rank = 1
    while True:
        name = f"{file.name}{'' if rank == 1 else f'.{rank}'}{SUSPECT_SUFFIX}"
        path = file.with_name(name)
        if not os.path.lexists(path):
            return file.rename(path)
        rank += 1


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut; where the system cannot, do nothing."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep_partials(folder: Path) -> None:
    """Remove what dead processes left half written; another computer's is given a day."""
    partials.sweep(folder)


def extract(backup: Backup, target: Path, keyring: Keyring, tick: Tick = nobody) -> None:
    """Write the file that a backup holds to a new private one; see `container.extract`."""
    container.extract(backup.file, target, keyring, tick)
