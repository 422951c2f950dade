"""Drives the pages and panels that ask for keys, without a user: for the tour and the smoke test.

The files of the tour are throw-away copies of the example, in folders of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWizard

from patrimoine_gui.crypto.kdf_policy import KdfPolicy
from patrimoine_gui.errors import UserError
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.selftest.robot import RobotError, press, save, settle, type_into, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.widgets.keys.unlock_form import UnlockForm
    from patrimoine_gui.ui.wizards.new_file.new_file_wizard import NewFileWizard
    from patrimoine_gui.ui.wizards.new_key_pages import PassphrasePage, RecoveryPage
    from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard

PHRASE: Final = "quatre tilleuls et une balançoire bleue"
"""Opens the files of the tour."""

LIGHT: Final = KdfPolicy(memories=(65_536,))
"""The least derivation that is ever written: no time is spent on measuring a better one."""

_WEAK: Final = "Marseille13"
_NOT_IT: Final = "trois tilleuls"
_SHOWN_MS: Final = 300
_SMALL: Final = (640, 460)

Snap = Callable[["QWidget", str], None]
"""Takes a picture of a window under a name."""


def unseen(_window: QWidget, _name: str) -> None:
    """Take no picture."""


def _pages(wizard: UpgradeWizard | NewFileWizard) -> tuple[PassphrasePage, RecoveryPage]:
    if wizard.passphrase is None or wizard.recovery is None:
        raise RobotError("key pages")
    return wizard.passphrase, wizard.recovery


def _type_twice(page: PassphrasePage, passphrase: str) -> None:
    for field in (page.fields.first, page.fields.second):
        type_into(field.edit, passphrase)
    settle(_SHOWN_MS)


def give_new_keys(wizard: UpgradeWizard | NewFileWizard, snap: Snap = unseen) -> None:
    """Go from the page of the passphrase to the recovery key typed back.

    Raises:
        DriveError: a page did not do what was expected.
    """
    passphrase, recovery = _pages(wizard)
    following = partial(press, wizard, QWizard.WizardButton.NextButton)
    if snap is not unseen:
        _type_twice(passphrase, _WEAK)
        following()
        snap(wizard, "05-passphrase-weak")
    _type_twice(passphrase, PHRASE)
    snap(wizard, "05-passphrase")
    _small(wizard, snap, "05-passphrase-small")
    wait_for(passphrase.made, following, "make keys")
    settle()
    if wizard.currentPage() is not recovery:
        raise RobotError("recovery key")
    snap(wizard, "06-recovery")
    _small(wizard, snap, "06-recovery-small")
    _type_back(wizard, recovery, snap)


def _type_back(wizard: UpgradeWizard | NewFileWizard, recovery: RecoveryPage, snap: Snap) -> None:
    key = recovery.card.sheet().key
    type_into(recovery.card.typed.edit, key[:1])
    type_into(recovery.card.typed.edit, f"{key[:5]}{_other(key[5])}{key[6:]}")
    snap(wizard, "06-recovery-slip")
    type_into(recovery.card.typed.edit, key)
    if not recovery.card.confirmed:
        raise RobotError("recovery key typed back")
    snap(wizard, "06-recovery-typed")


def _other(character: str) -> str:
    return "2" if character != "2" else "3"


def _small(wizard: QWizard, snap: Snap, name: str) -> None:
    whole = wizard.size()
    wizard.resize(*_SMALL)
    snap(wizard, name)
    wizard.resize(whole)


# --- a protected file -----------------------------------------------------------------------------


def open_panel(app: AppController, snap: Snap) -> None:
    """Lock the open file, fail once, and unlock it again.

    Raises:
        DriveError: the file did not open.
    """
    wait_for(app.settled, app.lock_controller.lock, "lock")
    panel = app.start.unlock
    if panel is None:
        raise RobotError("unlock")
    snap(app.start, "12-unlock")
    fail_once(panel.form)
    snap(app.start, "12-unlock-wrong")
    panel.form.other_way.click()
    snap(app.start, "12-unlock-recovery")
    panel.form.other_way.click()
    type_into(panel.form.passphrase.edit, PHRASE)
    wait_for(app.settled, panel.form.submit, "unlock")
    if app.main is None:
        raise RobotError("unlocked")


def fail_once(form: UnlockForm) -> None:
    """Give a passphrase that is not the right one.

    Raises:
        DriveError: it was taken, or nothing was said.
    """
    type_into(form.passphrase.edit, _NOT_IT)
    wait_for(form.failed, form.submit, "wrong passphrase")
    if not form.passphrase.message.text:
        raise RobotError("wrong passphrase")


def change_keys(app: AppController, snap: Snap) -> None:
    """Begin each change of keys, look at its first page, and leave.

    Raises:
        DriveError: no window came.
    """
    actions = (KeyAction.PASSPHRASE, KeyAction.RECOVERY_KEY, KeyAction.RENEWAL)
    for rank, action in enumerate(actions, start=1):
        if app.main is None:
            raise RobotError("main window")
        wait_for(
            app.state.key_controller.opened,
            partial(app.main.menus.keys_asked.emit, action),
            action.value,
        )
        if app.state.key_controller.shown is None:
            raise RobotError(action.value)
        settle()
        snap(app.state.key_controller.shown, f"14-keys-{rank}")
        app.state.key_controller.shown.leave()
        settle()


def seal(manager: MigrationManager, file: Path) -> None:
    """Protect an old file by an upgrade that stops before the last version.

    Raises:
        DriveError: the upgrade did not take place.
    """
    from patrimoine_gui.crypto.keyring import Keyring

    try:
        manager.upgrade(manager.plan(file, "0004"), Keyring.create(PHRASE, LIGHT)[0])
    except UserError as error:
        raise RobotError(f"seal: {type(error).__name__}") from None


def unlock_page(wizard: UpgradeWizard, snap: Snap) -> None:
    """Fail once on the page that unlocks a protected file, then type its passphrase.

    Raises:
        DriveError: there is no such page.
    """
    if wizard.unlock is None:
        raise RobotError("unlock page")
    snap(wizard, "13-upgrade-unlock")
    fail_once(wizard.unlock.form)
    snap(wizard, "13-upgrade-unlock-wrong")
    _small(wizard, snap, "13-upgrade-unlock-small")
    type_into(wizard.unlock.form.passphrase.edit, PHRASE)


class Camera:
    """Saves pictures of one language and theme in a folder."""

    def __init__(self, folder: Path, end: str) -> None:
        """Take pictures whose names end with the language and the theme."""
        self._folder = folder
        self._end = end

    def target(self, name: str) -> Path:
        """Give the file of a picture."""
        return self._folder / f"{name}-{self._end}.png"

    def snap(self, window: QWidget, name: str) -> None:
        """Save a picture of a window.

        Raises:
            DriveError: the picture could not be written.
        """
        save(window, self.target(name))
