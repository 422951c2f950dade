"""`migrate.py backups`: which backups there are, and whether each is what was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.backup import store
from patrimoine_gui.backup.backup_records import BackupRecords
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.cli import backup_lookup
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from patrimoine_gui.migration.manager import MigrationManager


class Soundness(Enum):
    """What is known of a backup."""

    SOUND = "sound"
    """Every byte, under its key: it can be restored."""

    WHOLE = "whole"
    """Every byte is what was written; only its key tells by whom."""

    DAMAGED = "damaged"
    OTHER_KEY = "other key"
    """Whole, and opened by another passphrase than the one that was given."""

    CLEAR = "not encrypted"
    """A copy of before the backups were protected."""


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One line of the list.

    Attributes:
        file: where it is.
        soundness: what is known of it.
        backup: what it says of itself, None where it says nothing.
        verified: when it was last found whole, in UTC; None where that is not known.
        is_foreign: whether it is of another household, whose file had the same name.
    """

    file: Path
    soundness: Soundness
    backup: store.Backup | None = None
    verified: datetime | None = None
    is_foreign: bool = False


def show(manager: MigrationManager, file: Path, *, every: bool) -> Reply:
    """List the backups of a file, or of every file; each is read whole, none needs its key."""
    folder = manager.folders.backups
    backups = store.listed(folder) if every else backup_lookup.of_file(manager, file)
    household = None if every else backup_lookup.household_of(manager, file)
    foreign = {item.file for item in backups if household not in {None, item.household_id}}
    checks = (BackupRow(item.file, _look(item), item) for item in backups)
    rows = record_checks(folder, [replace(row, is_foreign=row.file in foreign) for row in checks])
    whose = None if every else file
    unreadable = backup_lookup.unreadable_files(manager, whose)
    rows += [BackupRow(path, Soundness.DAMAGED) for path in unreadable]
    rows += [
        BackupRow(copy.file, Soundness.CLEAR) for copy in backup_lookup.clear_copies(manager, whose)
    ]
    document: dict[str, Json] = {
        "command": "backups",
        "file": None if every else str(file),
        "folder": str(folder),
        "backups": [row_document(row) for row in rows],
        "error": None,
    }
    lines = (str(folder), *row_lines(rows)) if rows else (_("There is no backup."), str(folder))
    return Reply(ExitStatus.OK, document, lines)


def _look(backup: store.Backup) -> Soundness:
    return Soundness.WHOLE if store.is_intact(backup) else Soundness.DAMAGED


def record_checks(folder: Path, rows: Iterable[BackupRow]) -> list[BackupRow]:
    """Remember what was found of the backups of a folder, where windows will say it too."""
    checks, records = list(rows), BackupRecords(folder)
    ours = (row for row in checks if row.file.parent == folder)
    records.note_all({row.file: row.soundness is not Soundness.DAMAGED for row in ours})
    reader = records.read()
    return [replace(row, verified=reader.last_sound(row.file)) for row in checks]


def row_document(row: BackupRow) -> dict[str, Json]:
    """Give a line to programs."""
    document = backup_document(row.backup) if row.backup else {"backup": str(row.file)}
    moment = row.verified.isoformat(timespec="seconds") if row.verified else None
    return {
        **document,
        "soundness": row.soundness.value,
        "verified": moment,
        "same_household": not row.is_foreign,
    }


def backup_document(backup: store.Backup) -> dict[str, Json]:
    """Give what a backup says of itself to programs."""
    return {
        "backup": str(backup.file),
        "created": backup.created.isoformat(),
        "kind": backup.kind.value,
        "app_version": backup.app_version,
        "revision": backup.revision,
        "size": backup.size,
        "source": backup.source,
    }


def row_lines(rows: Iterable[BackupRow]) -> tuple[str, ...]:
    """Tell lines to a person, in columns, under their titles."""
    titles = (_("Date"), _("Reason"), _("Version"), _("Format"), _("Size"), _("State"), _("Name"))
    return columns((titles, *map(_cells, rows)), indent=2)


def _cells(row: BackupRow) -> tuple[str, ...]:
    found = row.backup
    state = soundness_name(row.soundness)
    if found is None:
        return ("", "", "", "", "", state, row.file.name)
    return (
        formats.moment(found.created),
        _reason(found.kind, is_foreign=row.is_foreign),
        found.app_version,
        found.revision,
        formats.size(found.size),
        state,
        row.file.name,
    )


def _reason(kind: BackupKind, *, is_foreign: bool) -> str:
    reason = kind_name(kind)
    if not is_foreign:
        return reason
    return _("{reason}, of another household").format(reason=reason)


def kind_name(kind: BackupKind) -> str:
    """Say why a backup was made."""
    return {
        BackupKind.MANUAL: _("asked for"),
        BackupKind.AUTOMATIC: _("automatic"),
        BackupKind.PRE_UPGRADE: _("before a change of version"),
        BackupKind.PRE_RESTORE: _("before a restore"),
    }[kind]


def soundness_name(soundness: Soundness) -> str:
    """Say what is known of a backup."""
    return {
        Soundness.SOUND: _("sound"),
        Soundness.WHOLE: _("whole (not checked with its key)"),
        Soundness.DAMAGED: _("damaged"),
        Soundness.OTHER_KEY: _("whole (another passphrase opens it)"),
        Soundness.CLEAR: _("not encrypted"),
    }[soundness]
