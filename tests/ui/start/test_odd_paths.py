"""Windows open a file of any name, remember it, and say what it is called without harm."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from patrimoine_gui import paths
from patrimoine_gui.formats import visible
from patrimoine_gui.ui.settings import SettingsStore
from patrimoine_gui.ui.start.start_window import StartWindow
from patrimoine_gui.ui.widgets.labels import BrokenText, ElidedLabel, label, tip, title_of
from tests.odd_paths import FOLDERS, NAMES
from tests.ui.conftest import shown_file

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files


@pytest.mark.parametrize("folder", FOLDERS, ids=range(len(FOLDERS)))
def test_file_is_opened_and_remembered(
    app: AppController, current: files.Household, tmp_path: Path, qtbot: QtBot, folder: str
) -> None:
    place = tmp_path / folder
    place.mkdir(parents=True)
    file = place / f"{place.name}.patrimoine"
    shutil.copyfile(current.file, file)
    main = shown_file(app, qtbot, file)
    assert main.file == file
    assert title_of(place.name) in main.windowTitle()
    again = SettingsStore(paths.user_folders().settings).current
    assert [os.fsencode(item) for item in again.recent] == [os.fsencode(file)]
    app.rebuild()
    assert app.start.home.recent.list.item(0).data(Qt.ItemDataRole.UserRole) == file


@pytest.mark.parametrize("present", [True, False])
def test_recent_files_lose_no_byte(qtbot: QtBot, tmp_path: Path, *, present: bool) -> None:
    places = [tmp_path / name / name for name in NAMES.values()]
    for place in places if present else ():
        place.parent.mkdir()
        place.touch()
    window = StartWindow(tuple(map(str, places)))
    qtbot.addWidget(window)
    forgotten: list[Path] = []
    chosen: list[Path] = []
    window.forget_asked.connect(forgotten.append)
    window.file_asked.connect(chosen.append)
    shown = window.home.recent.list
    for rank, place in enumerate(places):
        row = shown.itemWidget(shown.item(rank))
        told = [item.text() for item in row.findChildren(ElidedLabel)]
        assert visible(place.stem) in [item._whole for item in row.findChildren(ElidedLabel)]
        assert all(text.isprintable() or "\u200d" in text for text in told)
        row.findChildren(QToolButton)[0].click()
        shown.itemActivated.emit(shown.item(rank))
    assert forgotten == chosen == places


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_no_name_is_taken_for_markup_or_for_a_sign_of_the_window(qtbot: QtBot, name: str) -> None:
    line, text = label(name), BrokenText(name)
    qtbot.addWidget(line)
    qtbot.addWidget(text)
    assert line.textFormat() == Qt.TextFormat.PlainText
    assert line.text() == text.toPlainText() == visible(name, "\n")
    assert "<b>" not in tip(name)
    assert "<img" not in tip(name)
    line.setWindowTitle(title_of(name))
    assert line.windowTitle().replace("[*][*]", "[*]") == visible(name)
