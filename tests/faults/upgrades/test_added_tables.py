"""What a household adds to its own file is neither lost, nor mistaken for damage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import DamageKind, FileDamaged, HostileObject
from tests import keys
from tests.faults.household import Household, execute, golden, query
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path


def upgraded(household: Household, target: str = "head") -> None:
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file, target))


def downgraded(household: Household, target: str) -> None:
    manager = household.manager()
    keys.downgrade(manager, manager.plan(household.file, target), consent=True)


def tables(household: Household) -> set[object]:
    return {row[0] for row in query(household.file, "SELECT name FROM sqlite_master")}


@pytest.mark.parametrize("name", ["budget_2024", "account_2024", 'a "quoted" name', "Épargne"])
def test_table_of_the_household_is_carried_along_whatever_its_name(
    tmp_path: Path, name: str
) -> None:
    household = golden("0001-rich", tmp_path)
    quoted = name.replace('"', '""')
    execute(household.file, f"CREATE TABLE \"{quoted}\" AS SELECT 'precious' AS kept")
    upgraded(household)
    assert query(household.file, f'SELECT kept FROM "{quoted}"') == [("precious",)]


@pytest.mark.parametrize("name", ["asset", "Asset", "valuation", "reject_0002", "merged_0003"])
def test_filled_table_under_a_name_to_come_is_refused_and_kept(tmp_path: Path, name: str) -> None:
    household = golden("0001-rich", tmp_path)
    execute(household.file, f"CREATE TABLE {name} AS SELECT 'gold' AS metal")
    before = household.digest()
    with pytest.raises(HostileObject) as refused:
        upgraded(household)
    assert refused.value.kind == "table"
    assert household.digest() == before
    assert household.beside() == set()
    assert household.backups() == ()


def test_filled_table_under_a_name_to_come_is_refused_on_the_way_down_too(tmp_path: Path) -> None:
    household = golden("0003-rich", tmp_path)
    execute(household.file, "CREATE TABLE account AS SELECT 'gold' AS metal")
    with pytest.raises(HostileObject):
        downgraded(household, "0002")
    assert query(household.file, "SELECT metal FROM account") == [("gold",)]


def test_empty_table_under_a_name_to_come_is_in_nobodys_way(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    execute(household.file, "CREATE TABLE asset (metal)", 'CREATE TABLE "_alembic_tmp_a""b" (x)')
    upgraded(household)
    assert '_alembic_tmp_a"b' not in tables(household)
    assert query(household.file, "PRAGMA user_version") == [(int(HEAD),)]


def test_index_that_the_household_added_does_not_stop_the_upgrade(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    execute(household.file, "CREATE INDEX mine ON balance_history (date)")
    upgraded(household)
    assert query(household.file, "PRAGMA user_version") == [(int(HEAD),)]


def test_unique_index_that_may_refuse_rows_is_still_refused(tmp_path: Path) -> None:
    household = golden("0001-empty", tmp_path)
    execute(household.file, "CREATE UNIQUE INDEX mine ON balance_history (date)")
    with pytest.raises(FileDamaged):
        upgraded(household)


def test_table_of_the_household_that_refers_to_ours_does_not_block_it(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    execute(
        household.file,
        "CREATE TABLE remark (account REFERENCES account (id), text)",
        "INSERT INTO remark VALUES (1, 'à revoir')",
    )
    upgraded(household)
    assert query(household.file, "SELECT * FROM remark") == [(1, "à revoir")]
    downgraded(household, "0001")
    assert query(household.file, "SELECT * FROM remark") == [(1, "à revoir")]


# --- links that were broken before ---------------------------------------------------------------


def orphaned(tmp_path: Path, count: int) -> Household:
    """Give a file of 0003 where a program without foreign keys left values without an asset."""
    household = golden("0003-empty", tmp_path)
    execute(
        household.file,
        'INSERT INTO asset (id, uid, name, "group", subtype, created_at, updated_at)'
        " VALUES (1, 'u', 'a', 'divers', 'autre', '', '')",
        "INSERT INTO valuation VALUES (1, 1, '2020-12-31', 5, 'manuel')",
        *(
            f"INSERT INTO valuation VALUES ({row}, 7, date('2020-01-01', '{row} days'), 5,"
            " 'manuel')"
            for row in range(2, 2 + count)
        ),
    )
    return household


@pytest.mark.parametrize("target", ["0002", "0001"])
def test_link_that_was_broken_before_is_named_and_not_blamed_on_the_work(
    tmp_path: Path, target: str
) -> None:
    household = orphaned(tmp_path, 2)
    before = household.digest()
    with pytest.raises(FileDamaged) as refused:
        downgraded(household, target)
    assert refused.value.kind is DamageKind.LINKS
    assert (refused.value.rows, refused.value.count) == (("valuation 2", "valuation 3"), 2)
    assert household.digest() == before


def test_many_broken_links_are_counted_and_few_are_named(tmp_path: Path) -> None:
    household = orphaned(tmp_path, 100)
    with pytest.raises(FileDamaged) as refused:
        downgraded(household, "0002")
    assert (len(refused.value.rows), refused.value.count) == (20, 100)


def test_values_without_an_account_are_set_aside_as_ever(tmp_path: Path) -> None:
    household = golden("0002-empty", tmp_path)
    execute(household.file, "INSERT INTO balance_history VALUES (1, 7, '2020-12-31', 5)")
    upgraded(household, "0012")
    assert query(household.file, "SELECT count(*) FROM reject_0002") == [(1,)]
