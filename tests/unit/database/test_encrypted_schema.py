"""Alembic and encrypted columns: blobs to a revision, and tokens that a rebuild leaves alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import produce_migrations
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations import Operations

from patrimoine_gui.authoring import autogenerate, create, index
from patrimoine_gui.crypto import legacy_token
from patrimoine_gui.database import encrypted_types, file_header
from patrimoine_gui.database.models import Base
from patrimoine_gui.errors.developer import LabelChanged
from patrimoine_gui.migration.schema import fresh_build
from tests.command_line import clone_to
from tests.examples.encrypted_table import ALL, CLEAR, KEYS, TEXT, both_ways
from tests.keys import new_keyring
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
NEXT = f"{int(HEAD) + 1:04d}"
HEAD = index.read_chain(MIGRATIONS)[-1].id
TODAY = date(2027, 3, 9)
COLUMNS = ("name", "note", "details")


@pytest.fixture
def head() -> Iterator[sa.Connection]:
    """Give a file at head, in memory, as Alembic sees it."""
    with autogenerate.head_in_memory(MIGRATIONS) as connection:
        yield connection


def raw(link: sa.Connection) -> sqlite3.Connection:
    found = link.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def models_with(table: str, *columns: sa.Column[object]) -> sa.MetaData:
    """Copy the models, with columns added to a table."""
    models = sa.MetaData()
    for original in Base.metadata.sorted_tables:
        copy = original.to_metadata(models)
        for column in columns if original.name == table else ():
            copy.append_column(column, replace_existing=True)
    return models


# --- what is compared and written -----------------------------------------------------------------


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: type(kind).__name__)
def test_an_encrypted_type_is_rendered_as_its_storage(
    kind: encrypted_types.EncryptedType[object],
) -> None:
    context = AutogenContext(MigrationContext.configure(dialect_name="sqlite"))
    assert autogenerate.render_item("type", kind, context) == "sa.LargeBinary()"


def test_a_protected_file_differs_in_nothing_from_the_models(head: sa.Connection) -> None:
    file_header.create(raw(head))
    file_header.write(raw(head), new_keyring().header)
    context = MigrationContext.configure(head, opts=autogenerate.options())
    script = produce_migrations(context, Base.metadata)
    assert script.upgrade_ops is not None
    assert script.upgrade_ops.is_empty()


def test_models_with_encrypted_columns_agree_with_head() -> None:
    assert autogenerate.compare(MIGRATIONS, Base.metadata, NEXT) is None


def test_new_encrypted_columns_become_blobs(tmp_path: Path) -> None:
    clone = clone_to(tmp_path / "clone")
    kinds: tuple[encrypted_types.EncryptedType[Any], ...] = ALL
    added = {f"added_{rank}": kind for rank, kind in enumerate(kinds)}
    models = models_with("asset", *(sa.Column(name, kind) for name, kind in added.items()))
    written = create.write_revision(clone / "migrations", "Something more is kept", models, TODAY)
    source = written.file.read_text(encoding="utf-8")
    for name in added:
        assert f'sa.Column("{name}", sa.LargeBinary(), nullable=True)' in source
    code = "\n".join(line for line in source.splitlines() if not line.strip().startswith("#"))
    assert "Encrypted" not in code
    assert "patrimoine_gui" not in source
    with closing(fresh_build.build(clone / "migrations")) as connection:
        declared = {row[1]: row[2] for row in connection.execute("PRAGMA table_info(asset)")}
    assert {declared[name] for name in added} == {"BLOB"}
    assert autogenerate.compare(clone / "migrations", models, NEXT) is None


def test_another_label_is_refused_for_tokens_are_bound_to_theirs() -> None:
    models = models_with("asset", sa.Column("name", encrypted_types.EncryptedString("asset.title")))
    with pytest.raises(LabelChanged):
        autogenerate.compare(MIGRATIONS, models, NEXT)


# --- what a rebuild leaves alone ------------------------------------------------------------------


def fill(connection: sqlite3.Connection, rows: int = 300) -> None:
    """Put tokens of both formats, and NULL, in every encrypted column of a table."""
    new, old = both_ways(TEXT)[0], legacy_token.encryptor(KEYS.legacy or b"")
    for key in range(1, rows + 1):
        value = f"{CLEAR} {key} " + "x" * (key % 90)
        kinds = [new(value), old(value.encode()), None]
        tokens = [kinds[(key + place) % 3] for place, _name in enumerate(COLUMNS)]
        connection.execute(
            f'INSERT INTO asset (id, uid, "group", subtype, currency, valuation_mode,'
            f" in_net_worth, position, created_at, updated_at, {', '.join(COLUMNS)})"
            f" VALUES (?, ?, 'divers', '', 'EUR', 'solde', 1, 0, '', '',"
            f" {', '.join('?' * len(COLUMNS))})",
            (key, str(key), *tokens),
        )


def tokens(connection: sqlite3.Connection, *columns: str) -> list[tuple[object, ...]]:
    """Give every token byte for byte, with its storage class."""
    parts = ", ".join(f"typeof({name}), CAST({name} AS BLOB)" for name in columns)
    return connection.execute(f"SELECT id, {parts} FROM asset ORDER BY id").fetchall()


def test_a_rebuild_keeps_every_token_byte_for_byte(head: sa.Connection) -> None:
    fill(raw(head))
    before = tokens(raw(head), *COLUMNS)
    assert {kind for row in before for kind in row[1::2]} == {"blob", "text", "null"}
    changes = Operations(MigrationContext.configure(head))
    with changes.batch_alter_table("asset", recreate="always") as batch:
        batch.add_column(sa.Column("added", sa.LargeBinary()))
        batch.alter_column("subtype", existing_type=sa.Text(), nullable=True)
        batch.drop_column("updated_at")
    assert tokens(raw(head), *COLUMNS) == before


def test_a_rebuild_that_renames_or_requires_a_column_keeps_its_tokens(head: sa.Connection) -> None:
    fill(raw(head))
    raw(head).execute("DELETE FROM asset WHERE note IS NULL")
    before = tokens(raw(head), "note", "details")
    changes = Operations(MigrationContext.configure(head))
    with changes.batch_alter_table("asset") as batch:
        batch.alter_column("note", existing_type=sa.LargeBinary(), nullable=False)
        batch.alter_column("details", existing_type=sa.LargeBinary(), new_column_name="account")
    assert tokens(raw(head), "note", "account") == before
    read = both_ways(TEXT)[1]
    (note,) = raw(head).execute("SELECT note FROM asset WHERE typeof(note) = 'text'").fetchone()
    assert read(note).startswith(CLEAR)


def test_the_models_read_what_a_rebuild_left(head: sa.Connection) -> None:
    write = both_ways(encrypted_types.EncryptedString("asset.name"))[0]
    raw(head).execute(
        'INSERT INTO asset (id, uid, "group", subtype, currency, valuation_mode, in_net_worth,'
        " position, created_at, updated_at, name)"
        " VALUES (1, '1', 'divers', '', 'EUR', 'solde', 1, 0, '', '', ?)",
        (write(CLEAR),),
    )
    with Operations(MigrationContext.configure(head)).batch_alter_table(
        "asset", recreate="always"
    ) as batch:
        batch.add_column(sa.Column("added", sa.LargeBinary()))
    encrypted_types.give_keys(head.dialect, KEYS)
    assert head.scalar(sa.select(Base.metadata.tables["asset"].c.name)) == CLEAR
