"""`migrate.py verify`: reads backups again, to the last byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container import container
from patrimoine_gui.cli import backup_lookup, keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.commands.backups import (
    BackupRow,
    Soundness,
    record_checks,
    row_document,
    row_lines,
)
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.errors import Cancelled, ForeignHousehold, UserError, WrongKey, WrongPassphrase
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager

ALL = "all"
"""The word for every backup of the file."""


@dataclass
class _Keys:
    """Opens the keys of backups, each of them once: a derivation takes a second.

    Without a passphrase or a recovery key on the command line nothing is opened, and nobody is
    asked: most of what can be wrong with a backup is seen without.
    """

    request: Request
    terminal: Terminal
    opened: list[tuple[FileHeader, Keyring | None]] = field(default_factory=list, repr=False)

    def of(self, header: FileHeader) -> Keyring | None:
        """Give the keys of a backup, None where what was given does not open them."""
        for other, keyring in self.opened:
            if other.has_same_keys(header):
                return keyring
        try:
            answer: Keyring | None = keys.unlock(header, self.request.keys, self.terminal)
        except WrongPassphrase:
            answer = None
        self.opened.append((header, answer))
        return answer

    @property
    def given(self) -> bool:
        """Whether anything was given that opens keys."""
        sources = self.request.keys
        return sources.has_passphrase or sources.recovery_key_file is not None


def verify(manager: MigrationManager, file: Path, request: Request, terminal: Terminal) -> Reply:
    """Check one backup or all of a file: without a key byte by byte, with it everything."""
    unlocker, folder = _Keys(request, terminal), manager.folders.backups
    with CancelSwitch() as switch:

        def tick(_done: int, _total: int) -> None:
            if switch.pressed():
                raise Cancelled

        if request.backup != ALL:
            backup = backup_lookup.find(manager, request.backup)
            return _reply(record_checks(folder, [_one(backup, unlocker, tick)]))
        backups = backup_lookup.of_file(manager, file)
        rows = record_checks(
            folder, [BackupRow(item.file, _look(item, unlocker, tick), item) for item in backups]
        )
    unreadable = backup_lookup.unreadable_files(manager, file)
    return _reply([*rows, *(BackupRow(path, Soundness.DAMAGED) for path in unreadable)])


def _one(file: Path, opened: _Keys, tick: store.Tick) -> BackupRow:
    """Check one; what is wrong with it is told in full."""
    header = container.check_intact(file, tick)
    backup = store.Backup(file, header, file.stat().st_size)
    if not opened.given:
        return BackupRow(file, Soundness.WHOLE, backup)
    keyring = opened.of(header.file_header)
    if keyring is None:
        raise WrongKey(file, header.created)
    container.verify(file, keyring, tick)
    return BackupRow(file, Soundness.SOUND, backup)


def _look(backup: store.Backup, opened: _Keys, tick: store.Tick) -> Soundness:
    if not store.is_intact(backup, tick):
        return Soundness.DAMAGED
    if not opened.given:
        return Soundness.WHOLE
    try:
        keyring = opened.of(backup.header.file_header)
        if keyring is None:
            return Soundness.OTHER_KEY
        return _proved(backup, keyring, tick)
    except (WrongKey, ForeignHousehold):
        return Soundness.OTHER_KEY


def _proved(backup: store.Backup, keyring: Keyring, tick: store.Tick) -> Soundness:
    try:
        container.verify(backup.file, keyring, tick)
    except (Cancelled, WrongKey, ForeignHousehold):
        raise
    except UserError:
        return Soundness.DAMAGED
    return Soundness.SOUND


def _reply(rows: Iterable[BackupRow]) -> Reply:
    found = list(rows)
    states = {row.soundness for row in found}
    status = ExitStatus.OK
    if Soundness.DAMAGED in states:
        status = ExitStatus.DAMAGED
    elif Soundness.OTHER_KEY in states:
        status = ExitStatus.WRONG_PASSPHRASE
    document: dict[str, Json] = {
        "command": "verify",
        "backups": [row_document(row) for row in found],
        "error": None,
    }
    lines = row_lines(found) if found else (_("There is no backup."),)
    return Reply(status, document, (*lines, *_conclusion(status, found)))


def _conclusion(status: ExitStatus, rows: Iterable[BackupRow]) -> Iterable[str]:
    if status is ExitStatus.DAMAGED:
        yield _("These backups are damaged; keep them, and rely on the others:")
        yield from (f"  {row.file}" for row in rows if row.soundness is Soundness.DAMAGED)
    elif status is ExitStatus.WRONG_PASSPHRASE:
        yield _("Another passphrase opens some of them: that of the day they were made.")
