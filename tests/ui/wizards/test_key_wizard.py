"""The keys of an open file are changed through the windows, and the file stays what it was."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit, QWizard

from patrimoine_gui.backup import store
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import FileBusy, PublishedUnconfirmed, WorkKind, WrongPassphrase
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui import background
from patrimoine_gui.ui.key_action import KeyAction
from patrimoine_gui.ui.wizards.keys.key_wizard import KeyPageId, KeyWizard
from patrimoine_gui.ui.wizards.progress_page import ProgressPage
from tests import keys
from tests.ui.conftest import LIMIT_MS, shown_file, texts, unlocked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.main.main_window import MainWindow
    from tests.faults import household as files

OTHER = "quatre chats et un tracteur violet"
NEXT, COMMIT, FINISH, CANCEL = (
    QWizard.WizardButton.NextButton,
    QWizard.WizardButton.CommitButton,
    QWizard.WizardButton.FinishButton,
    QWizard.WizardButton.CancelButton,
)


@pytest.fixture
def main(app: AppController, qtbot: QtBot, current: files.Household) -> MainWindow:
    return shown_file(app, qtbot, current.file)


def begun(app: AppController, main: MainWindow, action: KeyAction) -> KeyWizard:
    """Choose an entry of the menu, and give the wizard that comes."""
    main.menus.keys_asked.emit(action)
    assert app.state.key_controller.shown is not None
    return app.state.key_controller.shown


def confirm(wizard: KeyWizard, qtbot: QtBot, passphrase: str = keys.PASSPHRASE) -> None:
    """Type the present passphrase, which is right."""
    wizard.confirm.form.passphrase.edit.setText(passphrase)
    with qtbot.waitSignal(wizard.confirm.confirmed, timeout=LIMIT_MS):
        wizard.button(NEXT).click()


def choose(wizard: KeyWizard, qtbot: QtBot, passphrase: str) -> None:
    """Choose a passphrase, and go to the end."""
    for line in (wizard.passphrase.fields.first, wizard.passphrase.fields.second):
        line.edit.setText(passphrase)
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(COMMIT).click()


def recovery_key(wizard: KeyWizard) -> str:
    """Type the recovery key back, and give it."""
    assert wizard.currentId() == KeyPageId.RECOVERY
    text = wizard.recovery.card.sheet().key
    wizard.recovery.card.typed.edit.setText(text)
    return text


def end(wizard: KeyWizard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(COMMIT).click()


def header_of(household: files.Household) -> FileHeader:
    header = household.manager().header(household.file)
    assert header is not None
    return header


def opens(header: FileHeader, passphrase: str) -> bool:
    try:
        Keyring.unlock(header, passphrase, keys.QUICK)
    except WrongPassphrase:
        return False
    return True


def recovers(header: FileHeader, key: str) -> bool:
    try:
        Keyring.unlock_with_recovery_key(header, key, keys.QUICK)
    except WrongPassphrase:
        return False
    return True


# --- another passphrase ---------------------------------------------------------------------


def test_the_new_passphrase_opens_the_file_and_the_old_one_no_longer(
    app: AppController, qtbot: QtBot, main: MainWindow, current: files.Household
) -> None:
    household = main.household
    wizard = begun(app, main, KeyAction.PASSPHRASE)
    confirm(wizard, qtbot)
    choose(wizard, qtbot, OTHER)
    assert wizard.currentId() == KeyPageId.DONE
    wizard.button(FINISH).click()
    assert opens(header_of(current), OTHER)
    assert not opens(header_of(current), keys.PASSPHRASE)
    assert main.isVisible()
    assert main.opened.lock.is_held
    assert main.status.last_backup is not None
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.lock_controller.lock()
    assert unlocked(app, qtbot, OTHER).household == household


@pytest.fixture
def unconfirming(app: AppController, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk fail to confirm the keys that the engine has published."""

    def fails_at_its_end(work: Callable[..., object]) -> Callable[..., object]:
        def unconfirmed(file: Path, *more: object) -> object:
            work(file, *more)
            raise PublishedUnconfirmed(file, WorkKind.KEYS)

        return unconfirmed

    for name in ("change", "renew"):
        work = getattr(app.state.opener.manager.keys, name)
        monkeypatch.setattr(app.state.opener.manager.keys, name, fails_at_its_end(work))


@pytest.mark.usefixtures("unconfirming")
@pytest.mark.parametrize("action", [KeyAction.PASSPHRASE, KeyAction.RENEWAL], ids=str)
def test_keys_that_the_disk_did_not_confirm_are_used_from_then_on(
    app: AppController,
    qtbot: QtBot,
    main: MainWindow,
    current: files.Household,
    action: KeyAction,
) -> None:
    household = main.household
    wizard = begun(app, main, action)
    confirm(wizard, qtbot)
    if action is KeyAction.PASSPHRASE:
        choose(wizard, qtbot, OTHER)
    else:
        recovery_key(wizard)
        end(wizard, qtbot)
    assert wizard.currentId() == KeyPageId.FAILURE
    assert "did not confirm" in texts(wizard.failure)
    assert "Your data is safe" not in texts(wizard.failure)
    wizard.button(FINISH).click()
    assert main.opened.keyring.header.has_same_keys(header_of(current))
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.lock_controller.lock()
    phrase = OTHER if action is KeyAction.PASSPHRASE else keys.PASSPHRASE
    assert unlocked(app, qtbot, phrase).household == household


def test_a_verified_backup_that_the_old_passphrase_opens_is_made_first(
    app: AppController, qtbot: QtBot, main: MainWindow
) -> None:
    wizard = begun(app, main, KeyAction.PASSPHRASE)
    confirm(wizard, qtbot)
    choose(wizard, qtbot, OTHER)
    wizard.button(FINISH).click()
    (backup,) = store.listed(app.folders.backups)
    assert opens(backup.header.file_header, keys.PASSPHRASE)
    assert store.is_verified(backup, main.opened.keyring)


def test_a_wrong_present_passphrase_changes_nothing(
    app: AppController, qtbot: QtBot, main: MainWindow, current: files.Household
) -> None:
    before = current.digest()
    wizard = begun(app, main, KeyAction.PASSPHRASE)
    wizard.confirm.form.passphrase.edit.setText("wrong")
    with qtbot.waitSignal(wizard.confirm.form.failed, timeout=LIMIT_MS):
        wizard.button(NEXT).click()
    assert wizard.currentId() == KeyPageId.CONFIRM
    assert wizard.confirm.form.passphrase.message.text
    wizard.reject()
    assert current.digest() == before
    assert main.opened.lock.is_held
    assert app.state.key_controller.shown is None


def test_giving_up_before_the_end_changes_nothing(
    app: AppController, qtbot: QtBot, main: MainWindow, current: files.Household
) -> None:
    before = current.digest()
    wizard = begun(app, main, KeyAction.RECOVERY_KEY)
    confirm(wizard, qtbot)
    recovery_key(wizard)
    wizard.button(CANCEL).click()
    assert wizard.question is not None
    wizard.question.accept()
    assert app.state.key_controller.shown is None
    assert current.digest() == before
    assert not store.listed(app.folders.backups)
    assert main.isVisible()


def test_a_lock_closes_a_wizard_that_shows_a_key_without_asking(
    app: AppController, qtbot: QtBot, main: MainWindow
) -> None:
    wizard = begun(app, main, KeyAction.RECOVERY_KEY)
    confirm(wizard, qtbot)
    wizard.button(CANCEL).click()
    assert wizard.question is not None
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    app.lock_controller.lock()
    assert app.state.key_controller.shown is None
    assert app.main is None


def test_after_a_recovery_key_the_forgotten_passphrase_is_not_asked_for(
    app: AppController, qtbot: QtBot, main: MainWindow, current: files.Household
) -> None:
    wizard = begun(app, main, KeyAction.PASSPHRASE_AFTER_RECOVERY)
    assert wizard.currentId() == KeyPageId.PASSPHRASE
    choose(wizard, qtbot, OTHER)
    wizard.button(FINISH).click()
    assert opens(header_of(current), OTHER)


# --- another recovery key -------------------------------------------------------------------


def test_the_new_recovery_key_opens_the_file_and_the_old_one_no_longer(
    app: AppController, qtbot: QtBot, main: MainWindow, current: files.Household
) -> None:
    found = []
    for _time in range(2):
        wizard = begun(app, main, KeyAction.RECOVERY_KEY)
        confirm(wizard, qtbot)
        assert not wizard.button(COMMIT).isEnabled()
        found.append(recovery_key(wizard))
        end(wizard, qtbot)
        assert wizard.currentId() == KeyPageId.DONE
        wizard.button(FINISH).click()
    old, new = found
    assert not recovers(header_of(current), old)
    assert recovers(header_of(current), new)
    assert opens(header_of(current), keys.PASSPHRASE)


# --- other keys altogether ------------------------------------------------------------------


def test_renewed_keys_are_proved_and_the_values_are_the_same(
    app: AppController, qtbot: QtBot, main: MainWindow, current: files.Household
) -> None:
    household, before = main.household, main.opened.keyring
    wizard = begun(app, main, KeyAction.RENEWAL)
    assert wizard.confirm.introduction.text()
    confirm(wizard, qtbot)
    recovery = recovery_key(wizard)
    end(wizard, qtbot)
    assert wizard.currentId() == KeyPageId.DONE
    assert wizard.done_page.table is not None
    wizard.button(FINISH).click()
    after = main.opened.keyring
    assert after.mk_id != before.mk_id
    assert household_file.load(current.file, after.fields) == household
    assert opens(header_of(current), keys.PASSPHRASE)
    assert recovers(header_of(current), recovery)
    assert main.opened.lock.is_held
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.lock_controller.lock()
    assert unlocked(app, qtbot).household == household


def test_a_renewal_that_is_cancelled_leaves_the_file_as_it_was(
    app: AppController,
    qtbot: QtBot,
    main: MainWindow,
    current: files.Household,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = current.digest()
    wizard = begun(app, main, KeyAction.RENEWAL)
    confirm(wizard, qtbot)
    recovery_key(wizard)
    halfway, go_on = threading.Event(), threading.Event()
    real = app.manager.keys.renew

    def slowed(*args: object) -> object:
        halfway.set()
        assert go_on.wait(LIMIT_MS / 1000)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(app.manager.keys, "renew", slowed)
    wizard.button(COMMIT).click()
    assert halfway.wait(LIMIT_MS / 1000)
    app.lock_controller.lock()
    wizard.reject()
    assert wizard.isVisible()
    assert isinstance(wizard.progress, ProgressPage)
    assert wizard.progress.stopping.isVisible()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        go_on.set()
    assert wizard.currentId() == KeyPageId.UNDONE
    assert current.digest() == before
    qtbot.waitUntil(lambda: app.start.unlock is not None, timeout=LIMIT_MS)
    assert unlocked(app, qtbot).household.assets


# --- the lock of the file -------------------------------------------------------------------


class Thief:
    """Takes the file in the moment in which nobody holds it, and keeps it."""

    def __init__(self, file: Path) -> None:
        self.lock = FileLock(file, "patrimoine-migrate")

    def __call__(self, *_args: object) -> None:
        self.lock.acquire()
        raise FileBusy(self.lock._file)


def test_a_file_that_somebody_else_takes_meanwhile_is_left_to_them(
    app: AppController,
    qtbot: QtBot,
    main: MainWindow,
    current: files.Household,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thief = Thief(current.file)
    monkeypatch.setattr(app.manager.keys, "change", thief)
    wizard = begun(app, main, KeyAction.PASSPHRASE)
    confirm(wizard, qtbot)
    choose(wizard, qtbot, OTHER)
    assert wizard.currentId() == KeyPageId.FAILURE
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        wizard.button(FINISH).click()
    thief.lock.release()
    assert app.main is None
    assert app.start.diagnosis is not None
    assert isinstance(app.start.diagnosis.error, FileBusy)
    assert opens(header_of(current), keys.PASSPHRASE)


# --- looks ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("each_language")
@pytest.mark.parametrize("action", list(KeyAction))
def test_each_change_says_what_it_means(
    app: AppController, main: MainWindow, action: KeyAction
) -> None:
    wizard = begun(app, main, action)
    shown = texts(wizard)
    assert wizard.words.title in shown
    assert wizard.words.explanation in shown
    assert wizard.words.leave in shown
    wizard.reject()


def test_nothing_that_was_typed_is_left_in_a_field(
    app: AppController, qtbot: QtBot, main: MainWindow
) -> None:
    wizard = begun(app, main, KeyAction.RECOVERY_KEY)
    confirm(wizard, qtbot)
    key = recovery_key(wizard)
    wizard.leave()
    assert not [item for item in wizard.findChildren(QLineEdit) if item.text()]
    assert key not in texts(wizard)
    assert wizard.recovery.card.sheet().key == ""
