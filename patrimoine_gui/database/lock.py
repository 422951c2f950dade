"""The lock of a household file, shared by windows and command line.

SQLite's own locks protect its pages; this one tells people apart: who has the file open, since
when a second window may not, and that whatever lies beside the file belongs to nobody alive.

Where the disk has no such locks, the signature in it counts, as long as whoever signed lives.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import time
from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path
from types import TracebackType  # noqa: TC003
from typing import Self

from patrimoine_gui import files
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
_NO_FILE = {errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO}
"""What `files.opened` answers to what is no regular file."""

_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}
_RUNNING = "running"
"""What is known of a process where the system does not say when it began."""


class _Answer(Enum):
    """What a disk answers to whoever wants a lock."""

    TAKEN = auto()
    HELD = auto()
    NO_LOCKS = auto()


def beside(file: Path, suffix: str) -> Path:
    """Name a hidden companion of a file, in its own folder, within the limits of its disk."""
    return file.with_name(name_beside(file.name, suffix))


def shadow_name(file: Path) -> Path:
    """Name a private file beside another, which is swept once this process is dead."""
    import secrets

    host = re.sub(r"\W", "", _host())[:20]
    return beside(file, f"{host}-{os.getpid()}-{secrets.token_hex(4)}.shadow")


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
        self._token = os.urandom(8).hex()
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
            answer = _lock(descriptor)
            if answer is _Answer.HELD:
                os.close(descriptor)
                if attempt < _PATIENCE:  # somebody may only be asking, see `find_holder`
                    time.sleep(_PAUSE_SECONDS)
                    continue
                raise FileBusy(self._file, read_holder(self._file))
            _refuse_other_content(descriptor, self._file, self._path)
            if answer is _Answer.NO_LOCKS:
                self._refuse_signed(descriptor)
            if self._is_current(descriptor):
                self._sign(descriptor)
                if answer is _Answer.NO_LOCKS:
                    time.sleep(_PAUSE_SECONDS)  # whoever signs at this very moment signs last
                    self._refuse_signed(descriptor)
                self._descriptor = descriptor
                return
            os.close(descriptor)
        raise FileBusy(self._file)

    def _refuse_signed(self, descriptor: int) -> None:
        """Respect the signature of somebody else who lives, where nothing else tells.

        Raises:
            FileBusy: there is one; the descriptor is closed.
        """
        signature = _content(descriptor)
        if self._token.encode() in signature or not _lives(signature):
            return
        os.close(descriptor)
        raise FileBusy(self._file, replace(_holder(signature), signed_only=True))

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._descriptor is None:
            return
        descriptor, self._descriptor = self._descriptor, None
        is_ours = self._is_current(descriptor)
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(descriptor)
        if is_ours:
            files.remove(self._path)
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
        pid = os.getpid()
        who = {"pid": pid, "host": _host(), "program": self._program}
        who |= {"began": _beginning(pid), "token": self._token}
        with suppress(OSError):  # a full disk: the lock holds without its signature
            os.truncate(descriptor, 0)
            os.write(descriptor, json.dumps(who).encode())


def read_holder(file: Path) -> Holder:
    """Tell who signed the lock of a file; an unsigned or broken one gives an empty holder."""
    file = file.resolve()
    try:
        descriptor = _open(file, beside(file, "lock"))
        try:
            return _holder(_content(descriptor))
        finally:
            os.close(descriptor)
    except (OSError, LockObstructed):
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
    answer = _lock(descriptor)
    if answer is _Answer.HELD:
        os.close(descriptor)
        return read_holder(file)
    _refuse_other_content(descriptor, file, path)
    signature = _content(descriptor)
    os.close(descriptor)
    if answer is _Answer.NO_LOCKS and _lives(signature):
        return replace(_holder(signature), signed_only=True)
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
    try:
        descriptor = files.opened(path, os.O_RDWR | flag)
    except OSError as error:
        if error.errno in _NO_FILE:
            raise LockObstructed(file, path) from None
        if error.errno in files.READ_ONLY:
            is_there = error.errno != errno.EROFS and os.path.lexists(path)
            raise LockObstructed(file, path) if is_there else FolderReadOnly(path.parent) from None
        raise
    if os.fstat(descriptor).st_nlink <= 1:
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


def _signed(signature: bytes) -> dict[str, object]:
    """Give what a signature says, nothing where it is broken."""
    try:
        found = json.loads(signature)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _holder(signature: bytes) -> Holder:
    """Give who signed; an empty holder where that cannot be read."""
    who = _signed(signature)
    try:
        return Holder(int(str(who["pid"])), str(who["host"]), str(who["program"]))
    except (KeyError, ValueError):
        return Holder()


def _host() -> str:
    """Name this computer; what can do so is loaded where there is a lock."""
    import socket

    return socket.gethostname()


def _lives(signature: bytes) -> bool:
    """Tell whether whoever signed may live; another computer cannot be asked, so there he does."""
    holder = _holder(signature)
    if not holder.pid or holder.host != _host():
        return bool(holder.pid)
    then, now = _signed(signature).get("began", _RUNNING), _beginning(holder.pid)
    return bool(now) and (now == then or _RUNNING in {now, then})


def _beginning(pid: int) -> str:
    """Tell when a process of this computer began, so that no later one passes for it.

    Returns:
        "" for one that has ended, "running" where the system says no more of it.
    """
    with suppress(OSError, IndexError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_bytes().strip()
        status = Path(f"/proc/{pid}/stat").read_bytes()
        return os.fsdecode(boot + b" " + status.rpartition(b")")[2].split()[19])
    try:
        os.kill(pid, 0) if sys.platform != "win32" else None
    except (ProcessLookupError, OverflowError):
        return ""
    except OSError:  # of another account
        return _RUNNING
    return _RUNNING


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> _Answer:
        os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return _Answer.HELD
        os.lseek(descriptor, 0, os.SEEK_SET)
        return _Answer.TAKEN

else:
    import fcntl

    def _lock(descriptor: int) -> _Answer:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return _Answer.HELD if error.errno in _HELD else _Answer.NO_LOCKS
        return _Answer.TAKEN
