"""`create`: the revision that it writes runs up and down, and it never writes a bad one."""

from __future__ import annotations

import ast
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext

from patrimoine_gui.authoring import autogenerate, index, source_format
from patrimoine_gui.authoring.create import WrittenRevision, slug, write_revision
from patrimoine_gui.authoring.review import ReviewKind
from patrimoine_gui.authoring.revision_functions import MARK
from patrimoine_gui.database.models import Base
from patrimoine_gui.errors import FileExists
from patrimoine_gui.errors.developer import (
    DescriptionUnusable,
    NothingToMigrate,
    RevisionsForked,
    RevisionsUnwritable,
)
from patrimoine_gui.migration.schema import fresh_build, structure
from tests.command_line import content, revisions_to

ROOT = Path(__file__).resolve().parents[3]
HEAD = index.read_chain(ROOT / "migrations")[-1].id
NEXT = f"{int(HEAD) + 1:04d}"
TODAY = date(2027, 3, 9)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return revisions_to(tmp_path / "clone")


def changed_models(table: str, *columns: sa.Column[Any], dropped: str = "") -> sa.MetaData:
    """Copy the models with columns added to a table, and one dropped."""
    models = sa.MetaData()
    for original in Base.metadata.sorted_tables:
        copy = original.to_metadata(models)
        if original.name == table:
            for column in columns:
                copy.append_column(column, replace_existing=True)
            if dropped:
                copy._columns.remove(copy.c[dropped])
    return models


def create(clone: Path, models: sa.MetaData | None, text: str = "Things change") -> WrittenRevision:
    return write_revision(clone / "migrations", text, models, TODAY)


def kinds(written: WrittenRevision) -> set[ReviewKind]:
    return {note.kind for note in written.notes}


def columns_of(connection: sqlite3.Connection, table: str) -> dict[str, tuple[str, int]]:
    rows = connection.execute(f"PRAGMA table_info({table})")
    return {row[1]: (row[2], row[3]) for row in rows}


# --- the models ---------------------------------------------------------------------------------


def test_the_models_make_exactly_the_schema_of_head() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as link, closing(fresh_build.build(ROOT / "migrations")) as head:
        Base.metadata.create_all(link)
        raw = link.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        made, expected = structure.read(raw), structure.read(head)
    engine.dispose()
    tables = set(expected.tables) - {"alembic_version"}
    assert set(made.tables) == tables
    assert {name: made.tables[name] for name in tables} == {
        name: expected.tables[name] for name in tables
    }
    assert made.indexes == expected.indexes


# --- what is written ----------------------------------------------------------------------------


def test_unchanged_models_write_nothing(clone: Path) -> None:
    before = content(clone)
    with pytest.raises(NothingToMigrate):
        create(clone, Base.metadata)
    assert content(clone) == before


def test_an_added_column_becomes_a_revision_that_runs_up_and_down(clone: Path) -> None:
    models = changed_models("asset", sa.Column("archived_on", sa.Text()))
    written = create(clone, models, "Assets can be archived")
    migrations = clone / "migrations"
    assert written.file.name == f"20270309_{NEXT}_assets_can_be_archived.py"
    assert (written.revision, written.down_revision) == (NEXT, HEAD)
    with closing(fresh_build.build(migrations)) as connection:
        assert columns_of(connection, "asset")["archived_on"] == ("TEXT", 0)
    with closing(fresh_build.build(migrations, HEAD)) as connection:
        assert "archived_on" not in columns_of(connection, "asset")
    assert autogenerate.compare(migrations, models, NEXT) is None


def test_what_was_written_goes_back_to_the_schema_before(clone: Path) -> None:
    models = changed_models("asset", sa.Column("archived_on", sa.Text()), dropped="note")
    create(clone, models)
    migrations = clone / "migrations"
    with autogenerate.head_in_memory(migrations) as link:
        raw = link.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        run_downgrade(link, migrations / "versions")
        found = structure.read(raw)
    with closing(fresh_build.build(migrations, HEAD)) as connection:
        expected = structure.read(connection)
    assert structure.differences(found, expected) == ()


def run_downgrade(link: sa.Connection, versions: Path) -> None:
    from alembic.operations import Operations

    namespace: dict[str, object] = {}
    source = next(versions.glob(f"*_{NEXT}_*.py"))
    exec(compile(source.read_text(encoding="utf-8"), str(source), "exec"), namespace)  # noqa: S102
    downgrade = namespace["downgrade"]
    assert callable(downgrade)
    with Operations.context(MigrationContext.configure(link)):
        downgrade()


def test_the_sentence_and_the_constants_are_those_the_index_reads(clone: Path) -> None:
    written = create(clone, None, "  Notes may be long  ")
    script = index.read_script(written.file)
    assert script.sentence == "Notes may be long."
    assert {"requires_key", "scrub_after", "irreversible", "app_version"} <= set(script.constants)
    assert script.items("details") == ()
    assert script.items("changes") == ()
    text = (clone / "migrations" / "index.py").read_text(encoding="utf-8")
    assert "Notes may be long." in text
    assert text == index.render_index(clone / "migrations")


def test_an_empty_revision_is_written_when_it_is_asked_for(clone: Path) -> None:
    written = create(clone, None)
    tree = ast.parse(written.file.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions] == ["upgrade", "downgrade"]
    assert all(len(node.body) == 1 for node in functions)
    with closing(fresh_build.build(clone / "migrations")) as connection:
        stamp = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert stamp == (NEXT,)


@pytest.mark.parametrize("empty", [True, False])
def test_what_is_written_satisfies_the_house_rules(clone: Path, *, empty: bool) -> None:
    column = sa.Column("tag", sa.Text(), server_default="x")
    written = create(clone, None if empty else changed_models("asset", column))
    for words in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *words, "--no-cache", str(written.file)]
        done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


# --- what to review -----------------------------------------------------------------------------


def test_a_dropped_and_an_added_column_look_like_a_rename(clone: Path) -> None:
    models = changed_models("asset", sa.Column("bank", sa.Text()), dropped="note")
    written = create(clone, models)
    assert {ReviewKind.RENAME, ReviewKind.DATA_DROPPED} <= kinds(written)
    assert ReviewKind.REBUILT not in kinds(written)  # both are native
    assert "asset.note → bank" in {note.subject for note in written.notes}


def test_a_required_column_without_default_is_pointed_at(clone: Path) -> None:
    written = create(clone, changed_models("asset", sa.Column("rank", sa.Integer, nullable=False)))
    notes = [note for note in written.notes if note.kind is ReviewKind.NOT_NULL]
    assert [note.subject for note in notes] == ["asset.rank"]


def test_a_table_that_others_point_to_is_made_anew_without_a_batch(clone: Path) -> None:
    column = sa.Column("rank", sa.Integer, nullable=False)
    written = create(clone, changed_models("asset", column, dropped="updated_at"))
    notes = [note for note in written.notes if note.kind is ReviewKind.REBUILT]
    assert [note.subject for note in notes] == ["asset"]
    text = written.file.read_text(encoding="utf-8")
    assert "batch_alter_table" not in text
    assert text.count('op.rename_table("_alembic_tmp_asset", "asset")') == 2


def test_a_required_column_that_comes_back_is_pointed_at(clone: Path) -> None:
    written = create(clone, changed_models("asset", dropped="updated_at"))
    notes = [note for note in written.notes if note.kind is ReviewKind.NOT_NULL]
    assert [note.subject for note in notes] == ["downgrade(): asset.updated_at"]


def test_a_changed_type_and_a_new_requirement_are_pointed_at(clone: Path) -> None:
    column = sa.Column("undone_by", sa.Integer, nullable=False)
    models = changed_models("journal", column)
    assert {ReviewKind.REBUILT, ReviewKind.TYPE, ReviewKind.NULLABLE} <= kinds(
        create(clone, models)
    )


def test_an_unnamed_constraint_is_pointed_at(clone: Path) -> None:
    models = changed_models("")
    sa.Table(
        "tag",
        models,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.Text),
        sa.UniqueConstraint("label"),
    )
    notes = [note for note in create(clone, models).notes if note.kind is ReviewKind.UNNAMED]
    assert [note.subject for note in notes] == ["tag UNIQUE (label)"]


def test_translation_golden_file_and_measures_are_always_asked_for(clone: Path) -> None:
    asked = {ReviewKind.TRANSLATION, ReviewKind.GOLDEN, ReviewKind.MEASURES, ReviewKind.CHANGES}
    assert asked <= kinds(create(clone, None))


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "description", ["", "   ", "!!!", "two\nlines", "x" * 300, 'a """ b', "back\\slash"]
)
def test_an_unusable_description_writes_nothing(clone: Path, description: str) -> None:
    before = content(clone)
    with pytest.raises(DescriptionUnusable):
        create(clone, None, description)
    assert content(clone) == before


def test_a_number_used_twice_is_refused_by_name(clone: Path) -> None:
    first = create(clone, None, "One")
    second = first.file.with_name(f"20270310_{NEXT}_two.py")
    second.write_bytes(first.file.read_bytes())
    before = content(clone)
    with pytest.raises(RevisionsForked) as caught:
        create(clone, None, "Three")
    assert set(caught.value.revisions) == {first.file.name, second.name}
    assert content(clone) == before


def test_two_heads_are_refused_by_name(clone: Path) -> None:
    first = create(clone, None, "One")
    after = f"{int(NEXT) + 1:04d}"
    second = first.file.with_name(f"20270310_{after}_two.py")
    text = first.file.read_text(encoding="utf-8")
    second.write_text(text.replace(f'revision = "{NEXT}"', f'revision = "{after}"'), "utf-8")
    with pytest.raises(RevisionsForked) as caught:
        create(clone, None, "Three")
    assert set(caught.value.revisions) == {first.file.name, second.name}


def test_an_installed_program_is_refused(clone: Path) -> None:
    (clone / "alembic.ini").unlink()
    before = content(clone)
    with pytest.raises(RevisionsUnwritable):
        create(clone, None)
    assert content(clone) == before


def test_what_cannot_be_indexed_is_not_written(clone: Path) -> None:
    (clone / "migrations" / "index.py").unlink()
    (clone / "migrations" / "index.py").mkdir()
    before = content(clone)
    with pytest.raises(RevisionsUnwritable):
        create(clone, None)
    assert content(clone) == before


def test_a_test_of_that_name_stays_and_nothing_is_written(clone: Path) -> None:
    test = clone / "tests" / "history" / f"test_{NEXT}_things_change.py"
    test.parent.mkdir(parents=True)
    test.write_text("mine\n", encoding="utf-8")
    before = content(clone)
    with pytest.raises(FileExists) as caught:
        create(clone, None)
    assert caught.value.file == test
    assert content(clone) == before


def test_a_guess_is_marked_inside_the_file(clone: Path) -> None:
    models = changed_models("asset", sa.Column("rank", sa.Integer, nullable=False), dropped="note")
    text = create(clone, models).file.read_text(encoding="utf-8")
    upgrade = text.partition("def downgrade")[0]
    marked = [line.split(": ")[1] for line in upgrade.splitlines() if MARK in line]
    assert marked == ["asset.note → rank", "asset.rank", "asset.note", "asset"]


# --- names and types ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Répare les œuvres d'Élodie", "repare_les_oeuvres_d_elodie"),
        ("Assets & debts, together!", "assets_debts_together"),
        ("a" * 60, "a" * 40),
        ("one two three four five six seven eight nine", "one_two_three_four_five_six_seven_eight"),
    ],
)
def test_a_file_name_is_folded_and_cut_at_a_word(sentence: str, expected: str) -> None:
    assert slug(sentence) == expected


class Sealed(sa.types.TypeDecorator[str]):
    """Stands for an encrypted type."""

    impl = sa.LargeBinary
    cache_ok = True


def test_a_decorated_type_is_rendered_as_its_storage_type() -> None:
    context = AutogenContext(MigrationContext.configure(dialect_name="sqlite"))
    assert autogenerate.render_item("type", Sealed(), context) == "sa.LargeBinary()"
    assert autogenerate.render_item("type", sa.Text(), context) is False


def test_the_header_table_is_outside_alembic() -> None:
    table = sa.Table("file_header", sa.MetaData())
    assert not autogenerate.include_object(table, "file_header", "table", True, None)  # noqa: FBT003
    assert autogenerate.include_object(table, "asset", "table", True, None)  # noqa: FBT003


def test_strings_are_quoted_as_in_the_rest_of_the_source() -> None:
    source = "f('a', \"b\", 'it\\'s', 'say \"x\"')\n"
    assert source_format.double_quoted(source) == 'f("a", "b", \'it\\\'s\', \'say "x"\')\n'
