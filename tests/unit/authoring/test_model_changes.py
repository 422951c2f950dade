"""A change of the models of every kind: `create`, edit as told, upgrade, downgrade, same data."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from patrimoine_gui.authoring.review import ReviewKind
from patrimoine_gui.database.encrypted_types import EncryptedString
from patrimoine_gui.database.models import Base
from patrimoine_gui.errors.developer import NothingToMigrate
from tests.examples.unmeasured_table import (
    FIRST,
    NAMES,
    ROWS,
    SECOND,
    STATES,
    Place,
    Row,
    finished,
    first_revision,
    gadget,
    measures_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return first_revision(tmp_path_factory.mktemp("first"))


@pytest.fixture
def place(first: Place, tmp_path: Path) -> Iterator[Place]:
    """Give a copy of the first revision and its file."""
    own = Place(Path(shutil.copytree(first.folder, tmp_path / "copy")))
    with measures_of(own):
        yield own


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
        (("0 AS rank", "id * 10 AS rank"),),
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
        back=[ROWS[0], (2, "two", 0, *ROWS[1][3:])],
    ),
    "a requirement less": Change(
        gadget({"label": sa.Column("label", sa.Text)}),
        "SELECT label FROM gadget ORDER BY id",
        [("one",), ("two",)],
        {ReviewKind.NULLABLE},
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
