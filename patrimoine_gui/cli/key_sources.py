"""Where a script puts a passphrase or a recovery key: a file or a descriptor, never an argument."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database import room
from patrimoine_gui.errors import (
    FileExists,
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    UnreachableReason,
)
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.recovery import RecoveryKey

_LONGEST: Final = 16 * 1024
"""Bytes that are read: more than a passphrase may have, so that one too long is told as such."""


@dataclass(frozen=True, slots=True)
class KeySources:
    """Where the command line says that the secrets are; the secrets themselves are not here.

    Attributes:
        passphrase_file: a file whose first line is the passphrase.
        passphrase_fd: an open descriptor whose first line is the passphrase.
        recovery_key_file: a file that has the recovery key, or will have that of a new file.
    """

    passphrase_file: str | None = None
    passphrase_fd: int | None = None
    recovery_key_file: str | None = None

    @property
    def has_passphrase(self) -> bool:
        """Whether a passphrase was put somewhere."""
        return self.passphrase_file is not None or self.passphrase_fd is not None


def passphrase(sources: KeySources, terminal: Terminal) -> str:
    """Read the passphrase; there has to be one (`has_passphrase`).

    Raises:
        FileUnreachable: it cannot be read.
    """
    if sources.passphrase_fd is not None:
        return _first_line(sources.passphrase_fd, Path(f"/dev/fd/{sources.passphrase_fd}"))
    return _read(Path(sources.passphrase_file or ""), terminal)


def recovery_key(sources: KeySources, terminal: Terminal) -> str:
    """Read the recovery key as it was typed or written; there has to be one.

    Raises:
        FileUnreachable: it cannot be read.
    """
    return _read(Path(sources.recovery_key_file or ""), terminal)


def refuse_taken(sources: KeySources) -> None:
    """Refuse a place for a new recovery key where something stands already.

    Raises:
        FileExists: it is never overwritten.
    """
    place = Path(sources.recovery_key_file or "")
    if sources.recovery_key_file is not None and os.path.lexists(place):
        raise FileExists(place)


def keep(key: RecoveryKey, sources: KeySources) -> None:
    """Write a new recovery key where it was asked for, for this account only.

    Raises:
        FileExists: something stands there; it is never overwritten.
        FileUnreachable: the folder does not exist, or the disk failed; nothing is left.
        FolderReadOnly: the folder cannot be written.
        NoSpace: the disk is full; nothing is left.
    """
    place = Path(sources.recovery_key_file or "")
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "w", encoding="ascii") as stream:  # noqa: PTH123
                stream.write(f"{key.text()}\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            place.unlink(missing_ok=True)
            raise
    except FileExistsError:
        raise FileExists(place) from None
    except (FileNotFoundError, NotADirectoryError):
        raise FileUnreachable(place.parent, UnreachableReason.FOLDER_MISSING) from None
    except PermissionError:
        raise FolderReadOnly(place.parent) from None
    except OSError as error:
        if not room.is_full(error):
            raise FileUnreachable(place.parent, UnreachableReason.IO_ERROR) from None
        raise NoSpace(place.parent, 0, room.free(place.parent)) from None


def _read(file: Path, terminal: Terminal) -> str:
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except OSError as error:
        raise FileUnreachable(file, _reason(error)) from None
    try:
        _warn_of_readers(descriptor, file, terminal)
        return _first_line(descriptor, file)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> UnreachableReason:
    if isinstance(error, FileNotFoundError):
        return UnreachableReason.MISSING
    if isinstance(error, PermissionError):
        return UnreachableReason.NO_PERMISSION
    return UnreachableReason.IO_ERROR


def _warn_of_readers(descriptor: int, file: Path, terminal: Terminal) -> None:
    """Say that other accounts can read a secret, where the rights of a file tell so."""
    found = os.fstat(descriptor)
    if sys.platform != "win32" and stat.S_ISREG(found.st_mode) and found.st_mode & 0o044:
        advice = _("Other accounts can read {file}: give it to yours alone (chmod 600).")
        terminal.warn(advice.format(file=file))


def _first_line(descriptor: int, file: Path) -> str:
    """Read up to the end of the first line; a descriptor is left open, for whoever gave it."""
    found = b""
    try:
        while b"\n" not in found and len(found) < _LONGEST:
            more = os.read(descriptor, _LONGEST)
            if not more:
                break
            found += more
    except OSError as error:
        raise FileUnreachable(file, _reason(error)) from None
    line = found.partition(b"\n")[0].removesuffix(b"\r")
    return line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
