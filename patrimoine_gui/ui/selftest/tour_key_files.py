"""The other half of the tour: a protected file, files that cannot be opened, a new file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWizard

from patrimoine_gui import config, paths
from patrimoine_gui.ui.selftest.key_robot import LIGHT, Camera, give_new_keys, seal, unlock_page
from patrimoine_gui.ui.selftest.robot import (
    Create,
    Open,
    Press,
    RobotError,
    app_in,
    press,
    private_home,
    settle,
    to_wizard,
    wait_for,
    wizard_of,
)
from patrimoine_gui.ui.wizards.new_file.new_file_wizard import NewFileWizard
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradePageId

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from patrimoine_gui.ui.controllers.app_controller import AppController

_USER_VERSION_AT: Final = 60


class KeyFilesTour:
    """A protected file of an earlier version, files that cannot be opened, a new file."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        self._folder = folder

    def go(self, looks: Collection[tuple[str, str]]) -> None:
        """Take the pictures of these ways, in those of their two looks that are wanted."""
        for language, theme_name in (("fr", "light"), ("en", "dark")):
            if (language, theme_name) not in looks:
                continue
            look = (language, theme_name, LIGHT)
            with private_home() as home, app_in(self._application, *look) as app:
                self._go(app, home, Camera(self._folder, f"{language}-{theme_name}"))

    def _go(self, app: AppController, home: Path, camera: Camera) -> None:
        app.start.show()
        for name, file in _bad_files(home):
            wait_for(app.settled, Open(app, file).open, name)
            camera.snap(app.start, f"20-{name}")
        self._failure(app, camera)
        self._clear_copies(app, camera)
        self._protected(app, home, camera)
        self._empty_file(app, home, camera)

    def _failure(self, app: AppController, camera: Camera) -> None:
        folders = paths.user_folders()
        wizard = to_wizard(app)
        press(wizard, QWizard.WizardButton.NextButton)
        press(wizard, QWizard.WizardButton.NextButton)
        give_new_keys(wizard)
        folders.backups.write_bytes(b"")
        commit = QWizard.WizardButton.CommitButton
        wait_for(wizard.ended, Press(wizard, commit).press, "failing upgrade")
        if wizard_of(app).currentId() != UpgradePageId.FAILURE:
            raise RobotError("failure page")
        camera.snap(wizard, "21-failure")
        wait_for(app.settled, wizard.accept, "back to the start")
        camera.snap(app.start, "22-start-recent")
        self._obstacle(app, camera)
        folders.backups.unlink()

    def _obstacle(self, app: AppController, camera: Camera) -> None:
        """Show what refuses an upgrade, where it is known before it begins."""
        wizard = to_wizard(app)
        press(wizard, QWizard.WizardButton.NextButton)
        camera.snap(wizard, "24-obstacle")
        wait_for(app.settled, wizard.reject, "back to the start")

    def _clear_copies(self, app: AppController, camera: Camera) -> None:
        """Upgrade a file of which an earlier version left a clear backup."""
        backups = paths.private_folder(paths.user_folders().backups)
        left = backups / f"before{config.BACKUP_EXTENSION}"
        left.write_bytes(paths.example_file().read_bytes())
        wizard = to_wizard(app)
        press(wizard, QWizard.WizardButton.NextButton)
        press(wizard, QWizard.WizardButton.NextButton)
        give_new_keys(wizard)
        commit = QWizard.WizardButton.CommitButton
        card = wizard.result_page.copies
        wait_for(card.looked, Press(wizard, commit).press, "look for clear copies")
        settle()
        wizard.result_page.bring_into_view(card)
        camera.snap(wizard, "15-clear-copies")
        card.boxes[0].setChecked(True)
        card.remove_button.click()
        if card.question is None:
            raise RobotError("question")
        camera.snap(card.question, "15-clear-copies-asked")
        wait_for(card.removed, card.question.accept, "remove clear copies")
        wizard.result_page.bring_into_view(card)
        camera.snap(wizard, "15-clear-copies-removed")
        wait_for(app.settled, wizard.accept, "open the upgraded file")

    def _protected(self, app: AppController, home: Path, camera: Camera) -> None:
        """Upgrade a file that is protected, and one version behind."""
        file = home / "protected.patrimoine"
        file.write_bytes(paths.example_file().read_bytes())
        seal(app.manager, file)
        wait_for(app.settled, Open(app, file).open, "open a protected file")
        wizard = wizard_of(app)
        press(wizard, QWizard.WizardButton.NextButton)
        press(wizard, QWizard.WizardButton.NextButton)
        unlock_page(wizard, camera.snap)
        commit = QWizard.WizardButton.CommitButton
        wait_for(wizard.ended, Press(wizard, commit).press, "upgrade of a protected file")
        camera.snap(wizard, "13-upgrade-result")
        wait_for(app.settled, wizard.accept, "open the upgraded file")

    def _empty_file(self, app: AppController, home: Path, camera: Camera) -> None:
        wait_for(app.settled, Create(app, home / "nouveau.patrimoine").create, "create")
        wizard = app.wizard
        if not isinstance(wizard, NewFileWizard):
            raise RobotError("new file")
        camera.snap(wizard, "23-new-file")
        give_new_keys(wizard)
        commit = QWizard.WizardButton.CommitButton
        wait_for(app.settled, Press(wizard, commit).press, "open the new file")
        if app.main is None:
            raise RobotError("new file")
        camera.snap(app.main, "23-empty")


def _bad_files(home: Path) -> tuple[tuple[str, Path], ...]:
    """Make files that cannot be opened, each for another reason."""
    content = paths.example_file().read_bytes()
    newer = bytearray(content)
    newer[_USER_VERSION_AT : _USER_VERSION_AT + 4] = (99).to_bytes(4, "big")
    made = {
        "not-ours": b"This is a letter, not a household file.\n" * 40,
        "empty": b"",
        "damaged": content[: len(content) // 3],
        "too-new": bytes(newer),
    }
    for name, data in made.items():
        (home / f"{name}.patrimoine").write_bytes(data)
    names = (*made, "missing")
    return tuple((name, home / f"{name}.patrimoine") for name in names)
