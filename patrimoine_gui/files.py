"""The program's own files: made, opened, read, written, synced and renamed in one way.

What is made here is for this user alone, whatever the umask. What stands at the place of one of
our files and is no regular file (a pipe, a device, a link) is neither waited for nor followed.
What must survive a power cut is synced, and so is every folder that was made for it.

Paths may be texts, and next to nothing is loaded: `migrate.py status` reads the settings by it.
"""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.errors import UnreachableReason

_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700
_OWNERS = 0o700
_PIECE = 256 * 1024
_BINARY = getattr(os, "O_BINARY", 0)
READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What a system answers where nothing may be written: by its rights, or by its disk."""

_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EACCES}
"""What a system answers that does not sync folders; anything else is the disk's."""

_KNOWS_LINKS = hasattr(os, "O_NOFOLLOW")
_ONLY_REGULAR = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
)


# --- folders --------------------------------------------------------------------------------------


def make_folder(folder: Path | str) -> None:
    """Make a folder for this user alone, and the parents that it lacks; they survive a power cut.

    One that stands there already is left as it is, also where it is a link.

    Raises:
        OSError: it cannot be made, or something else stands there.
    """
    try:
        _make_one(folder)
    except FileNotFoundError:
        parent = _parent(folder)
        if parent == os.fspath(folder):
            raise
        make_folder(parent)
        _make_one(folder)


def _make_one(folder: Path | str) -> None:
    try:
        os.mkdir(folder, _PRIVATE_FOLDER)  # noqa: PTH102  (texts)
    except FileNotFoundError:
        raise
    except OSError:  # where it stands already, a disk may well complain of something else
        if os.path.isdir(folder):  # noqa: PTH112
            return
        raise
    if os.name != "nt" and os.lstat(folder).st_mode & _OWNERS != _OWNERS:  # an odd umask
        os.chmod(folder, _PRIVATE_FOLDER)  # noqa: PTH101
    sync_folder(_parent(folder))


def _parent(folder: Path | str) -> str:
    return os.path.dirname(os.fspath(folder).rstrip(os.sep)) or os.curdir  # noqa: PTH120


def sync_folder(folder: Path | str) -> None:
    """Make the names in a folder survive a power cut; where that cannot be, do nothing."""
    try:
        confirm_names(folder)
    except OSError:
        return


def confirm_names(folder: Path | str) -> None:
    """Make the names in a folder survive a power cut, unless the system knows no such thing.

    Raises:
        OSError: the disk failed: a power cut may take the last change of a name back.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # a system, or rights, that do not let a folder be opened
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


# --- one file -------------------------------------------------------------------------------------


def created(file: Path | str) -> int:
    """Make a new empty file for this user alone, open to be read and written.

    Raises:
        FileExistsError: something stands there, be it a link to nothing.
        OSError: the disk refused.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, _PRIVATE)
    close_to_others(descriptor)
    return descriptor


def opened(file: Path | str, flags: int = os.O_RDONLY) -> int:
    """Open a regular file; never a link, and never something that would be waited for.

    Args:
        file: its path.
        flags: of `os.open`; what `os.O_CREAT` makes is for this user alone.

    Raises:
        OSError: it cannot be opened; ELOOP or EMLINK for a link, EISDIR for a folder, ENXIO for
            whatever else is no regular file.
    """
    if not _KNOWS_LINKS and os.path.islink(file):  # noqa: PTH114  (texts)
        raise _error(errno.ELOOP)
    descriptor = os.open(file, flags | _ONLY_REGULAR | _BINARY, _PRIVATE)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return descriptor
    os.close(descriptor)
    raise _error(errno.EISDIR if stat.S_ISDIR(mode) else errno.ENXIO)


def close_to_others(descriptor: int) -> None:
    """Leave the rights on a file to its owner alone, where it is ours and the disk knows rights."""
    if os.name == "nt":  # whose rights come from the folder
        return
    status = os.fstat(descriptor)
    if stat.S_IMODE(status.st_mode) != _PRIVATE and status.st_uid == os.geteuid():
        try:
            os.fchmod(descriptor, _PRIVATE)
        except OSError:  # a disk without rights
            return


def kept_at(file: str) -> str:
    """Give the path of a file of ours that may be a link on purpose, as one that is none.

    On purpose is a link of this user that leads to a regular file: settings that are kept among
    others, say. Any other is in the way, and is not followed.
    """
    try:
        link, found = os.lstat(file), os.stat(file)  # noqa: PTH116  (texts)
    except (OSError, ValueError):
        return file
    is_ours = os.name == "nt" or link.st_uid == os.geteuid()
    is_kept = stat.S_ISLNK(link.st_mode) and is_ours and stat.S_ISREG(found.st_mode)
    return os.path.realpath(file) if is_kept else file


# --- its content ----------------------------------------------------------------------------------


def read(file: Path | str, limit: int) -> bytes:
    """Read a file of ours that holds so many bytes at most.

    Raises:
        OSError: as `opened`; EFBIG where it holds more.
    """
    descriptor, pieces, left = opened(file), [], limit
    try:
        while piece := os.read(descriptor, _PIECE):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                raise _error(errno.EFBIG)
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def append_line(file: Path | str, line: bytes) -> None:
    """Add a line to a file of ours, which is made where it is missing, and sync it.

    The last line may have been cut short, by a full disk or a power cut: it spoils no other.

    Raises:
        OSError: as `opened`, or the disk refused.
    """
    descriptor = appending(file)
    try:
        is_whole = _last_byte(descriptor) in {b"", b"\n"}
        write_all(descriptor, (b"" if is_whole else b"\n") + line + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def appending(file: Path | str) -> int:
    """Open a file of ours to add to its end; it is made where it is missing.

    Raises:
        OSError: as `opened`.
    """
    descriptor = opened(file, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    close_to_others(descriptor)
    return descriptor


def _last_byte(descriptor: int) -> bytes:
    end = os.lseek(descriptor, 0, os.SEEK_END)
    os.lseek(descriptor, max(end - 1, 0), os.SEEK_SET)
    return os.read(descriptor, 1)


def write_new(file: Path | str, content: bytes) -> None:
    """Write a new file of this user alone, and sync it; it is whole, or nothing is left of it.

    Raises:
        FileExistsError: something stands there.
        OSError: the disk refused.
    """
    descriptor = created(file)
    try:
        try:
            write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        remove(file)
        raise


def rewrite(file: Path | str, content: bytes, draft: Path | str) -> None:
    """Give a file of ours another content; at every moment it holds the old one or the new, whole.

    Whatever else stands at its name, a link or a pipe, makes room for it.

    Args:
        file: its path.
        content: what it is to hold.
        draft: a name of ours in the same folder, for the time of the writing.

    Raises:
        OSError: the disk refused; the file is what it was.
    """
    remove(draft)  # of a process that died, and bore our number
    write_new(draft, content)
    try:
        replace(draft, file)
    except BaseException:
        remove(draft)
        raise


def write_all(descriptor: int, content: bytes | memoryview) -> None:
    """Write the whole of a content, of which a system may take a part at a time.

    Raises:
        OSError: the disk refused.
    """
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


# --- its name, and the disk -----------------------------------------------------------------------


def replace(ready: Path | str, file: Path | str) -> None:
    """Give a file the name of another, in one step that survives a power cut.

    Raises:
        OSError: the disk refused; both are what they were.
    """
    put_over(ready, file)
    sync_folder(_parent(file))


def put_over(ready: Path | str, file: Path | str) -> None:
    """Give a file the name of another, in one step; whoever asks syncs the folder.

    Raises:
        OSError: the disk refused; both are what they were.
    """
    os.replace(ready, file)  # noqa: PTH105  (texts)


def give_name(ready: Path, file: Path) -> None:
    """Move a whole file to its name, and never over somebody else's.

    Raises:
        FileExistsError: somebody has the name; the file stays where it is.
        OSError: the disk refused.
    """
    try:
        os.link(ready, file)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):  # a disk, or a system, without links
        os.close(created(file))
        try:
            replace(ready, file)
        except BaseException:
            remove_empty(file)
            raise


def remove_empty(file: Path) -> None:
    """Remove a name that `give_name` took where there are no links, for a file that never came.

    Raises:
        OSError: nothing stands there.
    """
    if file.lstat().st_size == 0:
        remove(file)


def remove(file: Path | str) -> bool:
    """Remove a file, and tell whether it went; one that is missing, or stays, is no failure."""
    try:
        os.unlink(file)  # noqa: PTH108  (texts)
    except OSError:
        return False
    return True


def sync(file: Path | str) -> None:
    """Have a file that is written survive a power cut; its name may not, see `sync_folder`.

    Raises:
        OSError: the disk refused.
    """
    descriptor = opened(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def forget(file: Path | str) -> None:
    """Have the system read the disk again and not its memory, where it knows how."""
    try:
        descriptor = opened(file)
    except OSError:
        return
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    except (OSError, AttributeError):  # a system that does not know how
        return
    finally:
        os.close(descriptor)


def why(error: OSError) -> UnreachableReason:
    """Tell why a path led to no readable file of ours, from what opening it answered."""
    from patrimoine_gui.errors import UnreachableReason

    reasons = {
        errno.ENOENT: UnreachableReason.MISSING,
        errno.ENOTDIR: UnreachableReason.MISSING,
        errno.EISDIR: UnreachableReason.DIRECTORY,
        errno.ELOOP: UnreachableReason.SPECIAL,
        errno.EMLINK: UnreachableReason.SPECIAL,
        errno.ENXIO: UnreachableReason.SPECIAL,
        errno.EACCES: UnreachableReason.NO_PERMISSION,
        errno.EPERM: UnreachableReason.NO_PERMISSION,
        errno.ENAMETOOLONG: UnreachableReason.NAME_TOO_LONG,
    }
    return reasons.get(error.errno or 0, UnreachableReason.IO_ERROR)


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
