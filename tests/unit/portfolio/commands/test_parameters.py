"""Figures of the law: dated, checked, undone, and restored as they came."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.errors import InputFault, InputRefused
from patrimoine_gui.portfolio import household_changes
from patrimoine_gui.portfolio.commands import parameters
from patrimoine_gui.portfolio.commands.parameters import ParameterDraft
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.household import RegulatoryParam
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.examples.regulations import PARAMETERS
from tests.households import made, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession

RATE, SCALE = "livret_a.rate", "usufruct.by_age"
DAY = date(2026, 8, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


@pytest.fixture
def opened(file: Path) -> CommandSession:
    found = session(file)
    with found.command() as transaction:
        assert parameters.restore(transaction)
    return found


def law(file: Path) -> tuple[RegulatoryParam, ...]:
    return household_file.load(file, keys.new_keyring().fields).parameters


def test_an_empty_file_is_given_all_that_came_with_the_program(
    file: Path, opened: CommandSession
) -> None:
    assert set(law(file)) == set(PARAMETERS)
    assert not parameters.missing(law(file))
    with opened.command() as transaction:
        assert not parameters.restore(transaction)


def test_a_figure_is_added_replaced_undone_and_restored(file: Path, opened: CommandSession) -> None:
    before = law(file)
    with opened.command() as transaction:
        assert parameters.set_parameter(transaction, ParameterDraft(RATE, DAY, "1.25", "https://x"))
        old = date(2026, 2, 1)
        assert parameters.set_parameter(transaction, ParameterDraft(RATE, old, "1.4"))
        assert not parameters.set_parameter(transaction, ParameterDraft(RATE, old, "1.4"))
    new = RegulatoryParam(RATE, DAY, "1.25", "percent a year", "https://x")
    changed = RegulatoryParam(RATE, old, "1.4", "percent a year")
    assert {new, changed} == set(law(file)) - set(before)
    assert not parameters.is_from_program(new)
    assert not parameters.is_from_program(changed)
    assert parameters.is_from_program(before[0])
    with opened.command() as transaction:
        assert parameters.restore(transaction, RATE)
    assert law(file) == before
    undo(opened)
    undo(opened)
    assert law(file) == before


def test_a_figure_that_was_removed_comes_back(file: Path, opened: CommandSession) -> None:
    before = law(file)
    first = date.fromisoformat(ROWS[0][1])
    with opened.command() as transaction:
        assert parameters.remove_parameter(transaction, ROWS[0][0], first)
        assert not parameters.remove_parameter(transaction, ROWS[0][0], first)
    assert parameters.missing(law(file)) == ((ROWS[0][0], ROWS[0][1]),)
    with opened.command() as transaction:
        assert parameters.restore(transaction)
    assert law(file) == before


def test_the_next_household_has_them_without_the_file(file: Path, opened: CommandSession) -> None:
    fields = keys.new_keyring().fields
    household = household_file.load(file, fields)
    with opened.command() as transaction:
        parameters.set_parameter(transaction, ParameterDraft(RATE, DAY, "1.25"))
        parameters.remove_parameter(transaction, RATE, date(2026, 2, 1))
    found = household_changes.apply(household, transaction.entries, fields)
    assert found == household_file.load(file, fields)


@pytest.mark.parametrize(
    ("draft", "fault", "attribute"),
    [
        (ParameterDraft("impot.nouveau", DAY, "5"), InputFault.PARAMETER_MALFORMED, "key"),
        (ParameterDraft(RATE, DAY, "1,25"), InputFault.PARAMETER_MALFORMED, "value"),
        (ParameterDraft(RATE, DAY, "0:90 21:80"), InputFault.PARAMETER_MALFORMED, "value"),
        (ParameterDraft(SCALE, DAY, "90"), InputFault.PARAMETER_MALFORMED, "value"),
        (ParameterDraft(SCALE, DAY, "0:90 0:80"), InputFault.PARAMETER_MALFORMED, "value"),
        (ParameterDraft(RATE, date(1850, 1, 1), "1"), InputFault.DAY_OUT_OF_RANGE, "valid_from"),
        (ParameterDraft(RATE, DAY, "1", "x" * 2001), InputFault.PARAMETER_MALFORMED, "source_url"),
    ],
)
def test_what_cannot_be_kept(
    opened: CommandSession, draft: ParameterDraft, fault: InputFault, attribute: str
) -> None:
    with pytest.raises(InputRefused) as caught, opened.command() as transaction:
        parameters.set_parameter(transaction, draft)
    assert (caught.value.fault, caught.value.attribute) == (fault, attribute)


def test_a_scale_is_kept(opened: CommandSession) -> None:
    with opened.command() as transaction:
        assert parameters.set_parameter(transaction, ParameterDraft(SCALE, DAY, "0:80 50:10"))
