"""What is written down of the structures is what the revisions build, or counts for nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import paths
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.schema import fresh_build, records
from tests import keys
from tests.command_line import ROOT, revisions_to
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path

MIGRATIONS = ROOT / "migrations"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Give a copy of the revisions, with what is written down of them."""
    return revisions_to(tmp_path / "clone") / "migrations"


def change(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")


def test_every_structure_written_down_is_what_the_revisions_build() -> None:
    built = fresh_build.built_rows(MIGRATIONS, HEAD)
    assert dict(records.recorded(MIGRATIONS)) == built, "run: make index"


def test_a_revision_that_was_changed_is_built_and_those_after_it(migrations: Path) -> None:
    (third,) = (migrations / "versions").glob("*_0003_*.py")
    change(third)
    assert sorted(records.recorded(migrations)) == ["0001", "0002"]
    assert fresh_build.schema_of(migrations, "0003") == fresh_build.schema_of(MIGRATIONS, "0003")


def test_a_codec_that_was_changed_spoils_all_and_a_measure_none(migrations: Path) -> None:
    before = records.digests_of(migrations)
    change(migrations / "frozen" / "measures_0013.py")
    assert records.digests_of(migrations) == before
    change(migrations / "frozen" / "tables_0013_v1.py")
    assert not {*before.values()} & {*records.digests_of(migrations).values()}
    assert not records.recorded(migrations)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"objects": 3}', None])
def test_what_cannot_be_read_counts_for_nothing(migrations: Path, text: str | None) -> None:
    file = migrations / records.NAME
    document = json.loads(file.read_text(encoding="utf-8"))
    document["objects"] = document["objects"][:3]
    file.write_text(json.dumps(document) if text is None else text, encoding="utf-8")
    assert not records.recorded(migrations)


BACK_UP = """
import sys
from pathlib import Path
from patrimoine_gui.migration.manager import MigrationManager
from tests import keys
manager, file = MigrationManager(), Path(sys.argv[1])
manager.backups.make(file, keys.unlocked(manager.header(file)))
sys.exit(sum(name in sys.modules for name in ("alembic", "sqlalchemy")))
"""


def test_a_backup_needs_neither_alembic_nor_sqlalchemy(tmp_path: Path) -> None:
    file = tmp_path / "famille.patrimoine"
    MigrationManager().create(file, keys.new_keyring())
    done = subprocess.run([sys.executable, "-c", BACK_UP, str(file)], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_a_folder_that_is_not_there_is_an_error_and_no_empty_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "migrations_folder", lambda: tmp_path / "elsewhere")
    with pytest.raises(FileNotFoundError):
        records.digests_of(tmp_path / "migrations")
