"""Gives a file or a backup to be looked at: a private copy at head, never published."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.backup import streams
from patrimoine_gui.backup.container import layout
from patrimoine_gui.database import bounds, connections, file_header
from patrimoine_gui.errors import FileUnreachable, PlanOutdated, UpgradeStep
from patrimoine_gui.migration import upgrade_run
from patrimoine_gui.migration.copies import staging
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.mending import private_copy
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.planning import planner
from patrimoine_gui.migration.progress import Unit, part_of
from patrimoine_gui.migration.restore import extract, restoration

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.bounds import Bounded
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.diagnosis import Diagnosis
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.progress import Cancel, Report

_PAGES = 512


@contextmanager
def consult(
    environment: Environment, source: Path, keyring: Keyring, report: Report, cancel: Cancel
) -> Iterator[Path]:
    """Give the copy, and remove it at the end; see `RestoreManager.consult`."""
    folder = staging.folder(environment.folders)
    copying = part_of(report, 0.0, 1.0 - restoration.UPGRADE)
    if _is_backup(source):
        meter = Meter(copying, cancel, extract.COSTS)
        staged = extract.stage(environment, source, keyring, folder, meter)
        revision = environment.revisions.get(environment.inspect(staged.file).revision)
        private_copy.put_in_order(staged.file, source, environment.migrations, revision, meter)
    else:
        staged = _copied(
            environment, source.resolve(), keyring, folder, Meter(copying, cancel, _COSTS)
        )
    with staged:
        if environment.inspect(staged.file).revision != environment.revisions.head.id:
            upgrading = part_of(report, 1.0 - restoration.UPGRADE, 1.0)
            plan = planner.plan(environment, staged)
            run = upgrade_run.over_revisions(environment, plan, staged.keyring, upgrading, cancel)
            run.execute()
        yield staged.file


_COSTS = {UpgradeStep.SNAPSHOT: 1.0, UpgradeStep.VERIFY: 1.0}


def _is_backup(source: Path) -> bool:
    """Tell a backup by its first bytes; a file that this process holds is none, and not read."""
    with connections.gate:
        if connections.is_held(source):
            return False
        try:
            with streams.opened(source) as reader:
                return streams.first(reader, len(layout.MAGIC)) == layout.MAGIC
        except FileUnreachable:  # told by whoever opens it
            return False


def _copied(
    environment: Environment, file: Path, keyring: Keyring, folder: Path, meter: Meter
) -> Staged:
    """Copy a file beside whoever works on it: nothing of it is locked or written."""
    found = environment.inspect(file)
    if found.error is not None:
        raise found.error

    def fill(copy: Path) -> None:
        meter.begin(UpgradeStep.SNAPSHOT, found.size, Unit.BYTES)
        os.close(files.created(copy))
        with connections.private(copy) as target:
            _copy(file, target, meter)
            meter.begin(UpgradeStep.VERIFY, 1, Unit.CHECKS)
            with meter.watching(target):
                _check_structure(target, environment, found)
        revision = environment.revisions.get(found.revision)
        private_copy.put_in_order(copy, file, environment.migrations, revision, meter)
        with connections.private(copy) as target:
            _check_keys(target, environment, found, keyring)

    return extract.filled(environment, folder, found.size, fill).holds(None, keyring, None)


def _copy(file: Path, target: sqlite3.Connection, meter: Meter) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        meter.tick(total - remaining, total)

    with connections.reading(file, whole=True) as source:
        source.execute("BEGIN")  # else a writer beside it makes the copy begin again
        source.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        source.backup(target, pages=_PAGES, progress=step)
        source.execute("ROLLBACK")
    target.execute("PRAGMA journal_mode = DELETE")


def _check_structure(copy: Bounded, environment: Environment, found: Diagnosis) -> None:
    """Refuse a copy that is not built as its revision is.

    Raises:
        FileDamaged, HostileObject: the file is not in order.
    """
    with bounds.only_reading(copy, bounds.seconds_for(found.size)):
        inventory.check_objects(copy, found.file)
        verification.check_structure(copy, found.file, environment.migrations, found.revision)


def _check_keys(
    copy: sqlite3.Connection, environment: Environment, found: Diagnosis, keyring: Keyring
) -> None:
    """Refuse a copy that other keys open.

    Raises:
        PlanOutdated: it has other keys.
    """
    if environment.revisions.get(found.revision).protects:
        header = file_header.read(copy)
        if header is None or not header.has_same_keys(keyring.header):
            raise PlanOutdated(found.file)
