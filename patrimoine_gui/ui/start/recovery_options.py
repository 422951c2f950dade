"""What can be done for a file that does not open: which backups this version opens. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from patrimoine_gui import local_time
from patrimoine_gui.backup.catalog import Catalog, CatalogEntry, EntryState
from patrimoine_gui.crypto.header import FORMAT_SLOTS, parse_body
from patrimoine_gui.crypto.header_records import SlotKind
from patrimoine_gui.database.conflict_copies import household_of
from patrimoine_gui.errors import (
    Cancelled,
    DamageKind,
    FileDamaged,
    FileTooNew,
    FileUnreachable,
    HeaderMissing,
    HeaderTampered,
    HostileObject,
    KeysTooNew,
    MarksMissing,
    NotAHouseholdFile,
    RevisionUnknown,
    UserError,
)
from patrimoine_gui.logs import file_tag

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.header_records import Slot
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.background import Task

_SHOWN: Final = 8
_TRIED: Final = 3
"""Backups that are read whole, at most, in search of a good one."""

_SOUND: Final = {EntryState.VERIFIED, EntryState.UNVERIFIED}
_READABLE_DAMAGE: Final = {DamageKind.TRUNCATED, DamageKind.PAGES, DamageKind.CONTENT}
"""Damages behind which pages of the file may still be whole."""


@dataclass(frozen=True, slots=True)
class UsableBackups:
    """What is on offer.

    Attributes:
        backups: those that this version opens, newest first; damaged ones are left out.
        newer: how many others a newer version made.
    """

    backups: tuple[CatalogEntry, ...] = ()
    newer: int = 0


@dataclass(frozen=True, slots=True)
class UnlockOptions:
    """What opens a file whose passphrase is forgotten.

    Attributes:
        has_recovery_key: whether it has one.
        recovery_made: when that was made.
        backups: those that this version opens and that another passphrase opens, newest first.
    """

    has_recovery_key: bool = False
    recovery_made: date | None = None
    backups: tuple[CatalogEntry, ...] = ()


def calls_for_a_backup(error: BaseException) -> bool:
    """Tell whether a backup is a way out of an error."""
    return isinstance(
        error,
        FileDamaged
        | FileTooNew
        | FileUnreachable
        | HeaderMissing
        | HeaderTampered
        | HostileObject
        | KeysTooNew
        | MarksMissing
        | NotAHouseholdFile
        | RevisionUnknown,
    )


def may_be_read_in_part(error: BaseException) -> bool:
    """Tell whether something of the file may still be readable, page by page."""
    if isinstance(error, FileDamaged):
        return error.kind in _READABLE_DAMAGE or error.kind is DamageKind.LINKS
    return isinstance(error, HeaderMissing | HeaderTampered)


def can_be_mended(error: BaseException) -> bool:
    """Tell whether the user may agree to have put in order what another program did to a file."""
    if isinstance(error, HostileObject):
        return error.kind in {"view", "index"}
    return isinstance(error, MarksMissing)


def finding_backups(manager: MigrationManager, file: Path) -> Task[UsableBackups]:
    """Make the task that looks for the backups of a file; gives a `UsableBackups`."""
    return partial(_find_backups, manager, file)


def _find_backups(
    manager: MigrationManager, file: Path, _report: Report, cancel: Cancel
) -> UsableBackups:
    """Look for the backups of a file, by its place and by the household that it still names."""
    shelf, head = Catalog(manager.folders.backups), manager.revisions.head.ordinal
    found = shelf.entries(file_tag(file), household_of(file) or None)
    newer = [item for item in found if item.backup is not None and item.backup.ordinal > head]
    ours = (item for item in found if item.backup is not None and item.backup.ordinal <= head)
    sound = [item for item in ours if item.state in _SOUND]
    return UsableBackups(tuple(_checked(shelf, sound, cancel))[:_SHOWN], len(newer))


def finding_unlock_options(manager: MigrationManager, file: Path) -> Task[UnlockOptions]:
    """Make the task that looks what opens a file but its passphrase; gives `UnlockOptions`."""
    return partial(_find_unlock_options, manager, file)


def _find_unlock_options(
    manager: MigrationManager, file: Path, report: Report, cancel: Cancel
) -> UnlockOptions:
    header = manager.header(file)
    if header is None:
        return UnlockOptions()
    slots = _slots(header)
    backups = _find_backups(manager, file, report, cancel).backups
    others = [item for item in backups if item.backup and _other_phrase(item.backup, header)]
    recovery = next((slot for slot in slots if slot.kind is SlotKind.RECOVERY), None)
    if recovery is None:
        return UnlockOptions(backups=tuple(others))
    day = local_time.local(datetime.fromisoformat(recovery.created)).date()
    return UnlockOptions(True, day, tuple(others))  # noqa: FBT003  (a record)


def _slots(header: FileHeader) -> tuple[Slot, ...]:
    """Give what opens a file; nothing but a passphrase opens one of an earlier format."""
    return parse_body(header).slots if header.format == FORMAT_SLOTS else ()


def _other_phrase(backup: Backup, header: FileHeader) -> bool:
    """Tell whether a backup was made under another passphrase than the file has now."""
    then = backup.header.file_header
    if (then.format, header.format) != (FORMAT_SLOTS, FORMAT_SLOTS):
        return then != header
    kind = SlotKind.PASSPHRASE
    ours, theirs = ({slot.salt for slot in _slots(h) if slot.kind is kind} for h in (header, then))
    return ours != theirs


def _checked(shelf: Catalog, entries: list[CatalogEntry], cancel: Cancel) -> Iterable[CatalogEntry]:
    """Read the newest ones whole until one is good: what is offered first can be relied on."""
    tries, is_found = 0, False
    for entry in entries:
        item = entry
        if not is_found and tries < _TRIED and entry.state is EntryState.UNVERIFIED:
            tries += 1
            item = _verified(shelf, entry, cancel)
        is_found = is_found or item.state is EntryState.VERIFIED
        if item.state in _SOUND:
            yield item


def _verified(shelf: Catalog, entry: CatalogEntry, cancel: Cancel) -> CatalogEntry:
    def tick(_done: int, _all: int) -> None:
        if cancel():
            raise Cancelled

    try:
        return shelf.verify(entry, None, tick)
    except Cancelled:
        raise
    except UserError:  # the disk did not give it: nothing is known of it
        return entry
