"""A saved statement: one batch, values of that very day replaced, what the bank owes told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.entry.amounts import EnteredAmount
from patrimoine_gui.errors import InputRefused
from patrimoine_gui.portfolio.commands import assets, loans, valuations
from patrimoine_gui.portfolio.commands.loans import EventDraft
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.commands.valuations import ValueDraft
from patrimoine_gui.portfolio.household import EventKind, ValueSource
from patrimoine_gui.portfolio.monthly_statement import saving
from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue
from patrimoine_gui.portfolio.monthly_statement.statement_rows import StatementRow, rows
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.households import LIVRET, LOAN, made, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession
    from patrimoine_gui.portfolio.household import Household

DAY = date(2026, 10, 31)


@pytest.fixture
def opened(tmp_path: Path) -> CommandSession:
    found = session(made(tmp_path / "maison.patrimoine"))
    with found.command() as transaction:
        assets.create(transaction, LIVRET)
        loans.create(transaction, LOAN)
        loans.create(transaction, replace(LOAN, name="Autre"))
        valuations.set_values(
            transaction,
            [
                ValueDraft(DAY, 100_00, ValueSource.IMPORT, asset_id=1, note="banque"),
                ValueDraft(date(2026, 9, 30), 90_00, ValueSource.MANUAL, asset_id=1),
            ],
        )
        loans.add_event(transaction, 3, EventDraft(DAY, EventKind.STATEMENT, 700_00))
    return found


def on_disk(opened: CommandSession) -> Household:
    return household_file.load(opened.file, keys.new_keyring().fields)


def row(opened: CommandSession, owned: int) -> StatementRow:
    index = ValueIndex(on_disk(opened))
    return next(item for item in rows(index, DAY) if item.owned.id == owned)


def new(opened: CommandSession, owned: int, amount: int, note: str = "") -> NewValue:
    return NewValue(row(opened, owned), EnteredAmount(amount, "EUR"), note)


def test_a_statement_is_one_batch_that_doubles_nothing(opened: CommandSession) -> None:
    before = on_disk(opened)
    values = [
        new(opened, 1, 150_00, "vu"),
        new(opened, 2, 800_00, "relevé"),
        new(opened, 3, 600_00, "la banque"),
    ]
    with opened.command() as transaction:
        saving.save(transaction, values)
    after = on_disk(opened)
    told = {(item.owned_id, item.as_of, item.source): item for item in after.valuations}
    assert len(told) == len(after.valuations) == 3
    mine, bank = told[1, DAY, ValueSource.IMPORT], told[2, DAY, ValueSource.STATEMENT]
    assert (mine.amount, mine.note) == (150_00, "vu")
    assert (bank.amount, bank.note) == (800_00, "relevé")
    (event,) = after.loan_events
    assert (event.amount, event.note) == (600_00, "la banque")
    undo(opened)
    assert on_disk(opened) == before


def test_a_statement_that_is_refused_writes_nothing(opened: CommandSession) -> None:
    before = on_disk(opened)
    values = [new(opened, 1, 150_00), new(opened, 3, 600_00), new(opened, 2, 10**14)]
    with pytest.raises(InputRefused), opened.command() as transaction:
        saving.save(transaction, values)
    assert on_disk(opened) == before
