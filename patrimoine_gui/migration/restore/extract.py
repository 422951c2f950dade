"""Takes what a backup holds out of it, verified and examined, to be looked at or restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.backup.container import container
from patrimoine_gui.database import connections, room
from patrimoine_gui.errors import FileTooNew, ForeignKind, NoSpace, NotABackup, UpgradeStep
from patrimoine_gui.migration.copies import staging
from patrimoine_gui.migration.copies.new_file import creation_error
from patrimoine_gui.migration.file_check import untrusted
from patrimoine_gui.migration.progress import Unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.backup.container.header import ContainerHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.meter import Meter

COSTS = {UpgradeStep.SNAPSHOT: 3.0, UpgradeStep.VERIFY: 1.0}
"""Of the steps of staging, one to the other."""


def read(environment: Environment, backup: Path) -> ContainerHeader:
    """Read what a backup says of itself, without any key; see `BackupManager.header`."""
    found = _header(backup)
    head = environment.revisions.head.ordinal
    if found.schema_ordinal > head:
        versions = found.app_version, found.min_app_version
        raise FileTooNew(backup, found.schema_ordinal, head, *versions)
    return found


def _header(backup: Path) -> ContainerHeader:
    """Read the head; never of a file that this process holds, for that would end its locks."""
    with connections.gate:
        if connections.is_held(backup):
            raise NotABackup(backup, ForeignKind.HOUSEHOLD)
        return container.read_header(backup)


def stage(
    environment: Environment,
    backup: Path,
    keyring: Keyring,
    folder: Path,
    meter: Meter,
) -> Staged:
    """Extract, verify and examine a backup; see `RestoreManager.stage`.

    What anybody could read stands among the files of the user, never in a folder that others or a
    synchronisation may look after.

    Args:
        environment: where it takes place.
        backup: the container; it is only read.
        keyring: what opens it.
        folder: where a protected copy is to stand.
        meter: told of the progress, see `COSTS`.
    """
    header = read(environment, backup)
    size = header.payload_size
    revision = environment.revisions.by_ordinal(header.schema_ordinal)
    if revision is None or not revision.protects:
        folder = staging.folder(environment.folders)

    def fill(copy: Path) -> None:
        meter.begin(UpgradeStep.SNAPSHOT, size, Unit.BYTES)
        content = container.extract(backup, copy, keyring, meter.tick)
        meter.begin(UpgradeStep.VERIFY, 1, Unit.CHECKS)
        version = (content.schema_revision, content.schema_ordinal)
        asks = meter.wants_to_stop
        rules = untrusted.Rules(environment.migrations, environment.revisions, version, asks)
        untrusted.check_private(copy, backup, rules)

    place = filled(environment, folder, size, fill)
    return place.holds(header, keyring.of_that_day(header.file_header), backup)


def filled(
    environment: Environment, folder: Path, size: int, fill: Callable[[Path], None]
) -> staging.Place:
    """Have a place in a folder filled with `size` bytes or so, or leave nothing there.

    Raises:
        NoSpace, FolderReadOnly, FileUnreachable: nothing can be written there.
    """
    try:
        place = staging.reserve(environment.folders, folder, environment.program)
    except OSError as error:
        raise creation_error(environment.folders.data / "staged", error, size) from None
    try:
        _refuse_want_of_room(folder, size)
        fill(place.file)
    except OSError as error:
        place.clear()
        raise creation_error(place.file, error, size) from None
    except BaseException:
        place.clear()
        raise
    return place


def _refuse_want_of_room(folder: Path, size: int) -> None:
    free = room.free(folder)
    if folder.is_dir() and free is not None and free < size:
        raise NoSpace(folder, size, free)
