"""Backups in the user data directory: written whole, verified, then named.

Each is one encrypted container that says itself what it is; nothing stands beside it.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.backup import partials, reuse
from patrimoine_gui.backup.backup_records import BackupRecords
from patrimoine_gui.backup.backups import SUFFIX, Backup, is_intact, is_verified, listed
from patrimoine_gui.backup.clear_copies import ClearCopy, clear_copies, remove_clear_copies
from patrimoine_gui.backup.container import container
from patrimoine_gui.backup.container.header import BackupKind, ContainerHeader
from patrimoine_gui.backup.container.layout import Tick, nobody
from patrimoine_gui.backup.contents import Content
from patrimoine_gui.backup.quarantine import SUSPECT_SUFFIX, kept_once, set_aside
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
    "is_intact",
    "is_verified",
    "listed",
    "prepare",
    "remove_clear_copies",
    "set_aside",
    "sweep_partials",
    "write",
]

_REFUSED = files.READ_ONLY | {errno.EEXIST, errno.ENOTDIR}
_DAMAGE = (ContainerCorrupted, ContainerTruncated)


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
    known = reuse.find(folder, content, kind, keyring, lambda done, _all: tick(done, size * 3))
    if known is None:
        known = _write_new(folder, content, kind, keyring, lambda done: tick(size + done, size * 3))
    else:
        tick(size * 3, size * 3)
    BackupRecords(folder).note(known.file, is_sound=True)
    return known


def _write_new(
    folder: Path,
    content: Content,
    kind: BackupKind,
    keyring: Keyring,
    tick: Callable[[int], None],
) -> Backup:
    created = datetime.now(UTC)
    stem = f"{created:%Y-%m-%d_%H-%M-%S_%f}_{kind.value}_{content.revision}_{content.source}"
    meta = container.Meta(kind, content.source, content.revision, content.ordinal, created)
    with partials.partial_of(folder / f"{stem}{SUFFIX}") as partial:
        header = container.write(content.copy, partial, meta, keyring, lambda done, _: tick(done))
        size = header.payload_size
        if not _is_whole(partial, header, keyring, lambda done, _all: tick(size + done)):
            raise VerifyFailed(kept_once(partial, folder / f"{stem}{SUFFIX}"))
        final = _named(partial, folder, stem)
    files.confirm_names(folder)
    return Backup(final, header, final.stat().st_size)


def _named(partial: Path, folder: Path, stem: str) -> Path:
    """Give a whole backup a name that nobody has, even when the clock stands still."""
    rank = 1
    while True:
        name = stem if rank == 1 else f"{stem}-{rank}"
        with suppress(FileExistsError):
            final = folder / f"{name}{SUFFIX}"
            files.give_name(partial, final)
            return final
        rank += 1


def _is_whole(partial: Path, header: ContainerHeader, keyring: Keyring, tick: Tick) -> bool:
    files.forget(partial)
    try:
        return container.verify(partial, keyring, tick) == header
    except (*_DAMAGE, FileUnreachable, WrongKey, ForeignHousehold):
        return False


def sweep_partials(folder: Path) -> None:
    """Remove what dead processes left half written; another computer's is given a day."""
    partials.sweep(folder)
    partials.sweep_manifests(folder)
