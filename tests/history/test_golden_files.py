"""Every golden file to head, and from head to every revision, with the data asserted."""

from __future__ import annotations

import importlib
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import paths
from patrimoine_gui.backup.container import container
from patrimoine_gui.errors import ConsentRequired, TargetUnknown
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.revisions import load
from tests.disk_use import DiskUse
from tests.history.builders.encrypted_rows import read, tokens_of
from tests.history.journeys import (
    NAMES,
    REVISIONS,
    copy_of,
    edit,
    keyring_for,
    reach,
    rows,
)

if TYPE_CHECKING:
    from patrimoine_gui.migration.outcome import Outcome

RICH_HISTORY_0002 = [
    (1, 1, "2019-12-31", 120000),
    (2, 1, "2020-02-29", 100030),
    (4, 1, "2020-12-31", 123450),
    (5, 1, "2021-12-31", 254317),
    (6, 1, "2021-12-31", 254316),
    (7, 2, "2020-12-31", 2200001),
    (8, 2, "2021-12-31", 2295000),
    (9, 2, "2021-12-31", 2295000),
    (10, 3, "2021-06-30", 2800000),
    (11, 3, "2021-12-31", 3041830),
    (12, 4, "2021-12-31", 30),
    (14, 7, "2019-12-31", -21000000),
    (15, 7, "2020-12-31", -19750028),
    (16, 7, "2021-12-31", -18425055),
    (17, 8, "2020-03-15", 35000000),
    (18, 8, "2021-06-30", 38500000),
    (19, 9, "2018-12-31", 5000),
    (20, 9, "2019-07-01", 0),
    (21, 10, "2021-12-31", 123450),
    (29, 20, "2021-12-31", 987654321099),
    (31, 6, "2021-12-31", -1),
]
"""The readable rows of 0001-rich, worked out by hand from `golden_files.HISTORY_0001`."""

RICH_REASONS = {
    3: "date",
    13: "amount",
    22: "orphan",
    23: "orphan",
    24: "missing",
    25: "date",
    26: "date",
    27: "missing",
    28: "amount",
    30: "amount",
}


def pairs(file: Path, query: str) -> dict[object, object]:
    return {row[0]: row[1] for row in rows(file, query)}


REPAIRED = {"0001-rich", "0001-undated", "0009-botched"}
"""What a revision mends on the way up does not come back broken: these have tests of their own."""


STEP_BY_STEP = {"0001-rich", "0009-botched", NAMES[-1]}
"""Files that stop at every revision on their way down: the newest holds what all hold."""


def stops_below_head(name: str) -> list[str]:
    """Give the revisions at which a file stops on its way down."""
    stops = reversed(REVISIONS) if name in STEP_BY_STEP else (name[:4], "0001")
    return list(dict.fromkeys(stops))


@pytest.mark.parametrize("name", NAMES)
def test_every_golden_file_reaches_head_and_comes_back_with_its_rows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = copy_of(name, tmp_path)
    before = file.read_bytes()
    held = None if name in REPAIRED else content(file)
    with monkeypatch.context() as patched:
        use = DiskUse(file, patched)
        up = reach(file, "head", use.look)
    prove(up)
    if up is not None:
        assert use.most <= use.asked <= 1.5 * use.most
        assert up.backup is not None
        saved = container.read_header(up.backup)
        assert saved.schema_revision == name[:4]
        assert saved.payload_size <= len(before)
    for target in stops_below_head(name):
        with monkeypatch.context() as patched:
            use = DiskUse(file, patched)
            prove(reach(file, target, use.look))
        assert use.most <= use.asked
        ordinal = REVISIONS.index(target) + 1
        assert rows(file, "SELECT version_num FROM alembic_version") == [(target,)]
        assert rows(file, "PRAGMA user_version") == [(ordinal,)]
        assert rows(file, "PRAGMA integrity_check") == [("ok",)]
        assert rows(file, "PRAGMA foreign_key_check") == []
        if target == name[:4] and held is not None:
            assert content(file) == held


def prove(outcome: Outcome | None) -> None:
    """Look at a proof that agreed: that it says enough."""
    if outcome is not None:
        assert outcome.proof.before.latest == outcome.proof.after.latest
        assert common_digests(outcome) >= {"texts", "what cannot be read"}


def common_digests(outcome: Outcome) -> set[str]:
    """Give the names of the digests that agree and say something; a proof with others fails."""
    before, after = dict(outcome.proof.before.digests), dict(outcome.proof.after.digests)
    return {name for name, digest in before.items() if digest and after.get(name) == digest}


def to_the_cent(found: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [
        tuple(round(value * 100) if isinstance(value, float) else value for value in row)
        for row in found
    ]


OLD_QUERIES = {
    "0001": (
        "SELECT * FROM account ORDER BY id",
        "SELECT rowid, * FROM balance_history ORDER BY rowid",
    ),
    "0002": (
        "SELECT id, name, type, note FROM account ORDER BY id",
        ("SELECT * FROM balance_history WHERE account_id IN (SELECT id FROM account) ORDER BY id"),
    ),
}


def content(file: Path) -> list[list[tuple[object, ...]]]:
    """Read everything that a file holds, opened."""
    (revision,) = rows(file, "SELECT version_num FROM alembic_version")[0]
    if str(revision) in OLD_QUERIES:
        return [to_the_cent(rows(file, query)) for query in OLD_QUERIES[str(revision)]]
    measures = importlib.import_module(load().get(str(revision)).measures)
    columns = getattr(measures, "ENCRYPTED", ())
    labels = {(table, column): label for table, column, label in columns}
    tables = rows(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    tokens = tokens_of(file) if labels else None
    found: list[list[tuple[object, ...]]] = []
    for (table,) in tables:
        if table in {"alembic_version", "file_header"}:
            continue
        names = [str(row[1]) for row in rows(file, f"PRAGMA table_info({table})")]
        known = sorted(names)
        query = ", ".join(f'"{name}"' for name in known)
        for row in rows(file, f"SELECT {query} FROM {table} ORDER BY 1, id"):
            values: list[tuple[object, ...]] = [(table,)]
            for name, value in zip(known, row, strict=True):
                label = labels.get((table, name))
                values.append((tokens.opened(label, value) if label and tokens else value,))
            found.append(values)
    return sorted(found, key=repr)


def test_0002_reads_each_awkward_value_as_a_person_would(tmp_path: Path) -> None:
    file = copy_of("0001-rich", tmp_path)
    outcome = reach(file, "0002")
    assert outcome is not None
    assert rows(file, "SELECT * FROM balance_history ORDER BY id") == RICH_HISTORY_0002
    reasons = "SELECT source_id, reason FROM reject_0002 WHERE source = 'balance_history'"
    assert pairs(file, reasons) == RICH_REASONS
    balances = pairs(file, "SELECT id, balance FROM account")
    assert balances[4] == 30
    assert balances[5] is None
    assert balances[6] == -1
    assert balances[10] == 123450
    assert balances[11] is None
    unread = "SELECT raw_balance FROM reject_0002 WHERE source = 'account'"
    assert rows(file, unread) == [("à demander",)]
    assert [(change.revision, change.count) for change in outcome.proof.changes] == [("0002", 11)]


def test_0002_gives_every_reject_back_word_for_word(tmp_path: Path) -> None:
    file = copy_of("0001-rich", tmp_path)
    query = "SELECT rowid, account_id, date, balance FROM balance_history ORDER BY rowid"
    before = rows(file, query)
    reach(file, "head")
    reach(file, "0001")
    after = rows(file, query)
    assert [row[0] for row in after] == [row[0] for row in before]
    for key in RICH_REASONS:
        assert after[key - 1] == before[key - 1]
    assert rows(file, "SELECT balance FROM account WHERE id = 11") == [("à demander",)]
    assert after[3] == (4, 1, "31/12/2020", 1234.5)
    assert after[6] == (7, 2, "31/12/2020", 22000.01)


def test_0003_keeps_the_last_word_of_a_day_and_carries_the_current_balance(
    tmp_path: Path,
) -> None:
    file = copy_of("0001-rich", tmp_path)
    reach(file, "0005")
    kept = [row for row in RICH_HISTORY_0002 if row[0] not in {5, 8}]
    valuations = "SELECT id, asset_id, as_of, amount FROM valuation WHERE source = 'manuel'"
    assert rows(file, f"{valuations} ORDER BY id") == kept
    assert rows(file, "SELECT id, asset_id, amount FROM merged_0003 ORDER BY id") == [
        (5, 1, 254317),
        (8, 2, 2295000),
    ]
    carried = "SELECT asset_id, as_of, amount FROM valuation WHERE source = 'calcul'"
    assert rows(file, carried) == [(1, "2021-12-31", 254317)]


def test_0003_sorts_accounts_into_groups(tmp_path: Path) -> None:
    file = copy_of("0001-rich", tmp_path)
    reach(file, "0003")
    found = rows(file, 'SELECT id, "group", subtype FROM asset ORDER BY id')
    assert found == [
        (1, "liquidites", "compte_courant"),
        (2, "liquidites", "livret"),
        (3, "financier", "pea"),
        (4, "financier", "assurance_vie"),
        (5, "divers", "autre"),
        (6, "divers", "autre"),
        (7, "dettes", "credit_immobilier"),
        (8, "immobilier", "residence_principale"),
        (9, "liquidites", "livret"),
        (10, "liquidites", "livret"),
        (11, "liquidites", "livret"),
        (20, "professionnel", "parts_societe"),
    ]
    names = pairs(file, "SELECT id, name FROM asset")
    assert names[2] == "Livret A d’Élodie 🐝"
    assert names[5] is None
    assert names[6] == ""
    uids = [str(row[0]) for row in rows(file, "SELECT uid FROM asset")]
    assert len(set(uids)) == len(uids) == 12


def test_0003_moves_orphans_of_0002_aside_and_0002_says_so_again(tmp_path: Path) -> None:
    file = copy_of("0002-rich", tmp_path)
    outcome = reach(file, "head")
    assert outcome is not None
    assert [(item.one, item.count) for item in outcome.proof.changes] == [
        ("{count} duplicate of the same day was merged", 2),
        ("{count} value without an account was kept aside", 1),
    ]
    reach(file, "0002")
    orphan = "SELECT account_id, raw_date, raw_balance FROM reject_0002 WHERE reason = 'orphan'"
    assert rows(file, orphan) == [(77, "31/12/2021", 9.99)]
    same_day = "SELECT id, balance FROM balance_history WHERE date = '2020-02-29' ORDER BY id"
    assert rows(file, same_day) == [(2, 100030), (3, 100040), (4, 100050)]
    assert rows(file, "SELECT balance FROM account WHERE id = 3") == [(3041830,)]


def test_the_net_worth_of_the_rich_file_is_the_one_worked_out_by_hand(tmp_path: Path) -> None:
    file = copy_of("0001-rich", tmp_path)
    outcome = reach(file, "head")
    assert outcome is not None
    measures = outcome.proof.after
    by_year = {item.on.year: item.cents for item in measures.year_ends}
    assert by_year == {
        2018: 5000,
        2019: 120000 - 21000000 + 0,
        2020: 123450 + 2200001 - 19750028 + 35000000 + 0,
    }
    assert measures.latest == (
        254317 + 2295000 + 3041830 + 30 - 1 - 18425055 + 38500000 + 0 + 123450 + 987654321099
    )


def test_a_file_without_dates_gets_its_values_dated_and_keeps_its_net_worth(
    tmp_path: Path,
) -> None:
    file = copy_of("0001-undated", tmp_path)
    outcome = reach(file, "head")
    assert outcome is not None
    assert outcome.proof.before.latest == outcome.proof.after.latest == 10010 - 4005
    assert outcome.proof.before.latest_on is None
    assert list(read(file, "valuation", "amount").values()) == ["10010", "4005"]
    assert rows(file, "SELECT asset_id, loan_id FROM valuation ORDER BY id") == [
        (1, None),
        (None, 2),
    ]
    assert rows(file, "SELECT DISTINCT source FROM valuation") == [("calcul",)]


def test_going_down_past_0003_needs_consent_and_below_0001_is_refused(tmp_path: Path) -> None:
    file = copy_of("0003-rich", tmp_path)
    manager = MigrationManager()
    before = file.read_bytes()
    plan = manager.plan(file, "0002")
    with pytest.raises(ConsentRequired) as refused:
        manager.downgrade(plan, keyring_for(plan))
    assert refused.value.revisions == ("0003",)
    with pytest.raises(TargetUnknown):
        manager.plan(file, "base")
    assert file.read_bytes() == before


def test_the_example_is_an_old_file_that_reaches_head_with_its_net_worth(tmp_path: Path) -> None:
    file = Path(shutil.copy(paths.example_file(), tmp_path / "example.patrimoine"))
    manager = MigrationManager()
    assert manager.inspect(file).state is FileState.OUTDATED
    outcome = reach(file, "head")
    assert outcome is not None
    assert manager.inspect(file).state is FileState.CURRENT
    assert len(outcome.proof.after.year_ends) == 10
    assert outcome.proof.after.year_ends == outcome.proof.before.year_ends
    assert {item.revision for item in outcome.proof.changes} == {"0002", "0003"}


def test_a_slip_into_the_future_does_not_date_the_current_balances(tmp_path: Path) -> None:
    file = copy_of("0001-empty", tmp_path)
    edit(
        file,
        "INSERT INTO account VALUES (1, 'A', 'Livret', 1000.0, NULL), (2, 'B', 'PEA', 7.0, NULL)",
        "INSERT INTO balance_history VALUES (1, '31/12/2020', 1.0), (2, '31/12/2105', 7.0)",
    )
    outcome = reach(file, "0005")
    assert outcome is not None
    carried = "SELECT asset_id, as_of, amount FROM valuation WHERE source = 'calcul' ORDER BY 1"
    assert rows(file, carried) == [(1, "2020-12-31", 100000), (2, "2020-12-31", 700)]
    assert outcome.proof.after.latest == 100700
    assert str(outcome.proof.after.latest_on) == "2020-12-31"


def test_a_duplicate_whose_later_word_was_deleted_does_not_come_back(tmp_path: Path) -> None:
    file = copy_of("0002-rich", tmp_path)
    reach(file, "head")
    edit(file, "DELETE FROM valuation WHERE id = 4")
    reach(file, "0001")
    same_day = "SELECT account_id, balance FROM balance_history WHERE date = '29/02/2020'"
    assert sorted(rows(file, same_day), key=str) == [(None, 1000.3), (None, 1000.4)]


def test_a_row_without_an_account_never_falls_to_a_new_account(tmp_path: Path) -> None:
    file = copy_of("0002-rich", tmp_path)
    reach(file, "0003")
    edit(
        file,
        'INSERT INTO asset (id, uid, name, "group", subtype, created_at, updated_at)'
        " VALUES (77, 'u77', 'Neuf', 'divers', 'autre', '', '')",
    )
    reach(file, "0001")
    assert rows(file, "SELECT account_id FROM balance_history WHERE balance = 9.99") == [(None,)]


def refused(file: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(file)
    try:
        connection.execute("INSERT INTO account (id) VALUES (1)")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement, values)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "written", ["hier", "31/12/2020", "", "2021-02-29", "20200101", "now", "0000-01-01", b"\xff"]
)
def test_a_file_refuses_what_is_no_day(written: object, tmp_path: Path) -> None:
    file = copy_of("0002-empty", tmp_path)
    refused(file, "INSERT INTO balance_history VALUES (1, 1, ?, 5)", written)


@pytest.mark.parametrize("amount", [12.5, 1e300, "abc", "1 234", b"\x01", 10**13 + 1])
def test_a_file_refuses_what_is_no_amount(amount: object, tmp_path: Path) -> None:
    file = copy_of("0002-empty", tmp_path)
    refused(file, "INSERT INTO balance_history VALUES (1, 1, '2020-01-01', ?)", amount)
    refused(file, "UPDATE account SET balance = ?", amount)


def test_rows_with_the_smallest_and_the_greatest_number_are_read(tmp_path: Path) -> None:
    file = copy_of("0001-empty", tmp_path)
    edit(
        file,
        "INSERT INTO account VALUES (1, 'A', x'4c', 3.0, NULL)",
        "INSERT INTO balance_history (rowid, account_id, date, balance)"
        " VALUES (-9223372036854775808, 1, '31/12/2020', 1.0), (7, 1, '31/12/2021', 3.0)",
    )
    outcome = reach(file, "head")
    assert outcome is not None
    assert outcome.proof.after.bucket("values").rows == 2
