"""The program as it is started: tour, smoke test, version, wrong arguments."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui import __version__, app, config
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import user_folders
from patrimoine_gui.ui.controllers.app_controller import AppController

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 120


def _fail() -> None:
    raise ZeroDivisionError("Livret 12 345,67")


def start(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "patrimoine_gui", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=LIMIT,
        stdin=subprocess.DEVNULL,
    )


def test_the_smoke_test_passes_and_touches_no_folder_of_the_user(home: Path) -> None:
    done = start("--smoke-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "smoke test passed" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert not list(home.rglob("*.patrimoine*"))


@pytest.mark.long
def test_the_tour_saves_pictures_and_prints_the_statement(home: Path, tmp_path: Path) -> None:
    done = start("--tour", str(tmp_path / "tour"), "--theme", "dark", "--lang", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    names = {file.name for file in (tmp_path / "tour").glob("*.png")}
    for step in ("01-start", "02-welcome", "03-changes", "07-result", "08-main"):
        assert f"{step}-en-dark.png" in names
    assert "31 December 2024" in done.stdout
    assert " !" not in done.stdout
    assert not list(home.rglob("*.patrimoine*"))


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == f"{config.APP_NAME} {__version__}\n"


def test_without_a_console_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert app.main(["--version"]) == 0
    with pytest.raises(SystemExit) as ended:
        app.main(["--theme", "pink"])
    assert ended.value.code == 2


@pytest.mark.expected_warnings("patrimoine_gui.app")
def test_what_nobody_caught_becomes_a_dialog(
    qapp: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from PySide6.QtWidgets import QApplication

    assert isinstance(qapp, QApplication)
    qapp.setQuitOnLastWindowClosed(False)
    folders = user_folders()
    controller = AppController(qapp, folders, MigrationManager(folders))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    app._catch_all(controller)
    try:
        _fail()
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    dialog = controller.state.dialogs.shown
    assert dialog is not None
    assert dialog.isVisible()
    assert "12 345" not in caplog.text
    assert "ZeroDivisionError at test_program.py" in caplog.text
    dialog.accept()
    controller.start.close()
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
