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
from contextlib import suppress
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


def write(folder: Path, content: Content, kind: BackupKind, tick: Tick) -> Backup:
    """Write a backup, sync it, read it again from the disk, and only then give it its name.

    A backup of the same content and kind that still verifies is reused, so that an upgrade
    which fails at each start makes one backup in all.

    Args:
        folder: where backups are; created for this user alone.
        content: what to copy.
        kind: why.
        tick: called with (bytes done, bytes in all); may raise to stop.

    Raises:
        FolderReadOnly: the folder cannot be written.
        VerifyFailed: what was read again is not what was written.
        OSError: the disk refused; nothing is left behind.
    """
    prepare(folder)
    sweep_partials(folder)
    size = content.copy.stat().st_size
    digest = _digest(content.copy, lambda done: tick(done, size * 3))
    known = _same(folder, digest, kind, content.source)
    if known is not None:
        tick(size * 3, size * 3)
        return known
    return _write_new(folder, content, kind, digest, lambda done: tick(size + done, size * 3))


def _same(folder: Path, digest: str, kind: BackupKind, source: str) -> Backup | None:
    for backup in listed(folder):
        same = backup.sha256 == digest and backup.kind is kind and backup.source == source
        if same and is_verified(backup):
            return backup
    return None


def _write_new(
    folder: Path, content: Content, kind: BackupKind, digest: str, tick: Callable[[int], None]
) -> Backup:
    created = datetime.now(UTC)
    size = content.copy.stat().st_size
    stem = f"{created:%Y-%m-%d_%H-%M-%S_%f}_{kind.value}_{content.revision}_{content.source}"
    final = _free_name(folder, stem)
    backup = Backup(
        file=final,
        kind=kind,
        created=created,
        source=content.source,
        revision=content.revision,
        ordinal=content.ordinal,
        app_version=__version__,
        size=size,
        sha256=digest,
    )
    host = re.sub(r"\W", "", socket.gethostname())[:20]
    partial = folder / f".partial-{host}-{os.getpid()}-{final.name}"
    ours = [partial]
    _writing.add(partial)
    try:
        _copy(content.copy, partial, tick)
        _read_again(partial, digest, lambda done: tick(size + done))
        _write_manifest(backup)  # whoever makes the manifest owns the name
        ours += [final, backup.manifest]
        partial.replace(final)
        sync_folder(folder)
    except BaseException:
        _remove(ours)
        raise
    finally:
        _writing.discard(partial)
    return backup


def _read_again(partial: Path, digest: str, tick: Callable[[int], None]) -> None:
    if _digest(partial, tick) != digest or not _opens(partial):
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


def _opens(file: Path) -> bool:
    try:
        with connections.frozen(file) as connection:
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
    """Remove what dead processes of this computer left half written."""
    host = re.sub(r"\W", "", socket.gethostname())[:20]
    for path in folder.glob(".partial-*"):
        match = _PARTIAL.fullmatch(path.name)
        if match and match[1] == host and path not in _writing and not _is_alive(int(match[2])):
            copy = folder / match[3]
            _remove([path] if copy.exists() else [path, folder / f"{copy.name}{MANIFEST_SUFFIX}"])
    for manifest in folder.glob(f"*{SUFFIX}{MANIFEST_SUFFIX}"):
        _sweep_manifest(manifest)


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
        return True  # asking there would end the process
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


def is_verified(backup: Backup) -> bool:
    """Read a backup again and tell whether it is what its manifest says."""
    try:
        return (
            backup.file.stat().st_size == backup.size
            and _digest(backup.file, lambda _done: None) == backup.sha256
            and _opens(backup.file)
        )
    except OSError:
        return False
