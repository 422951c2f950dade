"""A change of the models of every kind: `create`, edit as told, upgrade, downgrade, same data.

On a golden file, by the engine, in a second folder of revisions. A first revision brings a table
that no measure reads, so that a second one may do anything to it.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import migrations.frozen
from migrations.frozen.fields_v1 import reader_v1, seal_legacy_v1, unpack_v1
from patrimoine_gui import paths
from patrimoine_gui.database.encrypted_types import (
    EncryptedInteger,
    EncryptedString,
    EncryptedType,
    EncryptedValue,
)
from patrimoine_gui.database.models import Base
from patrimoine_gui.errors import UpgradeFailed
from patrimoine_gui.migration import authoring, indexing, keys, skeleton
from patrimoine_gui.migration.authoring import LabelChanged, NothingToMigrate, WrittenRevision
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.review import ReviewKind
from patrimoine_gui.migration.revisions import load
from tests.history import journeys

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
HEAD = indexing.read_chain(ROOT / "migrations")[-1].id
FIRST, SECOND = (f"{int(HEAD) + step:04d}" for step in (1, 2))
GOLDEN = skeleton.newest_golden(ROOT / "tests", HEAD)

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
        return authoring.create(self.migrations, sentence, models)

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
        reader = reader_v1(keys.of(journeys.keyring_of(GOLDEN_FILE)), label)
        tokens = self.rows(f"SELECT {column} FROM gadget ORDER BY id")
        return [None if token is None else unpack_v1(reader(token)) for (token,) in tokens]


GOLDEN_FILE = journeys.GOLDEN / f"{GOLDEN}.patrimoine"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Bring the golden file to a first new revision, made by `create`, and fill its table."""
    place = Place(tmp_path_factory.mktemp("first"))
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "migrations", place.migrations, ignore=unwanted)
    shutil.copy(ROOT / "alembic.ini", place.folder)
    shutil.copy(GOLDEN_FILE, place.file)
    with measures_of(place):
        place.create(gadget(), "Gadgets are counted")
        place.reach(FIRST)
    legacy = journeys.keyring_of(GOLDEN_FILE).fields.legacy
    assert legacy is not None
    token = seal_legacy_v1(legacy)(b"hidden")
    query = "INSERT INTO gadget (id, label, size, memo, raw, state, secret)"
    with closing(sqlite3.connect(place.file)) as connection, connection:
        values = [(*row, token if row[0] == 1 else None) for row in ROWS]
        connection.executemany(f"{query} VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return place


@pytest.fixture
def place(first: Place, tmp_path: Path) -> Iterator[Place]:
    """Give a copy of the first revision and its file."""
    own = Place(Path(shutil.copytree(first.folder, tmp_path / "copy")))
    with measures_of(own):
        yield own


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


# --- the changes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One change of the models.

    Attributes:
        models: the models afterwards.
        kinds: what the file has to ask.
        query: what to read after the upgrade.
        found: what is then read.
        edits: what the developer replaces, as he was told.
        back: the rows after the downgrade, those of before by default.
    """

    models: sa.MetaData
    query: str
    found: list[Row]
    kinds: set[ReviewKind] = field(default_factory=set)
    edits: tuple[tuple[str, str], ...] = ()
    back: list[Row] = field(default_factory=lambda: ROWS)


def without(name: str) -> list[Row]:
    place = NAMES.index(name)
    return [(*row[:place], None, *row[place + 1 :]) for row in ROWS]


def shelf() -> sa.MetaData:
    models = gadget()
    key = sa.PrimaryKeyConstraint("id", name="pk_shelf")
    sa.Table("shelf", models, sa.Column("id", sa.Integer, nullable=False), key)
    return models


CHANGES = {
    "a new table": Change(shelf(), "SELECT count(*) FROM shelf", [(0,)]),
    "a new column": Change(
        gadget({"tag": sa.Column("tag", sa.Text)}), "SELECT tag FROM gadget", [(None,), (None,)]
    ),
    "a new required column": Change(
        gadget({"rank": sa.Column("rank", sa.Integer, nullable=False)}),
        "SELECT id, rank FROM gadget ORDER BY id",
        [(1, 10), (2, 20)],
        {ReviewKind.NOT_NULL, ReviewKind.IRREVERSIBLE},
        (("SET rank = NULL", "SET rank = id * 10"),),
    ),
    "a new encrypted column": Change(
        gadget({"pin": sa.Column("pin", EncryptedString("gadget.pin"))}),
        "SELECT pin FROM gadget",
        [(None,), (None,)],
        {ReviewKind.TOKENS, ReviewKind.MEASURES_WRITTEN},
    ),
    "a dropped column": Change(
        gadget(dropped=("memo",)),
        "SELECT name FROM pragma_table_info('gadget') WHERE name = 'memo'",
        [],
        {ReviewKind.DATA_DROPPED, ReviewKind.IRREVERSIBLE},
        back=without("memo"),
    ),
    "a type": Change(
        gadget({"size": sa.Column("size", sa.Text)}),
        "SELECT size FROM gadget ORDER BY id",
        [("10",), (None,)],
        {ReviewKind.TYPE, ReviewKind.REBUILT},
    ),
    "a requirement": Change(
        gadget({"size": sa.Column("size", sa.Integer, nullable=False)}),
        "SELECT size FROM gadget ORDER BY id",
        [(10,), (0,)],
        {ReviewKind.NULLABLE},
        (("SET size = NULL", "SET size = 0"),),
        [ROWS[0], (2, "two", 0, *ROWS[1][3:])],
    ),
    "a requirement less": Change(
        gadget({"label": sa.Column("label", sa.Text)}),
        "SELECT label FROM gadget ORDER BY id",
        [("one",), ("two",)],
        {ReviewKind.NULLABLE},
        (("SET label = NULL", "SET label = ''"),),
    ),
    "a default": Change(
        gadget({"memo": sa.Column("memo", sa.Text, server_default="nothing")}),
        "SELECT dflt_value FROM pragma_table_info('gadget') WHERE name = 'memo'",
        [("'nothing'",)],
    ),
    "a unique constraint": Change(
        gadget(more=(sa.UniqueConstraint("label", name="uq_gadget_label"),)),
        "SELECT origin FROM pragma_index_list('gadget')",
        [("u",)],
        {ReviewKind.EXISTING_ROWS},
    ),
    "a condition": Change(
        gadget(more=(sa.CheckConstraint(f"{STATES} OR state = 'lost'", name="ck_gadget_state"),)),
        "SELECT count(*) FROM sqlite_master WHERE name = 'gadget' AND sql LIKE '%lost%'",
        [(1,)],
        {ReviewKind.EXISTING_ROWS},
    ),
    "an index": Change(
        gadget(more=(sa.Index("ix_gadget_label", "label"),)),
        "SELECT name FROM pragma_index_list('gadget')",
        [("ix_gadget_label",)],
    ),
    "a rename": Change(
        gadget({"remark": sa.Column("remark", sa.Text)}, dropped=("memo",)),
        "SELECT remark FROM gadget ORDER BY id",
        [("clear",), (None,)],
        {ReviewKind.RENAME},
        (
            (
                '    op.add_column("gadget", sa.Column("remark", sa.Text(), nullable=True))\n',
                '    op.execute("ALTER TABLE gadget RENAME COLUMN memo TO remark")\n',
            ),
            ('    op.drop_column("gadget", "memo")\n', ""),
            (
                '    op.add_column("gadget", sa.Column("memo", sa.TEXT(), nullable=True))\n',
                '    op.execute("ALTER TABLE gadget RENAME COLUMN remark TO memo")\n',
            ),
            ('    op.drop_column("gadget", "remark")\n', ""),
        ),
    ),
    "a table less": Change(
        Base.metadata,
        "SELECT name FROM sqlite_master WHERE name = 'gadget'",
        [],
        {ReviewKind.DATA_DROPPED},
        back=[],
    ),
}


def finished(written: WrittenRevision, edits: tuple[tuple[str, str], ...]) -> None:
    """Edit a revision as it asks, and strike the comments out."""
    text = written.file.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1, (old, text)
        text = text.replace(old, new)
    written.file.write_text(text, encoding="utf-8")
    indexing.write_index(written.file.parents[1])


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_goes_up_and_down_with_its_data(name: str, place: Place) -> None:
    change = CHANGES[name]
    written = place.create(change.models)
    assert change.kinds <= {note.kind for note in written.notes}
    text = " ".join(written.file.read_text(encoding="utf-8").replace("    # ", " ").split())
    inside = change.kinds - {ReviewKind.IRREVERSIBLE, ReviewKind.MEASURES_WRITTEN}
    asked = [note for note in written.notes if note.kind in inside]
    assert all(str(note).removeprefix("downgrade(): ") in text for note in asked)
    finished(written, change.edits)
    with pytest.raises(NothingToMigrate):
        place.create(change.models)
    place.reach(SECOND)
    assert place.rows(change.query) == change.found
    place.reach(FIRST)
    assert place.gadgets() == change.back
    place.reach(SECOND)


@pytest.mark.parametrize("name", ["a new required column", "a requirement"])
def test_what_was_not_edited_changes_no_file(name: str, place: Place) -> None:
    place.create(CHANGES[name].models)
    before = place.file.read_bytes()
    with pytest.raises(UpgradeFailed):
        place.reach(SECOND)
    assert place.file.read_bytes() == before


ENCRYPTED: dict[str, tuple[str, EncryptedType[Any], list[object]]] = {
    "a text": ("memo", EncryptedString("gadget.memo"), ["clear", None]),
    "bytes in a column of the same storage": (
        "raw",
        EncryptedValue("gadget.raw"),
        [b"\x00\xff", None],
    ),
    "a number": ("size", EncryptedInteger("gadget.size"), ["10", None]),
    "a required text": ("label", EncryptedString("gadget.label"), ["one", "two"]),
}


@pytest.mark.parametrize("name", ENCRYPTED)
def test_a_clear_column_is_encrypted_and_comes_back(name: str, place: Place) -> None:
    column, kind, found = ENCRYPTED[name]
    required = column == "label"
    models = gadget({column: sa.Column(column, kind, nullable=not required)})
    written = place.create(models)
    assert ReviewKind.ENCRYPTED in {note.kind for note in written.notes}
    script = indexing.read_script(written.file)
    assert [script.flag(item) for item in ("requires_key", "scrub_after", "protects")] == [True] * 3
    with pytest.raises(NothingToMigrate):
        place.create(models)
    place.reach(SECOND)
    assert place.opened(column, kind.label) == found
    place.reach(FIRST)
    assert place.gadgets() == ROWS


def test_a_label_that_changes_is_refused(place: Place) -> None:
    models = gadget({"secret": sa.Column("secret", EncryptedString("gadget.other"))})
    with pytest.raises(LabelChanged) as caught:
        place.create(models)
    assert caught.value.columns == ("gadget.secret",)


def test_an_encrypted_column_that_is_renamed_keeps_its_tokens(place: Place) -> None:
    """No key, no rewriting: the label is not the name of the column."""
    renamed: Columns = {"hint": sa.Column("hint", EncryptedString("gadget.secret"))}
    models = gadget(renamed, dropped=("secret",))
    written = place.create(models)
    column = "sa.LargeBinary(), nullable=True))"
    stored = "sa.BLOB(), nullable=True))"
    rename = 'op.execute("ALTER TABLE gadget RENAME COLUMN {} TO {}")'
    edits = (
        (f'op.add_column("gadget", sa.Column("hint", {column}', rename.format("secret", "hint")),
        ('    op.drop_column("gadget", "secret")\n', ""),
        (f'op.add_column("gadget", sa.Column("secret", {stored}', rename.format("hint", "secret")),
        ('    op.drop_column("gadget", "hint")\n', ""),
    )
    finished(written, edits)
    with pytest.raises(NothingToMigrate):
        place.create(models)
    place.reach(SECOND)
    assert place.opened("hint", "gadget.secret") == ["hidden", None]
    place.reach(FIRST)
    assert place.opened("secret", "gadget.secret") == ["hidden", None]


def test_an_encrypted_column_is_made_clear_and_comes_back(place: Place) -> None:
    models = gadget({"secret": sa.Column("secret", sa.Text)})
    written = place.create(models)
    assert ReviewKind.DECRYPTED in {note.kind for note in written.notes}
    with pytest.raises(NothingToMigrate):
        place.create(models)
    place.reach(SECOND)
    assert place.rows("SELECT secret FROM gadget ORDER BY id") == [("hidden",), (None,)]
    place.reach(FIRST)
    assert place.opened("secret", "gadget.secret") == ["hidden", None]
    assert place.gadgets() == ROWS
