"""The lock of a household file, shared by windows and command line.

SQLite's own locks protect its pages; this one tells people apart: who has the file open, since
when a second window may not, and that whatever lies beside the file belongs to nobody alive.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path  # noqa: TC003
from types import TracebackType  # noqa: TC003
from typing import Self

from patrimoine_gui.database.companions import name_beside
from patrimoine_gui.errors import FileBusy, FolderReadOnly, Holder, LockObstructed

_LONGEST_SUFFIX = len("-".join(("h" * 20, "4194304", "8 digits"))) + len(".shadow-journal")
_DISK_NAME = 255
_SQLITE_PATH = 512
"""Bytes of a path that SQLite takes on Unix, with the one that ends it."""

_TRIES = 100
_PATIENCE = 3
_PAUSE_SECONDS = 0.02
_FAR_BYTE = 1 << 30
"""Windows locks bytes against reading as well: lock one that nobody reads."""
_LONGEST_SIGNATURE = 1024
_SIGNATURE_BEGINS = b'{"pid": '
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FILE = {errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO}
"""What opening without following links answers to what is no regular file."""

_UNSUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}


def beside(file: Path, suffix: str) -> Path:
    """Name a hidden companion of a file, in its own folder, within the limits of its disk."""
    return file.with_name(name_beside(file.name, suffix))


def is_name_too_long(file: Path) -> bool:
    """Tell whether what must stand beside a file would have too long a name, or too long a path.

    SQLite cannot make the journal of such a file, so that nothing could ever be written to it.
    """
    shadow = len(os.fsencode(beside(file, "x" * _LONGEST_SUFFIX).name))
    journal = len(os.fsencode(file.name)) + len("-journal")
    folder = len(os.fsencode(file.parent))
    is_deep = os.name != "nt" and folder + 1 + max(shadow, journal) >= _SQLITE_PATH
    return journal > _DISK_NAME or is_deep


class FileLock:
    """An OS lock beside the file; it ends with the process that holds it.

    Use it as a context manager, or by `acquire` and `release`. It is not reentrant: two locks of
    one process exclude each other like those of two.
    """

    def __init__(self, file: Path, program: str) -> None:
        """Prepare the lock of a file; nothing is written yet.

        Args:
            file: the household file, links not yet resolved.
            program: who we are, told to whoever finds the file locked.
        """
        self._file = file.resolve()
        self._path = beside(self._file, "lock")
        self._program = program
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            FileBusy: somebody else holds it, with who.
            FolderReadOnly: the lock cannot be written beside the file.
            LockObstructed: something else stands where it must be; it is left as it is.
        """
        for attempt in range(_TRIES):
            descriptor = _open(self._file, self._path, os.O_CREAT)
            if not _lock(descriptor):
                os.close(descriptor)
                if attempt < _PATIENCE:  # somebody may only be asking, see `find_holder`
                    time.sleep(_PAUSE_SECONDS)
                    continue
                raise FileBusy(self._file, read_holder(self._file))
            _refuse_other_content(descriptor, self._file, self._path)
            if self._is_current(descriptor):
                self._descriptor = descriptor
                self._sign(descriptor)
                return
            os.close(descriptor)
        raise FileBusy(self._file)

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        is_ours = self._is_current(descriptor)
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(descriptor)
        if is_ours:
            with suppress(OSError):
                self._path.unlink()
        if sys.platform != "win32":
            os.close(descriptor)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.release()

    def _is_current(self, descriptor: int) -> bool:
        """Tell whether the locked file still stands there: its last holder may have removed it."""
        with suppress(OSError):
            here, there = os.fstat(descriptor), self._path.lstat()
            return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
        return False

    def _sign(self, descriptor: int) -> None:
        who = {"pid": os.getpid(), "host": socket.gethostname(), "program": self._program}
        with suppress(OSError):  # a full disk: the lock holds without its signature
            os.truncate(descriptor, 0)
            os.write(descriptor, json.dumps(who).encode())


def read_holder(file: Path) -> Holder:
    """Tell who signed the lock of a file; an unsigned or broken one gives an empty holder."""
    file = file.resolve()
    try:
        descriptor = _open(file, beside(file, "lock"))
        try:
            who = json.loads(_content(descriptor))
        finally:
            os.close(descriptor)
        return Holder(int(who["pid"]), str(who["host"]), str(who["program"]))
    except (OSError, LockObstructed, ValueError, KeyError, TypeError):
        return Holder()


def find_holder(file: Path) -> Holder | None:
    """Tell who holds the lock of a file now, None when nobody does. Never writes.

    Raises:
        LockObstructed: something else stands where the lock must be, or nobody may ask.
    """
    file = file.resolve()
    path = beside(file, "lock")
    try:
        descriptor = _open(file, path)
    except (FolderReadOnly, OSError):
        return None
    if not _lock(descriptor):
        os.close(descriptor)
        return read_holder(file)
    _refuse_other_content(descriptor, file, path)
    os.close(descriptor)
    return None


def _open(file: Path, path: Path, flag: int = 0) -> int:
    """Open a lock without following a link, and without touching what is no lock of ours.

    Args:
        file: the household file, for the errors.
        path: its lock.
        flag: `os.O_CREAT` to make it where it is missing.

    Raises:
        FolderReadOnly, LockObstructed: as `FileLock.acquire`.
        OSError: anything else; FileNotFoundError where it is missing and must not be made.
    """
    if sys.platform == "win32" and path.is_symlink():
        raise LockObstructed(file, path)
    try:
        descriptor = os.open(path, os.O_RDWR | flag | _NO_LINK, 0o600)
    except OSError as error:
        if error.errno in _NO_FILE:
            raise LockObstructed(file, path) from None
        if error.errno in _CLOSED:
            is_there = error.errno != errno.EROFS and os.path.lexists(path)
            raise LockObstructed(file, path) if is_there else FolderReadOnly(path.parent) from None
        raise
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode) and status.st_nlink <= 1:
        return descriptor
    os.close(descriptor)
    raise LockObstructed(file, path)


def _refuse_other_content(descriptor: int, file: Path, path: Path) -> None:
    """Tell a lock that nobody holds, whole or cut short by a power cut, from anything else.

    Raises:
        LockObstructed: it is something else; the descriptor is closed.
    """
    content = _content(descriptor).strip(b"\0")
    is_short = os.fstat(descriptor).st_size <= _LONGEST_SIGNATURE
    begins = content.startswith(_SIGNATURE_BEGINS) or _SIGNATURE_BEGINS.startswith(content)
    if not (is_short and begins):
        os.close(descriptor)
        raise LockObstructed(file, path)


def _content(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    content = os.read(descriptor, _LONGEST_SIGNATURE)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return content


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in _UNSUPPORTED
        return True
