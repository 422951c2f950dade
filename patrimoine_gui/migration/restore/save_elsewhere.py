"""Makes a new file of one that is open and whose name is gone: deleted, or on a lost disk."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections, file_header
from patrimoine_gui.database.lock import is_name_too_long
from patrimoine_gui.errors import (
    DamageKind,
    FileDamaged,
    FileUnreachable,
    UnreachableReason,
    UpgradeStep,
)
from patrimoine_gui.migration.copies import staging
from patrimoine_gui.migration.copies.new_file import creation_error, refuse_taken
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.progress import Unit
from patrimoine_gui.migration.restore import place_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.kept_open import KeptOpen
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.meter import Meter

COSTS: Mapping[UpgradeStep, float] = {
    UpgradeStep.SNAPSHOT: 1.0,
    UpgradeStep.VERIFY: 1.0,
    UpgradeStep.PUBLISH: 1.0,
}


def save(
    environment: Environment,
    kept: KeptOpen,
    target: Path,
    keyring: Keyring,
    meter: Meter,
) -> None:
    """Make the new file: whole, verified, with the same keys; nothing that exists is replaced.

    Raises:
        FileExists: something stands at the name.
        FileUnreachable: the open file can be read no longer.
        FileDamaged: what was read is not the file of these keys, or not whole.
        UserError: the new file cannot be written; nothing is left of it.
    """
    if is_name_too_long(target):
        raise FileUnreachable(target, UnreachableReason.NAME_TOO_LONG)
    refuse_taken(target)
    try:
        with staging.aside(environment.folders, target.parent, environment.program) as copy:
            _copy(kept, copy, meter)
            _verify(kept.file, copy, keyring, meter)
            meter.begin(UpgradeStep.PUBLISH, copy.stat().st_size, Unit.BYTES)
            place_file.put_new(copy, target, meter.tick)
    except OSError as error:
        raise creation_error(target, error, 0) from None


def _copy(kept: KeptOpen, copy: Path, meter: Meter) -> None:
    meter.begin(UpgradeStep.SNAPSHOT, 0, Unit.CHECKS)
    try:
        kept.copy_to(copy, meter.heed)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            raise creation_error(copy, error, 0) from None
        raise FileUnreachable(kept.file, UnreachableReason.IO_ERROR) from None


def _verify(file: Path, copy: Path, keyring: Keyring, meter: Meter) -> None:
    """Check every page of the copy, and that it is the file of these keys.

    Raises:
        FileDamaged: it is not.
    """
    meter.begin(UpgradeStep.VERIFY, 1, Unit.CHECKS)
    with connections.private(copy) as connection:
        found = file_header.read(connection)
        if found is None or not found.has_same_keys(keyring.header):
            raise FileDamaged(file, DamageKind.CONTENT)
        if not verification.pages_are_whole(connection, full=True):
            raise FileDamaged(file, DamageKind.PAGES)
