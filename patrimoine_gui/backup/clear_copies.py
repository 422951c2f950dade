"""The clear copies that versions before encryption left in the backups folder.

Nothing here is ever done unasked: the person is shown the list, and chooses.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from patrimoine_gui import config, files, local_time
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.backup.partials import MANIFEST_SUFFIX
from patrimoine_gui.database import connections, header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FIRST_PROTECTED = 4
"""Format number from which a file holds its names and amounts encrypted."""

_MANIFEST_FORMAT = 0
_MANIFEST_LIMIT = 65_536
_EXTENSIONS = (config.BACKUP_EXTENSION, config.FILE_EXTENSION)
_JOURNALS = ("-journal", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class ClearCopy:
    """One household file in clear, where every file should be encrypted.

    Attributes:
        file: the copy.
        created: when it was made, in UTC; the date of the file where no manifest says it.
        ordinal: its format number.
        size: bytes.
        kind: why it was made, None where no manifest says it.
        source: tag of the file that it is a copy of, "" where no manifest says it.
    """

    file: Path
    created: datetime
    ordinal: int
    size: int
    kind: BackupKind | None = None
    source: str = ""

    @property
    def manifest(self) -> Path:
        """Where its manifest stands, if it has one."""
        return self.file.with_name(self.file.name + MANIFEST_SUFFIX)


def clear_copies(folder: Path) -> tuple[ClearCopy, ...]:
    """List the household files in clear among the backups, newest first; never writes."""
    found = []
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            if entry.name.endswith(_EXTENSIONS):
                copy = _understood(folder / entry.name)
                if copy is not None:
                    found.append(copy)
    return tuple(sorted(found, key=lambda item: (item.created, item.file.name), reverse=True))


def remove_clear_copies(folder: Path, copies: Iterable[ClearCopy]) -> tuple[ClearCopy, ...]:
    """Remove those copies that the person chose, each with its manifest and its journals.

    Each is looked at again first: what is not, or no longer, a clear file of ours in this very
    folder is left alone. The disk may keep what was in them for a while: nobody can promise
    otherwise on a flash disk.

    Args:
        folder: where backups are.
        copies: some of `clear_copies`.

    Returns:
        Those that are gone.
    """
    ours = {copy.file.name for copy in clear_copies(folder)}
    gone = []
    for copy in copies:
        if copy.file.parent == folder and copy.file.name in ours and files.remove(copy.file):
            gone.append(copy)
            for suffix in (MANIFEST_SUFFIX, *_JOURNALS):
                files.remove(copy.file.with_name(copy.file.name + suffix))
    return tuple(gone)


def _understood(file: Path) -> ClearCopy | None:
    try:
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode):
            return None
        with connections.gate:  # closing a file that is held would end its locks
            if connections.is_held(file):
                return None
            head = header.read(file)
    except OSError:
        return None
    if not (head.is_sqlite and head.is_ours and head.ordinal < FIRST_PROTECTED):
        return None
    moment = local_time.of_file(status.st_mtime)
    by_date = ClearCopy(file, moment, head.ordinal, status.st_size)
    return _described(by_date)


def _described(copy: ClearCopy) -> ClearCopy:
    """Add what the manifest says, where there is one that can be understood."""
    try:
        return _with_manifest(copy, json.loads(files.read(copy.manifest, _MANIFEST_LIMIT)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return copy


def _with_manifest(copy: ClearCopy, fields: Mapping[str, object]) -> ClearCopy:
    created = datetime.fromisoformat(str(fields["created"]))
    if fields["format"] != _MANIFEST_FORMAT or created.tzinfo is None:
        return copy
    kind = BackupKind(fields["kind"])
    return ClearCopy(copy.file, created, copy.ordinal, copy.size, kind, str(fields["source"]))
