"""A household of twenty things in a file of its own, and its statement in a real window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from patrimoine_gui import i18n, local_time
from patrimoine_gui.portfolio.commands import assets, loans, members, valuations
from patrimoine_gui.portfolio.commands.assets import AssetDraft
from patrimoine_gui.portfolio.commands.loans import LoanDraft
from patrimoine_gui.portfolio.commands.valuations import ValueDraft
from patrimoine_gui.portfolio.enums import (
    AssetGroup,
    Deferral,
    LoanKind,
    Periodicity,
    ValuationMode,
    ValueSource,
)
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui.main.monthly.monthly_dialog import MonthlyDialog
from tests.ui.conftest import LIMIT_MS, shown_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.household import Household, Valuation
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from tests.faults import household as files

TODAY = date(2026, 12, 1)
DAY = date(2026, 11, 30)
BEFORE = date(2026, 10, 31)
THINGS = 20
LONG = "Assurance vie « Horizon Patrimoine Long Terme Multisupport » de la Caisse régionale"
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def amount(rank: int) -> int:
    """Give what the thing of a rank was worth."""
    return 1_000_00 + 137_00 * rank


def _fill(transaction: Transaction) -> None:
    """Replace what the file has by twenty things, a loan with a schedule among them."""
    for asset in transaction.store.where("asset"):
        assets.delete(transaction, int(str(asset["id"])))
    for loan in transaction.store.where("loan"):
        loans.delete(transaction, int(str(loan["id"])))
    bank = members.add_institution(transaction, members.InstitutionDraft("Banque"))
    for rank in range(THINGS):
        name = LONG if rank == 3 else f"Livret {rank + 1}"
        draft = AssetDraft(
            *(name, AssetGroup.CASH, "livret", ValuationMode.BALANCE),
            institution_id=bank if rank < THINGS // 2 else None,
            position=rank,
        )
        key = assets.create(transaction, draft)
        value = ValueDraft(BEFORE, amount(rank), ValueSource.MANUAL, asset_id=key)
        valuations.set_value(transaction, value)
    loans.create(
        transaction,
        LoanDraft(
            *("Prêt", LoanKind.AMORTIZING, Periodicity.MONTHLY, Deferral.NONE),
            institution_id=bank,
            principal=120_000_00,
            rate=Decimal(0),
            first_due_on=date(2026, 1, 31),
            months=120,
        ),
    )


@dataclass
class Typist:
    """Types into whatever has the focus, and counts its keys."""

    dialog: MonthlyDialog
    main: MainWindow
    qtbot: QtBot
    keys: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the statement is still there."""
        return isValid(self.dialog) and self.dialog.isVisible()

    def focus(self) -> QWidget:
        """Give what hears the keys."""
        found = QApplication.focusWidget()
        return found if found is not None else self.dialog

    def type(self, text: str) -> None:
        """Type signs, which are not counted."""
        for sign in text:
            QTest.keyClicks(self.focus(), sign)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press a key, with what is held down counted too."""
        for _each in range(times):
            self.keys += 1 + (keys != NONE)
            QTest.keyClick(self.focus(), key, keys)

    def enter(self, text: str) -> None:
        """Type and press Enter."""
        self.type(text)
        self.press(Qt.Key.Key_Return)

    def save(self) -> None:
        """Press Ctrl+Enter, and wait for what comes of it."""
        self.press(Qt.Key.Key_Return, CTRL)
        self.qtbot.waitUntil(lambda: not self.main.editor.is_busy, timeout=LIMIT_MS)

    @property
    def cell(self) -> tuple[str, int]:
        """The name and the column of the current cell."""
        index = self.dialog.table.currentIndex()
        return str(index.siblingAtColumn(0).data()), index.column()

    def shown(self, name: str, column: int) -> str:
        """Give what a cell shows."""
        model = self.dialog.model
        found = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == name)
        return str(model.index(found, column).data())

    def on_disk(self) -> Household:
        """Read the file."""
        return household_file.load(self.main.file, self.main.opened.keyring.fields)

    def values(self, name: str) -> list[Valuation]:
        """Give the values of an asset that the file holds, by day."""
        household = self.on_disk()
        key = next(item.id for item in household.owned if item.name == name)
        found = (item for item in household.valuations if item.owned_id == key)
        return sorted(found, key=lambda item: item.as_of)


@pytest.fixture
def main(
    app: AppController,
    qtbot: QtBot,
    current: files.Household,
    monkeypatch: pytest.MonkeyPatch,
) -> MainWindow:
    """Open the file with the twenty things, on the first of December."""
    i18n.set_language("en")
    monkeypatch.setattr(local_time, "today", lambda: TODAY)
    window = shown_file(app, qtbot, current.file)
    window.editor.execute(_fill)
    qtbot.waitUntil(lambda: not window.editor.is_busy, timeout=LIMIT_MS)
    assert len(window.household.assets) == THINGS
    return window


@pytest.fixture
def opened(app: AppController, qtbot: QtBot, main: MainWindow) -> Iterator[Callable[[], Typist]]:
    """Give a maker of statements, opened by their keys, and given up at the end."""

    def make() -> Typist:
        QTest.keyClick(main, Qt.Key.Key_M, CTRL)
        dialog = app.state.dialogs.shown
        assert isinstance(dialog, MonthlyDialog)
        qtbot.waitUntil(dialog.table.hasFocus, timeout=LIMIT_MS)
        return Typist(dialog, main, qtbot, keys=2)

    yield make
    app.state.dialogs.close()


@pytest.fixture
def typist(opened: Callable[[], Typist]) -> Typist:
    """Give the statement, opened by its keys."""
    return opened()
