"""Where a script puts a passphrase or a recovery key: a file or a descriptor, never an argument."""

from __future__ import annotations

import errno
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui import files
from patrimoine_gui.errors import (
    FileExists,
    FileUnreachable,
    PassphraseFault,
    PassphraseUnusable,
    SecretFault,
    SecretUnreadable,
    UnreachableReason,
)
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.recovery_key import RecoveryKey

_LONGEST: Final = 16 * 1024
"""Bytes that are read: more than a passphrase may have, so that one too long is told as such."""


_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),  # before the one of UTF-16, which it begins with
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)
"""How a text says its encoding, as PowerShell and Notepad write it (Unicode, section 23.8)."""

_UNUSABLE: Final = {
    PassphraseFault.EMPTY: SecretFault.EMPTY,
    PassphraseFault.TOO_LONG: SecretFault.TOO_LONG,
    PassphraseFault.NOT_TEXT: SecretFault.NOT_UTF_8,
}


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
        SecretUnreadable: what is there is no passphrase, or is not written in UTF-8.
    """
    from patrimoine_gui.crypto.kdf import normalise

    file = Path(sources.passphrase_file or f"/dev/fd/{sources.passphrase_fd}")
    if sources.passphrase_fd is not None:
        data = _first_bytes(sources.passphrase_fd, file)
    else:
        data = _read(file, terminal, is_recovery=False)
    line = _first_line(data)
    if isinstance(line, SecretFault):
        raise SecretUnreadable(file, line)
    try:
        normalise(line)
    except PassphraseUnusable as error:
        raise SecretUnreadable(file, _UNUSABLE[error.fault]) from None
    return line


def recovery_key(sources: KeySources, terminal: Terminal) -> str:
    """Read the recovery key as it was typed or written; there has to be one.

    Raises:
        FileUnreachable: it cannot be read.
        SecretUnreadable: it is not written in UTF-8.
    """
    file = Path(sources.recovery_key_file or "")
    line = _first_line(_read(file, terminal, is_recovery=True))
    if isinstance(line, SecretFault):
        raise SecretUnreadable(file, line, recovery=True)
    return line


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
    from patrimoine_gui.backup import copying

    try:
        files.write_new(place, f"{key.text()}\n".encode("ascii"))
    except OSError as error:
        raise copying.refusal(place, error, 0) from None


def _read(file: Path, terminal: Terminal, *, is_recovery: bool) -> bytes:
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise SecretUnreadable(file, SecretFault.NO_TEXT_FILE, is_recovery) from None
        raise FileUnreachable(file, _reason(error)) from None
    try:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise SecretUnreadable(file, SecretFault.NO_TEXT_FILE, is_recovery)
        _warn_of_readers(descriptor, file, terminal)
        return _first_bytes(descriptor, file)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> UnreachableReason:
    return UnreachableReason.BROKEN_LINK if error.errno == errno.ELOOP else files.why(error)


def _warn_of_readers(descriptor: int, file: Path, terminal: Terminal) -> None:
    """Say that other accounts can read a secret, where the rights of a file tell so."""
    found = os.fstat(descriptor)
    if sys.platform != "win32" and stat.S_ISREG(found.st_mode) and found.st_mode & 0o044:
        advice = _("Other accounts can read {file}: give it to yours alone (chmod 600).")
        terminal.warn(advice.format(file=file))


def _first_bytes(descriptor: int, file: Path) -> bytes:
    """Read to beyond the first line; a descriptor is left open, for whoever gave it."""
    found = b""
    try:
        while not _has_line(found) and len(found) < _LONGEST:
            more = os.read(descriptor, _LONGEST)
            if not more:
                break
            found += more
    except OSError as error:
        raise FileUnreachable(file, _reason(error)) from None
    return found


# --- bytes as text ------------------------------------------------------------------------------


def _first_line(data: bytes) -> str | SecretFault:
    """Give the first line of a text in UTF-8, or in the encoding that its mark names.

    Nothing is guessed: of a new passphrase, a wrong guess could never be typed again.
    """
    encoding, rest = _unmarked(data)
    line = _line(rest, encoding)
    if len(line) >= _LONGEST:
        return SecretFault.TOO_LONG
    try:
        text = line.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        return _fault(encoding, rest)
    if "\0" in text:
        return SecretFault.UTF_16 if _seems_utf_16(rest) else SecretFault.NUL
    return text


def _fault(encoding: str, rest: bytes) -> SecretFault:
    if encoding != "utf-8":
        return SecretFault.CUT
    return SecretFault.UTF_16 if _seems_utf_16(rest) else SecretFault.NOT_UTF_8


def _unmarked(data: bytes) -> tuple[str, bytes]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, data.removeprefix(mark)
    return "utf-8", data


def _line(data: bytes, encoding: str) -> bytes:
    """Give the bytes up to the first end of a line, of Windows or of an old Mac as well."""
    ends = [_place(data, end.encode(encoding)) for end in "\r\n"]
    return data[: min(ends)]


def _has_line(data: bytes) -> bool:
    encoding, rest = _unmarked(data)
    return _place(rest, "\n".encode(encoding)) < len(rest)


def _place(data: bytes, wanted: bytes) -> int:
    """Give where a character begins, and not the half of another; else the length."""
    width = len(wanted)
    places = range(0, len(data), width)
    return next((at for at in places if data[at : at + width] == wanted), len(data))


def _seems_utf_16(data: bytes) -> bool:
    """Tell whether every other byte is a NUL, or most are: Latin letters in UTF-16."""
    return any(2 * half.count(0) > len(half) > 1 for half in (data[::2], data[1::2]))
