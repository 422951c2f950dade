"""Takes a household file out of a backup, as a new file; nothing that exists is ever replaced."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.backup import container
from patrimoine_gui.errors import (
    Cancelled,
    FileExists,
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    UnreachableReason,
)
from patrimoine_gui.migration import shadow, untrusted
from patrimoine_gui.migration.new_file import give_name, refuse_taken
from patrimoine_gui.migration.progress import Cancel, never

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.errors import UserError
    from patrimoine_gui.migration.manager import MigrationManager


@dataclass(frozen=True, slots=True)
class Extraction:
    """What is taken out of which backup.

    Attributes:
        backup: the container; only read.
        file: the new file.
        keyring: what opens the backup.
    """

    backup: Path
    file: Path
    keyring: Keyring


def extract(manager: MigrationManager, asked: Extraction, cancel: Cancel = never) -> None:
    """Make a new file of what a backup holds, once all of it has been verified.

    A file that bears the right keys may still have been made to harm: what comes out is looked
    at as any unknown file is.

    Raises:
        FileExists: something stands there, or a journal that SQLite would replay into it.
        WrongKey, ForeignHousehold: other keys open the backup.
        Cancelled: as asked; nothing is left.
        UserError: the backup is damaged, or the new file cannot be written.
    """
    refuse_taken(asked.file)
    try:
        with shadow.shadow_path(asked.file) as copy:
            _fill(manager, asked, copy, cancel)
            give_name(copy, asked.file)
    except OSError as error:
        raise _refusal(asked.file, error) from None


def _fill(manager: MigrationManager, asked: Extraction, copy: Path, cancel: Cancel) -> None:
    def tick(_done: int, _total: int) -> None:
        if cancel():
            raise Cancelled

    copy.unlink()  # the container makes its own file, and only where nothing stands
    found = container.extract(asked.backup, copy, asked.keyring, tick)
    stated = (found.schema_revision, found.schema_ordinal)
    rules = untrusted.Rules(manager.migrations, manager.revisions, stated, cancel)
    untrusted.check_private(copy, asked.backup, rules)


def _refusal(file: Path, error: OSError) -> UserError:
    if isinstance(error, FileExistsError):
        return FileExists(file)
    if isinstance(error, FileNotFoundError):
        return FileUnreachable(file.parent, UnreachableReason.FOLDER_MISSING)
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return NoSpace(file.parent, 0, 0)
    return FolderReadOnly(file.parent)
