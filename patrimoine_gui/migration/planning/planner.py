"""Works out what a run needs: revisions, room, time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.database import connections, file_header, room
from patrimoine_gui.database.conflict_copies import synchroniser
from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import (
    FileUnreachable,
    HeaderMissing,
    HeaderTampered,
    HostileObject,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import estimates
from patrimoine_gui.migration.estimates import Way
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.log import upgrade_log_reader
from patrimoine_gui.migration.plan import Direction, KeyNeed, Plan, PlannedRevision, SpaceNeed

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.revisions import Revision
    from patrimoine_gui.paths import UserFolders

BYTES_OF_A_ROW = 150
"""Of a household at head, its indexes included."""

REPAIRS = {"0011": 9}
"""Revisions that only repair what a program wrote to files of a format, and which: a file that
comes from an earlier format was never in its hands."""


def make_plan(
    file: Path,
    current: Revision,
    target: Revision,
    run: tuple[Revision, ...],
    folders: UserFolders,
) -> Plan:
    """Plan a run on a file that has been diagnosed.

    Raises:
        HeaderMissing, HeaderTampered: the file is protected, and its keys are not to be found.
    """
    size = file.stat().st_size
    rows, free = _content(file)
    direction = Direction.DOWN if target.ordinal < current.ordinal else Direction.UP
    below = 1 if direction is Direction.DOWN else 0  # where undoing a revision leads to
    ordinals = (current.ordinal, *(revision.ordinal - below for revision in run))
    way = Way(size, ordinals, rows, free, _milestones(run))
    return Plan(
        file=file,
        direction=direction,
        current=current.id,
        target=target.id,
        revisions=tuple(_planned(revision, current, direction) for revision in run),
        rows=rows,
        size=size,
        way=way,
        space=space_needs(file, way, folders.backups),
        estimate=sum(way.seconds().values()),
        backup_folder=folders.backups,
        key_need=KeyNeed.UNLOCK if current.protects else KeyNeed.CREATE,
        header=header_of(file) if current.protects else None,
        earlier=None if current.protects else _earlier(file, current, folders),
        protected_after=target.protects,
        synchronised_by=synchroniser(file),
    )


def for_staged(plan: Plan, staged: Staged) -> Plan:
    """Give the plan of a staged copy: what it came from is its backup, and no other is made.

    A copy that anybody can read gets the keys that it came with, by the same passphrase.
    """
    return replace(
        plan,
        space=space_needs(plan.file, plan.way, None),
        backup_folder=plan.backup_folder if staged.backup is None else staged.backup.parent,
        earlier=staged.keyring.header if plan.header is None else None,
    )


def _earlier(file: Path, current: Revision, folders: UserFolders) -> FileHeader | None:
    """Give the keys of the last backup that a failed attempt made of this readable file.

    Those of an attempt that went well are in use: the file was protected then, and whatever bears
    its name now may be of another household.
    """
    tag, kind = file_tag(file), store.BackupKind.PRE_UPGRADE
    used = _used(folders.upgrade_log, tag)
    for item in store.listed(folders.backups):
        if (item.source, item.kind, item.revision) == (tag, kind, current.id):
            if item.file.name in used:
                return None
            with suppress(HeaderTampered):  # somebody else's work: other keys then
                return item.header.file_header
    return None


def _used(log: Path, tag: str) -> frozenset[str]:
    """Name the backups of the work on a file that went well; none where no log says so."""
    with suppress(FileUnreachable):
        runs = upgrade_log_reader.read(log, tag).runs
        return frozenset(run.entry.backup for run in runs if run.entry.was_published)
    return frozenset()


def header_of(file: Path) -> FileHeader:
    """Read the closed keys of a protected file; waits for nobody and writes nothing.

    Raises:
        HeaderMissing, HeaderTampered: they are not to be found.
    """
    with connections.reading(file) as connection:
        found = file_header.read(connection)
    if found is None:
        raise HeaderMissing(file)
    return found


def _planned(revision: Revision, current: Revision, direction: Direction) -> PlannedRevision:
    return PlannedRevision(
        id=revision.id,
        app_version=revision.app_version,
        sentence=revision.sentence,
        details=revision.details,
        loses=revision.loses if direction is Direction.DOWN else "",
        requires_key=revision.requires_key,
        concerns=direction is Direction.DOWN or current.ordinal >= REPAIRS.get(revision.id, 0),
    )


def count_rows(file: Path) -> int:
    """Count the rows of every table of a file; waits for nobody and writes nothing.

    Raises:
        HostileObject: it holds more tables than any file of ours, or what never ends.
    """
    return _content(file)[0]


def _content(file: Path) -> tuple[int, int]:
    """Give the rows of every table, and the bytes of the pages that hold nothing.

    Raises:
        HostileObject: it holds more tables than any file of ours, or what never ends.
    """
    with connections.reading(file, whole=True) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND rootpage > 0 AND sql NOT LIKE 'CREATE VIRTUAL%' LIMIT ?",
            (inventory.MOST_OBJECTS + 1,),
        ).fetchall()
        if len(names) > inventory.MOST_OBJECTS:
            raise HostileObject(file, "object")
        # count(*) would be one instruction of SQLite, however long: nothing could stop it
        counts = (f"SELECT count(1) FROM {quoted(name)} NOT INDEXED" for (name,) in names)
        rows = sum(int(connection.execute(count).fetchone()[0]) for count in counts)
        pages, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("freelist_count", "page_size")
        )
        return rows, pages * size


def _milestones(run: tuple[Revision, ...]) -> tuple[int, ...]:
    """Give the formats on a way at which the worth of a file is measured, all but its end."""
    from patrimoine_gui.migration.measuring import proof

    return tuple(revision.ordinal for revision in run[:-1] if proof.is_milestone(revision))


def space_needs(file: Path, way: Way, backups: Path | None) -> tuple[SpaceNeed, ...]:
    """Give the room needed on each disk: shadow and journal beside the file, and the backup."""
    beside = (file.parent, way.beside())
    if backups is None:
        return _by_disk(beside)
    return _by_disk(beside, (backups, estimates.with_spare(way.copied)))


def restore_needs(file: Path, restored: int, backups: Path) -> tuple[SpaceNeed, ...]:
    """Give the room that a restore over a file needs on each disk.

    Args:
        file: the file: a copy to be backed up, then the journal of the publication.
        restored: bytes of what is put in its place.
        backups: their folder.
    """
    size = file.stat().st_size
    beside = size + max(restored - size, 0)  # the copy is gone when the journal begins
    needs = ((file.parent, beside), (backups, size))
    return _by_disk(*((folder, estimates.with_spare(needed)) for folder, needed in needs))


def _by_disk(*needs: tuple[Path, int]) -> tuple[SpaceNeed, ...]:
    found: dict[int, tuple[Path, int]] = {}
    for wanted, needed in needs:
        folder = existing(wanted)
        disk = folder.stat().st_dev
        first, sum_before = found.get(disk, (folder, 0))
        found[disk] = (first, sum_before + needed)
    return tuple(SpaceNeed(folder, needed, room.free(folder)) for folder, needed in found.values())


def existing(folder: Path) -> Path:
    """Give a folder, or the nearest one above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
