"""What changes the keys of an open file, as tasks for the background thread. No Qt.

The engine takes the lock of the file itself, so the open window gives it up for the time of the
work and takes it back afterwards. Where somebody else was quicker, the lock stays theirs: whoever
asked has to look at `Opened.lock` and leave the file.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui.errors import PublishedUnconfirmed, ResultUnread, UserError
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.opening.opener import last_backup, unlocked
from patrimoine_gui.ui.wizards.key_tasks import NewKeys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.opening.opener import OpenedFile, Opener
    from patrimoine_gui.ui.secret import OneTimeSecret

_log = logging.getLogger(__name__)
_PUBLISHED = (PublishedUnconfirmed, ResultUnread)
"""Errors after which the file has its new keys."""


@dataclass(frozen=True, slots=True)
class KeyChangeResult:
    """A file whose keys were changed.

    Attributes:
        opened: the file with its new keys.
        outcome: the proof, where every value was encrypted again.
        doubt: what the disk did not confirm, None where it did.
    """

    opened: OpenedFile = field(repr=False)
    outcome: Outcome | None = None
    doubt: UserError | None = None


@dataclass(frozen=True, slots=True)
class KeyChangeTasks:
    """Makes the tasks on the keys of one open file."""

    opener: Opener
    opened: OpenedFile = field(repr=False)

    # --- what is asked first ------------------------------------------------------------------

    def confirming(self, secret: OneTimeSecret) -> Task[NewKeys]:
        """Make sure that whoever sits here knows the key; gives the present `NewKeys`."""
        return partial(self._confirm, secret)

    def making_recovery_key(self, secret: OneTimeSecret) -> Task[NewKeys]:
        """Make another recovery key, which opens nothing yet; gives `NewKeys`."""
        return partial(self._make_recovery_key, secret)

    def making_keys(self, secret: OneTimeSecret) -> Task[NewKeys]:
        """Make other keys altogether, which protect nothing yet; gives `NewKeys`."""
        return partial(self._make_keys, secret)

    def _confirm(self, secret: OneTimeSecret, _report: Report, _cancel: Cancel) -> NewKeys:
        self._unlock(secret.take())
        return NewKeys(self.opened.keyring, "")

    def _make_recovery_key(
        self, secret: OneTimeSecret, _report: Report, _cancel: Cancel
    ) -> NewKeys:
        self._unlock(secret.take())
        keyring, recovery = self.opened.keyring.with_new_recovery_key()
        return NewKeys(keyring, recovery.text())

    def _make_keys(self, secret: OneTimeSecret, _report: Report, _cancel: Cancel) -> NewKeys:
        from patrimoine_gui.crypto.kdf import POLICY

        passphrase = secret.take()
        self._unlock(passphrase)
        policy = self.opener.policy or POLICY
        keyring, recovery = self.opened.keyring.renewed(passphrase, policy)
        return NewKeys(keyring, recovery.text())

    def _unlock(self, passphrase: str) -> None:
        from patrimoine_gui.ui.secret import OneTimeSecret

        unlocked(self.opened.keyring.header, OneTimeSecret(passphrase), self.opener.policy)

    # --- the work -----------------------------------------------------------------------------

    def rewriting(self, changed: Keyring) -> Task[KeyChangeResult]:
        """Give the file another passphrase or recovery key; gives `KeyChangeResult`."""
        return partial(self._rewrite, changed)

    def renewing(self, renewed: Keyring) -> Task[KeyChangeResult]:
        """Encrypt every value again with other keys; gives `KeyChangeResult`."""
        return partial(self._renew, renewed)

    def _rewrite(self, changed: Keyring, _report: Report, _cancel: Cancel) -> KeyChangeResult:
        manager, file = self.opener.manager, self.opened.status.file
        try:
            with self._released():
                manager.keys.change(file, self.opened.keyring, changed)
        except _PUBLISHED as doubt:
            return KeyChangeResult(self._with(changed), doubt=doubt)
        return KeyChangeResult(self._with(changed))

    def _renew(self, renewed: Keyring, report: Report, cancel: Cancel) -> KeyChangeResult:
        manager, file = self.opener.manager, self.opened.status.file
        try:
            with self._released():
                outcome = manager.keys.renew(file, self.opened.keyring, renewed, report, cancel)
        except _PUBLISHED as doubt:
            return KeyChangeResult(self._with(renewed), doubt=doubt)
        return KeyChangeResult(self._with(renewed), outcome)

    def _with(self, keyring: Keyring) -> OpenedFile:
        status = self.opened.status
        backup = last_backup(self.opener.folders, status.file, keyring.household_id)
        return replace(self.opened, keyring=keyring, status=replace(status, last_backup=backup))

    @contextmanager
    def _released(self) -> Iterator[None]:
        """Leave the file to the engine, and take it back whatever came of it."""
        lock = self.opened.lock
        lock.release()
        try:
            yield
        finally:
            try:
                lock.acquire()
            except UserError as error:
                _log.info("%s not taken back: %s", file_tag(self.opened.status.file), error)
