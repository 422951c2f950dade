"""Puts a finished file in its place: read again from the disk, byte for byte, and then named."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.database import header
from patrimoine_gui.errors import DamageKind, FileDamaged, PublishedUnconfirmed, WorkKind
from patrimoine_gui.migration.copies import shadow
from patrimoine_gui.migration.copies.new_file import give_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from patrimoine_gui.backup.container.layout import Tick

DAMAGED_SUFFIX = ".patrimoine-damaged"
"""What the bytes of a damaged file end with once another stands in its place."""

_JOURNALS = ("-journal", "-wal", "-shm")
_PIECE = 1024 * 1024


def put_new(copy: Path, file: Path, tick: Tick) -> None:
    """Make a private copy the file, where none stands; the copy is gone then.

    Args:
        copy: the finished copy.
        file: an absolute path.
        tick: hears (bytes done, bytes in all); may raise to stop.

    Raises:
        FileExists: something stands there, or a journal that SQLite would replay into it.
        FileDamaged: the disk does not give back what was written.
        OSError: the disk refused; nothing is left at the name.
        PublishedUnconfirmed: it is there, but the disk did not confirm it.
    """
    _put(copy, file, tick, give_name)


def put_over_damaged(copy: Path, file: Path, tick: Tick) -> Path | None:
    """Put a private copy in the place of a damaged file, whose bytes stay beside it.

    They get a second name before the first one is given away, in one step, to the copy: at every
    moment the file is the one or the other, whole. The journals of the damaged file go with its
    bytes: SQLite would replay them into the copy.

    Returns:
        Where the bytes are, None for a file that had none.

    Raises:
        FileDamaged: the disk does not give back what was written.
        OSError: the disk refused; the file is what it was.
        PublishedUnconfirmed: it is the copy, but the disk did not confirm it.
    """
    kept: list[Path] = []

    def publish(ready: Path, place: Path) -> None:
        if place.stat().st_size or header.journals(place):
            kept.append(_keep(place))
        identity = shadow.identity(ready)
        try:
            files.put_over(ready, place)
            files.confirm_names(place.parent)
        except OSError:  # such as Windows, while somebody reads it
            if shadow.identity(place) == identity:
                raise PublishedUnconfirmed(place, WorkKind.RESTORE) from None
            if kept:
                _give_back(kept[0], place)
            raise

    _put(copy, file, tick, publish)
    return kept[0] if kept else None


def set_aside(file: Path) -> tuple[Path, ...]:
    """Give the names beside a file under which its very bytes were set aside already.

    A process that died before it put another file in the place of a damaged one leaves one.
    """
    identity = shadow.identity(file)
    with suppress(OSError):
        return tuple(
            Path(entry.path)
            for entry in os.scandir(file.parent)
            if entry.name.startswith(f"{file.stem}.")
            and entry.name.endswith(DAMAGED_SUFFIX)
            and shadow.identity(Path(entry.path)) == identity
        )
    return ()


def _put(copy: Path, file: Path, tick: Tick, publish: Callable[[Path, Path], None]) -> None:
    if copy.stat().st_dev == file.parent.stat().st_dev:
        _check(copy, copy, _digest(copy, tick, half=0), tick)
        publish(copy, file)
    else:
        with shadow.shadow_path(file) as there:
            _check(there, copy, _copied(copy, there, tick), tick)
            publish(there, file)
    shadow.remove(copy)


def _check(ready: Path, copy: Path, digest: bytes, tick: Tick) -> None:
    """Sync what is to be published, and compare what the disk gives back.

    Raises:
        FileDamaged: it is something else.
    """
    files.sync(ready)
    files.forget(ready)
    if _digest(ready, tick, half=1) != digest:
        raise FileDamaged(copy, DamageKind.CONTENT)


def _digest(file: Path, tick: Tick, *, half: int) -> bytes:
    digest, size, count_read = hashlib.sha256(), file.stat().st_size, 0
    buffer = memoryview(bytearray(_PIECE))
    with file.open("rb", buffering=0) as reader:
        while count := reader.readinto(buffer):
            digest.update(buffer[:count])
            count_read += count
            tick(half * size + count_read, 2 * size)
    return digest.digest()


def _copied(copy: Path, target: Path, tick: Tick) -> bytes:
    """Copy the bytes to an empty file on another disk, and give their digest."""
    digest, size, count_read = hashlib.sha256(), copy.stat().st_size, 0
    buffer = memoryview(bytearray(_PIECE))
    with copy.open("rb", buffering=0) as reader, target.open("wb") as writer:
        while count := reader.readinto(buffer):
            digest.update(buffer[:count])
            writer.write(buffer[:count])
            count_read += count
            tick(count_read, 2 * size)
    return digest.digest()


def _keep(file: Path) -> Path:
    """Give the bytes of a damaged file, and its journals, another name beside it."""
    known = set_aside(file)
    aside = known[0] if known else _free_name(file)
    try:
        if not known:
            os.link(file, aside)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: a copy of every byte
        with shadow.shadow_path(file) as copy:
            digest = _copied(file, copy, lambda _done, _total: None)
            _check(copy, file, digest, lambda _done, _total: None)
            give_name(copy, aside)
    try:
        for suffix in _JOURNALS:
            with suppress(FileNotFoundError):
                file.with_name(file.name + suffix).rename(aside.with_name(aside.name + suffix))
    except OSError:
        _give_back(aside, file)
        raise
    files.sync_folder(file.parent)
    return aside


def _give_back(aside: Path, file: Path) -> None:
    """Let a damaged file be what it was; its second name goes only once nothing else needs it."""
    with suppress(OSError):
        for suffix in _JOURNALS:
            journal, back = (path.with_name(path.name + suffix) for path in (aside, file))
            if os.path.lexists(journal):
                if os.path.lexists(back):
                    return
                journal.rename(back)
        if file.stat().st_size == aside.stat().st_size:
            files.remove(aside)


def _free_name(file: Path) -> Path:
    stem = f"{file.stem}.{datetime.now(UTC):%Y-%m-%d_%H-%M-%S}"
    rank = 1
    while True:
        number = "" if rank == 1 else f"-{rank}"
        aside = file.with_name(f"{stem}{number}{DAMAGED_SUFFIX}")
        if not os.path.lexists(aside):
            return aside
        rank += 1
