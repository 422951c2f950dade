"""Each dialog of entry fits a small screen, in both languages, and no letter means two things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize

from tests.ui.main.entry.conftest import dialog_of, first_asset
from tests.ui.test_mnemonics import clashes

if TYPE_CHECKING:
    from patrimoine_gui.ui.main.main_window import MainWindow

SMALL = QSize(800, 560)


@pytest.mark.usefixtures("each_language", "styled")
def test_each_dialog_is_whole_on_a_small_screen(window: MainWindow) -> None:
    first_asset(window)
    actions = window.asset_actions
    for action in (actions.new_asset, actions.new_value, actions.rename, actions.end):
        action.trigger()
        dialog = dialog_of(window)
        assert dialog.size().boundedTo(SMALL) == dialog.size()
        assert clashes(dialog) == []
        dialog.reject()
