"""Files in the state that other programs, and older ones, left them in (F1, F2, F15, F18, F28)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import FileDamaged, FileTooNew, HostileObject, RevisionUnknown
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.schema import fresh_build
from tests import keys
from tests.faults.household import (
    MIGRATIONS,
    Household,
    content,
    execute,
    golden,
    is_whole,
    mid_size,
    query,
)
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BUILT = fresh_build.build(MIGRATIONS, "0003")
_ASSET = _BUILT.execute("SELECT sql FROM sqlite_master WHERE name = 'asset'").fetchone()[0]
_BUILT.close()
HALF_0003 = (
    _ASSET,
    (
        'INSERT INTO asset (id, uid, name, "group", subtype, created_at, updated_at)'
        " VALUES (1, 'u', 'à moitié', 'divers', 'autre', '', '')"
    ),
    "CREATE TABLE valuation (id INTEGER PRIMARY KEY, asset_id INTEGER)",
    "CREATE TABLE merged_0003 (id INTEGER PRIMARY KEY)",
)
LEFTOVERS = {
    "temporary table of Alembic": (
        "CREATE TABLE _alembic_tmp_account (id INTEGER PRIMARY KEY, name TEXT)",
        "INSERT INTO _alembic_tmp_account SELECT id, name FROM account",
    ),
    "half-made tables of 0003": HALF_0003,
    "everything at once": (
        *HALF_0003,
        "CREATE TABLE _alembic_tmp_balance_history (id INTEGER PRIMARY KEY)",
        "CREATE TABLE account_0004 (id INTEGER PRIMARY KEY)",
    ),
}


def upgraded(household: Household, target: str = "head") -> None:
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file, target))


@pytest.mark.parametrize("left", LEFTOVERS)
def test_leftovers_of_a_crash_in_an_older_program_do_not_stop_the_upgrade(
    tmp_path: Path, left: str
) -> None:
    clean, dirty = golden("0002-rich", tmp_path / "clean"), golden("0002-rich", tmp_path / "dirty")
    execute(dirty.file, *LEFTOVERS[left])
    upgraded(clean)
    upgraded(dirty)
    assert content(dirty.file) == content(clean.file)


def test_table_of_somebody_else_is_carried_along_untouched(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    execute(household.file, "CREATE TABLE recettes AS SELECT 'tarte' AS plat")
    upgraded(household)
    assert query(household.file, "SELECT plat FROM recettes") == [("tarte",)]


@pytest.mark.parametrize("keys", ["ON", "OFF"])
def test_no_child_is_lost_whatever_foreign_keys_were(tmp_path: Path, keys: str) -> None:
    household = golden("0002-rich", tmp_path)
    execute(household.file, "DELETE FROM balance_history WHERE account_id = 77")
    execute(household.file, f"PRAGMA foreign_keys = {keys}")
    rows = query(household.file, "SELECT count(*) FROM balance_history")
    upgraded(household, "0012")
    kept = "SELECT (SELECT count(*) FROM valuation WHERE source = 'manuel')"
    assert query(household.file, f"{kept} + (SELECT count(*) FROM merged_0003)") == rows
    assert is_whole(household.file)


# --- versions ------------------------------------------------------------------------------------


def test_file_of_a_newer_version_is_told_with_both_formats_and_not_touched(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    execute(
        household.file,
        "PRAGMA user_version = 99",
        "UPDATE alembic_version SET version_num = '0099'",
    )
    before = household.digest()
    found = household.manager().inspect(household.file)
    assert found.state is FileState.TOO_NEW
    assert isinstance(found.error, FileTooNew)
    assert (found.error.ordinal, found.error.head) == (99, int(HEAD))
    with pytest.raises(FileTooNew):
        household.manager().plan(household.file)
    assert household.digest() == before
    assert household.beside() == set()


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE alembic_version SET version_num = 'beef'",),
        ("DELETE FROM alembic_version",),
        ("INSERT INTO alembic_version VALUES ('0001')",),
        ("DROP TABLE alembic_version",),
        ("PRAGMA user_version = 1",),
    ],
    ids=lambda statements: str(statements[0]),
)
def test_revision_that_nobody_knows_is_refused(tmp_path: Path, statements: tuple[str, ...]) -> None:
    household = golden("0002-rich", tmp_path)
    execute(household.file, *statements)
    before = household.digest()
    assert household.manager().inspect(household.file).state is FileState.UNKNOWN_REVISION
    with pytest.raises(RevisionUnknown):
        household.manager().plan(household.file)
    assert household.digest() == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON account BEGIN DELETE FROM balance_history; END",
        "CREATE VIEW v AS SELECT * FROM account",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
    ],
)
def test_hostile_object_is_refused_before_anything_runs(tmp_path: Path, statement: str) -> None:
    household = golden("0001-rich", tmp_path)
    execute(household.file, statement)
    before = household.digest()
    with pytest.raises(HostileObject):
        upgraded(household)
    assert household.digest() == before
    assert household.backups() == ()


# --- damage --------------------------------------------------------------------------------------


def overwritten(file: Path) -> None:
    """Overwrite a page of a table in the middle of the file, as a bad sector does."""
    with file.open("r+b") as writer:
        writer.seek(4096 * 20)
        writer.write(b"\xff" * 4096)


def shuffled(file: Path) -> None:
    """Put one page where another belongs, as a broken copy does."""
    pages = file.read_bytes()
    first, second = pages[4096 * 12 : 4096 * 13], pages[4096 * 25 : 4096 * 26]
    with file.open("r+b") as writer:
        writer.seek(4096 * 25)
        writer.write(first)
        writer.seek(4096 * 12)
        writer.write(second)


def zeroed(file: Path) -> None:
    """Empty the second half, as a disk that lost its cache does."""
    size = file.stat().st_size
    with file.open("r+b") as writer:
        writer.seek(size // 2 // 4096 * 4096)
        writer.write(bytes(size // 2 // 4096 * 4096))


def cut(file: Path) -> None:
    """Cut the end off, as an interrupted copy does."""
    with file.open("r+b") as writer:
        writer.truncate(file.stat().st_size // 2)


@pytest.mark.parametrize("harm", [overwritten, shuffled, zeroed, cut])
def test_damage_is_found_before_the_upgrade_and_not_blamed_on_it(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    household = mid_size(tmp_path, rows=5_000)
    harm(household.file)
    before = household.digest()
    with pytest.raises(FileDamaged):
        upgraded(household)
    assert household.digest() == before
    assert household.beside() == set()
    assert household.backups() == ()


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bytes_are_damage_or_do_not_matter(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (reproducible, not secret)
    for rank in range(10):
        household = golden(chance.choice(["0001-rich", "0002-rich"]), tmp_path / str(rank))
        flip(household.file, chance)
        before = household.digest()
        try:
            upgraded(household, "0004")  # every value is read, put in order and encrypted by then
        except (FileDamaged, RevisionUnknown):
            assert household.digest() == before
        else:
            assert is_whole(household.file)
        assert household.beside() == set()


def flip(file: Path, chance: random.Random) -> None:
    size = file.stat().st_size
    with file.open("r+b") as writer:
        for _place in range(chance.choice([1, 2, 5])):
            writer.seek(chance.randrange(100, size))
            writer.write(chance.randbytes(chance.choice([1, 2, 8])))


def test_damaged_structure_is_found_before_the_upgrade(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    execute(household.file, "ALTER TABLE account RENAME COLUMN note TO remark")
    before = household.digest()
    with pytest.raises(FileDamaged):
        upgraded(household)
    assert household.digest() == before


# --- money ---------------------------------------------------------------------------------------


def test_money_is_the_same_to_the_cent_up_and_down_again(tmp_path: Path) -> None:
    household = mid_size(tmp_path, rows=5_000)
    readable = (
        "SELECT account_id, date, CAST(round(balance * 100) AS INTEGER) FROM balance_history"
        " WHERE typeof(balance) = 'real' AND abs(balance) < 1e11 AND rowid > 31 ORDER BY rowid"
    )
    before = query(household.file, readable)
    assert len(before) == 5_000
    upgraded(household, "0006")
    in_cents = query(
        household.file,
        "SELECT id, asset_id, amount FROM valuation WHERE source = 'manuel'"
        " UNION ALL SELECT id, asset_id, amount FROM merged_0003 ORDER BY 1",
    )
    after = [(account, amount) for rank, account, amount in in_cents if int(str(rank)) > 31]
    assert after == [(account, amount) for account, _date, amount in before]
    upgraded(household)
    manager = household.manager()
    keys.downgrade(manager, manager.plan(household.file, "0001"), consent=True)
    assert query(household.file, readable) == before
    assert household.beside() == set()
    assert len(household.backups()) == 3
