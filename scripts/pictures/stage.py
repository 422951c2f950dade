"""The windows of one situation: opened, waited for, and photographed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWizard

from patrimoine_gui.ui.background import running_jobs
from patrimoine_gui.ui.selftest.robot import RobotError, press, settle, type_into, wait_for
from patrimoine_gui.ui.wizards.restore.restore_wizard import RestoreWizard
from scripts.pictures import camera, home

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.wizards.job_wizard import JobWizard
    from scripts.pictures.home import Household

NEXT: Final = QWizard.WizardButton.NextButton
COMMIT: Final = QWizard.WizardButton.CommitButton
WINDOW: Final = (1240, 700)
_CHART_MS: Final = 350


def rest() -> None:
    """Wait until no work runs beside the windows, and they have shown how it ended."""
    settle()
    while jobs := running_jobs():
        wait_for(jobs[0].finished, settle, "rest")
        settle()


def nothing() -> None:
    """Begin nothing: what is waited for has begun already."""


class Stage:
    """What a scene plays with: the app of a new user, their household, a camera."""

    def __init__(self, app: AppController, household: Household, folder: Path) -> None:
        """Take no picture yet.

        Args:
            app: shows the windows.
            household: file, backups and keys.
            folder: where the pictures go.
        """
        self.app = app
        self.household = household
        self.folder = folder
        self.taken: list[str] = []

    @property
    def file(self) -> Path:
        """The household file."""
        return self.household.file

    # --- pictures -------------------------------------------------------------------------------

    def snap(self, window: QWidget, name: str) -> None:
        """Take a picture of a window, once nothing in it moves any more."""
        rest()
        self.keep(window, name)

    def keep(self, window: QWidget, name: str) -> None:
        """Take a picture of a window as it is now."""
        camera.keep(window, self.folder / f"{name}.png")
        self.taken.append(name)

    # --- windows --------------------------------------------------------------------------------

    def open(self, file: Path | None = None) -> MainWindow:
        """Open a file as its user does, and give its window.

        Raises:
            DriveError: it did not open.
        """
        app = self.app
        wait_for(app.settled, partial(app.begin, file or self.file), "open")
        if app.start.unlock is None:
            raise RobotError("unlock")
        type_into(app.start.unlock.form.passphrase.edit, home.PHRASE)
        wait_for(app.settled, app.start.unlock.unlock_button.click, "unlock")
        if app.main is None:
            raise RobotError("main window")
        return self.arranged(app.main)

    def arranged(self, window: MainWindow) -> MainWindow:
        """Give a window the size of a picture, and wait for its chart."""
        window.resize(*WINDOW)
        rest()
        history = window.page.history
        if history.isVisible():
            if history.chart is None:
                wait_for(history.drawn, history.update, "chart")
            settle(_CHART_MS)
        return window

    def looked_at(self) -> MainWindow:
        """Give the window of what is only looked at."""
        return self.arranged(self.app.read_only_controller.windows.shown[-1])

    def restoring(self) -> RestoreWizard:
        """Give the restore wizard that is shown.

        Raises:
            DriveError: there is none.
        """
        rest()
        if not isinstance(self.app.wizard, RestoreWizard):
            raise RobotError("restore wizard")
        return self.app.wizard

    def refused(self, file: Path) -> None:
        """Open a file that is no household file that opens, and wait for what is said of it."""
        wait_for(
            self.app.diagnosis_controller.backups_shown, partial(self.app.begin, file), "refusal"
        )


# --- wizards --------------------------------------------------------------------------------------


def until(wizard: JobWizard, which: QWizard.WizardButton) -> None:
    """Press a button that begins work, and wait for its end.

    Raises:
        DriveError: the work failed.
    """
    wait_for(wizard.ended, partial(press, wizard, which), "work")
    if wizard.error is not None:
        raise RobotError(type(wizard.error).__name__)


def following(wizard: QWizard) -> None:
    """Go to the next page, where no work stands between."""
    press(wizard, NEXT)
    settle()
