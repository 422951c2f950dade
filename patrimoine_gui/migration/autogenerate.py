"""Compares models with the schema at head, and renders the difference as a revision."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from alembic.autogenerate import produce_migrations
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine, types
from sqlalchemy.pool import StaticPool

from patrimoine_gui.migration import check_changes, encrypted_columns, fresh_build, losses
from patrimoine_gui.migration.drafting import Drafter
from patrimoine_gui.migration.review import Operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy.schema import SchemaItem

    from patrimoine_gui.migration.encrypted_columns import EncryptedChanges

OUTSIDE_ALEMBIC: Final = frozenset({"file_header"})
"""Tables that are read before any revision runs, and that no revision touches."""


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
def head_in_memory(migrations: Path) -> Iterator[Connection]:
    """Give a connection to a new database at head, in memory, made by the revisions."""
    raw = fresh_build.build(migrations)
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
        raw.close()


def compare(migrations: Path, models: MetaData, revision: str) -> Operations | None:
    """Draft what leads from head to the models, None when they agree.

    Args:
        migrations: folder of the revisions.
        models: tables as they should be.
        revision: id of the one to write.

    Raises:
        Relabelled: an encrypted column has another label than its tokens.
    """
    with head_in_memory(migrations) as connection:
        context = MigrationContext.configure(connection, opts=options())
        upgrade = produce_migrations(context, models).upgrade_ops
        if upgrade is None:
            return None
        fields = encrypted_columns.find(connection, migrations, models)
        check_changes.add(connection, models, upgrade)
        _leave_conversions(upgrade, fields)
        if upgrade.is_empty() and fields.listed() is None:
            return None
        there = Drafter(
            context, render_item, fields, fields.conversions, revision, _parents(models)
        )
        return _drafted(there, upgrade)


def _leave_conversions(upgrade: ops.UpgradeOps, fields: EncryptedChanges) -> None:
    """Take out what Alembic makes of a column that is encrypted or decrypted: a mere cast."""
    places = {(item.table, item.name) for item in fields.conversions}
    for block in [item for item in upgrade.ops if isinstance(item, ops.ModifyTableOps)]:
        block.ops[:] = [
            item
            for item in block.ops
            if not isinstance(item, ops.AlterColumnOp)
            or (item.table_name, item.column_name) not in places
        ]
        if not block.ops:
            upgrade.ops.remove(block)


def _parents(models: MetaData) -> frozenset[str]:
    """Name the tables that others point to."""
    keys = (key for table in models.sorted_tables for key in table.foreign_keys)
    return frozenset(key.target_fullname.rpartition(".")[0] for key in keys)


def _drafted(there: Drafter, upgrade: ops.UpgradeOps) -> Operations:
    fields = there.fields
    undone = tuple(item.reversed() for item in fields.conversions)
    back = replace(there, conversions=undone, way_back=True)
    downgrade = upgrade.reverse()
    return Operations(
        there.body(upgrade),
        back.body(downgrade),
        (*there.all_notes(upgrade), *back.all_notes(downgrade)),
        requires_key=losses.concerns(upgrade, fields),
        scrub_after=bool(fields.conversions),
        irreversible=losses.told(upgrade, fields),
        encrypted=fields.listed(),
    )


def number_revision(_context: MigrationContext, heads: object, scripts: list[Any]) -> None:
    """Give the next number to what the stock `alembic revision` is about to write."""
    known = [str(head) for head in heads] if isinstance(heads, tuple) else [str(heads)]
    if len(known) == 1 and known[0].isdecimal():
        for script in scripts:
            script.rev_id = f"{int(known[0]) + 1:04d}"
