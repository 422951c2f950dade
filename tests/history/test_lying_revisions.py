"""A revision that alters anything at all without declaring it is caught by the proof.

Each lie is a real revision in a second folder, run by the engine on a copy of a golden file.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patrimoine_gui import paths
from patrimoine_gui.errors import ProofFailed
from patrimoine_gui.migration import indexing
from patrimoine_gui.migration.manager import MigrationManager

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "history" / "0003-rich.patrimoine"

LIES = {
    "two values of one day swapped between assets": (
        "UPDATE valuation SET amount = 188500 - amount WHERE id IN (1, 4)",
        "single values",
    ),
    "a value moved within its year": (
        "UPDATE valuation SET as_of = '2022-07-01' WHERE id = 4",
        "single values",
    ),
    "a cent taken from one and given to another": (
        (
            "UPDATE valuation SET amount = amount + CASE id WHEN 1 THEN 1 ELSE -1 END"
            " WHERE id IN (1, 4)"
        ),
        "single values",
    ),
    "a value lost": ("DELETE FROM valuation WHERE id = 1", "rows: values"),
    "an owner forgotten": ("UPDATE asset SET owner_text = NULL", "owners"),
    "an institution forgotten": ("UPDATE asset SET institution = NULL", "owners"),
    "an IBAN invented": ("UPDATE asset SET iban = 'FR76' WHERE id = 1", "owners"),
    "a group changed": ("UPDATE asset SET \"group\" = 'dettes' WHERE id = 1", "groups"),
    "an identity rewritten": ("UPDATE asset SET uid = uid || 'x'", "identities"),
    "a source changed": ("UPDATE valuation SET source = 'import' WHERE id = 1", "sources"),
    "a note lost": ("UPDATE asset SET note = 'x' WHERE id = 2", "texts"),
    "a name lost": ("UPDATE asset SET name = NULL WHERE id = 2", "texts"),
    "a reject rewritten": ("UPDATE reject_0002 SET raw_date = 'x'", "what cannot be read"),
    "a reject lost": ("DELETE FROM reject_0002", "rows: set aside"),
    "a duplicate moved": (
        "UPDATE merged_0003 SET as_of = '2022-12-31'",
        "rows: merged",
    ),
    "an asset invented": (
        (
            'INSERT INTO asset (id, uid, "group", subtype, created_at, updated_at)'
            " VALUES (50, 'u', 'divers', 'autre', '', '')"
        ),
        "rows: assets",
    ),
}

LYING = '''"""A revision that lies."""

from alembic import op

revision = "0004"
down_revision = "0003"
app_version = "0.4"
requires_key = False
scrub_after = False
irreversible = ""
details = ()
changes = ()


def upgrade():
    op.get_bind().connection.driver_connection.execute({statement!r})


def downgrade():
    pass
'''


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_lie_is_found_and_nothing_is_published(lie: str, tmp_path: Path) -> None:
    statement, measure = LIES[lie]
    folder = tmp_path / "migrations"
    shutil.copytree(paths.migrations_folder(), folder)
    revision = folder / "versions" / "20990101_0004_lie.py"
    revision.write_text(LYING.format(statement=statement), encoding="utf-8")
    indexing.write_index(folder)
    file = Path(shutil.copy(GOLDEN, tmp_path / "household.patrimoine"))
    before = file.read_bytes()
    manager = MigrationManager(migrations=folder)
    with pytest.raises(ProofFailed) as refused:
        manager.upgrade(manager.plan(file))
    assert measure in {item.measure for item in refused.value.differences}
    assert file.read_bytes() == before
