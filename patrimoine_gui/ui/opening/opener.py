"""What it takes to open a file, as plain functions for the background thread. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from patrimoine_gui import config, files, paths
from patrimoine_gui.database.conflict_copies import ConflictCopy, conflict_copies
from patrimoine_gui.database.header import journals
from patrimoine_gui.database.kept_open import KeptOpen
from patrimoine_gui.database.lock import FileLock, find_holder
from patrimoine_gui.errors import (
    FileBusy,
    FileTooNew,
    FolderReadOnly,
    HeaderMissing,
    NotAHouseholdFile,
)
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui.opening.access import FULL, Access, AccessKind, access_to
from patrimoine_gui.ui.opening.file_status import FileStatus
from patrimoine_gui.ui.opening.newest_backup import day_of, newest_verified

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.secret import OneTimeSecret, Unlocking


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that is open: whoever gets this holds its lock and its keys.

    Attributes:
        status: what the status bar says.
        household: its content.
        lock: held, unless it is only looked at.
        keyring: unlocked.
        access: whether it may be written, and why not.
        conflicts: copies that a synchronisation left beside it.
        kept: the file, should its name go; None for what is only looked at.
    """

    status: FileStatus
    household: Household = field(repr=False)
    lock: FileLock = field(repr=False)
    keyring: Keyring = field(repr=False)
    access: Access = FULL
    conflicts: tuple[ConflictCopy, ...] = ()
    kept: KeptOpen | None = field(default=None, repr=False)

    @property
    def is_kept(self) -> bool:
        """Whether what the file holds can be saved elsewhere, should its name go."""
        return self.kept is not None and self.kept.is_there


@dataclass(frozen=True, slots=True)
class ProposedUpgrade:
    """A file that has to be upgraded first.

    Attributes:
        plan: what the wizard proposes.
        interrupted: whether an earlier upgrade had been interrupted; what it left is gone.
    """

    plan: Plan
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class ProtectedFile:
    """A file that asks for its key: nothing of it is decrypted, nothing is held.

    Attributes:
        file: its path.
        header: its keys, still closed.
    """

    file: Path
    header: FileHeader


OpeningResult = OpenedFile | ProposedUpgrade | ProtectedFile
"""What opening a file can give."""


def open_file(
    manager: MigrationManager,
    folders: paths.UserFolders,
    file: Path,
    keyring: Keyring | None = None,
    *,
    swept: int = 0,
) -> OpeningResult:
    """Open a file at head with its keys, ask for them, or plan its upgrade.

    Args:
        manager: knows what a file is.
        folders: of the user.
        file: which file.
        keyring: its keys, where they are known; other keys than the file's own are not tried.
        swept: how many files of an interrupted run are gone already.

    Raises:
        UserError: the file cannot be opened; nothing is held then.
    """
    state = manager.inspect(file)
    if state.error is not None:
        raise state.error
    swept += manager.sweep(file)
    if state.state is FileState.OUTDATED:
        return ProposedUpgrade(manager.plan(file), interrupted=swept > 0)
    if keyring is None:
        return _sealed(manager, file)
    lock = FileLock(file, config.APP_ID)
    access = _reserved(lock, file)
    try:
        header = _header(manager, file)
        if not header.has_same_keys(keyring.header):
            lock.release()
            return ProtectedFile(file, header)
        household = household_file.load(file, keyring.fields)
    except BaseException:
        lock.release()
        raise
    version = revisions.load().get(state.revision).app_version
    status = FileStatus(file, version, last_backup(folders, file, keyring.household_id))
    return OpenedFile(
        status, household, lock, keyring, access, conflict_copies(file), KeptOpen(file)
    )


def _reserved(lock: FileLock, file: Path) -> Access:
    """Take the lock of a file; one that cannot be written where it is needs none.

    Raises:
        FileBusy, LockObstructed: somebody else has it.
    """
    access = access_to(file)
    if not access.is_writable:
        return access
    try:
        lock.acquire()
    except FolderReadOnly:  # the rights say that it could be written, the disk says that it cannot
        return replace(access, kind=AccessKind.MEDIUM)
    return access


def _sealed(manager: MigrationManager, file: Path) -> ProtectedFile:
    """Tell what asks for the key, unless somebody else has the file: no need to type then."""
    header = _header(manager, file)
    holder = find_holder(file)
    if holder is not None:
        raise FileBusy(file, holder)
    return ProtectedFile(file, header)


def _header(manager: MigrationManager, file: Path) -> FileHeader:
    header = manager.header(file)
    if header is None:  # a file at head without keys: nothing we write is like that
        raise HeaderMissing(file)
    return header


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens files for one user.

    Attributes:
        manager: knows what a file is.
        folders: of the user.
        policy: how keys are derived; None for the one of every day.
    """

    manager: MigrationManager
    folders: paths.UserFolders
    policy: KdfPolicy | None = None

    def reading(
        self, file: Path, keyring: Keyring | None = None, *, known: bool
    ) -> Task[OpeningResult]:
        """Make the task that opens a file, see `open_file`.

        Args:
            file: which file.
            keyring: its keys, where they are known.
            known: whether it was opened or made here before; nothing in another one is trusted
                before it is examined.
        """
        return partial(self._read, file, keyring, known)

    def _read(
        self,
        file: Path,
        keyring: Keyring | None,
        known: bool,  # noqa: FBT001  (bound by `reading`)
        report: Report,
        cancel: Cancel,
    ) -> OpeningResult:
        swept = 0
        if not known:
            if journals(file):  # entries that belong to the file: the check takes none that has any
                swept = self.manager.sweep(file)
            try:
                self.manager.examine(file, report, cancel)
            except (FileTooNew, NotAHouseholdFile) as error:  # the check asks nothing of it
                raise self.manager.inspect(file).error or error from None
        return open_file(self.manager, self.folders, file, keyring, swept=swept)

    def mending(self, file: Path) -> Task[OpeningResult]:
        """Make the task that plans what puts in order what another program did to a file."""
        return partial(self._mend, file)

    def _mend(self, file: Path, report: Report, cancel: Cancel) -> OpeningResult:
        swept = self.manager.sweep(file)
        self.manager.examine(file, report, cancel, mend=True)
        plan = self.manager.plan(file, mend=True)
        if plan.mending or plan.revisions:
            return ProposedUpgrade(plan, interrupted=swept > 0)
        return open_file(self.manager, self.folders, file, swept=swept)

    def unlocking(self, file: Path) -> Unlocking:
        """Make what makes the task that unlocks a file with what was typed, and opens it.

        The task raises `WrongPassphrase` where it opens nothing, `RecoveryKeyMalformed` where it
        cannot be a recovery key, `HeaderTampered` where it opens keys that were changed since,
        and what `open_file` raises; nothing is held then.
        """
        return partial(partial, self._unlock, file)

    def _unlock(
        self, file: Path, secret: OneTimeSecret, _report: Report, _cancel: Cancel
    ) -> OpeningResult:
        keyring = unlocked(_header(self.manager, file), secret, self.policy)
        return open_file(self.manager, self.folders, file, keyring)


def unlocked(header: FileHeader, secret: OneTimeSecret, policy: KdfPolicy | None = None) -> Keyring:
    """Open keys with what was typed; slow by design (a second or so).

    Raises:
        WrongPassphrase: it opens nothing.
        UserError: see `Opener.unlocking`.
    """
    from patrimoine_gui.crypto.kdf import POLICY
    from patrimoine_gui.crypto.keyring import Keyring

    if secret.is_recovery_key:
        return Keyring.unlock_with_recovery_key(header, secret.take(), policy or POLICY)
    return Keyring.unlock(header, secret.take(), policy or POLICY)


def last_backup(folders: paths.UserFolders, file: Path, household_id: bytes) -> date | None:
    """Give the day of the last verified backup of a household, None when there is none."""
    newest = newest_verified(folders.backups, file, household_id)
    return day_of(newest) if newest is not None else None


def copy_example(folders: paths.UserFolders) -> Path:
    """Make a fresh copy of the example household in the data folder; never overwrites.

    The example is a resource that nothing ever writes to, so its bytes are the whole of it.
    """
    folder = paths.private_folder(folders.data)
    content = paths.example_file().read_bytes()
    title = _("example")
    for rank in count(1):
        name = title if rank == 1 else f"{title}-{rank}"
        target = folder / f"{name}{config.FILE_EXTENSION}"
        try:
            files.write_new(target, content)
        except FileExistsError:
            continue
        return target
    raise AssertionError
