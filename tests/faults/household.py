"""The files that the fault tests break, and what must be true of them afterwards."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from patrimoine_gui.authoring import index
from patrimoine_gui.backup import backup_records, store
from patrimoine_gui.backup.container import container
from patrimoine_gui.database import file_header
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders
from tests import keys

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "data" / "history"
MIGRATIONS = ROOT / "migrations"
INVENTED = {"uid", "asset_uid", "created_at", "updated_at"}
MADE_UP = {
    "file_header": {"household_id", "mk_id", "body", "mac"},
    "statement": {"lines", "digest"},  # they name assets by their uid
    "setting": {"value"},
}
"""Columns that an upgrade invents: the only ones that two upgrades may fill differently."""

Secrets = dict[tuple[str, str], Callable[[bytes | str], bytes]]

Content = dict[str, tuple[tuple[object, ...], ...]]


@dataclass(frozen=True, slots=True)
class Household:
    """One file in a folder of its own, and the folders of its user.

    Attributes:
        file: the household file.
        folders: where its backups and reports go.
    """

    file: Path
    folders: UserFolders

    def manager(self, migrations: Path | None = None) -> MigrationManager:
        """Give the manager of this user."""
        return MigrationManager(self.folders, migrations=migrations)

    def beside(self) -> set[str]:
        """Name what stands beside the file."""
        return {entry.name for entry in os.scandir(self.file.parent)} - {self.file.name}

    def backups(self) -> tuple[store.Backup, ...]:
        """Give the backups that are whole, read again."""
        return tuple(
            item
            for item in store.listed(self.folders.backups)
            if store.is_verified(item, keys.unlocked(item.header.file_header))
        )

    def extracted(self) -> tuple[Path, ...]:
        """Give what the whole backups hold, newest first, as files of their own."""
        folder = self.folders.data.parent / "extracted"
        folder.mkdir(exist_ok=True)
        found = []
        for rank, item in enumerate(self.backups()):
            found.append(folder / f"{rank}-{item.file.stem}")
            if not found[-1].exists():
                container.extract(item.file, found[-1], keys.unlocked(item.header.file_header))
        return tuple(found)

    def unfinished(self) -> set[str]:
        """Name what stands in the folder of backups and belongs to no whole backup."""
        if not self.folders.backups.exists():
            return set()
        known = {backup_records.NAME, *(item.file.name for item in self.backups())}
        return {entry.name for entry in os.scandir(self.folders.backups)} - known

    def digest(self) -> str:
        """Give the SHA-256 of the file, byte by byte."""
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


def golden(name: str, folder: Path, data: Path | None = None) -> Household:
    """Give a copy of a golden file in a new place."""
    household = place(folder, data)
    shutil.copyfile(GOLDEN / f"{name}.patrimoine", household.file)
    return household


def place(folder: Path, data: Path | None = None) -> Household:
    """Give the place of a household whose file does not exist yet."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    data = data or folder / "user"
    folders = UserFolders(data / "data", data / "settings", data / "logs")
    return Household(home / "maison.patrimoine", folders)


def mid_size(folder: Path, rows: int = 25_000, data: Path | None = None) -> Household:
    """Give a file of version 0.1 that takes a while: the awkward golden one, and many values."""
    household = golden("0001-rich", folder, data)
    first = date(1990, 1, 1)
    with closing(sqlite3.connect(household.file)) as connection, connection:
        connection.executemany(
            "INSERT INTO balance_history VALUES (?, ?, ?)",
            (
                (rank % 10 + 1, f"{first + timedelta(rank // 10):%d/%m/%Y}", rank * 7919 % 1e5 / 10)
                for rank in range(rows)
            ),
        )
    return household


def again(source: Household, folder: Path, data: Path | None = None) -> Household:
    """Give a copy of a household's file in a new place, without its backups."""
    household = place(folder, data)
    shutil.copyfile(source.file, household.file)
    return household


def content(file: Path) -> Content:
    """Give everything a file says: marks, structure and the rows of every table, decrypted."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as connection:
        marks = tuple(
            connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("application_id", "user_version")
        )
        structure = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        tables = [name for kind, name, _sql in structure if kind == "table"]
        secrets = _secrets(connection) if "file_header" in tables else {}
        rows = {name: _rows(connection, name, secrets) for name in tables}
    return {"marks": marks, "structure": tuple(sorted(map(repr_row, structure))), **rows}


def repr_row(row: tuple[object, ...]) -> tuple[object, ...]:
    """Give a row that sorts beside any other."""
    return (repr(row),)


def _secrets(connection: sqlite3.Connection) -> Secrets:
    """Give what opens the encrypted columns of a file."""
    header = file_header.read(connection)
    assert header is not None
    fields = keys.unlocked(header).fields
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    columns = importlib.import_module(revisions.load().get(revision).measures).ENCRYPTED
    return {(table, column): fields.decryptor(label) for table, column, label in columns}


def _rows(
    connection: sqlite3.Connection, table: str, secrets: Secrets
) -> tuple[tuple[object, ...], ...]:
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    kept = [name for name in columns if name not in MADE_UP.get(table, set()) | INVENTED]
    found = connection.execute(f'SELECT {", ".join(map(_quoted, kept))} FROM "{table}"')
    openers = [secrets.get((table, name), _as_it_is) for name in kept]
    return tuple(sorted(repr_row(_opened(row, openers)) for row in found))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _as_it_is(value: object) -> object:
    return value


def _opened(row: tuple[object, ...], openers: list[Callable[..., object]]) -> tuple[object, ...]:
    return tuple(
        None if value is None else opener(value) for value, opener in zip(row, openers, strict=True)
    )


def is_whole(file: Path) -> bool:
    """Tell whether SQLite finds pages, rows, indexes and links in order."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as connection:
        checked = connection.execute("PRAGMA integrity_check").fetchall()
        return (
            checked == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()
        )


def execute(file: Path, *statements: str) -> None:
    """Change a file as another program would."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def query(file: Path, statement: str) -> list[tuple[object, ...]]:
    """Ask a file."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as connection:
        return connection.execute(statement).fetchall()


REVISION = '''"""A revision that a test injects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.work_v1 import connection_v1, tick_v1

revision = "{id}"
down_revision = "{before}"
branch_labels = None
depends_on = None

app_version = "{version}"
requires_key = False
scrub_after = {scrub}
irreversible = ""
details: tuple[str, ...] = ()
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
{upgrade}


def downgrade() -> None:
    pass
'''


def second_folder(folder: Path, *upgrades: str, scrub: bool = False) -> Path:
    """Make a second migrations folder: the program's revisions, then one for each body given.

    Args:
        folder: where to make it.
        upgrades: the body of `upgrade()` of revision 0004, 0005 and so on, not indented.
        scrub: whether they ask for clear text to be scrubbed.
    """
    target = folder / "migrations"
    versions = target / "versions"
    versions.mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        shutil.copyfile(MIGRATIONS / name, target / name)
    for path in (MIGRATIONS / "versions").glob("*_000[123]_*.py"):
        shutil.copyfile(path, versions / path.name)
    for rank, body in enumerate(upgrades, start=4):
        text = REVISION.format(
            id=f"{rank:04d}",
            before=f"{rank - 1:04d}",
            version=f"0.{rank}",
            scrub=scrub,
            upgrade="\n".join(f"    {line}" for line in body.strip().splitlines()),
        )
        (versions / f"20261201_{rank:04d}_injected.py").write_text(text, encoding="utf-8")
    index.write_index(target)
    return target
