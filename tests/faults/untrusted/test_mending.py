"""What was amiss with a file before is put in order on the copy, and told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import FileDamaged
from patrimoine_gui.migration import health_check
from patrimoine_gui.migration.health_check import CheckKind
from patrimoine_gui.migration.mending.texts import unicode_of
from patrimoine_gui.migration.outcome import RemarkKind
from tests import keys
from tests.faults import damage
from tests.faults.household import Household, golden, is_whole, query
from tests.history.journeys import keyring_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.outcome import Outcome

CHANGED = "asset"
KEPT = f"SELECT id, uid FROM {CHANGED} NOT INDEXED ORDER BY id"


def upgraded(home: Household, *, mend: bool = False) -> Outcome:
    manager = home.manager()
    plan = manager.plan(home.file, mend=mend)
    return manager.upgrade(plan, keyring_for(plan))


def told(outcome: Outcome) -> list[tuple[RemarkKind, int, str, str]]:
    return [(item.kind, item.count, item.subject, item.name) for item in outcome.remarks]


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return golden("0012-rich", tmp_path)


# --- damage of an index, of free pages, of rows --------------------------------------------------


def index_of(file: Path) -> int:
    """Give the root of an index of the table whose rows are compared."""
    return damage.root(file, "sqlite_autoindex_asset_1")


def zeroed_index(file: Path) -> None:
    file.write_bytes(damage.zeroed(file.read_bytes(), index_of(file)))


def bit_of_an_index_page(file: Path) -> None:
    at = (index_of(file) - 1) * damage.PAGE
    flip(file, at)  # the kind of the page


def flip(file: Path, at: int, bit: int = 1) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= bit
    file.write_bytes(content)


def forgotten_entries(file: Path) -> None:
    """Let an index know no row of its table."""
    page = bytearray(damage.PAGE)
    page[0], page[5:7] = 0x0A, damage.PAGE.to_bytes(2, "big")
    content = bytearray(file.read_bytes())
    at = (index_of(file) - 1) * damage.PAGE
    content[at : at + damage.PAGE] = page
    file.write_bytes(content)


def entry_of_nothing(file: Path) -> None:
    """Change one letter of a text in an index, and not in the row."""
    (uid,) = query(file, f"SELECT min(uid) FROM {CHANGED}")[0]
    content = file.read_bytes()
    start = (index_of(file) - 1) * damage.PAGE
    flip(file, content.index(str(uid).encode(), start, start + damage.PAGE) + 30)


def free_list_that_leads_astray(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE gone (v)")
        connection.execute("INSERT INTO gone VALUES (zeroblob(40000))")
        connection.commit()
        connection.execute("DROP TABLE gone")
        connection.commit()
    content = bytearray(file.read_bytes())
    content[32:36] = damage.root(file, CHANGED).to_bytes(4, "big")
    file.write_bytes(content)


WHOLE_ROWS: list[Callable[[Path], None]] = [
    zeroed_index,
    bit_of_an_index_page,
    forgotten_entries,
    entry_of_nothing,
    free_list_that_leads_astray,
]


@pytest.mark.parametrize("harm", WHOLE_ROWS)
def test_damage_that_hits_no_row_is_mended_and_told(
    harm: Callable[[Path], None], home: Household
) -> None:
    before = query(home.file, KEPT)
    harm(home.file)
    outcome = upgraded(home)
    assert query(home.file, KEPT) == before
    assert is_whole(home.file)
    assert {item.kind for item in outcome.remarks} == {RemarkKind.INDEXES}
    report = outcome.report
    assert report is not None
    assert RemarkKind.INDEXES.value in report.read_text()


def test_rows_that_an_index_has_otherwise_are_counted(home: Household) -> None:
    entry_of_nothing(home.file)
    assert told(upgraded(home)) == [(RemarkKind.INDEXES, 1, CHANGED, "")]


def zeroed_rows(file: Path) -> None:
    file.write_bytes(damage.zeroed(file.read_bytes(), damage.root(file, CHANGED)))


def rows_that_lead_astray(file: Path) -> None:
    """Let a cell of a leaf begin in the head of its page."""
    at = (next(iter(damage.leaves(file, CHANGED))) - 1) * damage.PAGE
    content = bytearray(file.read_bytes())
    content[at + 8 : at + 10] = (2).to_bytes(2, "big")
    file.write_bytes(content)


def rows_and_index(file: Path) -> None:
    zeroed_index(file)
    rows_that_lead_astray(file)


def two_tables_of_one_page(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = ? WHERE name = 'reject_0002'",
            (damage.root(file, CHANGED),),
        )
        connection.commit()


@pytest.mark.parametrize(
    "harm", [zeroed_rows, rows_that_lead_astray, rows_and_index, two_tables_of_one_page]
)
def test_damage_that_hits_rows_is_told_as_such_and_nothing_is_touched(
    harm: Callable[[Path], None], home: Household
) -> None:
    harm(home.file)
    before = home.digest()
    with pytest.raises(FileDamaged):
        upgraded(home)
    assert home.digest() == before
    assert home.beside() == set()


@pytest.fixture
def current(tmp_path: Path) -> Household:
    home = golden("0012-rich", tmp_path)
    upgraded(home)
    return home


def keyring_of(home: Household) -> Keyring:
    return keyring_for(home.manager().plan(home.file))


@pytest.mark.parametrize("harm", [zeroed_index, entry_of_nothing])
def test_a_file_at_head_can_be_checked_backed_up_looked_at_and_mended(
    harm: Callable[[Path], None], current: Household, tmp_path: Path
) -> None:
    before = query(current.file, KEPT)
    harm(current.file)
    manager, keyring = current.manager(), keyring_of(current)
    found = health_check.check(manager, current.file, keyring)
    assert found.is_mendable
    assert {item.kind for item in found.checks if not item.is_good} == {CheckKind.INDEXES}
    with manager.restores.consult(current.file, keyring) as copy:
        assert is_whole(copy)
        assert query(copy, KEPT) == before
    made = manager.backups.make(current.file, keyring)
    restored = tmp_path / "restored.patrimoine"
    with manager.restores.stage(made.file, keyring, restored) as staged:
        outcome = manager.restores.restore(staged, restored)
    assert is_whole(restored)
    assert query(restored, KEPT) == before
    done = upgraded(current, mend=True)
    assert is_whole(current.file)
    assert query(current.file, KEPT) == before
    assert {item.kind for item in (*done.remarks, *outcome.remarks)} <= {RemarkKind.INDEXES}
    assert done.remarks


def test_a_damaged_index_keeps_nobody_from_other_keys(current: Household) -> None:
    zeroed_index(current.file)
    manager, keyring = current.manager(), keyring_of(current)
    changed = keyring.with_passphrase("une autre phrase", keys.QUICK)
    manager.keys.change(current.file, keyring, changed)
    outcome = manager.keys.renew(current.file, changed, changed.renewed("encore", keys.QUICK)[0])
    assert is_whole(current.file)
    assert {item.kind for item in outcome.remarks} == {RemarkKind.INDEXES}


# --- values that do not open ---------------------------------------------------------------------


def test_values_that_open_neither_before_nor_after_are_in_the_result(home: Household) -> None:
    for (token,) in query(home.file, "SELECT name FROM asset LIMIT 2"):
        assert isinstance(token, bytes)
        with closing(sqlite3.connect(home.file)) as connection:
            spoilt = token[:-1] + bytes([token[-1] ^ 1])
            connection.execute("UPDATE asset SET name = ? WHERE name = ?", (spoilt, token))
            connection.commit()
    assert told(upgraded(home)) == [(RemarkKind.UNREADABLE, 2, "asset", "")]


def test_a_sound_file_has_nothing_to_be_told_of(home: Household) -> None:
    assert upgraded(home).remarks == ()


# --- texts that are no Unicode -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Caf\xe9", "Café"),
        (b"10 \x80", "10 €"),
        ("déjà ".encode() + b"\xe9t\xe9", "déjà été"),
        ("coupé".encode()[:-1], "coupÃ"),
        (b"\x81\xff", "\x81ÿ"),
    ],
)
def test_bytes_that_are_no_unicode_are_read_as_windows_writes(raw: bytes, text: str) -> None:
    assert unicode_of(raw) == text


@pytest.mark.parametrize(
    ("name", "table", "column"),
    [
        ("0001-rich", "account", "name"),
        ("0001-rich", "account", "note"),
        ("0001-rich", "balance_history", "balance"),
        ("0002-rich", "account", "type"),
        ("0002-rich", "reject_0002", "raw_date"),
        ("0003-rich", "asset", "institution"),
        ("0003-rich", "asset", "created_at"),
        ("0004-rich", "asset", "uid"),
        ("0009-rich", "asset", "updated_at"),
    ],
)
def test_text_that_is_no_unicode_is_no_damage(
    name: str, table: str, column: str, tmp_path: Path
) -> None:
    home = golden(name, tmp_path)
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute(
            f"UPDATE {table} SET {column} = CAST(CAST({column} AS BLOB) || x'e9' AS TEXT)"
            f" WHERE rowid = (SELECT min(rowid) FROM {table} WHERE {column} IS NOT NULL)"
        )
        connection.commit()
    outcome = upgraded(home)
    assert told(outcome) == [(RemarkKind.TEXTS, 1, table, "")]
    assert outcome.proof.before.latest == outcome.proof.after.latest


def test_two_texts_that_become_alike_both_stay(tmp_path: Path) -> None:
    home = golden("0003-rich", tmp_path)
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute("UPDATE asset SET uid = 'é' WHERE id = 1")
        connection.execute("UPDATE asset SET uid = CAST(x'e9' AS TEXT) WHERE id = 2")
        connection.commit()
    assert told(upgraded(home)) == [(RemarkKind.TEXTS, 1, "asset", "")]
    assert query(home.file, "SELECT uid FROM asset WHERE id IN (1, 2)") == [("é",), ("é (2)",)]


def test_the_backup_keeps_the_bytes_of_a_text(tmp_path: Path) -> None:
    home = golden("0001-rich", tmp_path)
    odd = "UPDATE account SET name = CAST(x'436166e9' AS TEXT) WHERE id = 1"
    with closing(sqlite3.connect(home.file)) as connection:
        connection.execute(odd)
        connection.commit()
    outcome = upgraded(home)
    assert outcome.backup is not None
    target = tmp_path / "again.patrimoine"
    manager = home.manager()
    with manager.restores.stage(outcome.backup, keyring_of(home), target) as staged:
        stored = "SELECT CAST(name AS BLOB) FROM account WHERE id = 1"
        assert query(staged.file, stored) == [(b"Caf\xe9",)]
        restored = manager.restores.restore(staged, target)
    assert (RemarkKind.TEXTS, 1, "account", "") in told(restored)


def test_nothing_is_left_beside_a_file_that_was_mended(home: Household) -> None:
    zeroed_index(home.file)
    upgraded(home)
    assert home.beside() == set()
