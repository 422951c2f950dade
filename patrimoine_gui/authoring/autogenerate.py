"""Compares models with the schema at head, and renders the difference as a revision."""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, create_engine, types
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from patrimoine_gui.authoring import (
    draft_trial,
    encrypted_columns,
    index,
    losses,
    structure_changes,
)
from patrimoine_gui.authoring.review import Operations
from patrimoine_gui.authoring.revision_functions import Drafter
from patrimoine_gui.authoring.structure_changes import OUTSIDE_ALEMBIC
from patrimoine_gui.migration import error_location
from patrimoine_gui.migration.schema import fresh_build

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy.schema import SchemaItem

    from patrimoine_gui.authoring.encrypted_columns import EncryptedChanges
    from patrimoine_gui.authoring.structure_changes import Structure, StructureDifference


def include_object(
    _item: SchemaItem, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    """Tell Alembic which objects the revisions are responsible for."""
    return not (kind == "table" and name in OUTSIDE_ALEMBIC)


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Render a decorated type, such as an encrypted one, as the storage type below it.

    A revision is frozen and imports nothing of the application, whose types may change.
    """
    if kind == "type" and isinstance(item, types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def options() -> dict[str, Any]:
    """Give the options that every comparison uses, here and in `env.py`."""
    return {
        "render_as_batch": True,
        "include_object": include_object,
        "render_item": render_item,
        "compare_type": True,
        "compare_server_default": True,
    }


@contextmanager
def models_in_memory(migrations: Path, models: MetaData) -> Iterator[Connection]:
    """Give a connection to a new database, in memory, made by the models.

    Raises:
        SourceBroken: SQLite refuses a table of them, which is named.
    """
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            for table in models.tables.values():
                try:
                    table.create(connection)
                except SQLAlchemyError as error:
                    raise error_location.of_table(error, migrations, table.name) from error
            _require_links(connection, migrations, models)
            yield connection
    finally:
        engine.dispose()


def _require_links(connection: Connection, migrations: Path, models: MetaData) -> None:
    """Refuse a foreign key to what is not unique: every write to either table would fail."""
    quote = connection.dialect.identifier_preparer.quote
    for name in models.tables:
        try:
            connection.exec_driver_sql(f"PRAGMA foreign_key_check({quote(name)})")
        except SQLAlchemyError as error:
            raise error_location.of_table(error, migrations, name) from error


def _raw(link: Connection) -> sqlite3.Connection:
    raw = link.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101  (says what the driver is)
    return raw


@contextmanager
def head_in_memory(migrations: Path, head: str = "") -> Iterator[Connection]:
    """Give a connection to a new database at head, in memory, made by the revisions.

    Args:
        migrations: their folder.
        head: the newest one, where its structure alone is wanted.
    """
    raw = fresh_build.bare(migrations, head) if head else fresh_build.build(migrations)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
        raw.close()


def compare(migrations: Path, models: MetaData, revision: str) -> Operations | None:
    """Draft what leads from head to the models, None when the two structures are equal.

    What is drafted has been run both ways, on a database in memory: where Alembic's statements do
    not lead to the models, those of SQL take their place.

    Args:
        migrations: folder of the revisions.
        models: tables as they should be.
        revision: id of the one to write.

    Raises:
        LabelChanged: an encrypted column has another label than its tokens.
        SourceBroken: a revision does not run, or the models make no database.
    """
    newest = index.read_chain(migrations)[-1].id
    with head_in_memory(migrations, newest) as head, models_in_memory(migrations, models) as target:
        fields = encrypted_columns.find(head, migrations, models)
        before, after = (structure_changes.read(_raw(link)) for link in (head, target))
        difference = structure_changes.compare(before, after)
        if not difference and fields.listed() is None:
            return None
        tables = {item.table.lower() for item in fields.conversions}
        difference = difference.with_tables(before, after, tables)
        return _tried(_both(head, difference, models, fields, revision), _raw(head), before, after)


def _both(
    head: Connection,
    difference: StructureDifference,
    models: MetaData,
    fields: EncryptedChanges,
    revision: str,
) -> tuple[Drafter, Drafter]:
    """Give what drafts the way up, and the way back."""
    context = MigrationContext.configure(head, opts=options())
    up = Drafter(
        context, render_item, difference, models.tables, fields, fields.conversions, revision
    )
    undone = tuple(item.reversed() for item in fields.conversions)
    back = replace(
        up,
        difference=difference.reversed(),
        tables=_reflected(head, difference),
        conversions=undone,
        way_back=True,
    )
    return up, back


def _reflected(head: Connection, difference: StructureDifference) -> Mapping[str, Table]:
    """Read the tables that come back as Alembic renders them; what it cannot read, SQL says."""
    metadata = MetaData()
    names = [item.name for item in difference.dropped]
    names += [item.before.name for item in difference.changed]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        metadata.reflect(head, only=names, resolve_fks=False)
    return metadata.tables


def _tried(
    drafters: tuple[Drafter, Drafter], head: sqlite3.Connection, before: Structure, after: Structure
) -> Operations:
    """Run what is drafted; once more, all in SQL, for the tables that come out otherwise."""
    bodies = [item.body() for item in drafters]
    differences = draft_trial.missed(head, bodies, before, after)
    if any(differences):
        names = frozenset(name for difference in differences for name in difference.table_names())
        drafters = tuple(replace(item, exact=names) for item in drafters)  # type: ignore[assignment]
        bodies = [item.body() for item in drafters]
        differences = draft_trial.missed(head, bodies, before, after)
        drafters = tuple(  # type: ignore[assignment]
            replace(item, unwritten=difference.things())
            for item, difference in zip(drafters, differences, strict=True)
        )
    return _operations(drafters)


def _operations(drafters: tuple[Drafter, Drafter]) -> Operations:
    up, back = drafters
    fields, difference = up.fields, up.difference
    return Operations(
        up.body(),
        back.body(),
        (*up.notes(), *back.notes()),
        requires_key=losses.concerns(difference, fields),
        scrub_after=bool(fields.conversions),
        irreversible=losses.told(difference, fields),
        encrypted=fields.listed(),
        things=tuple(dict.fromkeys((*difference.things(), *_relisted(fields)))),
    )


def _relisted(fields: EncryptedChanges) -> Iterator[str]:
    """Name the columns that are encrypted on one side only."""
    for table, column in sorted(fields.before.keys() ^ fields.after.keys()):
        yield f"{table}.{column}"


def number_revision(_context: MigrationContext, heads: object, scripts: list[Any]) -> None:
    """Give the next number to what the stock `alembic revision` is about to write."""
    known = [str(head) for head in heads] if isinstance(heads, tuple) else [str(heads)]
    if len(known) == 1 and known[0].isdecimal():
        for script in scripts:
            script.rev_id = f"{int(known[0]) + 1:04d}"
