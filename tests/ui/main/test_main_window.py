"""The main window: figures, unknown values, hidden amounts, lock, language and theme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from patrimoine_gui import formats, i18n
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import FileBusy
from patrimoine_gui.migration.revisions import load
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Loan, Valuation
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.snapshot import Snapshot
from patrimoine_gui.ui import theme
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.charts.step_chart import StepChart, steps
from patrimoine_gui.ui.main.pages.asset_tree import age
from patrimoine_gui.ui.main.pages.overview_page import OverviewPage
from patrimoine_gui.ui.widgets.notices import Notice
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS, shown_file, texts

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("styled")

TODAY = date(2026, 11, 22)


def asset(number: int, name: str, group: AssetGroup) -> Asset:
    return Asset(number, f"uid-{number}", name, group, "autre")


def value(number: int, of: int, on: date, cents: int) -> Valuation:
    return Valuation(number, f"value-{number}", of, None, on, cents)


FAMILY = Household(
    assets=(
        asset(1, "Livret", AssetGroup.CASH),
        asset(2, "Maison", AssetGroup.PROPERTY),
        asset(4, "", AssetGroup.OTHER),
    ),
    loans=(Loan(3, "uid-3", "Prêt"),),
    valuations=(
        value(1, 1, date(2025, 1, 31), 100_000),
        value(2, 2, date(2025, 1, 31), 20_000_000),
        Valuation(3, "value-3", None, 3, date(2025, 1, 31), 15_000_000),
        value(4, 1, date(2026, 10, 31), 150_000),
    ),
    unreadable=2,
)


@pytest.fixture
def page(qtbot: QtBot) -> OverviewPage:
    made = OverviewPage()
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show_snapshot(Snapshot(FAMILY, TODAY), Amounts())
    return made


@pytest.fixture
def window(app: AppController, qtbot: QtBot, current: files.Household) -> MainWindow:
    return shown_file(app, qtbot, current.file)


# --- figures --------------------------------------------------------------------------------


def test_the_header_shows_the_figures_of_the_domain(page: OverviewPage) -> None:
    assert page.net.text() == "€51,500.00"
    assert page.gross.text() == "€201,500.00"
    assert page.debts.text() == "€150,000.00"
    assert "31 October 2026" in page.as_of.text()
    assert page.change.text().startswith("+€500")


def test_the_window_shows_what_the_file_holds(window: MainWindow, current: files.Household) -> None:
    index = ValueIndex(household_file.load(current.file, window.opened.keyring.fields))
    assert index.span is not None
    worth = index.net_worth(index.span[1])
    assert window.page.net.text() == formats.money(worth.net)
    assert window.page.gross.text() == formats.money(worth.gross)
    assert window.page.debts.text() == formats.money(-worth.debts)


def test_debts_come_last_and_an_unknown_value_is_not_zero(page: OverviewPage) -> None:
    model = page.tree.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names == ["Cash", "Property", "Other", "Debts"]
    other = model.index(2, 0)
    assert model.index(0, 0, other).data() == "(no name)"
    assert model.index(0, 1, other).data() == formats.UNKNOWN
    assert model.index(2, 1).data() == formats.UNKNOWN
    debts = model.index(3, 0)
    assert (model.index(3, 1).data(), model.index(0, 1, debts).data()) == ("€150,000",) * 2
    page.tree.select_asset(3)
    assert page.history._series[-1][1] == 15_000_000


def test_amounts_that_cannot_be_read_are_mentioned(page: OverviewPage) -> None:
    shown = texts(page)
    assert "2 amounts cannot be read" in shown
    assert "they are in no total" in shown


def test_the_notice_can_be_put_away_for_as_long_as_the_window_is_open(page: OverviewPage) -> None:
    notice = page.findChild(Notice)
    assert isinstance(notice, Notice)
    notice.close_button.click()
    page.show_snapshot(Snapshot(FAMILY, TODAY), Amounts(hidden=True))
    assert "cannot be read" not in texts(page)


def test_large_amounts_take_smaller_figures_and_are_never_cut(qtbot: QtBot) -> None:
    large = tuple(replace(item, amount=item.amount * 5573) for item in FAMILY.valuations)
    page = OverviewPage()
    qtbot.addWidget(page)
    page.resize(1040, 600)
    page.show_snapshot(Snapshot(replace(FAMILY, valuations=large), TODAY), Amounts())
    page.show()
    for figure in (page.net, page.gross, page.debts, page.change):
        assert figure.width() >= figure.sizeHint().width()


def test_figures_that_have_their_width_only_once_shown_are_never_cut(qtbot: QtBot) -> None:
    large = tuple(replace(item, amount=item.amount * 9_999) for item in FAMILY.valuations)
    page = OverviewPage()
    qtbot.addWidget(page)
    page.show_snapshot(Snapshot(replace(FAMILY, valuations=large), TODAY), Amounts())
    page.resize(980, 600)
    page.show()
    assert page.width() == 980
    for figure in (page.net, page.gross, page.debts, page.change):
        assert figure.width() >= figure.sizeHint().width()


def test_the_scale_of_the_chart_goes_on_to_billions(qtbot: QtBot) -> None:
    chart = StepChart()
    qtbot.addWidget(chart)
    chart.resize(500, 400)
    chart.show_series(((date(2025, 1, 1), 0), (date(2026, 1, 1), 190_000_000_000)))
    axis = chart.plot.getAxis("left")
    assert axis.tickStrings([0.0, 5e8, 1.5e9], 1.0, 5e8) == ["€0", "€0.5bn", "€1.5bn"]
    i18n.set_language("fr")
    assert axis.tickStrings([1.5e9], 1.0, 5e8) == ["1,5\N{NO-BREAK SPACE}Md€"]


def test_the_table_holds_the_same_figures_as_the_chart(page: OverviewPage) -> None:
    series = page.history._series
    index = ValueIndex(FAMILY)
    assert series == tuple((worth.on, worth.net) for worth in index.monthly())
    model = page.history.model
    assert model.rowCount() == len(series)
    assert model.index(0, 0).data() == "31 October 2026"
    assert model.index(0, 1).data() == "€51,500.00"
    assert model.index(model.rowCount() - 1, 2).data() == formats.UNKNOWN


def test_selecting_an_asset_shows_its_history_and_one_can_go_back(page: OverviewPage) -> None:
    page.tree.select_asset(1)
    assert page.history.title.text() == "Livret"
    assert page.history._series == ((date(2025, 1, 31), 100_000), (date(2026, 10, 31), 150_000))
    page.history.back.click()
    assert page.history.title.text() == "Net worth"
    assert page.tree.selected_asset() is None


def test_hiding_amounts_hides_every_amount(page: OverviewPage) -> None:
    page.show_snapshot(Snapshot(FAMILY, TODAY), Amounts(hidden=True))
    shown = texts(page)
    model = page.tree.model()
    for group in range(model.rowCount()):
        parent = model.index(group, 0)
        shown += str(model.index(group, 1).data())
        shown += "".join(
            str(model.index(row, column, parent).data())
            for row in range(model.rowCount(parent))
            for column in range(2)
        )
    for row in range(page.history.model.rowCount()):
        shown += str(page.history.model.index(row, 1).data())
        shown += str(page.history.model.index(row, 2).data())
    assert "€" not in shown
    assert "%" not in shown
    assert not page.net.toolTip().strip("• ")


def test_a_household_without_assets_has_a_friendly_page(page: OverviewPage) -> None:
    page.show_snapshot(Snapshot(Household((), ()), TODAY), Amounts())
    assert page.net.text() == formats.UNKNOWN
    assert page.parts.currentIndex() == 1


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 22), "today"),
        (date(2027, 1, 1), "today"),
        (date(2026, 11, 21), "1 day"),
        (date(2026, 10, 1), "52 days"),
        (date(2025, 11, 22), "11 months"),
        (date(2016, 11, 22), "9 years"),
    ],
)
def test_the_age_of_a_value_is_said_in_words(on: date, said: str) -> None:
    assert age(on, TODAY) == said


# --- the chart ------------------------------------------------------------------------------


def test_a_value_holds_until_the_next_one() -> None:
    days, values = steps(((date(2026, 1, 1), 100), (date(2026, 1, 11), 300)))
    first = date(2026, 1, 1).toordinal()
    assert list(days) == [first, first + 10, first + 10, first + 11]
    assert list(values) == [1.0, 1.0, 3.0, 3.0]


@pytest.mark.parametrize(
    "series",
    [(), ((date(2026, 1, 1), 0),), ((date(2026, 1, 1), -5), (date(2026, 1, 2), 10**12))],
)
def test_odd_series_are_drawn(qtbot: QtBot, series: tuple[tuple[date, int], ...]) -> None:
    chart = StepChart()
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show()
    chart.show_series(series)
    assert not chart.grab().isNull()
    chart.hide()


# --- the file -------------------------------------------------------------------------------


def test_the_window_holds_its_file_until_it_closes(
    app: AppController, window: MainWindow, current: files.Household, qtbot: QtBot
) -> None:
    with pytest.raises(FileBusy):
        FileLock(current.file, "another").acquire()
    with qtbot.waitSignal(app.backup_controller.queue.released, timeout=LIMIT_MS):
        window.close()
    with FileLock(current.file, "another"):
        pass


def test_the_status_bar_tells_file_and_version(window: MainWindow) -> None:
    window.resize(1000, 700)
    shown = texts(window.statusBar())
    assert "maison.patrimoine" in shown
    assert f"Format {load().head.app_version}" in shown
    assert "No verified backup yet" in shown
    assert "Unlocked" in shown


def test_opening_another_file_gives_the_first_one_back(
    app: AppController, window: MainWindow, current: files.Household, tmp_path: Path, qtbot: QtBot
) -> None:
    other = files.again(current, tmp_path / "other")
    with qtbot.waitSignal(app.backup_controller.queue.released, timeout=LIMIT_MS):
        main = shown_file(app, qtbot, other.file)
    assert main is not window
    assert main.file == other.file
    with FileLock(current.file, "another"):
        pass


# --- language, theme, keyboard --------------------------------------------------------------


def test_language_and_theme_change_at_once_and_are_remembered(
    app: AppController, window: MainWindow, qapp: QApplication, current: files.Household
) -> None:
    window.menus.language_chosen.emit("fr")
    assert app.main is not None
    assert "Patrimoine net" in texts(app.main)
    app.main.menus.theme_chosen.emit("dark")
    assert theme.theme() == "dark"
    assert app.settings.current.language == "fr"
    assert app.settings.current.theme == "dark"
    with pytest.raises(FileBusy):
        FileLock(current.file, "another").acquire()
    assert i18n.language() == "fr"
    assert qapp is app.application


def test_amounts_are_hidden_from_the_keyboard_and_stay_hidden(
    app: AppController, window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(window.hiding_chosen, timeout=LIMIT_MS):
        qtbot.keyClick(window, Qt.Key.Key_H, modifiers)
    assert window.page.net.text() == formats.HIDDEN
    assert app.settings.current.hide_amounts


def test_the_tree_and_the_table_are_reachable_by_keyboard(window: MainWindow) -> None:
    for part in (window.page.tree, window.page.history.tabs.tabBar(), window.page.history.table):
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert window.page.tree.accessibleName()
    assert window.page.history.table.accessibleName()


def test_a_narrow_window_keeps_its_figures_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(window.minimumSize())
    page = window.page
    figures = (page.net, page.gross, page.debts, page.change)
    qtbot.waitUntil(
        lambda: all(figure.width() >= figure.sizeHint().width() for figure in figures),
        timeout=LIMIT_MS,
    )
