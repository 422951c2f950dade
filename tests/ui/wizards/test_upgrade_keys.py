"""The keys in the upgrade wizard: asked for before anything begins, and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWizard

from patrimoine_gui.backup import store
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import Cancelled, UpgradeStep
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.ui import background
from patrimoine_gui.ui.wizards.end_pages import NotedKey, worth_of_noted_key
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradePageId, UpgradeWizard
from patrimoine_gui.wording.protection import backups_are_whole, still_readable
from tests import keys
from tests.ui.conftest import LIMIT_MS, texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.faults import household as files

NewWizard = Callable[..., UpgradeWizard]
NEXT = QWizard.WizardButton.NextButton
BACK = QWizard.WizardButton.BackButton
COMMIT = QWizard.WizardButton.CommitButton
CANCEL = QWizard.WizardButton.CancelButton


def upgrade(qtbot: QtBot, wizard: UpgradeWizard) -> None:
    wizard.button(NEXT).click()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(COMMIT).click()


# --- the keys -------------------------------------------------------------------------------

NEW = "tracteur violet sous la pluie"


def choose(qtbot: QtBot, wizard: UpgradeWizard, passphrase: str = NEW) -> None:
    """Go from the first page to the recovery key, by the keyboard."""
    wizard.button(NEXT).click()
    wizard.button(NEXT).click()
    assert wizard.currentId() == UpgradePageId.PASSPHRASE
    assert wizard.passphrase is not None
    fields = wizard.passphrase.fields
    qtbot.keyClicks(fields.first.edit, passphrase)
    qtbot.keyClicks(fields.second.edit, passphrase)
    qtbot.keyClick(fields.second.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.currentId() == UpgradePageId.RECOVERY, timeout=LIMIT_MS)


def shown_recovery_key(wizard: UpgradeWizard) -> str:
    assert wizard.recovery is not None
    return wizard.recovery.card.shown_key.text()


@pytest.fixture
def sealed(old: files.Household) -> files.Household:
    """Give a file that is protected, and one version behind."""
    manager = old.manager()
    keys.upgrade(manager, manager.plan(old.file, "0004"))
    return old


def test_a_clear_file_gets_a_passphrase_and_a_recovery_key_before_anything_begins(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    before = old.digest()
    wizard = new_wizard(old, ask=True)
    assert wizard.rail.steps == (
        "Your file",
        "What will change",
        "Passphrase",
        "Recovery key",
        "Upgrade",
        "Result",
    )
    choose(qtbot, wizard)
    assert not wizard.button(COMMIT).isEnabled()
    assert old.digest() == before
    recovery = shown_recovery_key(wizard)
    assert wizard.recovery is not None
    qtbot.keyClicks(wizard.recovery.card.typed.edit, recovery.replace("\n", " "))
    assert wizard.button(COMMIT).isEnabled()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        qtbot.keyClick(wizard.recovery.card.typed.edit, Qt.Key.Key_Return)
    assert wizard.currentId() == UpgradePageId.RESULT
    header = old.manager().header(old.file)
    assert header is not None
    assert Keyring.unlock(header, NEW, keys.QUICK).mk_id
    assert Keyring.unlock_with_recovery_key(header, recovery, keys.QUICK).mk_id


@pytest.mark.usefixtures("each_language")
def test_the_result_says_what_is_now_protected_and_what_is_not(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old)
    upgrade(qtbot, wizard)
    told = texts(wizard.result_page)
    assert _("Your file is now protected") in told
    assert still_readable() in told
    assert backups_are_whole() in told


@pytest.mark.usefixtures("each_language")
def test_the_passphrase_is_not_said_to_protect_more_than_it_does(
    new_wizard: NewWizard, old: files.Household
) -> None:
    wizard = new_wizard(old, ask=True)
    assert wizard.passphrase is not None
    assert still_readable() in wizard.passphrase.introduction.text()


def test_a_file_that_was_protected_is_not_said_to_be_so_now(
    new_wizard: NewWizard, sealed: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(sealed)
    upgrade(qtbot, wizard)
    assert "Your file is now protected" not in texts(wizard.result_page)


@pytest.mark.parametrize("way", ["passphrase", "button"])
def test_a_protected_file_is_unlocked_before_anything_begins(
    new_wizard: NewWizard, sealed: files.Household, qtbot: QtBot, way: str
) -> None:
    wizard = new_wizard(sealed, ask=True)
    assert wizard.rail.steps == ("Your file", "What will change", "Unlock", "Upgrade", "Result")
    wizard.button(NEXT).click()
    wizard.button(NEXT).click()
    assert wizard.currentId() == UpgradePageId.UNLOCK
    assert wizard.unlock is not None
    edit = wizard.unlock.form.passphrase.edit
    qtbot.keyClicks(edit, keys.PASSPHRASE)
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        if way == "button":
            wizard.button(COMMIT).click()
        else:
            qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert wizard.currentId() == UpgradePageId.RESULT
    assert wizard.keyring is not None


def test_a_wrong_passphrase_begins_nothing(
    new_wizard: NewWizard, sealed: files.Household, qtbot: QtBot
) -> None:
    before = sealed.digest()
    wizard = new_wizard(sealed, ask=True)
    wizard.button(NEXT).click()
    wizard.button(NEXT).click()
    assert wizard.unlock is not None
    wizard.unlock.form.passphrase.edit.setText("not this one")
    with qtbot.waitSignal(wizard.unlock.form.failed, timeout=LIMIT_MS):
        wizard.button(COMMIT).click()
    assert wizard.currentId() == UpgradePageId.UNLOCK
    safe = "Your data is safe: the file has not been changed."
    assert safe in texts(wizard.unlock)
    qtbot.keyClicks(wizard.unlock.form.passphrase.edit, "x")
    assert safe not in texts(wizard.unlock)
    assert not wizard.is_working
    assert wizard.keyring is None
    assert sealed.digest() == before


def test_keys_that_are_known_are_not_asked_for(
    new_wizard: NewWizard, sealed: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(sealed)
    assert wizard.rail.steps == ("Your file", "What will change", "Upgrade", "Result")
    upgrade(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.RESULT


def test_going_back_to_the_passphrase_keeps_the_recovery_key_that_was_noted(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old, ask=True)
    choose(qtbot, wizard)
    noted = shown_recovery_key(wizard)
    wizard.button(BACK).click()
    assert wizard.currentId() == UpgradePageId.PASSPHRASE
    wizard.button(NEXT).click()
    assert wizard.currentId() == UpgradePageId.RECOVERY
    assert shown_recovery_key(wizard) == noted


def leave(qtbot: QtBot, wizard: UpgradeWizard, way: str) -> None:
    if way == "later":
        wizard.button(CANCEL).click()
    elif way == "escape":
        qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    else:
        wizard.close()


@pytest.mark.parametrize("back", [False, True], ids=["on the page", "one page before"])
@pytest.mark.parametrize("way", ["later", "escape", "close box"])
def test_a_key_that_was_shown_is_not_left_unasked(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot, way: str, *, back: bool
) -> None:
    wizard = new_wizard(old, ask=True)
    choose(qtbot, wizard)
    noted = shown_recovery_key(wizard)
    if back:
        wizard.button(BACK).click()
    leave(qtbot, wizard, way)
    leave(qtbot, wizard, way)  # asked once
    assert wizard.question is not None
    stay = wizard.question.defaultButton()
    assert stay is wizard.question.escapeButton()
    stay.click()
    assert wizard.question is None
    assert wizard.isVisible()
    assert shown_recovery_key(wizard) == noted


def test_a_wizard_whose_key_was_not_shown_closes_at_once(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old, ask=True)
    wizard.button(NEXT).click()
    wizard.button(NEXT).click()
    assert wizard.currentId() == UpgradePageId.PASSPHRASE
    with qtbot.waitSignal(wizard.finished, timeout=LIMIT_MS):
        wizard.button(CANCEL).click()
    assert wizard.question is None


@pytest.mark.parametrize("way", ["later", "escape", "close box"])
def test_closing_forgets_whatever_was_typed(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot, way: str
) -> None:
    wizard = new_wizard(old, ask=True)
    choose(qtbot, wizard)
    assert wizard.passphrase is not None
    assert wizard.recovery is not None
    shown = shown_recovery_key(wizard).split()[0]
    leave(qtbot, wizard, way)
    assert wizard.question is not None
    assert "destroy it" in wizard.question.informativeText()
    with qtbot.waitSignal(wizard.finished, timeout=LIMIT_MS):
        wizard.question.accept()
    assert wizard.question is None
    assert wizard.keyring is None
    assert wizard.passphrase.keys is None
    typed = [item.text() for item in wizard.findChildren(QLineEdit)]
    assert not any(typed)
    assert not any(shown in item.text() for item in wizard.findChildren(QLabel))


USELESS = "The recovery key that you have just noted will not be used: destroy it."


def begin_with_noted_key(qtbot: QtBot, wizard: UpgradeWizard) -> None:
    choose(qtbot, wizard)
    assert wizard.recovery is not None
    wizard.recovery.card.typed.edit.setText(shown_recovery_key(wizard))
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.button(COMMIT).click()


@pytest.mark.usefixtures("each_language")
def test_a_key_without_a_backup_is_to_be_destroyed(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old, ask=True)
    old.folders.data.mkdir(parents=True, exist_ok=True)
    old.folders.backups.write_bytes(b"")
    begin_with_noted_key(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.FAILURE
    assert _("If you close instead, it opens nothing: destroy it.") in texts(wizard.failure)
    assert _("Keep the recovery key that you have just noted") not in texts(wizard.failure)


def test_trying_again_uses_the_key_that_was_noted(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old, ask=True)
    old.folders.data.mkdir(parents=True, exist_ok=True)
    old.folders.backups.write_bytes(b"")
    begin_with_noted_key(qtbot, wizard)
    assert wizard.recovery is not None
    noted = wizard.recovery.card.typed.edit.text()
    old.folders.backups.unlink()
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        wizard.again.click()
    assert wizard.currentId() == UpgradePageId.RESULT
    header = old.manager().header(old.file)
    assert header is not None
    assert Keyring.unlock_with_recovery_key(header, noted, keys.QUICK)


def test_a_key_that_opens_the_backup_of_a_failure_is_to_be_kept(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "broken_links", _fail)
    wizard = new_wizard(old, ask=True)
    begin_with_noted_key(qtbot, wizard)
    assert wizard.currentId() == UpgradePageId.FAILURE
    assert "Keep the recovery key that you have just noted" in texts(wizard.failure)
    assert USELESS not in texts(wizard.failure)
    assert store.listed(old.folders.backups)


def _fail(*_given: object) -> None:
    raise OSError


@pytest.mark.parametrize(
    ("error", "reached", "worth"),
    [
        (OSError(), None, NotedKey.USELESS),
        (Cancelled(UpgradeStep.SNAPSHOT), UpgradeStep.SNAPSHOT, NotedKey.USELESS),
        (OSError(), UpgradeStep.BACKUP, NotedKey.USELESS),
        (Cancelled(UpgradeStep.BACKUP), UpgradeStep.BACKUP, NotedKey.MAY_OPEN_BACKUP),
        (OSError(), UpgradeStep.MEASURE_BEFORE, NotedKey.MAY_OPEN_BACKUP),
        (Cancelled(UpgradeStep.PUBLISH), UpgradeStep.PUBLISH, NotedKey.MAY_OPEN_BACKUP),
    ],
)
def test_a_noted_key_is_given_up_only_where_it_surely_opens_nothing(
    error: BaseException, reached: UpgradeStep | None, worth: NotedKey
) -> None:
    assert worth_of_noted_key(error, reached) is worth


def test_a_wizard_closed_while_keys_are_made_does_not_come_back(
    new_wizard: NewWizard, old: files.Household, qtbot: QtBot
) -> None:
    wizard = new_wizard(old, ask=True)
    wizard.button(NEXT).click()
    wizard.button(NEXT).click()
    assert wizard.passphrase is not None
    for field in (wizard.passphrase.fields.first, wizard.passphrase.fields.second):
        field.edit.setText(NEW)
    wizard.button(NEXT).click()
    assert wizard.passphrase.busy
    wizard.reject()
    qtbot.waitUntil(lambda: not background.running_jobs(), timeout=LIMIT_MS)
    assert wizard.keyring is None
    assert not wizard.isVisible()
