"""Settings of a file: kept encrypted under keys that tell nothing, and out of the journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import InputFault, InputRefused
from patrimoine_gui.portfolio.anomalies.anomaly_kinds import AnomalyKind, EntityKind, anomaly
from patrimoine_gui.portfolio.commands import settings
from patrimoine_gui.portfolio.commands.undo import undoable
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.settings import Settings, read
from tests import keys
from tests.households import made, rows, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession

NOBODY = anomaly(AnomalyKind.NOBODY, EntityKind.ASSET, 1, 1)
CYCLE = anomaly(AnomalyKind.PARENT_CYCLE, EntityKind.ASSET, 2, 2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


@pytest.fixture
def opened(file: Path) -> CommandSession:
    return session(file)


def load(opened: CommandSession) -> Settings:
    with opened.reading() as store:
        return settings.load(store)


def test_a_file_without_any(opened: CommandSession) -> None:
    assert load(opened) == Settings()


def test_anomalies_are_ignored_and_heeded_again(opened: CommandSession) -> None:
    with opened.command() as transaction:
        settings.ignore(transaction, [NOBODY, CYCLE])
        settings.ignore(transaction, [CYCLE])
    assert load(opened).heeded([NOBODY, CYCLE]) == ()
    with opened.command() as transaction:
        settings.heed(transaction, CYCLE.identity, "never heard of")
    assert load(opened).heeded([NOBODY, CYCLE]) == (CYCLE,)
    with opened.command() as transaction:
        settings.heed(transaction)
    assert load(opened) == Settings()


def test_delays_and_the_day_of_the_statement(opened: CommandSession) -> None:
    with opened.command() as transaction:
        settings.set_delay(transaction, "livret", 20)
        settings.set_delay(transaction, "pea", 30)
        settings.set_statement_day(transaction, 5)
    assert (load(opened).delays, load(opened).statement_day) == ({"livret": 20, "pea": 30}, 5)
    with opened.command() as transaction:
        settings.set_delay(transaction, "livret", None)
        settings.set_delay(transaction, "pea", 40)
        settings.set_statement_day(transaction, None)
    assert (load(opened).delays, load(opened).statement_day) == ({"pea": 40}, None)


@pytest.mark.parametrize("number", [0, 100_000])
def test_numbers_out_of_range(opened: CommandSession, number: int) -> None:
    for command in (settings.set_statement_day, lambda t, n: settings.set_delay(t, "pea", n)):
        with pytest.raises(InputRefused) as caught, opened.command() as transaction:
            command(transaction, number)
        assert caught.value.fault is InputFault.COUNT_OUT_OF_RANGE


def test_drafts_are_kept_replaced_and_dropped(opened: CommandSession) -> None:
    with opened.command() as transaction:
        settings.keep_draft(transaction, "statement", {"1": "12"})
        settings.keep_draft(transaction, "statement", {"1": "123"})
        settings.keep_draft(transaction, "asset 4", {"name": "Maison"})
    assert load(opened).drafts == {"statement": {"1": "123"}, "asset 4": {"name": "Maison"}}
    with opened.command() as transaction:
        settings.keep_draft(transaction, "statement", {})
    assert load(opened).drafts == {"asset 4": {"name": "Maison"}}


def test_nothing_of_it_is_undone_nor_read_in_the_file(file: Path, opened: CommandSession) -> None:
    before = household_file.load(file, keys.new_keyring().fields)
    with opened.command() as transaction:
        settings.keep_draft(transaction, "asset 4", {"name": "Secrète"})
        settings.ignore(transaction, [NOBODY])
    assert transaction.entries == ()
    assert undoable(opened).undo is None
    assert rows(opened, "journal") == {"journal": []}
    found = file.read_bytes()
    assert b"NOBODY" not in found
    assert b"ignored" not in found
    assert "Secrète".encode() not in found
    assert household_file.load(file, keys.new_keyring().fields) == before


def test_what_cannot_be_read_or_is_of_another_form_says_nothing_and_stays(
    file: Path, opened: CommandSession
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("INSERT INTO setting VALUES (1, 'a', x'02ff')")
    with opened.command() as transaction:
        settings.set_delay(transaction, "livret", 20)
    assert load(opened) == Settings(delays={"livret": 20})
    odd = [
        {"is": "delay of the future", "of": "", "content": 1},
        {"is": "days after which a value of a subtype is old", "of": 3, "content": 1},
        {"is": "days after which a value of a subtype is old", "of": "pea", "content": "1"},
        {"is": "day of the month of the statement", "of": "", "content": "1"},
        {"is": "draft", "of": "x", "content": 1},
        {},
        None,
    ]
    assert read(odd) == Settings()
    assert len(rows(opened, "setting")["setting"]) == 2


@pytest.mark.parametrize(
    ("day", "today", "last", "is_due"),
    [
        (None, date(2026, 11, 22), None, False),
        (5, date(2026, 11, 4), None, False),
        (5, date(2026, 11, 5), None, True),
        (5, date(2026, 11, 5), date(2026, 10, 31), True),
        (5, date(2026, 11, 5), date(2026, 11, 1), False),
        (5, date(2027, 1, 5), date(2026, 12, 31), True),
    ],
)
def test_the_reminder_of_the_statement(
    day: int | None,
    today: date,
    last: date | None,
    is_due: bool,  # noqa: FBT001
) -> None:
    assert Settings(statement_day=day).is_statement_due(today, last) == is_due
