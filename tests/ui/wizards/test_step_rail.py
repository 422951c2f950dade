"""The rail of a wizard: its names stay where they are, whichever is the current one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QLabel

from patrimoine_gui.ui.wizards.step_rail import StepRail

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("styled")

NAMES = ("Votre fichier", "Ce qui va changer ici", "Phrase de passe", "Clé de récupération", "Fin")


def test_no_name_moves_when_another_becomes_the_current_one(qtbot: QtBot) -> None:
    rail = StepRail(NAMES)
    qtbot.addWidget(rail)
    rail.resize(rail.width(), 600)
    rail.show()
    qtbot.waitExposed(rail)
    seen = set()
    for current in range(len(NAMES) + 1):
        rail.show_step(current)
        QCoreApplication.sendPostedEvents()  # the layout takes its turn
        names = [item for item in rail.findChildren(QLabel) if item.text()]
        assert [item.text() for item in names] == list(NAMES)
        assert all(item.height() >= item.heightForWidth(item.width()) for item in names)
        seen.add(tuple(item.mapTo(rail, QPoint()).y() for item in names))
    assert len(seen) == 1
