"""Names what stopped a run: every failure gets a type, and none carries a value of the file."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections, room
from patrimoine_gui.errors import (
    FileDamaged,
    NoSpace,
    PlanOutdated,
    ResultUnread,
    SourceBroken,
    UpgradeFailed,
    UpgradeStep,
    UserError,
    WorkKind,
)
from patrimoine_gui.migration import error_location

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)
_SOURCE_STEPS = {
    UpgradeStep.LOCK,
    UpgradeStep.SNAPSHOT,
    UpgradeStep.BACKUP,
    UpgradeStep.MEASURE_BEFORE,
}
"""Steps that only read what the user gave: a damage found there was there before."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a run was when it stopped.

    Attributes:
        file: the user's file.
        step: the step under way.
        revision: id of the revision that ran, "" when none did.
        backup: the verified backup, None when it was not made yet.
        needed: bytes needed on the disk of the file.
        kind: the work.
        migrations: folder of the revisions, None where none runs.
    """

    file: Path
    step: UpgradeStep
    revision: str
    backup: Path | None
    needed: int
    kind: WorkKind = WorkKind.VERSION
    migrations: Path | None = None


def named(error: Exception, moment: Moment) -> UserError:
    """Give the error of ours that stands for what stopped a run, by types and codes only."""
    where = moment.step, moment.revision, moment.backup
    if isinstance(error, SourceBroken):
        return UpgradeFailed(*where, error.cause, "", moment.kind, error.place)
    cause = _root(error)
    code = getattr(cause, "sqlite_errorname", "")
    if room.is_lacking(cause, moment.file, moment.needed):
        folder = moment.file.parent
        return NoSpace(folder, moment.needed, room.free(folder))
    if code == "SQLITE_READONLY_DBMOVED":
        return PlanOutdated(moment.file)
    if isinstance(cause, sqlite3.Error):
        known = connections.user_error(moment.file, cause)
        was_damaged = isinstance(known, FileDamaged) and moment.step in _SOURCE_STEPS
        if known is not None and (was_damaged or moment.step is UpgradeStep.LOCK):
            return known
    why = code or type(cause).__name__
    place = _source_place(error, moment)
    return UpgradeFailed(*where, why, _row(cause), moment.kind, place)


def _source_place(error: Exception, moment: Moment) -> str:
    """Give the file and line of the revision that raised, "" where none ran."""
    found = error_location.named(error, moment.migrations) if moment.migrations else None
    return found.place if found and moment.revision else ""


def _row(cause: BaseException) -> str:
    """Give the table and the id of the record that a revision names, "" when it names none."""
    from migrations.frozen.fields_v1 import RowChangedV1, RowUnreadableV1

    named_row = isinstance(cause, RowChangedV1 | RowUnreadableV1)
    return " ".join(map(str, cause.args)) if named_row else ""


@contextmanager
def too_late_to_fail() -> Iterator[None]:
    """Log whatever goes wrong, and go on: the file is published, nothing may deny it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  (a failure here would be told as "nothing changed")
        _log.info("after the end: %s at %s", type(error).__name__, place(error))


@contextmanager
def published(file: Path, backup: Path | None) -> Iterator[None]:
    """Give whatever goes wrong the one name that it may have once the file is published.

    Raises:
        ResultUnread: something went wrong.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001  (raised again, under its name)
        _log.info("after the publication: %s at %s", type(error).__name__, place(error))
        raise ResultUnread(file, backup) from None


def place(error: BaseException) -> str:
    """Tell where an error arose, without its text, which may hold a value."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(f"{Path(item.filename).name}:{item.lineno}" for item in reversed(frames))


def _root(error: BaseException) -> BaseException:
    """Give the first error behind those that libraries wrapped around it."""
    inner = getattr(error, "orig", None) or error.__cause__
    return _root(inner) if isinstance(inner, BaseException) else error
