"""Every window opens inside its screen, however small that is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("styled")

PROGRAM = """
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from patrimoine_gui import i18n
from patrimoine_gui.app import new_application
from patrimoine_gui.errors import FileUnreachable, UnreachableReason
from patrimoine_gui.ui import theme
from patrimoine_gui.ui.dialogs.about_dialog import AboutDialog
from patrimoine_gui.ui.dialogs.error_dialog import ErrorDialog
from patrimoine_gui.ui.start.start_window import StartWindow
from patrimoine_gui.ui.wizards.step_wizard import StepWizard

application = new_application()
i18n.set_language("fr")
theme.apply(application, "light")
start = StartWindow(())
error = FileUnreachable(Path("/" + "x" * 200), next(iter(UnreachableReason)))
for window in (
    start,
    StepWizard("Titre", ("Une étape",), "Annuler", start),
    AboutDialog(start),
    ErrorDialog(error, start),
):
    window.show()
    application.processEvents()
    room = application.primaryScreen().availableGeometry()
    frame = window.frameGeometry().size()
    if frame.width() > room.width() or frame.height() > room.height():
        sys.exit(f"{type(window).__name__} {frame} in {room.size()}")
"""


@pytest.mark.parametrize(
    ("width", "height"), [(800, 600), (910, 512), (683, 384)], ids=["small", "150 %", "200 %"]
)
def test_every_window_fits_on_its_screen(width: int, height: int, tmp_path: Path) -> None:
    screen = {"name": "small", "x": 0, "y": 0, "width": width, "height": height, "dpr": 1}
    described = tmp_path / "screen.json"
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
    described.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={described}"}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
