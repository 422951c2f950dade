"""`export-sqlite`: every value readable by any program, and only if that is really wanted."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import config
from patrimoine_gui.database import header
from tests.command_line import (
    PASSPHRASE,
    SECRETS,
    answer,
    current,
    everything,
    household,
    key_options,
    private,
    raised,
    run,
)
from tests.faults.household import GOLDEN
from tests.pseudo_terminal import converse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Give a protected file with a name and values."""
    return raised(household(tmp_path / "famille.patrimoine"))


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def test_every_value_is_readable_in_the_copy(filled: Path, tmp_path: Path) -> None:
    options, target = key_options(tmp_path), tmp_path / "clair.sqlite"
    before = filled.read_bytes()
    document = answer("export-sqlite", target, "--yes", "--file", filled, *options[:2])
    assert document["exit_status"] == 0
    assert filled.read_bytes() == before
    assert target.stat().st_mode & 0o777 == 0o600
    assert rows(target, "SELECT id, name, details, note, currency FROM asset") == [
        (1, SECRETS[0], '{"type_text":"livret"}', "note", "EUR")
    ]
    days = "SELECT count(*), min(as_of), min(amount), max(amount) FROM valuation"
    assert rows(target, days) == [(40, "2000-01-01", 1234567, 1234567)]
    copied = "household", "member", "ownership", "asset", "valuation", "statement"
    assert document["rows"] == sum(
        len(rows(target, f"SELECT 1 FROM {name}"))
        for name in (*copied, "regulatory_param", "setting")
    )


def test_what_was_kept_aside_keeps_its_own_type(tmp_path: Path) -> None:
    file = tmp_path / "rich.patrimoine"
    file.write_bytes((GOLDEN / "0001-rich.patrimoine").read_bytes())
    raised(file, "0012")
    target, options = tmp_path / "clair.sqlite", key_options(tmp_path)
    assert run("export-sqlite", target, "--yes", "--file", file, *options[:2]).returncode == 0
    found = rows(target, "SELECT account_name, raw_date, raw_balance FROM reject_0002 LIMIT 2")
    assert found == [("Illisible", None, "à demander"), (None, "29/02/2021", 999.99)]


def test_the_copy_is_no_household_file(filled: Path, tmp_path: Path) -> None:
    target, options = tmp_path / "clair.sqlite", key_options(tmp_path)
    assert run("export-sqlite", target, "--yes", "--file", filled, *options[:2]).returncode == 0
    names = {name for (name,) in rows(target, "SELECT name FROM sqlite_master")}
    assert not names & {"file_header", "alembic_version"}
    assert not header.read(target).is_ours
    assert config.APPLICATION_ID.to_bytes(4, "big") not in target.read_bytes()[:100]


def test_nobody_gets_such_a_copy_without_agreeing(filled: Path, tmp_path: Path) -> None:
    options = key_options(tmp_path)
    before = everything(tmp_path)
    done = run("--json", "export-sqlite", tmp_path / "a.sqlite", "--file", filled, *options[:2])
    assert done.returncode == 9
    assert json.loads(done.stdout)["error"]["type"] == "ReadableCopyUnconfirmed"
    assert "warning" in done.stderr
    assert everything(tmp_path) == before


def test_a_person_is_warned_and_asked(tmp_path: Path) -> None:
    file, target = current(tmp_path / "a.patrimoine"), tmp_path / "clair.sqlite"
    words = ("export-sqlite", target, "--file", file)
    no = converse(*words, turns=(("[y/N]", "n\n"),))
    assert no.status == 9
    assert "not protected" in no.shown
    assert not target.exists()
    yes = converse(*words, turns=(("[y/N]", "y\n"), ("Passphrase (", f"{PASSPHRASE}\n")))
    assert yes.status == 0, yes.shown
    assert target.exists()


def test_nothing_is_ever_replaced(filled: Path, tmp_path: Path) -> None:
    taken = private(tmp_path / "taken.sqlite", "dear to me")
    options = key_options(tmp_path)
    document = answer("export-sqlite", taken, "--yes", "--file", filled, *options[:2])
    assert document["error"]["type"] == "FileExists"
    assert taken.read_text("utf-8") == "dear to me"


def test_a_file_that_anybody_can_read_needs_no_key(tmp_path: Path) -> None:
    old, target = household(tmp_path / "old.patrimoine"), tmp_path / "clair.sqlite"
    document = answer("export-sqlite", target, "--yes", "--file", old)
    assert document["exit_status"] == 0
    assert rows(target, "SELECT name FROM account") == [(SECRETS[0],)]
    assert rows(target, "SELECT count(*) FROM balance_history") == [(40,)]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    old = household(tmp_path / "old.patrimoine")
    before = everything(tmp_path)
    document = answer("export-sqlite", tmp_path / "no" / "a.sqlite", "--yes", "--file", old)
    assert document["error"]["type"] == "FileUnreachable"
    assert everything(tmp_path) == before


def test_a_wrong_passphrase_writes_nothing(filled: Path, tmp_path: Path) -> None:
    options, target = key_options(tmp_path, "another"), tmp_path / "clair.sqlite"
    document = answer("export-sqlite", target, "--yes", "--file", filled, *options[:2])
    assert document["exit_status"] == 4
    assert not target.exists()
