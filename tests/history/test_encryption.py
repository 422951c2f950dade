"""Revision 0004: every secret is encrypted, to the letter, and comes back to the letter."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database import file_header
from patrimoine_gui.errors import ConsentRequired, UpgradeFailed
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.plan import KeyNeed
from patrimoine_gui.wording import explain, report_text
from tests.history.builders import protected_household as household
from tests.history.builders.golden_files import empty_0003
from tests.history.journeys import (
    ASSET_LABELS,
    REJECT_LABELS,
    copy_of,
    edit,
    keyring_for,
    opened,
    reach,
    rows,
    to_the_letter,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.history.journeys import Row

ASSETS = [(row[0], row[1], *row[4:]) for row in household.ASSETS]
REJECTS = [(row[0], *row[4:7]) for row in household.REJECTS]
READ_ASSETS = f"SELECT id, {', '.join(ASSET_LABELS)} FROM asset ORDER BY id"
READ_REJECTS = f"SELECT id, {', '.join(REJECT_LABELS)} FROM reject_0002 ORDER BY id"


@pytest.mark.parametrize("name", ["0004-rich", "0005-rich", "0005-slots"])
def test_the_application_reads_every_secret_of_a_golden_file(name: str, tmp_path: Path) -> None:
    file = copy_of(name, tmp_path)
    expected = household.ASSETS if name == "0004-rich" else household.ASSETS_0005
    wanted = [(row[0], row[1], *row[4:]) for row in expected]
    assert to_the_letter(opened(file, "asset")) == to_the_letter(sorted(wanted, key=first))
    assert to_the_letter(opened(file, "reject_0002")) == to_the_letter(list(REJECTS))


def first(row: Row) -> int:
    assert isinstance(row[0], int)
    return row[0]


@pytest.mark.parametrize("name", ["0004-rich", "0005-slots"])
def test_a_protected_file_becomes_clear_to_the_letter_and_protected_again(
    name: str, tmp_path: Path
) -> None:
    file = copy_of(name, tmp_path)
    reach(file, "0003")
    known = {row[0] for row in ASSETS}
    clear = [row for row in rows(file, READ_ASSETS) if row[0] in known]
    assert to_the_letter(clear) == to_the_letter(list(ASSETS))
    assert to_the_letter(rows(file, READ_REJECTS)) == to_the_letter(list(REJECTS))
    assert file_header.read_from(file) is None
    reach(file, "0004")
    again = [row for row in opened(file, "asset") if row[0] in known]
    assert to_the_letter(again) == to_the_letter(list(ASSETS))
    assert to_the_letter(opened(file, "reject_0002")) == to_the_letter(list(REJECTS))
    assert file_header.read_from(file) is not None


def storage_classes(file: Path, table: str, columns: dict[str, str]) -> set[object]:
    found = [rows(file, f"SELECT DISTINCT typeof({name}) FROM {table}") for name in columns]
    return {row[0] for cells in found for row in cells}


def test_0004_writes_legacy_tokens_as_text_and_null_stays_null(tmp_path: Path) -> None:
    file = copy_of("0003-rich", tmp_path)
    before = rows(file, READ_ASSETS)
    reach(file, "0004")
    assert storage_classes(file, "asset", ASSET_LABELS) == {"text", "null"}
    after = rows(file, READ_ASSETS)
    for old, new in zip(before, after, strict=True):
        for cell, token in zip(old[1:], new[1:], strict=True):
            assert (cell is None) == (token is None)
            assert token is None or str(token).startswith("gAAAAA")
    tokens = [token for row in after for token in row[1:] if token is not None]
    assert len(set(tokens)) == len(tokens)  # two equal values have two tokens


def insert_odd_rows(file: Path) -> None:
    """Put into a file of 0003 what no version wrote, but what its columns can hold."""
    odd: list[object] = [
        *(b"", b"\xff", b"gAAAAA", "gAAAAABm", "", " ", "\x00", "\x80", "é\u0301", "😀" * 50),
        *("\xff" + "i5", "x" * 31, "x" * 32, "x" * 33, "x" * 100_000, b"\x80" * 64),
    ]
    numbers: list[object] = [
        0,
        -1,
        2**63 - 1,
        -(2**63),
        0.0,
        -0.0,
        1e-320,
        1e300,
        float("inf"),
        7.0,
    ]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executemany(
            'INSERT INTO asset (id, uid, "group", subtype, created_at, updated_at, name, note,'
            " iban, institution, owner_text, type_text)"
            " VALUES (?, ?, 'divers', 'autre', '', '', ?, ?, ?, ?, ?, ?)",
            [(rank - 3, f"u{rank}", *([value] * 6)) for rank, value in enumerate(odd)],
        )
        connection.executemany(
            "INSERT INTO reject_0002 (source, source_id, account_name, raw_date, raw_balance,"
            " reason) VALUES ('balance_history', 1, ?, ?, ?, 'date')",
            [(str(value), value, value) for value in [*odd, *numbers]],
        )
        connection.execute(
            'INSERT INTO asset (id, uid, "group", subtype, created_at, updated_at, name)'
            " VALUES (-9223372036854775808, 'least', 'divers', 'autre', '', '', 'a'),"
            " (9223372036854775807, 'most', 'divers', 'autre', '', '', 'b')"
        )


def test_whatever_a_column_of_0003_can_hold_survives_with_its_storage_class(
    tmp_path: Path,
) -> None:
    file = tmp_path / "odd.patrimoine"
    empty_0003(file)
    insert_odd_rows(file)
    before = [rows(file, query) for query in (READ_ASSETS, READ_REJECTS)]
    reach(file, "0005")
    assert to_the_letter(opened(file, "asset")) == to_the_letter(before[0])
    assert to_the_letter(opened(file, "reject_0002")) == to_the_letter(before[1])
    reach(file, "0003")
    after = [rows(file, query) for query in (READ_ASSETS, READ_REJECTS)]
    assert [to_the_letter(found) for found in after] == [to_the_letter(found) for found in before]


def test_more_rows_than_a_page_are_all_encrypted(tmp_path: Path) -> None:
    file = tmp_path / "many.patrimoine"
    empty_0003(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO reject_0002 (id, source, source_id, raw_date, raw_balance, reason)"
            " VALUES (?, 'balance_history', 1, ?, ?, 'date')",
            [(key * 7 - 9000, f"jour {key}", f"somme {key}") for key in range(2503)],
        )
        connection.execute("COMMIT")
    before = rows(file, READ_REJECTS)
    reach(file, "0004")
    assert opened(file, "reject_0002") == before


def test_an_index_that_somebody_added_on_a_name_does_not_stop_encryption(tmp_path: Path) -> None:
    file = copy_of("0003-rich", tmp_path)
    edit(
        file,
        'CREATE INDEX "les ""noms" ON asset (name)',
        "CREATE INDEX some_notes ON asset (note) WHERE note IS NOT NULL",
        "CREATE INDEX reasons ON reject_0002 (reason, raw_date)",
    )
    reach(file, "0005")
    assert rows(file, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql <> ''") == []


def test_going_below_0004_asks_for_consent_and_says_why(tmp_path: Path) -> None:
    file = copy_of("0004-rich", tmp_path)
    manager = MigrationManager()
    plan = manager.plan(file, "0003")
    assert plan.key_need is KeyNeed.UNLOCK
    with pytest.raises(ConsentRequired) as refused:
        manager.downgrade(plan, keyring_for(plan))
    assert refused.value.revisions == ("0004",)
    assert "anybody" in manager.revisions.get("0004").loses


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE asset SET note = substr(note, 1, length(note) - 6) WHERE id = 3",
        "UPDATE asset SET note = 'gAAAAABnotreallyatoken' WHERE id = 3",
        "UPDATE asset SET note = 5 WHERE id = 3",
        "UPDATE asset SET note = x'0201' WHERE id = 3",
        "UPDATE asset SET note = CAST(x'ff80' AS TEXT) WHERE id = 3",
        "UPDATE reject_0002 SET raw_balance = '' WHERE id = 3",
    ],
)
def test_a_damaged_token_is_counted_kept_and_never_becomes_clear_text(
    damage: str, tmp_path: Path
) -> None:
    file = copy_of("0004-rich", tmp_path)
    edit(file, damage)
    raw = "SELECT CAST(note AS BLOB), typeof(note) FROM asset ORDER BY id"
    before = rows(file, raw)
    outcome = reach(file, "0005")
    assert outcome is not None
    for measures in (outcome.proof.before, outcome.proof.after):
        assert measures.bucket("unreadable").rows == 1
    assert rows(file, raw) == before
    content = file.read_bytes()
    with pytest.raises(UpgradeFailed) as failed:
        reach(file, "0003")
    assert failed.value.revision == "0004"
    assert failed.value.cause == "RowUnreadableV1"
    assert failed.value.row == ("asset 3" if "asset" in damage else "reject_0002 3")
    assert failed.value.row in " ".join(explain(failed.value).sentences())
    assert failed.value.row in report_text(failed.value)
    assert file.read_bytes() == content
