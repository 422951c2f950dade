"""Works out what a run needs: revisions, room, time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.database.conflict_copies import synchroniser
from patrimoine_gui.database.lock import find_holder
from patrimoine_gui.database.names import quoted
from patrimoine_gui.errors import (
    FileBusy,
    FileUnreachable,
    HeaderMissing,
    HeaderTampered,
    HostileObject,
    MarksMissing,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration.estimates import Way
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.log import upgrade_log_reader
from patrimoine_gui.migration.plan import Direction, KeyNeed, Plan, PlannedRevision
from patrimoine_gui.migration.planning import mendable, preconditions, space

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.revisions import Revision
    from patrimoine_gui.paths import UserFolders

BYTES_OF_A_ROW = 150
"""Of a household at head, its indexes included."""

REPAIRS = {"0011": 9}
"""Revisions that only repair what a program wrote to files of a format, and which: a file that
comes from an earlier format was never in its hands."""


def plan(
    environment: Environment,
    file: Path | Staged,
    target: str = "head",
    *,
    held: FileLock | None = None,
    mend: bool = False,
) -> Plan:
    """Plan a run; see `MigrationManager.plan`."""
    staged, path = (None, file) if isinstance(file, Path) else (file, file.file)
    diagnosis = environment.inspect(path)
    if diagnosis.error is not None and not (mend and isinstance(diagnosis.error, MarksMissing)):
        raise diagnosis.error
    path = path.resolve()
    _refuse_held(path, held)
    current = environment.revisions.get(diagnosis.revision)
    goal = environment.revisions.resolve(target, current.id)
    upgrade_plan = _plan(path, current, goal, environment)
    if mend:
        request = mendable.MendRequest(
            environment.migrations, current, is_unmarked=diagnosis.error is not None
        )
        upgrade_plan = replace(upgrade_plan, mending=mendable.find(upgrade_plan, request))
    if staged is not None:
        return _for_staged(upgrade_plan, staged)
    return replace(upgrade_plan, obstacle=preconditions.obstacle(path, environment.folders.backups))


def _refuse_held(file: Path, held: FileLock | None) -> None:
    """Refuse a file that somebody else has open.

    Raises:
        FileBusy: somebody has.
    """
    holder = None if held is not None and held.is_held else find_holder(file)
    if holder is not None:
        raise FileBusy(file, holder)


def _plan(file: Path, current: Revision, target: Revision, environment: Environment) -> Plan:
    """Plan a run on a file that has been diagnosed.

    Raises:
        HeaderMissing, HeaderTampered: the file is protected, and its keys are not to be found.
    """
    folders, run = environment.folders, environment.revisions.between(current.id, target.id)
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
        space=space.space_needs(file, way, folders.backups),
        estimate=sum(way.seconds().values()),
        backup_folder=folders.backups,
        key_need=KeyNeed.UNLOCK if current.protects else KeyNeed.CREATE,
        header=header_of(file) if current.protects else None,
        earlier=None if current.protects else _earlier(file, current, folders),
        protected_after=target.protects,
        synchronised_by=synchroniser(file),
    )


def _for_staged(plan: Plan, staged: Staged) -> Plan:
    """Give the plan of a staged copy: what it came from is its backup, and no other is made.

    A copy that anybody can read gets the keys that it came with, by the same passphrase.
    """
    return replace(
        plan,
        staged=staged,
        space=space.space_needs(plan.file, plan.way, None),
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
