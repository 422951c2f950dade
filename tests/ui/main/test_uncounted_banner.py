"""What is in no total is said above every page, each time that the file is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.database import uncounted
from patrimoine_gui.database.uncounted import Uncounted
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.ui.main import file_notices
from patrimoine_gui.ui.main.main_window import BACKUPS, MainWindow
from patrimoine_gui.ui.opening.access import AccessKind
from tests import keys
from tests.ui.conftest import LIMIT_MS, shown_file, texts, unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files

pytestmark = pytest.mark.usefixtures("styled")


def said(window: MainWindow) -> str:
    """Give the texts of the banner, "" where there is none."""
    shown = window.file_monitor.banners.shown.get(file_notices.UNCOUNTED)
    return texts(shown) if shown is not None else ""


def lose(file: Path, count: int, *, exact: bool = True) -> None:
    """Write what a rescue would."""
    header = MigrationManager().header(file)
    assert header is not None
    fields = keys.unlocked(header).fields
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        uncounted.put(connection, fields, Uncounted(lost=count, is_exact=exact), settings=True)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (
            Uncounted(aside=1),
            ("Il manque 1 enregistrement ", "1 valeur ne pouvait", "1 record is", "1 value could"),
        ),
        (
            Uncounted(aside=1200),
            ("manque 1\u202f200 enreg", "valeurs ne pouvaient", "1,200 records", "values could"),
        ),
        (
            Uncounted(aside=2, lost=3),
            ("manque 5 enreg", "3 enregistrements du fichier", "5 records", "3 records of the"),
        ),
        (
            Uncounted(lost=1, is_exact=False),
            ("manque au moins 1 enreg", "1 enregistrement du", "At least 1 record is", "1 record"),
        ),
        (
            Uncounted(is_exact=False),
            ("manquent peut-être", "le dommage cache", "may be missing", "the damage hides"),
        ),
    ],
)
def test_it_says_how_much_and_why(found: Uncounted, wanted: tuple[str, ...], language: str) -> None:
    i18n.set_language(language)
    told = file_notices.of_uncounted(found)
    assert told is not None
    for words in wanted[:2] if language == "fr" else wanted[2:]:
        assert words in f"{told.title}\n{told.text}"
    last = {"fr": "Aucun total ne compte ce qui manque.", "en": "No total counts what is missing."}
    assert told.text.endswith(last[language])
    assert told.offers == ()


def test_nothing_is_said_where_everything_counts() -> None:
    assert file_notices.of_uncounted(Uncounted()) is None


def test_it_stays_over_every_page_and_after_a_restart(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    i18n.set_language("en")
    before = shown_file(app, qtbot, current.file)
    assert "1 record is missing" in said(before)  # what 0.2 could not read
    before.close()
    lose(current.file, 4)
    window = shown_file(app, qtbot, current.file)
    assert "5 records are missing" in said(window)
    banner = window.file_monitor.banners
    for page in (BACKUPS, "summary"):
        window.pages.show_page(page)
        assert banner.isVisibleTo(window)
        assert banner.geometry().bottom() < window.pages.geometry().top()
    app.preferences.changed.emit()
    assert app.main is not None
    assert app.main is not window
    assert "5 records are missing" in said(app.main)


def test_it_is_said_of_a_backup_that_is_looked_at(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    i18n.set_language("en")
    lose(current.file, 4, exact=False)
    main = shown_file(app, qtbot, current.file)
    backup = app.manager.backups.make(current.file, main.opened.keyring, held=main.opened.lock)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.read_only_controller.look_at(backup.file, AccessKind.BACKUP)
    (window,) = app.read_only_controller.windows.shown
    assert "At least 5 records are missing" in said(window)


def test_a_lock_takes_it_away_with_everything_else(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    before = said(shown_file(app, qtbot, current.file))
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.lock_controller.lock()
    assert app.main is None
    assert said(unlocked(app, qtbot)) == before != ""
