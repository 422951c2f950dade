"""Columns that `create` encrypts, or makes clear again: up and down, with every value."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from patrimoine_gui.authoring import index
from patrimoine_gui.authoring.review import ReviewKind
from patrimoine_gui.database.encrypted_types import (
    EncryptedInteger,
    EncryptedString,
    EncryptedType,
    EncryptedValue,
)
from patrimoine_gui.errors.developer import LabelChanged, NothingToMigrate
from tests.examples.unmeasured_table import (
    FIRST,
    ROWS,
    SECOND,
    Columns,
    Place,
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
    script = index.read_script(written.file)
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
