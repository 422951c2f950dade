"""A copy is checked before it may become the user's file, and what is wrong is named."""

from __future__ import annotations

import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import paths
from patrimoine_gui.authoring import index
from patrimoine_gui.errors import ProofFailed
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.schema import fresh_build
from tests import keys
from tests.history.builders.golden_files import rich_0003
from tests.revision_chain import HEAD, NEXT

if TYPE_CHECKING:
    from pathlib import Path

LYING_REVISION = f'''"""A revision whose constraint real rows do not meet."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"
app_version = "9.0"
requires_key = False
scrub_after = False
irreversible = ""
details = ()
changes = ()


def upgrade():
    with op.batch_alter_table("household") as batch:
        batch.create_check_constraint("ck_household_many", sa.text("id > 1"))


def downgrade():
    pass
'''

ROW = (
    'INSERT INTO asset (id, uid, "group", subtype, currency, valuation_mode, in_net_worth,'
    " position, created_at, updated_at)"
    " VALUES (7, 'u', 'secret', 'x', 'EUR', 'solde', 1, 1, '', '')"
)


def test_a_row_that_breaks_a_check_is_named_by_table_and_row() -> None:
    connection = fresh_build.build(paths.migrations_folder())
    with verification.checks_put_off(connection):
        connection.execute(ROW)
    assert not verification.pages_are_whole(connection, full=False)
    assert not verification.pages_are_whole(connection, full=True)
    (found,) = verification.broken_checks(connection)
    assert (found.measure, found.where) == ("constraint ck_asset_group", "asset 7")
    assert "secret" not in repr(found)
    connection.close()


def test_constraints_are_enforced_again_after_the_revisions() -> None:
    connection = fresh_build.build(paths.migrations_folder())
    with verification.checks_put_off(connection):
        pass
    with pytest.raises(sqlite3.IntegrityError, match="ck_asset_group"):
        connection.execute(ROW)
    connection.close()


def test_an_upgrade_that_real_rows_do_not_meet_names_them_and_changes_nothing(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(paths.migrations_folder(), folder)
    lying = folder / "versions" / f"20990101_{NEXT}_lying.py"
    lying.write_text(LYING_REVISION, encoding="utf-8")
    index.write_index(folder)
    file = tmp_path / "household.patrimoine"
    rich_0003(file)
    before = file.read_bytes()
    manager = MigrationManager(migrations=folder)
    with pytest.raises(ProofFailed) as refused:
        keys.upgrade(manager, manager.plan(file))
    assert [(item.measure, item.where) for item in refused.value.differences] == [
        ("constraint ck_household_many", "household 1")
    ]
    assert refused.value.backup is not None
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "household.patrimoine",
        "migrations",
    ]
