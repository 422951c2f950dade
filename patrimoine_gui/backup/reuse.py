"""Finds the backup that an earlier attempt at the same work made."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from patrimoine_gui.backup.backups import Backup, listed
from patrimoine_gui.backup.container import container
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.backup.quarantine import set_aside
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerTooNew,
    ContainerTruncated,
    FileUnreachable,
    ForeignHousehold,
    NotABackup,
    TooLarge,
    WrongKey,
)

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.container.layout import Tick
    from patrimoine_gui.backup.contents import Content
    from patrimoine_gui.crypto.keyring import Keyring

_ANOTHER = (FileUnreachable, NotABackup, TooLarge, ContainerTooNew, WrongKey, ForeignHousehold)


def find(
    folder: Path, content: Content, kind: BackupKind, keyring: Keyring, tick: Tick
) -> Backup | None:
    """Find a verified backup of the same file, content, kind, revision and master key.

    What it holds is compared byte by byte: nothing about it has to be kept in clear. A backup
    that proves damaged is set aside.

    Args:
        folder: where backups are.
        content: what is to be backed up.
        kind: why.
        keyring: the household's.
        tick: hears (bytes compared, bytes in all); may raise to stop.

    Raises:
        OSError: the content cannot be read, or the disk refused.
    """
    size, furthest = content.copy.stat().st_size, 0

    def forward(done: int, total: int) -> None:
        nonlocal furthest
        furthest = max(furthest, done)  # several may be looked at: a bar never goes back
        tick(furthest, total)

    for backup in _relevant(listed(folder), content, kind):
        if not _could_be(backup, content, kind, keyring) or backup.header.payload_size != size:
            continue
        try:
            if container.is_copy_of(backup.file, content.copy, keyring, forward):
                return backup
        except (ContainerCorrupted, ContainerTruncated):
            set_aside(backup.file)
        except _ANOTHER:  # gone or replaced since it was listed
            continue
    return None


def _relevant(known: tuple[Backup, ...], content: Content, kind: BackupKind) -> tuple[Backup, ...]:
    """Leave out those of another file, and of those made before a restore all but the newest.

    Each of two copies of a file has its own way back, under its own name. The newest is what
    undoing puts back: an older one, used again, would not be found.
    """
    ours = (item for item in known if item.kind is kind and item.source == content.source)
    return tuple(islice(ours, 1) if kind is BackupKind.PRE_RESTORE else ours)


def _could_be(known: Backup, content: Content, kind: BackupKind, keyring: Keyring) -> bool:
    """Tell by the clear header whether a backup may be one of the same content."""
    ours = (kind, content.revision, content.ordinal, keyring.household_id, keyring.mk_id)
    return ours == (known.kind, known.revision, known.ordinal, known.household_id, known.mk_id)
