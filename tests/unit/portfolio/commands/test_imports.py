"""Imports and the monthly statement: many rows in one command, none twice, none lost unsaid."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import EntityMissing, InputFault
from patrimoine_gui.portfolio.commands import assets, imports, loans, operations, valuations
from patrimoine_gui.portfolio.commands.imports import ImportResult, RejectedRow
from patrimoine_gui.portfolio.commands.undo import redo, undo
from patrimoine_gui.portfolio.commands.valuations import WriteCounts
from patrimoine_gui.portfolio.household import ValueSource
from tests.households import DAY, LIVRET, LOAN, made, operation, rows, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.operations import OperationDraft
    from patrimoine_gui.portfolio.commands.session import CommandSession
    from patrimoine_gui.portfolio.commands.valuations import ValueDraft

EARLY = date(1899, 1, 1)


@pytest.fixture
def opened(tmp_path: Path) -> CommandSession:
    found = session(made(tmp_path / "maison.patrimoine"))
    with found.command() as transaction:
        assets.create(transaction, LIVRET)
        assets.create(transaction, replace(LIVRET, currency="CHF"))
        loans.create(transaction, LOAN)
    return found


def value(amount: int, day: int = 1, asset: int | None = 1, loan: int | None = None) -> ValueDraft:
    return valuations.ValueDraft(
        date(2026, 1, day), amount, ValueSource("import"), asset_id=asset, loan_id=loan
    )


def imported(opened: CommandSession, *drafts: ValueDraft) -> ImportResult:
    with opened.command() as transaction:
        return imports.import_values(transaction, drafts)


def moved(opened: CommandSession, *drafts: OperationDraft) -> ImportResult:
    with opened.command() as transaction:
        return imports.import_operations(transaction, drafts)


def amounts(opened: CommandSession, entity: str = "valuation") -> list[object]:
    return [row["amount"] for row in rows(opened, entity)[entity]]


def structure(file: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(file)) as link:
        return link.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()


# --- the monthly statement ------------------------------------------------------------------------


def test_the_values_of_a_month_are_one_command(opened: CommandSession) -> None:
    grid = [value(100), value(200, asset=2), value(900, asset=None, loan=3)]
    with opened.command() as transaction:
        assert valuations.set_values(transaction, grid) == WriteCounts(3, 0, 0)
    assert [row["currency"] for row in rows(opened, "valuation")["valuation"]] == [
        *("EUR", "CHF", "EUR")
    ]
    with opened.command() as transaction:
        again = [value(100), value(250, asset=2), value(7, 2)]
        assert valuations.set_values(transaction, again) == WriteCounts(1, 1, 1)
    assert amounts(opened) == [100, 250, 900, 7]
    undo(opened)
    assert amounts(opened) == [100, 200, 900]
    undo(opened)
    assert amounts(opened) == []
    redo(opened)
    assert amounts(opened) == [100, 200, 900]


def test_a_grid_with_one_wrong_value_writes_none(opened: CommandSession) -> None:
    with pytest.raises(EntityMissing), opened.command() as transaction:
        valuations.set_values(transaction, [value(100), value(200, asset=9)])
    assert amounts(opened) == []


def test_the_same_value_twice_in_one_grid_is_one_value(opened: CommandSession) -> None:
    with opened.command() as transaction:
        assert valuations.set_values(transaction, [value(100), value(100)]) == WriteCounts(1, 0, 1)


def test_a_value_moves_to_another_day(opened: CommandSession) -> None:
    imported(opened, value(100))
    with opened.command() as transaction:
        assert valuations.edit(transaction, 1, value(100, 5))
        assert not valuations.edit(transaction, 1, value(100, 5))
    assert rows(opened, "valuation")["valuation"][0]["as_of"] == "2026-01-05"


# --- values ---------------------------------------------------------------------------------------


def test_an_import_of_values_writes_what_can_be_kept(opened: CommandSession) -> None:
    drafts = (
        value(100),
        replace(value(1), as_of=EARLY),
        value(200, 2),
        value(5, asset=9),
        value(100),
        value(101),
        replace(value(3, 3), currency="zz"),
    )
    assert imported(opened, *drafts) == ImportResult(
        2,
        0,
        (4,),
        (
            RejectedRow(1, InputFault.DAY_OUT_OF_RANGE, "as_of"),
            RejectedRow(3, None, "asset_id"),
            RejectedRow(5, InputFault.SAME_DAY, "as_of"),
            RejectedRow(6, InputFault.CURRENCY_MALFORMED, "currency"),
        ),
    )
    assert amounts(opened) == [100, 200]


def test_the_same_values_again_are_duplicates_and_others_corrections(
    opened: CommandSession,
) -> None:
    imported(opened, value(100), value(200, 2))
    assert imported(opened, value(100), value(200, 2)) == ImportResult(0, 0, (0, 1), ())
    assert imported(opened, value(100), value(250, 2)) == ImportResult(0, 1, (0,), ())
    assert amounts(opened) == [100, 250]
    undo(opened)
    assert amounts(opened) == [100, 200]


def test_a_refused_row_is_named_without_its_values(opened: CommandSession) -> None:
    found = imported(opened, replace(value(31415926), currency="secret"))
    assert "31415926" not in repr(found)
    assert "secret" not in repr(found)


def test_an_import_of_nothing_is_nothing(opened: CommandSession) -> None:
    before = rows(opened, "journal")
    assert imported(opened) == ImportResult(0, 0, (), ())
    assert moved(opened) == ImportResult(0, 0, (), ())
    assert rows(opened, "journal") == before


# --- operations -----------------------------------------------------------------------------------


def test_the_same_bank_file_twice_writes_each_operation_once(opened: CommandSession) -> None:
    coffee = operation(-220, label="Café")
    drafts = (coffee, operation(5_000, label="Salaire"), coffee)
    assert moved(opened, *drafts) == ImportResult(3, 0, (), ())
    assert moved(opened, *drafts) == ImportResult(0, 0, (0, 1, 2), ())
    assert moved(opened, *drafts, coffee) == ImportResult(1, 0, (0, 1, 2), ())
    assert amounts(opened, "operation") == [-220, 5_000, -220, -220]
    assert amounts(opened, "operation_split") == [-220, 5_000, -220, -220]


def test_what_was_put_in_the_bin_does_not_come_back(opened: CommandSession) -> None:
    moved(opened, operation(5))
    with opened.command() as transaction:
        operations.delete(transaction, 1)
    assert moved(opened, operation(5)).duplicates == (0,)


def test_an_import_of_operations_names_what_it_refuses(opened: CommandSession) -> None:
    unbalanced = (operations.SplitDraft(4),)
    found = moved(
        opened,
        operation(5),
        operation(5, EARLY),
        operation(5, splits=unbalanced),
        operation(6, security_id=9),
        operation(7, splits=(operations.SplitDraft(7, 9),)),
    )
    assert found.added == 1
    assert found.refused == (
        RejectedRow(1, InputFault.DAY_OUT_OF_RANGE, "on_date"),
        RejectedRow(2, InputFault.SPLIT_UNBALANCED, "splits"),
        RejectedRow(3, None, "security_id"),
        RejectedRow(4, None, "category_id"),
    )


def test_an_import_is_undone_as_a_whole(opened: CommandSession) -> None:
    before = structure(opened.file)
    moved(opened, *(operation(amount, DAY) for amount in range(1, 700)))
    assert len(amounts(opened, "operation")) == 699
    undo(opened)
    assert amounts(opened, "operation") == amounts(opened, "operation_split") == []
    assert structure(opened.file) == before
    redo(opened)
    assert sum(int(str(item)) for item in amounts(opened, "operation_split")) == 699 * 350
