"""Drives the real windows without a user: waits for them, presses their buttons.

Used by the tour and by the smoke test of the packaged program, never in normal use. Every wait
has a limit, so nothing here blocks for ever.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Slot,
    qInstallMessageHandler,
)

from patrimoine_gui import config, i18n, paths
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.ui import theme
from patrimoine_gui.ui.background import stop_all
from patrimoine_gui.ui.controllers.app_controller import AppController
from patrimoine_gui.ui.qt_language import translate_qt
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QLineEdit, QWidget, QWizard

    from patrimoine_gui.crypto.kdf import KdfPolicy

_NOISE: Final = "This plugin does not support "

LIMIT_MS: Final = 60_000
"""No single wait lasts longer."""

Write = Callable[[str], None]
"""Writes one line to the console, where there is one."""


class RobotError(Exception):
    """A window did not do what was expected; the argument says which step."""


class _Connectable(Protocol):
    def connect(self, slot: Callable[..., object]) -> object: ...

    def disconnect(self, slot: Callable[..., object]) -> object: ...


def wait_for(signal: _Connectable, begin: Callable[[], object], step: str) -> None:
    """Begin something and wait for the signal that it has happened.

    Raises:
        DriveError: it did not happen in time.
    """
    loop = QEventLoop()
    late = QTimer()
    late.setSingleShot(True)
    late.timeout.connect(loop.quit)
    signal.connect(loop.quit)
    late.start(LIMIT_MS)
    QTimer.singleShot(0, begin)
    loop.exec()
    signal.disconnect(loop.quit)
    if not late.isActive():
        raise RobotError(step)


def settle(milliseconds: int = 30) -> None:
    """Let the windows paint."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@contextmanager
def without_noise() -> Iterator[None]:
    """Leave out what the offscreen platform says of its own limits; all else still appears."""
    before = qInstallMessageHandler(_on_qt_message)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _on_qt_message(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    if not text.startswith(_NOISE) and sys.stderr is not None:
        sys.stderr.write(f"{text}\n")


@contextmanager
def private_home() -> Iterator[Path]:
    """Use a temporary folder in the place of every folder of the user."""
    before = os.environ.get(config.ENV_HOME)
    with tempfile.TemporaryDirectory(prefix="patrimoine-", ignore_cleanup_errors=True) as folder:
        os.environ[config.ENV_HOME] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ[config.ENV_HOME]
            else:
                os.environ[config.ENV_HOME] = before


@contextmanager
def app_in(
    application: QApplication,
    language: str,
    theme_name: str,
    policy: KdfPolicy | None = None,
) -> Iterator[AppController]:
    """Give the windows of a new user, in a language and a theme; close them afterwards."""
    i18n.set_language(language)
    translate_qt(application, language)
    theme.apply(application, theme_name)
    folders = paths.user_folders()
    manager = MigrationManager(folders, program=config.APP_ID)
    app = AppController(application, folders, manager, policy=policy)
    application.setQuitOnLastWindowClosed(False)
    try:
        yield app
    finally:
        stop_all()
        for window in (app.wizard, app.main, app.start):
            if window is not None:
                window.close()
        app.backup_controller.queue.stop()
        stop_all()  # what a wizard that was closed led to
        settle()


def type_into(edit: QLineEdit, text: str) -> None:
    """Put a text in place of what stands in a line, as if it were typed."""
    edit.setText("")
    edit.insert(text)


def to_wizard(app: AppController) -> UpgradeWizard:
    """Open a fresh copy of the example file; its upgrade is proposed.

    Raises:
        DriveError: no wizard came.
    """
    wait_for(app.settled, app.begin_with_example, "open the example")
    return wizard_of(app)


def wizard_of(app: AppController) -> UpgradeWizard:
    """Give the wizard of an upgrade that is shown.

    Raises:
        DriveError: there is none.
    """
    if not isinstance(app.wizard, UpgradeWizard):
        raise RobotError("wizard")
    return app.wizard


def press(wizard: QWizard, which: QWizard.WizardButton) -> None:
    """Press a button of a wizard.

    Raises:
        DriveError: it is not there or not enabled.
    """
    button = wizard.button(which)
    if not (button.isVisible() and button.isEnabled()):
        raise RobotError(which.name)
    button.click()


def save(window: QWidget, target: Path) -> None:
    """Save a picture of a window.

    Raises:
        DriveError: the picture could not be written.
    """
    settle()
    if not window.grab().save(str(target)):
        raise RobotError(target.name)


class Press(QObject):
    """One press, for a later turn of the event loop."""

    def __init__(self, wizard: QWizard, which: QWizard.WizardButton) -> None:
        super().__init__()
        self._wizard = wizard
        self._which = which

    @Slot()
    def press(self) -> None:
        """Press now."""
        press(self._wizard, self._which)


class Open(QObject):
    """Opens one file, for a later turn of the event loop."""

    def __init__(self, app: AppController, file: Path) -> None:
        super().__init__()
        self._app = app
        self._file = file

    @Slot()
    def open(self) -> None:
        """Open it now."""
        self._app.opening_controller.open(self._file)


class Create(Open):
    """Creates one file, for a later turn of the event loop."""

    @Slot()
    def create(self) -> None:
        """Create it now."""
        self._app.opening_controller.create(self._file)
