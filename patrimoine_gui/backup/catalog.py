"""The backups of a household as they are shown: what is known of each, and what may be done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.backup import copying, partials, streams
from patrimoine_gui.backup.backup_records import BackupRecords, BackupRecordsReader
from patrimoine_gui.backup.backups import SUFFIX, Backup
from patrimoine_gui.backup.container import container, document
from patrimoine_gui.backup.container.head import read_head
from patrimoine_gui.backup.container.layout import Tick, nobody
from patrimoine_gui.backup.quarantine import SUSPECT_SUFFIX, set_aside
from patrimoine_gui.database import room
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerTooNew,
    ContainerTruncated,
    FileUnreachable,
    ForeignKind,
    LastVerifiedBackup,
    NotABackup,
    TooLarge,
    UnreachableReason,
    UserError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring

_DAMAGE = (ContainerCorrupted, ContainerTruncated)
_ANOTHER = (ContainerTooNew, NotABackup, TooLarge)


class EntryState(Enum):
    """What is known of a backup."""

    VERIFIED = "verified"
    """It was read whole, and every byte was what was written; nothing wrote to it since."""

    UNVERIFIED = "unverified"
    """It looks like a backup; nobody read it whole since it was last written to."""

    SUSPECT = "suspect"
    """It was read, and is not what was written; it was set aside."""

    UNREADABLE = "unreadable"
    """It bears the name of a backup; `CatalogEntry.error` says why it cannot be read as one."""


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One file among the backups.

    Attributes:
        file: where it is.
        size: bytes.
        state: what is known of it.
        verified: when it was last found whole, in UTC; None where that is not known.
        backup: what it says of itself, None where it says nothing.
        error: why it cannot be read, None where it can.
    """

    file: Path
    size: int
    state: EntryState
    verified: datetime | None = None
    backup: Backup | None = None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class DiskUse:
    """What the backups of a folder take, of every household.

    Attributes:
        used: bytes of all of them, those set aside included.
        files: how many they are.
        free: bytes free on their disk, None where it does not tell.
    """

    used: int
    files: int
    free: int | None


class Catalog:
    """The backups of one folder. What is here reads them, and deletes one only when told to."""

    def __init__(self, folder: Path) -> None:
        """Work with a folder of backups, which need not exist.

        Args:
            folder: where backups are.
        """
        self.folder = folder
        self.records = BackupRecords(folder)

    def entries(self, source: str, household_id: bytes | None = None) -> tuple[CatalogEntry, ...]:
        """List the backups of a household, newest first; only the head of each is read.

        What bears the name of a backup and cannot be read comes last; it belongs to the household
        whose file its name tells, and to everybody where it tells none.

        Args:
            source: tag of the household's file.
            household_id: 16 bytes; None for a file that has none yet.
        """
        records = self.records.read()
        entries = [_entry(path, records) for path in _files(self.folder)]
        ours = [item for item in entries if _is_of(item, source, household_id)]
        return tuple(sorted(ours, key=_rank, reverse=True))

    def verify(
        self, entry: CatalogEntry, keyring: Keyring | None = None, tick: Tick = nobody
    ) -> CatalogEntry:
        """Read a backup whole, remember what was found, and set it aside if it is damaged.

        Args:
            entry: one of `entries`.
            keyring: what opens it, for a proof of who wrote it; without it, or where other keys
                open it, only that no byte was changed is proved.
            tick: hears (bytes done, bytes in all); may raise to stop.

        Returns:
            The entry as it is now; its path may be another one. What is no backup, or one of a
            version to come, is left as it is.

        Raises:
            FileUnreachable: the disk did not give it; nothing is said of the backup.
        """
        try:
            _read_whole(entry, keyring, tick)
        except _DAMAGE as error:
            self.records.note(entry.file, is_sound=False)
            return _suspect(entry, error)
        except _ANOTHER as error:
            return replace(entry, state=EntryState.UNREADABLE, verified=None, error=error)
        except OSError:
            raise FileUnreachable(entry.file, UnreachableReason.IO_ERROR) from None
        self.records.note(entry.file, is_sound=True)
        return _entry(entry.file, self.records.read())

    def delete(self, entry: CatalogEntry) -> None:
        """Delete one backup, for ever; never the last one of a household that is known to be good.

        Raises:
            LastVerifiedBackup: no other one of its household is verified.
            FileUnreachable, FolderReadOnly: it cannot be deleted; it is still there.
        """
        if _may_be_good(entry) and not self._has_another(entry):
            raise LastVerifiedBackup(entry.file)
        try:
            entry.file.unlink(missing_ok=True)
        except OSError as error:
            raise copying.refusal(entry.file, error, 0) from None
        files.sync_folder(self.folder)

    def export(self, entry: CatalogEntry, target: Path, tick: Tick = nobody) -> Path:
        """Copy a backup elsewhere as it is, and read the copy again; never over anything.

        Args:
            entry: one of `entries`.
            target: the new file, or a folder in which it keeps its name.
            tick: hears (bytes done, bytes in all); may raise to stop, and nothing is left.

        Returns:
            The new file.

        Raises:
            UserError: see `copying.copy`.
        """
        target = target / entry.file.name if target.is_dir() else target
        with suppress(OSError):
            partials.sweep(target.parent)
        copying.copy(entry.file, target, tick)
        return target

    def disk_use(self) -> DiskUse:
        """Tell what the backups take, of every household; never reads them."""
        sizes = [_size(path) for path in _files(self.folder)]
        return DiskUse(sum(sizes), len(sizes), room.free(self.folder))

    def _has_another(self, entry: CatalogEntry) -> bool:
        """Tell whether another backup of the same household is verified.

        One of the same file is no help where another household's was put in its place.
        """
        backup = entry.backup
        source, household_id = (
            (_source_in(entry.file.name), None)
            if backup is None
            else (backup.source, backup.household_id)
        )
        entries = self.entries(source, household_id)
        others = (item for item in entries if item.file != entry.file)
        return any(
            item.state is EntryState.VERIFIED
            and (backup is None or item.backup is None or item.backup.household_id == household_id)
            for item in others
        )


def _files(folder: Path) -> list[Path]:
    """Give what bears the name of a backup, or of one that was set aside."""
    with suppress(OSError):
        return [path for path in folder.iterdir() if _is_named(path.name)]
    return []


def _is_named(name: str) -> bool:
    is_suspect = name.endswith(SUSPECT_SUFFIX) and SUFFIX in name
    return (name.endswith(SUFFIX) or is_suspect) and not name.startswith(".")


def _entry(file: Path, records: BackupRecordsReader) -> CatalogEntry:
    is_suspect = file.name.endswith(SUSPECT_SUFFIX)
    try:
        with streams.opened(file) as reader:
            head = read_head(reader, file, document.glance)
            verification = records.verification_of(reader, head, file.name)
    except (UserError, OSError) as error:
        state = EntryState.SUSPECT if is_suspect else EntryState.UNREADABLE
        return CatalogEntry(file, _size(file), state, error=_named(file, error))
    size = head.size
    backup = Backup(file, head.header, size)
    if is_suspect or (verification is not None and not verification.is_sound):
        return CatalogEntry(file, size, EntryState.SUSPECT, backup=backup)
    if verification is None:
        return CatalogEntry(file, size, EntryState.UNVERIFIED, backup=backup)
    return CatalogEntry(file, size, EntryState.VERIFIED, verification.moment, backup)


def _named(file: Path, error: UserError | OSError) -> UserError:
    if isinstance(error, UserError):
        return error
    return FileUnreachable(file, UnreachableReason.IO_ERROR)


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.lstat().st_size
    return 0


def _is_of(entry: CatalogEntry, source: str, household_id: bytes | None) -> bool:
    if entry.backup is not None:
        return entry.backup.source == source or entry.backup.household_id == household_id
    return _source_in(entry.file.name) in {source, ""}


def _source_in(name: str) -> str:
    """Give the tag of a file in the name of a backup of it, "" in a name of another form."""
    stem, _suffix, _rest = name.partition(SUFFIX)
    _before, found, tag = stem.rpartition("_")
    return tag.partition("-")[0] if found else ""


def _rank(entry: CatalogEntry) -> tuple[bool, datetime, str]:
    created = entry.backup.created if entry.backup else datetime.min.replace(tzinfo=UTC)
    return entry.backup is not None, created, entry.file.name


def _read_whole(entry: CatalogEntry, keyring: Keyring | None, tick: Tick) -> None:
    opens = keyring is not None and entry.backup is not None and keyring.mk_id == entry.backup.mk_id
    if keyring is not None and opens:
        container.verify(entry.file, keyring, tick)
    else:
        container.check_intact(entry.file, tick)


def _suspect(entry: CatalogEntry, error: UserError) -> CatalogEntry:
    """Set a backup aside; one that cannot be renamed is told to be suspect all the same."""
    is_aside = entry.file.name.endswith(SUSPECT_SUFFIX)
    file = entry.file
    with suppress(OSError):
        file = file if is_aside else set_aside(file)
    return replace(entry, file=file, state=EntryState.SUSPECT, verified=None, error=error)


def _may_be_good(entry: CatalogEntry) -> bool:
    """Tell whether a backup may be the only way back: also where this version cannot read it."""
    error = entry.error
    if isinstance(error, NotABackup):
        return error.kind is ForeignKind.BACKUP  # of before the backups were protected
    return entry.state is not EntryState.SUSPECT and not isinstance(error, (*_DAMAGE, TooLarge))
