"""Remembers which backups were verified, when, and how each file looked when it was backed up.

It is one small file beside the backups. Without it, or where it is damaged, nothing is known: a
backup is then said to be unverified, and a file to have changed. It never decides what is deleted.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.backup import partials, streams
from patrimoine_gui.backup.backup_records_document import (
    Look,
    Record,
    RecordsDocument,
    decode,
    encode,
)
from patrimoine_gui.backup.container import document
from patrimoine_gui.backup.container.head import Head, read_head
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from io import FileIO
    from pathlib import Path

    from patrimoine_gui.backup.fingerprint import Fingerprint

NAME = ".register.json"
_LIMIT = 16 * 1024 * 1024
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Verification:
    """What the last look at a backup found.

    Attributes:
        moment: when, in UTC.
        is_sound: whether every byte was what was written.
    """

    moment: datetime
    is_sound: bool


class BackupRecords:
    """What is known of the backups of one folder; safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        """Work with a folder of backups; nothing is read or written yet.

        Args:
            folder: where backups are.
        """
        self.folder = folder
        self.file = folder / NAME

    def read(self) -> BackupRecordsReader:
        """Read it once, for whoever asks about many backups; never fails."""
        return BackupRecordsReader(self._known())

    def verification(self, file: Path) -> Verification | None:
        """Tell when a backup was last verified, None where that is not known of these bytes."""
        return self.read().verification(file)

    def note(self, file: Path, *, is_sound: bool, now: datetime | None = None) -> None:
        """Remember that a backup was just verified; never fails, for nothing depends on it.

        Args:
            file: the backup, which stands in this folder.
            is_sound: what was found.
            now: the time, in UTC.
        """
        self.note_all({file: is_sound}, now)

    def note_all(self, found: Mapping[Path, bool], now: datetime | None = None) -> None:
        """Remember that backups were just verified, as `note` does, and write once."""
        moment, records = now or datetime.now(UTC), {}
        for file, is_sound in found.items():
            with suppress(OSError, UserError), streams.opened(file) as reader:
                look = look_at(reader, read_head(reader, file, document.glance))
                records[file.name] = Record(look, moment, is_sound)
        with suppress(OSError):
            if records:
                self._change(lambda known: known.with_backups(records))

    def last_look(self, source: str) -> Fingerprint | None:
        """Give what a file looked like at its last backup, None where no sound one is left of it.

        Args:
            source: tag of the file.
        """
        return self.read().last_look(source, self.folder)

    def note_source(self, source: str, backup: Path, fingerprint: Fingerprint | None) -> None:
        """Remember what a file looked like when a backup of it was made; never fails.

        Args:
            source: tag of the file.
            backup: the backup, which stands in this folder.
            fingerprint: what `fingerprint.take` gave before; None forgets what was known.
        """
        with suppress(OSError):
            self._change(lambda known: known.with_source(source, backup.name, fingerprint))

    def _known(self) -> RecordsDocument:
        try:
            return decode(files.read(self.file, _LIMIT))
        except (OSError, ValueError):
            return RecordsDocument()

    def _change(self, change: Callable[[RecordsDocument], RecordsDocument]) -> None:
        with _writing, partials.partial_of(self.file) as partial:
            known = change(self._known()).without(lambda name: not self._stands(name))
            files.rewrite(self.file, encode(known), partial)

    def _stands(self, name: str) -> bool:
        return os.path.lexists(self.folder / name)


class BackupRecordsReader:
    """The records as they were when they were read."""

    def __init__(self, known: RecordsDocument) -> None:
        """Take what was read."""
        self._known = known

    def verification(self, file: Path) -> Verification | None:
        """Tell when a backup was last verified, None where that is not known of these bytes."""
        if file.name not in self._known.backups:
            return None
        with suppress(OSError, UserError), streams.opened(file) as reader:
            head = read_head(reader, file, document.glance)
            return self.verification_of(reader, head, file.name)
        return None

    def last_sound(self, file: Path) -> datetime | None:
        """Tell when a backup was last found whole, in UTC; None where that is not known."""
        found = self.verification(file)
        return found.moment if found is not None and found.is_sound else None

    def verification_of(self, reader: FileIO, head: Head, name: str) -> Verification | None:
        """Tell when a backup that is open was last verified; see `verification`."""
        record = self._known.backups.get(name)
        if record is None or look_at(reader, head) != record.look:
            return None
        return Verification(record.moment, record.is_sound)

    def last_look(self, source: str, folder: Path) -> Fingerprint | None:
        """Give what a file looked like at its last backup; see `BackupRecords.last_look`."""
        record = self._known.sources.get(source)
        if record is None:
            return None
        verification = self.verification(folder / record.backup)
        return record.fingerprint if verification is not None and verification.is_sound else None


def look_at(reader: FileIO, head: Head) -> Look:
    """Tell a backup from any other that would bear its name.

    No two backups have the same head: each has 32 random bytes in it.
    """
    status = os.fstat(reader.fileno())
    return Look(status.st_size, status.st_mtime_ns, head.digest.hex())
