"""The lock of a household file, shared by windows and command line.

SQLite's own locks protect its pages; this one tells people apart: who has the file open, since
when a second window may not, and that whatever lies beside the file belongs to nobody alive.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path  # noqa: TC003
from types import TracebackType  # noqa: TC003
from typing import Self

from patrimoine_gui.errors import FileBusy, FolderReadOnly, Holder

_LONGEST_NAME = 200
_LONGEST_SUFFIX = len("-".join(("h" * 20, "4194304", "8 digits"))) + len(".shadow-journal")
_DISK_NAME = 255
_SQLITE_PATH = 512
"""Bytes of a path that SQLite takes on Unix, with the one that ends it."""

_TRIES = 100
_PATIENCE = 3
_PAUSE_SECONDS = 0.02
_FAR_BYTE = 1 << 30
"""Windows locks bytes against reading as well: lock one that nobody reads."""
_UNSUPPORTED = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}


def beside(file: Path, suffix: str) -> Path:
    """Name a hidden companion of a file, in its own folder, within the limits of its disk."""
    name = file.name
    if len(os.fsencode(name)) > _LONGEST_NAME:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()[:24]
    return file.with_name(f".{name}.{suffix}")


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
        """
        for attempt in range(_TRIES):
            descriptor = self._open()
            if not _lock(descriptor):
                os.close(descriptor)
                if attempt < _PATIENCE:  # somebody may only be asking, see `find_holder`
                    time.sleep(_PAUSE_SECONDS)
                    continue
                raise FileBusy(self._file, read_holder(self._file))
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
        if sys.platform == "win32":
            os.close(descriptor)
            with suppress(OSError):
                self._path.unlink()
            return
        with suppress(OSError):
            self._path.unlink()
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

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
                raise FolderReadOnly(self._path.parent) from None
            raise

    def _is_current(self, descriptor: int) -> bool:
        """Tell whether the locked file still stands there: its last holder may have removed it."""
        with suppress(OSError):
            here, there = os.fstat(descriptor), self._path.stat()
            return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
        return False

    def _sign(self, descriptor: int) -> None:
        who = {"pid": os.getpid(), "host": socket.gethostname(), "program": self._program}
        with suppress(OSError):  # a full disk: the lock holds without its signature
            os.truncate(descriptor, 0)
            os.write(descriptor, json.dumps(who).encode())


def read_holder(file: Path) -> Holder:
    """Tell who signed the lock of a file; an unsigned or broken one gives an empty holder."""
    try:
        who = json.loads(beside(file.resolve(), "lock").read_bytes())
        return Holder(int(who["pid"]), str(who["host"]), str(who["program"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()


def find_holder(file: Path) -> Holder | None:
    """Tell who holds the lock of a file now, None when nobody does. Never writes."""
    path = beside(file.resolve(), "lock")
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _lock(descriptor) else read_holder(file)
    finally:
        os.close(descriptor)


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
