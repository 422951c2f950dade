"""Revision 0015: the journal goes with its tables, both ways, and nothing else of it moves."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.commands import journal, trash
from patrimoine_gui.portfolio.commands.session import CommandSession
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.household import OperationKind, Regime
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.statements import is_intact
from tests import keys
from tests.history import protected_builders
from tests.history.builders.encrypted_rows import read, tokens_of
from tests.history.builders.household_0013 import STAMP
from tests.history.journeys import copy_of, edit, keyring_of, reach, rows, to_the_letter

if TYPE_CHECKING:
    from pathlib import Path

MEMBER_0014 = (
    *("id", "uid", "name", "birth_date", "role", "in_household", "in_tax_household", "color"),
    *("position", "created_at", "updated_at"),
)
OPERATION_0014 = (
    *("id", "uid", "asset_id", "loan_id", "on_date", "kind", "amount", "currency"),
    *("security_id", "quantity", "unit_price", "fees", "taxes", "transfer_uid", "label"),
    *("deleted_at", "created_at", "updated_at"),
)
COLUMNS = {"member": MEMBER_0014, "operation": OPERATION_0014}
NEW = {
    "member": ("died_on", "left_on", "details"),
    "operation": ("external_id", "note"),
    "journal": ("label",),
}

Document = dict[str, object]


def told(table: str, **values: object) -> Document:
    """Give a row as version 1.3 writes it down in the journal."""
    return {**dict.fromkeys(COLUMNS[table]), **values}


def of_row(file: Path, table: str, key: int) -> Document:
    """Give a row of a file of 0014 as version 1.3 writes it down."""
    (row,) = rows(file, f"SELECT {', '.join(COLUMNS[table])} FROM {table} WHERE id = {key}")
    tokens = tokens_of(file)
    values = (
        tokens.opened(f"{table}.{name}", value) if isinstance(value, bytes) else value
        for name, value in zip(COLUMNS[table], row, strict=True)
    )
    found = dict(zip(COLUMNS[table], values, strict=True))
    whole = ("amount", "fees", "taxes")
    return {
        name: int(str(value)) if name in whole and value is not None else value
        for name, value in found.items()
    }


def note(file: Path, key: int, table: str, before: object = None, after: object = None) -> None:
    """Write a row of the journal: documents, or texts to be taken as they are."""
    tokens = tokens_of(file)
    texts = [text if isinstance(text, str | None) else spelled(text) for text in (before, after)]
    made = [
        tokens.made(f"journal.{column}", text)
        for column, text in zip(("before", "after"), texts, strict=True)
    ]
    action = "create" if before is None else "delete" if after is None else "update"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO journal (id, uid, batch, at, action, entity_type, entity_uid, before,"
            " after, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, f"j{key}", f"batch {key}", STAMP, action, table, f"e{key}", *made, STAMP, STAMP),
        )


def spelled(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def pairs(file: Path, query: str) -> dict[object, object]:
    return {row[0]: row[1] for row in rows(file, query)}


def documents(file: Path) -> list[object]:
    """Give every document of the journal, to the letter."""
    return [read(file, "journal", column) for column in ("before", "after")]


def commands(file: Path) -> CommandSession:
    keyring = keyring_of(file)
    return CommandSession(file, keyring.fields, keyring.header)


# --- the tables -----------------------------------------------------------------------------------


def test_0015_adds_columns_that_say_nothing_and_touches_no_value(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    tables = ("household", "member", "operation", "statement", "setting")
    columns = {
        table: ", ".join(f'"{row[1]}"' for row in rows(file, f"PRAGMA table_info({table})"))
        for table in tables
    }
    before = {table: rows(file, f"SELECT {names} FROM {table}") for table, names in columns.items()}
    reach(file, "0015")
    after = {table: rows(file, f"SELECT {names} FROM {table}") for table, names in columns.items()}
    assert {table: to_the_letter(found) for table, found in after.items()} == {
        table: to_the_letter(found) for table, found in before.items()
    }
    for table, names in NEW.items():
        assert {*rows(file, f"SELECT {', '.join(names)} FROM {table}")} == {(None,) * len(names)}


def test_0015_and_back_gives_the_same_rows(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    note(file, 10, "operation", after=told("operation", id=9, amount=-5, kind="achat"))
    note(file, 11, "member", told("member", id=6, name="Léa\u00a0🐈"), told("member", id=6))
    tables = [row[0] for row in rows(file, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [table for table in tables if table not in {"journal", "file_header", "alembic_version"}]
    before = {table: to_the_letter(rows(file, f"SELECT * FROM {table}")) for table in kept}
    written = documents(file)
    reach(file, "0015")
    reach(file, "0014")
    found = {table: to_the_letter(rows(file, f"SELECT * FROM {table}")) for table in kept}
    assert {key: sorted(rows) for key, rows in found.items()} == {
        key: sorted(rows) for key, rows in before.items()
    }
    assert documents(file) == written


def test_what_0014_has_no_word_for_goes_down_as_the_sentence_says(tmp_path: Path) -> None:
    file = copy_of("0015-rich", tmp_path)
    kinds = pairs(file, "SELECT id, kind FROM operation")
    assert [kinds[key] for key in (6, 7, 8)] == ["division", "livraison", "livraison"]
    reach(file, "0014")
    now = pairs(file, "SELECT id, kind FROM operation")
    assert [now[key] for key in (6, 7, 8)] == ["arbitrage", "virement", "virement"]
    assert {key: now[key] for key in range(1, 6)} == {key: kinds[key] for key in range(1, 6)}
    assert rows(file, "SELECT regime, regime_since FROM household") == [(None, "2010-05-29")]
    names = [row[1] for table in NEW for row in rows(file, f"PRAGMA table_info({table})")]
    assert not {"died_on", "left_on", "external_id"}.intersection(names)
    reach(file, "0015")
    found = household_file.load(file, keyring_of(file).fields)
    assert all(member.died_on is None and not member.details for member in found.members)
    assert found.operations[5].kind is OperationKind.SWITCH


def test_the_golden_file_holds_what_only_0015_can(tmp_path: Path) -> None:
    file = copy_of("0015-rich", tmp_path)
    found = household_file.load(file, keyring_of(file).fields)
    assert found.info.regime is Regime.MOVABLES_AND_ACQUESTS
    odile = next(member for member in found.members if member.name == "Odile")
    assert (str(odile.died_on), odile.details["civil_status"]) == ("2025-12-31", "veuve")
    first = found.operations[0]
    assert (first.external_id, first.note) == ("20240229/000001", "VIR SALAIRE\u00a0🎉  ")
    assert not any(member.illegible for member in found.members)
    assert not any(operation.illegible for operation in found.operations)
    assert is_intact(next(item for item in found.statements if item.id == 9))


# --- the journal ----------------------------------------------------------------------------------


def test_an_operation_that_version_1_3_changed_is_undone_by_1_4(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    now = of_row(file, "operation", 3)
    note(file, 10, "operation", {**now, "amount": -4_999, "label": "avant"}, now)
    reach(file, "0015")
    opened = commands(file)
    undo(opened)
    opened.close()
    assert read(file, "operation", "amount")[3] == "-4999"
    assert read(file, "operation", "label")[3] == "avant"


def test_a_member_that_version_1_3_added_is_taken_back_by_1_4(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    note(file, 10, "member", after=of_row(file, "member", 5))
    reach(file, "0015")
    opened = commands(file)
    undo(opened)
    opened.close()
    assert rows(file, "SELECT id FROM member") == [(1,), (2,), (3,), (4,)]


def test_what_version_1_3_put_in_the_bin_comes_back_in_1_4(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    gone: Document = {"id": 77, "uid": "e10", "asset_id": 1, "on_date": "2024-01-02"}
    gone |= {"kind": "depot", "amount": 1_250, "currency": "EUR", "label": "Café"}
    gone |= {"quantity": "0.5", "created_at": STAMP, "updated_at": STAMP}
    note(file, 10, "operation", before=told("operation", **gone))
    reach(file, "0015")
    opened = commands(file)
    assert ("operation", "e10", "Café") in {
        (item.entity, item.uid, item.name) for item in trash.contents(opened)
    }
    with opened.command() as transaction:
        trash.restore(transaction, "operation", "e10")
    opened.close()
    assert read(file, "operation", "amount")[77] == "1250"


def test_what_1_4_wrote_has_the_columns_of_0014_after_the_way_back(tmp_path: Path) -> None:
    file = copy_of("0015-rich", tmp_path)
    reach(file, "0014")
    for column, found in zip(("before", "after"), documents(file), strict=True):
        for key, entity in rows(file, "SELECT id, entity_type FROM journal WHERE id > 2"):
            text = found[key]  # type: ignore[index]
            if text is None or str(entity) not in COLUMNS:
                continue
            document = json.loads(text)
            sealed = document.pop("~sealed", {})
            assert {*document, *sealed} == set(COLUMNS[str(entity)]), (column, key)
            assert document.get("kind") not in {"division", "livraison"}
    homes = [json.loads(str(found[8]))["regime"] for found in documents(file)]  # type: ignore[index]
    assert homes == [None, None]
    assert "~sealed" not in json.loads(str(documents(file)[0][6]))  # type: ignore[index]


ODD = {
    "another form": spelled({"id": 1, "kind": "depot"}),
    "a column of the next format": spelled(told("operation", external_id="X")),
    "another spelling": json.dumps(told("operation")),
    "no object": "[1, 2]",
    "no JSON": "{pas du JSON",
    "a kind that 0014 has not": spelled(told("operation", kind="division")),
    "a kind that is no text": spelled(told("operation", kind=[1])),
    "the same key twice": '{"id":1,"id":2}',
    "half a pair": '{"id":"\\ud83c"}',
    "not a number": '{"id":NaN}',
    "deep": "[" * 3_000 + "]" * 3_000,
    "sealed values that are none": spelled({**told("operation"), "~sealed": 3}),
    "nothing": "",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_no_command_wrote_goes_up_and_down_to_the_letter(odd: str, tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    note(file, 10, "operation", odd, odd)
    before = documents(file)
    reach(file, "0015")
    household_file.load(file, keyring_of(file).fields)
    reach(file, "0014")
    assert documents(file) == before


def test_values_that_could_not_be_read_when_they_were_written_down_stay(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    document = {key: value for key, value in told("operation", id=9).items() if key != "label"}
    note(file, 10, "operation", after={**document, "~sealed": {"label": "b0202ff"}})
    before = documents(file)
    reach(file, "0015")
    told_now = json.loads(str(read(file, "journal", "after")[10]))
    assert (told_now["~sealed"], told_now["note"]) == ({"label": "b0202ff"}, None)
    reach(file, "0014")
    assert documents(file) == before


def test_a_document_that_does_not_open_stays_to_the_byte(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    note(file, 10, "operation", after=told("operation", id=9))
    edit(file, "UPDATE journal SET before = CAST(x'e9ff' AS TEXT), after = x'0202ff' WHERE id = 10")
    query = "SELECT CAST(before AS BLOB), after FROM journal WHERE id = 10"
    outcome = reach(file, "0015")
    assert outcome is not None
    assert outcome.proof.before.bucket("unreadable").rows == 2
    assert rows(file, query) == [(b"\xe9\xff", b"\x02\x02\xff")]
    reach(file, "0014")
    assert rows(file, query) == [(b"\xe9\xff", b"\x02\x02\xff")]


def test_more_documents_than_a_page_are_all_rewritten(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    token = tokens_of(file).made("journal.after", spelled(told("operation", id=9)))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executemany(
            "INSERT INTO journal (uid, batch, at, action, entity_type, entity_uid, after,"
            " created_at, updated_at) VALUES (?, 'b', '', 'create', ?, 'e', ?, '', '')",
            [(f"m{n}", "operation" if n % 3 else "asset", token) for n in range(3_100)],
        )
    reach(file, "0015")
    found = read(file, "journal", "after")
    kinds = pairs(file, "SELECT id, entity_type FROM journal")
    rewritten = {key: '"external_id":null' in str(text) for key, text in found.items() if text}
    expected = {key: kinds[key] == "operation" for key in rewritten if int(str(key)) > 2}
    assert {key: value for key, value in rewritten.items() if int(str(key)) > 2} == expected


def test_0015_survives_indexes_that_somebody_added(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    edit(file, "CREATE INDEX mine ON operation (kind, label)")
    reach(file, "0015")
    edit(file, "CREATE INDEX mine ON member (died_on)", "CREATE INDEX other ON journal (label)")
    reach(file, "0014")
    assert rows(file, "SELECT count(*) FROM operation") == [(5,)]


def test_new_keys_cover_what_is_new(tmp_path: Path) -> None:
    file = copy_of("0015-rich", tmp_path)
    places = [(table, column) for table, columns in NEW.items() for column in columns]
    before = [read(file, *place) for place in places]
    assert all(any(value is not None for value in found.values()) for found in before)
    tokens = {row for table, name in places for row in rows(file, f"SELECT {name} FROM {table}")}
    old = keyring_of(file)
    renewed, _recovery = old.renewed(protected_builders.PASSPHRASE, keys.QUICK)
    MigrationManager().keys.renew(file, old, renewed)
    assert [read(file, *place) for place in places] == before
    again = {row for table, name in places for row in rows(file, f"SELECT {name} FROM {table}")}
    assert tokens & again == {(None,)}


def test_the_names_of_changes_are_told_batch_by_batch(tmp_path: Path) -> None:
    opened = commands(copy_of("0015-rich", tmp_path))
    with opened.reading() as store:
        found = journal.named(store, journal.batches(store))
    opened.close()
    assert {batch.uid: batch.label for batch in found if batch.label} == {
        "b3": "Import de relevé.ofx\u00a0🧾",
        "b6": "Départ de Léa",
    }
