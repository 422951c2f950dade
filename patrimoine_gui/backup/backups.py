"""The backups of a folder: which there are, and whether each is still what was written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.backup.container import container
from patrimoine_gui.backup.container.layout import Tick, nobody
from patrimoine_gui.errors import Cancelled, ForeignHousehold, UserError, WrongKey

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from patrimoine_gui.backup.container.header import BackupKind, ContainerHeader
    from patrimoine_gui.crypto.keyring import Keyring

SUFFIX = config.BACKUP_EXTENSION


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that was verified when it was made.

    Attributes:
        file: the container.
        header: what it says of itself; true only of a backup that `is_verified`.
        size: bytes of the container.
    """

    file: Path
    header: ContainerHeader
    size: int

    @property
    def kind(self) -> BackupKind:
        """Why it was made."""
        return self.header.kind

    @property
    def created(self) -> datetime:
        """When, in UTC."""
        return self.header.created

    @property
    def source(self) -> str:
        """Tag of the file it is a copy of (see `logs.file_tag`)."""
        return self.header.source

    @property
    def revision(self) -> str:
        """Revision of the file."""
        return self.header.schema_revision

    @property
    def ordinal(self) -> int:
        """Its format number."""
        return self.header.schema_ordinal

    @property
    def app_version(self) -> str:
        """Version of Patrimoine that made the backup."""
        return self.header.app_version

    @property
    def household_id(self) -> bytes:
        """Of which household, 16 bytes."""
        return self.header.household_id

    @property
    def mk_id(self) -> bytes:
        """Which master key opens it, 8 bytes."""
        return self.header.mk_id


def listed(folder: Path) -> tuple[Backup, ...]:
    """Give the backups of a folder, newest first; what cannot be read or understood is left out.

    Only the head of each is read: whether one is whole is asked of `is_intact`.
    """
    found = []
    with suppress(OSError):
        for path in list(folder.iterdir()):
            name = path.name
            if name.endswith(SUFFIX) and not name.startswith("."):
                backup = read_head(path)
                if backup is not None:
                    found.append(backup)
    return tuple(sorted(found, key=lambda item: (item.created, item.file.name), reverse=True))


def read_head(file: Path) -> Backup | None:
    """Give what a file says of itself as a backup, None where it says nothing of the kind."""
    try:
        head = container.glance(file)
        return Backup(file, head.header, head.size)
    except (UserError, OSError):
        return None


def is_intact(backup: Backup, tick: Tick = nobody) -> bool:
    """Read a backup again, without a key, and tell whether every byte is as it was written.

    One that its disk does not give back is not.
    """
    try:
        return container.check_intact(backup.file, tick) == backup.header
    except Cancelled:  # which tells nothing of the backup
        raise
    except (UserError, OSError):
        return False


def is_verified(backup: Backup, keyring: Keyring, tick: Tick = nobody) -> bool:
    """Read a backup again with its key, and tell whether it is what we wrote.

    Raises:
        WrongKey, ForeignHousehold: the backup is whole, but not under this key.
        Cancelled: the tick raised it.
    """
    try:
        return container.verify(backup.file, keyring, tick) == backup.header
    except (Cancelled, WrongKey, ForeignHousehold):
        raise
    except UserError:
        return False
