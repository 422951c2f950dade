"""The household of the pictures: upgraded one day, backed up on others, changed between them."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, Self
from unittest import mock

from patrimoine_gui import config, paths
from patrimoine_gui.backup import store
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.crypto import header_creation
from patrimoine_gui.crypto.kdf_policy import KdfPolicy
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.migration.log import upgrade_log
from patrimoine_gui.migration.manager import MigrationManager
from tests.faults.household import execute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PHRASE: Final = "quatre tilleuls et une balançoire bleue"
QUICK: Final = KdfPolicy.for_tests()
NAME: Final = f"Famille Garnier{config.FILE_EXTENSION}"
DOCUMENTS: Final = "Documents"

_OLDEST: Final = "valuation WHERE asset_id = {} ORDER BY as_of LIMIT 1"
_SLIPS: Final = (
    "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)",
    f"UPDATE valuation SET amount = (SELECT amount FROM {_OLDEST.format(4)})"  # noqa: ISC004
    f" WHERE id = (SELECT id FROM {_OLDEST.format(3)})",
)
"""A value that goes, and one that becomes another."""


@dataclass(frozen=True, slots=True)
class Household:
    """A file in the documents of a user who has used the program for some weeks.

    Attributes:
        file: at the present format, protected.
        manager: of its user.
        keyring: opens the file and its backups.
    """

    file: Path
    manager: MigrationManager
    keyring: Keyring

    @property
    def backups(self) -> list[Path]:
        """The backups, oldest first."""
        folder = self.manager.folders.backups
        return sorted(folder.glob(f"*{config.BACKUP_EXTENSION}"))


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """Let backups and the log of upgrades believe that it is another day, a little after six."""
    moment = datetime.now(UTC).replace(hour=18, minute=12, second=0) - timedelta(days=days)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(moment.timestamp(), tz)

    with (
        mock.patch.object(store, "datetime", Clock),
        mock.patch.object(upgrade_log, "datetime", Clock),
    ):
        yield


def example(home: Path, name: str = NAME) -> Path:
    """Give a copy of the example, in its old format, among the documents."""
    file = home / DOCUMENTS / name
    file.parent.mkdir(exist_ok=True)
    shutil.copyfile(paths.example_file(), file)
    return file


def furnish(home: Path) -> Household:
    """Make the household and its backups, in a home that is empty."""
    manager = MigrationManager(paths.user_folders(), program=config.APP_ID)
    keyring = Keyring.create(PHRASE, QUICK)[0]
    found = Household(example(home), manager, keyring)
    with days_ago(40):
        manager.upgrade(manager.plan(found.file), keyring)
    with days_ago(12):
        manager.backups.make(found.file, keyring, kind=BackupKind.AUTOMATIC)
    execute(found.file, *(_value_of(asset, 9) for asset in (1, 2, 3)))
    with days_ago(3):
        manager.backups.make(found.file, keyring, kind=BackupKind.MANUAL)
    execute(found.file, *(_value_of(asset, 1) for asset in (4, 5)), *_SLIPS)
    return found


def _value_of(asset: int, days: int) -> str:
    """Enter a value of some days ago, the same as the one before."""
    day = datetime.now(UTC).date() - timedelta(days=days)
    columns = "asset_id, amount, currency, source, is_estimate, created_at, updated_at"
    return (
        f"INSERT INTO valuation (uid, as_of, {columns})"
        f" SELECT lower(hex(randomblob(16))), '{day}', {columns}"
        f" FROM valuation WHERE asset_id = {asset} ORDER BY as_of DESC LIMIT 1"
    )


def without_recovery_key() -> Keyring:
    """Give keys that a passphrase alone opens."""
    made = Keyring.create(PHRASE, QUICK)[0]
    fields = header_creation.format_2_field_keys(made.fields)
    return Keyring(*header_creation.new_header(made.household_id, fields, PHRASE, QUICK))
