"""Backups in the user data directory: written whole, verified, then named.

Until files are encrypted a backup is a verified SQLite copy beside a manifest with its SHA-256.
The manifest is written first, so that a copy under its final name always has one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import socket
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

from patrimoine_gui import __version__, config
from patrimoine_gui.database import connections
from patrimoine_gui.errors import FolderReadOnly, VerifyFailed
from patrimoine_gui.paths import private_folder

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = config.BACKUP_EXTENSION
MANIFEST_SUFFIX = ".json"
MANIFEST_FORMAT = 0
_PIECE = 1024 * 1024
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR}
_ORPHAN_SECONDS = 60
_DAY_SECONDS = 86_400
_PARTIAL = re.compile(r"\.partial-(\w*)-(\d+)-(.*)")
_writing: set[Path] = set()
"""What this process is writing now, in whatever thread."""


class BackupKind(Enum):
    """Why a backup was made."""

    MANUAL = "manual"
    AUTOMATIC = "automatic"
    PRE_UPGRADE = "pre-upgrade"
    PRE_RESTORE = "pre-restore"


@dataclass(frozen=True, slots=True)
class Backup:
    """One verified backup.

    Attributes:
        file: the copy.
        kind: why it was made.
        created: when, in UTC.
        source: tag of the file it is a copy of (see `logs.file_tag`).
        revision: revision of the file.
        ordinal: its format number.
        app_version: version of Patrimoine that made the backup.
        size: bytes.
        sha256: hexadecimal digest of the copy.
    """

    file: Path
    kind: BackupKind
    created: datetime
    source: str
    revision: str
    ordinal: int
    app_version: str
    size: int
    sha256: str

    @property
    def manifest(self) -> Path:
        """The manifest beside the copy."""
        return self.file.with_name(self.file.name + MANIFEST_SUFFIX)


@dataclass(frozen=True, slots=True)
class Content:
    """What a backup is a copy of.

    Attributes:
        copy: a private, compact, consistent copy of the user's file.
        source: tag of the user's file.
        revision: its revision.
        ordinal: its format number.
    """

    copy: Path
    source: str
    revision: str
    ordinal: int


Tick = Callable[[int, int], None]
Watching = Callable[[sqlite3.Connection], AbstractContextManager[None]]
"""Lets whoever waits stop what SQLite does on a connection."""


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def _unwatched(_connection: sqlite3.Connection) -> AbstractContextManager[None]:
    return nullcontext()


def prepare(folder: Path) -> None:
    """Make sure that backups can be written, before anything else is done.

    Raises:
        FolderReadOnly: they cannot.
        OSError: the disk refused.
    """
    try:
        private_folder(folder)
    except OSError as error:
        if error.errno in _REFUSED:
            raise FolderReadOnly(folder) from None
        raise
    if not os.access(folder, os.W_OK):
        raise FolderReadOnly(folder)


def write(
    folder: Path,
    content: Content,
    kind: BackupKind,
    tick: Tick,
    watching: Watching = _unwatched,
) -> Backup:
    """Write a backup, sync it, read it again from the disk, and only then give it its name.

    A backup of the same content and kind that still verifies is reused, so that an upgrade
    which fails at each start makes one backup in all.

    Args:
        folder: where backups are; created for this user alone.
        content: what to copy.
        kind: why.
        tick: called with (bytes done, bytes in all); may raise to stop.
        watching: makes SQLite's own check of the backup stop on request.

    Raises:
        FolderReadOnly: the folder cannot be written.
        VerifyFailed: what was read again is not what was written.
        OSError: the disk refused; nothing is left behind.
    """
    prepare(folder)
    sweep_partials(folder)
    size = content.copy.stat().st_size
    digest = _digest(content.copy, lambda done: tick(done, size * 3))

    def told(done: int, _total: int = 0) -> None:
        tick(size + done, size * 3)

    for known in listed(folder):
        same = (known.sha256, known.kind, known.source) == (digest, kind, content.source)
        if same and is_verified(known, told, watching):
            tick(size * 3, size * 3)
            return known
    backup = _describe(folder, content, kind, digest)
    _write_new(content.copy, backup, told, watching)
    return backup


def _describe(folder: Path, content: Content, kind: BackupKind, digest: str) -> Backup:
    created = datetime.now(UTC)
    stem = f"{created:%Y-%m-%d_%H-%M-%S_%f}_{kind.value}_{content.revision}_{content.source}"
    return Backup(
        file=_free_name(folder, stem),
        kind=kind,
        created=created,
        source=content.source,
        revision=content.revision,
        ordinal=content.ordinal,
        app_version=__version__,
        size=content.copy.stat().st_size,
        sha256=digest,
    )


def _write_new(copy: Path, backup: Backup, tick: Callable[[int], None], watching: Watching) -> None:
    final, folder = backup.file, backup.file.parent
    host = re.sub(r"\W", "", socket.gethostname())[:20]
    partial = folder / f".partial-{host}-{os.getpid()}-{final.name}"
    ours = [partial]
    _writing.add(partial)
    try:
        _copy(copy, partial, tick)
        _read_again(partial, backup, lambda done: tick(backup.size + done), watching)
        _write_manifest(backup)  # whoever makes the manifest owns the name
        ours += [final, backup.manifest]
        partial.replace(final)
        sync_folder(folder)
    except BaseException:
        _remove(ours)
        raise
    finally:
        _writing.discard(partial)


def _read_again(
    partial: Path, backup: Backup, tick: Callable[[int], None], watching: Watching
) -> None:
    if _digest(partial, tick) != backup.sha256 or not _opens(partial, watching):
        raise VerifyFailed(partial)


def _free_name(folder: Path, stem: str) -> Path:
    """Give a name that nobody has, even when the clock stands still."""
    rank = 1
    while True:
        name = stem if rank == 1 else f"{stem}-{rank}"
        path = folder / f"{name}{SUFFIX}"
        if not path.exists() and not path.with_name(path.name + MANIFEST_SUFFIX).exists():
            return path
        rank += 1


def _copy(source: Path, target: Path, tick: Callable[[int], None]) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        done = 0
        while piece := reader.read(_PIECE):
            writer.write(piece)
            done += len(piece)
            tick(done)
        writer.flush()
        os.fsync(writer.fileno())


def _digest(file: Path, tick: Callable[[int], None]) -> str:
    found = hashlib.sha256()
    done = 0
    with file.open("rb") as reader:
        while piece := reader.read(_PIECE):
            found.update(piece)
            done += len(piece)
            tick(done)
    return found.hexdigest()


def _opens(file: Path, watching: Watching) -> bool:
    try:
        with connections.frozen(file) as connection, watching(connection):
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _write_manifest(backup: Backup) -> None:
    fields = asdict(backup) | {
        "format": MANIFEST_FORMAT,
        "kind": backup.kind.value,
        "created": backup.created.isoformat(),
    }
    del fields["file"]
    descriptor = os.open(backup.manifest, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as writer:
            json.dump(fields, writer, indent=1, sort_keys=True)
            writer.flush()
            os.fsync(writer.fileno())
    except BaseException:
        _remove([backup.manifest])
        raise


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut; where the system cannot, do nothing."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep_partials(folder: Path) -> None:
    """Remove what dead processes left half written; another computer's is given a day."""
    for path in folder.glob(".partial-*"):
        match = _PARTIAL.fullmatch(path.name)
        if match and path not in _writing and _is_abandoned(path, match[1], int(match[2])):
            with suppress(OSError):  # Windows refuses while somebody writes it
                path.unlink()
                copy = folder / match[3]
                if not copy.exists():
                    copy.with_name(f"{copy.name}{MANIFEST_SUFFIX}").unlink(missing_ok=True)
    for manifest in folder.glob(f"*{SUFFIX}{MANIFEST_SUFFIX}"):
        _sweep_manifest(manifest)


def _is_abandoned(path: Path, host: str, pid: int) -> bool:
    if host == re.sub(r"\W", "", socket.gethostname())[:20] and not _is_alive(pid):
        return True
    with suppress(OSError):
        return datetime.now(UTC).timestamp() - path.stat().st_mtime > _DAY_SECONDS
    return False


def _sweep_manifest(manifest: Path) -> None:
    """Remove a manifest whose copy never came (older than a minute: not being written now)."""
    copy = manifest.with_name(manifest.name.removesuffix(MANIFEST_SUFFIX))
    with suppress(OSError):
        age = datetime.now(UTC).timestamp() - manifest.stat().st_mtime
        if not copy.exists() and age > _ORPHAN_SECONDS:
            manifest.unlink()


def _is_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # what we write is in `_writing`: an older process bore our number
    if os.name == "nt":
        return False  # asking there would end the process; removing what is written fails there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def listed(folder: Path) -> tuple[Backup, ...]:
    """Give the backups of a folder, newest first; what cannot be understood is left out."""
    found = []
    for manifest in folder.glob(f"*{SUFFIX}{MANIFEST_SUFFIX}"):
        backup = _read_manifest(manifest)
        if backup is not None and backup.file.exists():
            found.append(backup)
    return tuple(sorted(found, key=lambda item: (item.created, item.file.name), reverse=True))


def _read_manifest(manifest: Path) -> Backup | None:
    try:
        fields = json.loads(manifest.read_text(encoding="utf-8"))
        if fields["format"] != MANIFEST_FORMAT:
            return None
        created = datetime.fromisoformat(fields["created"])
        if created.tzinfo is None:  # not ours, and not to be compared with ours
            return None
        return Backup(
            file=manifest.with_name(manifest.name.removesuffix(MANIFEST_SUFFIX)),
            kind=BackupKind(fields["kind"]),
            created=created,
            source=str(fields["source"]),
            revision=str(fields["revision"]),
            ordinal=int(fields["ordinal"]),
            app_version=str(fields["app_version"]),
            size=int(fields["size"]),
            sha256=str(fields["sha256"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_verified(backup: Backup, tick: Tick = _nobody, watching: Watching = _unwatched) -> bool:
    """Read a backup again and tell whether it is what its manifest says; see `write`."""
    size = backup.size
    try:
        return (
            backup.file.stat().st_size == size
            and _digest(backup.file, lambda done: tick(done, size)) == backup.sha256
            and _opens(backup.file, watching)
        )
    except OSError:
        return False
