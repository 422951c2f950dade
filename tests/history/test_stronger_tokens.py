"""Revisions 0009, 0010 and 0011: amounts encrypted, stronger tokens, double ones repaired."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations.frozen.columns_v1 import ENCRYPTED_0009
from migrations.frozen.fields_v1 import seal_legacy_v1
from migrations.frozen.json_shapes_v1 import canonical_v1, clear_v1, shaped_v1
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.retoken_v1 import retoken_v1, unwrap_v1
from patrimoine_gui.migration import revision_keys
from patrimoine_gui.migration.manager import MigrationManager
from tests import keys as test_keys
from tests.history import protected_builders
from tests.history.builders.encrypted_rows import put, read
from tests.history.journeys import copy_of, edit, keyring_of, reach, rows

VALUES = "SELECT id, amount FROM valuation ORDER BY id"


@pytest.mark.parametrize(
    ("clear", "shaped"),
    [
        ("null", '{"_value":null}'),
        ("5", '{"_value":5}'),
        ('[1, "a"]', '{"_value":[1,"a"]}'),
        ('{"b": 1, "a": "é"}', '{"a":"é","b":1}'),
        ("", '{"_text":""}'),
        ("{pas du json", '{"_text":"{pas du json"}'),
        ('{"a":1,"a":2}', '{"_text":"{\\"a\\":1,\\"a\\":2}"}'),
        ('{"a":NaN}', '{"_text":"{\\"a\\":NaN}"}'),
        ('{"a":1.10,"b":85.50}', '{"a":1.1,"b":85.5}'),
        ('{"a":0.30000000000000000001}', '{"_text":"{\\"a\\":0.30000000000000000001}"}'),
        ('{"a":0e99999999999999999999}', '{"_text":"{\\"a\\":0e99999999999999999999}"}'),
        ('{"code_postal": 1000}', '{"code_postal":"01000"}'),
        ('{"adresse":{"cp":45000}}', '{"adresse":{"cp":"45000"}}'),
        ('{"adresse":{"cp":"1000"}}', '{"adresse":{"cp":"1000"}}'),  # typed so: it is in Belgium
        ('{"cp":7}', '{"cp":7}'),
        ('{"_text":"x"}', '{"_value":{"_text":"x"}}'),
    ],
)
def test_details_become_an_object_and_lose_nothing(clear: str, shaped: str) -> None:
    assert shaped_v1(clear) == shaped


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    back = clear_v1(shaped_v1(text))
    assert back == text or canonical_v1(__import__("json").loads(text)) == back


def test_amounts_are_encrypted_and_come_back_to_the_cent(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0008")
    before = rows(file, VALUES)
    outcome = reach(file, "0009")
    assert outcome is not None
    assert outcome.proof.before.latest == outcome.proof.after.latest
    assert {kind for (kind,) in rows(file, "SELECT DISTINCT typeof(amount) FROM valuation")} == {
        "text"
    }
    opened = read(file, "valuation", "amount")
    assert [(key, int(str(amount))) for key, amount in opened.items()] == before
    reach(file, "0008")
    assert rows(file, VALUES) == before


def test_no_amount_stays_in_the_bytes_of_the_file(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    amounts = [int(str(row[1])) for row in rows(file, VALUES)]
    large = [amount for amount in amounts if abs(amount) > 2**32]
    assert large
    reach(file, "0009")
    content = file.read_bytes()
    for amount in large:
        assert str(amount).encode() not in content
        assert amount.to_bytes(8, "big", signed=True).lstrip(b"\0")[-6:] not in content


def test_four_shapes_of_details_go_through(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    reach(file, "0008")
    edit(
        file,
        "UPDATE asset SET details = 'null' WHERE id = 1",
        "UPDATE asset SET details = '{\"cp\": 1000}' WHERE id = 3",
        "UPDATE asset SET details = '{cassé' WHERE id = 4",
    )
    reach(file, "0009")
    found = read(file, "asset", "details")
    assert found[1] == '{"_value":null}'
    assert found[3] == '{"cp":"01000"}'
    assert found[4] == '{"_text":"{cassé"}'
    assert found[2] is None
    reach(file, "0008")
    query = "SELECT id, details FROM asset WHERE details IS NOT NULL ORDER BY id"
    assert rows(file, query) == [(1, "null"), (3, '{"cp":"01000"}'), (4, "{cassé")]


def kinds(file: Path) -> set[str]:
    found = set()
    for table, column, _label in ENCRYPTED_0009:
        query = f"SELECT DISTINCT typeof({column}) FROM {table} WHERE {column} IS NOT NULL"
        found |= {str(row[0]) for row in rows(file, query)}
    return found


def test_0010_leaves_no_token_of_the_first_kind_and_the_way_back_makes_them_again(
    tmp_path: Path,
) -> None:
    file = copy_of("0009-botched", tmp_path)
    assert kinds(file) == {"text"}
    reach(file, "0010")
    assert kinds(file) == {"blob"}
    reach(file, "0009")
    assert kinds(file) == {"text"}


def test_a_token_that_does_not_open_stays_as_it_is(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    edit(file, "UPDATE asset SET note = 'gAAAAABnotatoken' WHERE id = 4")
    outcome = reach(file, "0011")
    assert outcome is not None
    assert outcome.proof.after.bucket("unreadable").rows == 1
    assert rows(file, "SELECT note FROM asset WHERE id = 4") == [("gAAAAABnotatoken",)]


def test_the_backup_of_the_first_kind_still_opens_with_its_passphrase(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    outcome = reach(file, "0010")
    assert outcome is not None
    assert outcome.backup is not None
    again = tmp_path / "again.patrimoine"
    manager = MigrationManager()
    from patrimoine_gui.backup.container import container

    header = container.read_header(outcome.backup)
    keyring = test_keys.unlocked(header.file_header, protected_builders.PASSPHRASE)
    assert revision_keys.of(keyring).legacy is not None
    assert manager.inspect(file).revision == "0010"
    assert not again.exists()


def test_what_0_9_0_encrypted_twice_is_repaired_once(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    names = read(file, "asset", "name")
    twice = [key for key, name in names.items() if str(name).startswith("gAAAA")]
    assert len(twice) == 2
    put(file, "asset", 4, note="gAAAAABnotreallyatoken")
    reach(file, "0011")
    reference = copy_of("0005-rich", tmp_path)
    after, expected = read(file, "asset", "name"), read(reference, "asset", "name")
    assert after == {key: expected[key] for key in after}
    assert read(file, "asset", "note")[4] == "gAAAAABnotreallyatoken"
    assert read(file, "asset", "details")[3 if 3 in after else 1] is not False
    opened = revision_keys.of(keyring_of(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        assert unwrap_v1(connection, ENCRYPTED_0009, lambda: opened, lambda _a, _b: None) == 0


def test_a_file_that_stopped_at_0010_is_repaired_all_the_same(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    reach(file, "0010")
    assert sum(str(name).startswith("gAAAA") for name in read(file, "asset", "name").values()) == 2
    reach(file, "0011")
    assert sum(str(name).startswith("gAAAA") for name in read(file, "asset", "name").values()) == 0


def test_what_was_edited_twice_in_0_9_0_is_repaired_whole(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    key = revision_keys.of(keyring_of(file)).legacy
    assert key is not None
    seal = seal_legacy_v1(key)
    token = seal(seal(seal(b"1234").encode()).encode())
    edit(file, f"UPDATE valuation SET amount = '{token}' WHERE id = 1")
    again = Path(shutil.copy(file, tmp_path / "again.patrimoine"))
    reach(file, "0011")
    assert read(file, "valuation", "amount")[1] == "1234"
    reach(again, "0008")
    assert rows(again, "SELECT amount FROM valuation WHERE id = 1") == [(1234,)]


def test_an_empty_file_asks_for_no_key(tmp_path: Path) -> None:
    file = copy_of("0009-empty", tmp_path)

    def nobody() -> KeysV1:
        raise AssertionError

    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        retoken_v1(connection, ENCRYPTED_0009, nobody, lambda _a, _b: None)


def test_a_number_with_an_exponent_is_written_out_where_it_stands_in_clear(tmp_path: Path) -> None:
    file = copy_of("0012-rich", tmp_path)
    before = read(file, "position", "quantity")
    put(file, "position", 1, quantity="1E-8")
    reach(file, "0008")
    found = {int(str(key)): held for key, held in rows(file, "SELECT id, quantity FROM position")}
    assert found == {**before, 1: "0.00000001"}
