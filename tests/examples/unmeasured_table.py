"""A table that no measure reads, so that tests may do anything to it, on a copy of a golden file.

In a second folder of revisions, made by `create` itself.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import migrations.frozen
from migrations.frozen.fields_v1 import STRINGS, reader_v1, seal_v1, unpack_v1
from patrimoine_gui import paths
from patrimoine_gui.authoring import create, index, revision_template
from patrimoine_gui.database.encrypted_types import EncryptedString
from patrimoine_gui.database.models import Base
from patrimoine_gui.migration import revision_keys
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.revisions import load
from patrimoine_gui.migration.schema import fresh_build
from tests.history import journeys

if TYPE_CHECKING:
    from patrimoine_gui.authoring.create import WrittenRevision

ROOT = Path(__file__).resolve().parents[2]
HEAD = index.read_chain(ROOT / "migrations")[-1].id
FIRST, SECOND = (f"{int(HEAD) + step:04d}" for step in (1, 2))
GOLDEN = revision_template.newest_golden(ROOT / "tests", HEAD)
GOLDEN_FILE = journeys.GOLDEN / f"{GOLDEN}.patrimoine"

Columns = dict[str, sa.Column[Any]]
Row = tuple[object, ...]

ROWS: list[Row] = [(1, "one", 10, "clear", b"\x00\xff", "new"), (2, "two", None, None, None, "old")]
NAMES = ("id", "label", "size", "memo", "raw", "state")
STATES = "state = 'new' OR state = 'old'"


def gadget(
    changed: Columns | None = None, dropped: tuple[str, ...] = (), more: tuple[Any, ...] = ()
) -> sa.MetaData:
    """Give the models of head with the table that the tests change."""
    models = sa.MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(models)
    columns: Columns = {
        "id": sa.Column("id", sa.Integer, nullable=False),
        "label": sa.Column("label", sa.Text, nullable=False),
        "size": sa.Column("size", sa.Integer),
        "memo": sa.Column("memo", sa.Text),
        "raw": sa.Column("raw", sa.LargeBinary),
        "state": sa.Column("state", sa.Text, nullable=False),
        "secret": sa.Column("secret", EncryptedString("gadget.secret")),
        **(changed or {}),
    }
    kept = [column for name, column in columns.items() if name not in dropped]
    names = {getattr(item, "name", None) for item in more}
    check = sa.CheckConstraint(STATES, name="ck_gadget_state")
    constraints = [] if check.name in names else [check]
    key = sa.PrimaryKeyConstraint("id", name="pk_gadget")
    sa.Table("gadget", models, *kept, key, *constraints, *more)
    return models


# --- where the tests work -------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A second folder of revisions, and a golden file.

    Attributes:
        folder: what the migrations folder stands in.
    """

    folder: Path

    @property
    def migrations(self) -> Path:
        return self.folder / "migrations"

    @property
    def file(self) -> Path:
        return self.folder / "golden.patrimoine"

    def create(self, models: sa.MetaData, sentence: str = "Things change") -> WrittenRevision:
        return create.write_revision(self.migrations, sentence, models)

    def reach(self, target: str) -> None:
        load.cache_clear()
        folders = paths.UserFolders(*(self.folder / name for name in ("data", "settings", "logs")))
        manager = MigrationManager(folders, migrations=self.migrations)
        plan = manager.plan(self.file, target)
        journeys.run(manager, plan)

    def rows(self, query: str) -> list[Row]:
        return journeys.rows(self.file, query)

    def gadgets(self) -> list[Row]:
        return self.rows(f"SELECT {', '.join(NAMES)} FROM gadget ORDER BY id")

    def opened(self, column: str, label: str) -> list[object]:
        """Open the tokens of a column of the table."""
        reader = reader_v1(revision_keys.of(journeys.keyring_of(GOLDEN_FILE)), label)
        tokens = self.rows(f"SELECT {column} FROM gadget ORDER BY id")
        return [None if token is None else unpack_v1(reader(token)) for (token,) in tokens]


def first_revision(folder: Path) -> Place:
    """Bring the golden file to a first new revision, made by `create`, and fill its table."""
    place = Place(folder)
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "migrations", place.migrations, ignore=unwanted)
    shutil.copy(ROOT / "alembic.ini", place.folder)
    shutil.copy(GOLDEN_FILE, place.file)
    with measures_of(place):
        place.create(gadget(), "Gadgets are counted")
        place.reach(FIRST)
    fresh_build.write_down(place.migrations)  # or each test would build it twice
    fresh_build.forget()
    held = revision_keys.of(journeys.keyring_of(GOLDEN_FILE))
    token = seal_v1(held.data[held.active], held.active, "gadget.secret", STRINGS)(b"hidden")
    query = "INSERT INTO gadget (id, label, size, memo, raw, state, secret)"
    with closing(sqlite3.connect(place.file)) as connection, connection:
        values = [(*row, token if row[0] == 1 else None) for row in ROWS]
        connection.executemany(f"{query} VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return place


def finished(written: WrittenRevision, edits: tuple[tuple[str, str], ...]) -> None:
    """Edit a revision as it asks, and strike the comments out."""
    text = written.file.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, (old, text)
        text = text.replace(old, new)
    written.file.write_text(text, encoding="utf-8")
    index.write_index(written.file.parents[1])


class measures_of:  # noqa: N801  (used as a function)
    """Let the measures that `create` writes be imported from where it wrote them."""

    def __init__(self, place: Place) -> None:
        self._folder = str(place.migrations / "frozen")

    def __enter__(self) -> None:
        self._forget()
        migrations.frozen.__path__.append(self._folder)

    def __exit__(self, *_error: object) -> None:
        migrations.frozen.__path__.remove(self._folder)
        self._forget()

    @staticmethod
    def _forget() -> None:
        for revision in (FIRST, SECOND):
            sys.modules.pop(f"migrations.frozen.measures_{revision}", None)
            vars(migrations.frozen).pop(f"measures_{revision}", None)
