"""Staged copies: what comes out of a backup, kept aside until it is restored or thrown away.

One lives as long as somebody decides: a wizard looks at it, upgrades it and compares it. A note
among the files of the user says where it is, and is locked as long as its owner lives, so that
whoever comes later removes exactly those whose owner died, wherever they are.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from patrimoine_gui import files
from patrimoine_gui.database.lock import FileLock, beside, find_holder
from patrimoine_gui.errors import UserError
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.copies.new_file import creation_error
from patrimoine_gui.paths import private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from patrimoine_gui.backup.container.header import ContainerHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.paths import UserFolders

_NAME = re.compile(r"\.patrimoine-[0-9a-f]{16}\.staged")
_NOTE = re.compile(r"(?:\.(?=.*\.lock))?([0-9a-f]{16})(?:\.lock)?")
_LONGEST = 64 * 1024
"""Bytes of a note: no path is as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Staged:
    """A private copy of what a backup holds, verified and examined; nobody's file yet.

    `MigrationManager.plan` takes it like a file, and `upgrade` works on that plan; its backup is
    the one that it came from. Use it as a context manager, or call `discard`: it is then gone.

    Attributes:
        file: the copy.
        header: what the backup says of itself; None for a copy of a file.
        keyring: what opens its values.
        backup: the backup; None for a copy of a file.
    """

    file: Path
    header: ContainerHeader | None
    keyring: Keyring = field(repr=False)
    backup: Path | None
    place: Place = field(repr=False)

    def discard(self) -> None:
        """Remove the copy; harmless when it is gone."""
        self.place.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.discard()


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a copy is staged, noted before anything stands there.

    Attributes:
        file: where the copy is to be; nothing stands there yet.
        note: says where the copy is.
        lock: of the note, held as long as the copy may stay.
    """

    file: Path
    note: Path
    lock: FileLock

    def holds(
        self, header: ContainerHeader | None, keyring: Keyring, backup: Path | None
    ) -> Staged:
        """Say that the copy is there."""
        return Staged(self.file, header, keyring, backup, self)

    def clear(self) -> None:
        """Remove the copy, what work on it left, and the note."""
        if self.lock.is_held:
            if _is_removed(self.file):
                files.remove(self.note)
            self.lock.release()


def folder(folders: UserFolders) -> Path:
    """Give the folder of the notes, and of the copies that are only looked at."""
    return folders.data / "staged"


def reserve(folders: UserFolders, where: Path, program: str) -> Place:
    """Choose where a copy is to be staged, and note it; what dead processes staged goes first.

    Args:
        folders: of the user.
        where: the folder.
        program: who we are.

    Raises:
        OSError, UserError: the note cannot be written.
    """
    private_folder(folders.data)
    notes = private_folder(folder(folders))
    sweep(folders, program)
    token = secrets.token_hex(8)
    file, note = where.resolve() / f".patrimoine-{token}.staged", notes / token
    lock = FileLock(note, program)
    lock.acquire()
    try:
        files.write_new(note, os.fsencode(file))
        files.sync_folder(notes)  # a copy that no note tells of would stay for ever
    except BaseException:
        files.remove(note)
        lock.release()
        raise
    return Place(file, note, lock)


@contextmanager
def reserved(folders: UserFolders, where: Path, program: str) -> Iterator[Place]:
    """Reserve a place in a folder; what stands there goes at the end, after a kill it is swept.

    Args:
        folders: of the user.
        where: the folder.
        program: who we are.

    Raises:
        NoSpace, FolderReadOnly, FileUnreachable: the note cannot be written.
    """
    try:
        place = reserve(folders, where, program)
    except OSError as error:
        raise creation_error(folder(folders), error, 0) from None
    try:
        yield place
    finally:
        place.clear()


@contextmanager
def aside(folders: UserFolders, where: Path, program: str) -> Iterator[Path]:
    """Give an empty private file at a place that is `reserved`.

    Raises:
        NoSpace, FolderReadOnly, FileUnreachable: the note cannot be written.
        OSError: the folder takes no file.
    """
    with reserved(folders, where, program) as place:
        os.close(files.created(place.file))
        yield place.file


def sweep(folders: UserFolders, program: str) -> int:
    """Remove the copies whose owner died; one that cannot be reached now is left for later.

    Returns:
        How many went.
    """
    swept = 0
    with suppress(OSError):
        for note in _notes(folder(folders)):
            with suppress(UserError, OSError):
                swept += _is_swept(note, program)
    return swept


def _notes(place: Path) -> set[Path]:
    """Give the notes of a folder, and those of which only the lock was made, or is left."""
    found = (_NOTE.fullmatch(path.name) for path in place.iterdir())
    return {place / match[1] for match in found if match}


def _is_swept(note: Path, program: str) -> bool:
    if find_holder(note) is not None:
        return False
    with FileLock(note, program):
        if not note.exists():
            return False
        file = Path(os.fsdecode(files.read(note, _LONGEST)))
        is_known = _NAME.fullmatch(file.name) is not None
        if is_known and not file.parent.is_dir():  # a disk that was taken out
            return False
        if not is_known or _is_removed(file):
            return files.remove(note)
    return False


def _is_removed(file: Path) -> bool:
    """Remove a staged copy and whatever work on it left, and tell whether all of it went."""
    shadow.remove(file)
    for left in (*shadow.left(file), beside(file, "lock")):
        files.remove(left)
    return not os.path.lexists(file)
