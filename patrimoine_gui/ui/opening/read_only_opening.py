"""Looking at something without changing it: an older file, a backup, a copy in conflict. No Qt.

What is shown is read from a private copy that was upgraded and verified, into memory; the copy is
gone before anything is shown, so closing the window leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui.opening.access import Access, AccessKind
from patrimoine_gui.ui.opening.file_status import FileStatus
from patrimoine_gui.ui.opening.opener import OpenedFile, Opener, unlocked

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.secret import OneTimeSecret, Unlocking


@dataclass(frozen=True, slots=True)
class LockedCopy:
    """Something to be looked at that asks for its key: nothing of it is decrypted.

    Attributes:
        access: what it is.
    """

    access: Access


@dataclass(frozen=True, slots=True)
class UnlockedCopy:
    """Something to be looked at, and what opens it.

    Attributes:
        access: what it is.
        keyring: its keys.
    """

    access: Access
    keyring: Keyring = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadOnlyOpener:
    """Makes the tasks that open something to be looked at."""

    opener: Opener

    def looking(
        self, access: Access, keyring: Keyring | None = None
    ) -> Task[OpenedFile | LockedCopy]:
        """Make the task that gives an `OpenedFile`, or a `LockedCopy` where a key is wanted.

        Args:
            access: what is to be looked at.
            keyring: keys that may be the right ones; others are not tried.
        """
        return partial(self._look, access, keyring)

    def unlocking(self, access: Access) -> Unlocking:
        """Make what makes the task that gives `UnlockedCopy` for what was typed."""
        return partial(partial, self._unlock, access)

    def _unlock(
        self, access: Access, secret: OneTimeSecret, _report: Report, _cancel: Cancel
    ) -> UnlockedCopy | LockedCopy:
        header = self._header(access)
        if header is None:
            return LockedCopy(access)
        return UnlockedCopy(access, unlocked(header, secret, self.opener.policy))

    def _header(self, access: Access) -> FileHeader | None:
        """Give the closed keys of what is looked at, None where anybody can read it."""
        from patrimoine_gui.backup.container import container

        if access.kind is AccessKind.BACKUP:
            return container.glance(access.source).header.file_header
        return self.opener.manager.header(access.source)

    def _look(
        self, access: Access, keyring: Keyring | None, report: Report, cancel: Cancel
    ) -> OpenedFile | LockedCopy:
        from patrimoine_gui.migration.revision_keys import throwaway

        header = self._header(access)
        found = throwaway() if header is None else _fitting(keyring, header)
        access = self._dated(access)
        if found is None:
            return LockedCopy(access)
        manager = self.opener.manager
        with manager.restores.consult(access.source, found, report, cancel) as copy:
            household = household_file.load(copy, found.fields)
        version = self._version(access)
        lock = FileLock(access.source, config.APP_ID)  # never taken: nothing is written
        status = FileStatus(access.source, version)
        return OpenedFile(status, household, lock, found, access)

    def _version(self, access: Access) -> str:
        """Give the version of Patrimoine whose format the file, or the backup, has."""
        from patrimoine_gui.backup.container import container

        manager = self.opener.manager
        if access.kind is AccessKind.BACKUP:
            revision = container.glance(access.source).header.schema_revision
        else:
            revision = manager.inspect(access.source).revision
        return manager.revisions.get(revision).app_version

    @staticmethod
    def _dated(access: Access) -> Access:
        from patrimoine_gui.backup.container import container

        if access.kind is not AccessKind.BACKUP:
            return access
        return replace(access, created=container.glance(access.source).header.created)


def _fitting(keyring: Keyring | None, header: FileHeader) -> Keyring | None:
    """Give keys as they were for a header, whatever passphrase it had then; None for other keys."""
    if keyring is None or (keyring.household_id, keyring.mk_id) != (
        header.household_id,
        header.mk_id,
    ):
        return None
    found = keyring.adopting_slots(header)
    return found if header.has_same_keys(found.header) else None
