"""A new household file: its passphrase, its recovery key, and a file that they open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget, QWizard

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import FileExists
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.ui import background
from patrimoine_gui.ui.wizards.new_file.new_file_wizard import NewFilePageId, NewFileWizard
from patrimoine_gui.wording import explain
from tests.faults import household as files
from tests.keys import PASSPHRASE, QUICK
from tests.ui.conftest import LIMIT_MS, texts
from tests.ui.test_keyboard import assert_distinct, shown_buttons

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("styled")

NEW = "tracteur violet sous la pluie"
WHICH = QWizard.WizardButton


@pytest.fixture
def household(tmp_path: Path) -> files.Household:
    return files.place(tmp_path)


@pytest.fixture
def wizard(qtbot: QtBot, household: files.Household) -> Iterator[NewFileWizard]:
    made = NewFileWizard(household.manager(), household.file, policy=QUICK)
    made.show()
    qtbot.waitExposed(made)
    yield made
    background.stop_all()
    made.leave()
    made.deleteLater()


def to_recovery(qtbot: QtBot, wizard: NewFileWizard, passphrase: str = NEW) -> str:
    """Type a passphrase twice, by the keyboard; gives the recovery key."""
    fields = wizard.passphrase.fields
    qtbot.keyClicks(fields.first.edit, passphrase)
    qtbot.keyClicks(fields.second.edit, passphrase)
    qtbot.keyClick(fields.second.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wizard.currentId() == NewFilePageId.RECOVERY, timeout=LIMIT_MS)
    return wizard.recovery.card.shown_key.text().replace("\n", " ")


def create(qtbot: QtBot, wizard: NewFileWizard) -> str:
    recovery = to_recovery(qtbot, wizard)
    edit = wizard.recovery.card.typed.edit
    qtbot.keyClicks(edit, recovery)
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    return recovery


def test_the_file_opens_with_the_passphrase_and_with_the_recovery_key(
    wizard: NewFileWizard, household: files.Household, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(wizard.finished, timeout=LIMIT_MS) as finished:
        recovery = create(qtbot, wizard)
    assert finished.args == [NewFileWizard.DialogCode.Accepted.value]
    assert wizard.created
    assert wizard.keyring is not None
    manager = household.manager()
    assert manager.inspect(household.file).state is FileState.CURRENT
    header = manager.header(household.file)
    assert header is not None
    assert Keyring.unlock(header, NEW, QUICK).mk_id == wizard.keyring.mk_id
    opened = Keyring.unlock_with_recovery_key(header, recovery, QUICK)
    assert opened.mk_id == wizard.keyring.mk_id


def test_the_file_is_not_made_before_the_key_was_typed_back(
    wizard: NewFileWizard, household: files.Household, qtbot: QtBot
) -> None:
    recovery = to_recovery(qtbot, wizard)
    assert not wizard.button(WHICH.CommitButton).isEnabled()
    qtbot.keyClicks(wizard.recovery.card.typed.edit, recovery[:-1])
    qtbot.keyClick(wizard.recovery.card.typed.edit, Qt.Key.Key_Return)
    assert wizard.currentId() == NewFilePageId.RECOVERY
    assert not household.file.exists()


def test_giving_up_makes_nothing_and_forgets_whatever_was_typed(
    wizard: NewFileWizard, household: files.Household, qtbot: QtBot
) -> None:
    recovery = to_recovery(qtbot, wizard)
    wizard.button(WHICH.CancelButton).click()
    assert wizard.question is not None
    with qtbot.waitSignal(wizard.rejected, timeout=LIMIT_MS):
        wizard.question.accept()
    assert not household.file.exists()
    assert not wizard.created
    assert wizard.keyring is None
    assert not any(item.text() for item in wizard.findChildren(QLineEdit))
    shown = [item.text() for item in wizard.findChildren(QLabel)]
    assert not any(recovery[:4] in text for text in shown)


@pytest.mark.usefixtures("each_language")
def test_a_name_taken_meanwhile_is_told_and_nothing_is_overwritten(
    wizard: NewFileWizard, household: files.Household, qtbot: QtBot
) -> None:
    household.file.write_bytes(b"somebody else's")
    create(qtbot, wizard)
    assert wizard.currentId() == NewFilePageId.FAILURE
    assert isinstance(wizard.error, FileExists)
    told = texts(wizard.failure)
    assert explain(wizard.error).next in told
    assert _("The recovery key that you have just noted will not be used: destroy it.") in told
    assert household.file.read_bytes() == b"somebody else's"
    with qtbot.waitSignal(wizard.finished, timeout=LIMIT_MS):
        wizard.button(WHICH.FinishButton).click()
    assert not wizard.created
    assert wizard.keyring is None


@pytest.mark.usefixtures("each_language")
def test_each_page_has_its_own_letters(wizard: NewFileWizard, qtbot: QtBot) -> None:
    assert_distinct(shown_buttons(wizard))
    to_recovery(qtbot, wizard)
    assert_distinct(shown_buttons(wizard))


def test_everything_fits_the_smallest_window(wizard: NewFileWizard, qtbot: QtBot) -> None:
    wizard.resize(wizard.minimumSize())
    to_recovery(qtbot, wizard)
    for page in (wizard.passphrase, wizard.recovery):
        content = page.area.widget()
        assert content is not None
        assert content.minimumSizeHint().width() <= page.area.viewport().width()


def is_seen(part: QWidget) -> bool:
    return not part.visibleRegion().isEmpty()


def test_what_matters_scrolls_into_the_smallest_window(wizard: NewFileWizard, qtbot: QtBot) -> None:
    wizard.resize(wizard.minimumSize())
    fields = wizard.passphrase.fields
    for field in (fields.first, fields.second):
        qtbot.keyClicks(field.edit, "Marseille13")
    wizard.button(WHICH.NextButton).click()
    qtbot.waitUntil(lambda: is_seen(fields.agree), timeout=LIMIT_MS)
    fields.forget()
    to_recovery(qtbot, wizard)
    typed = wizard.recovery.card.typed
    with qtbot.waitActive(wizard):
        wizard.activateWindow()
    typed.edit.setFocus()
    qtbot.keyClicks(typed.edit, "AB")
    qtbot.waitUntil(lambda: is_seen(typed.message.words), timeout=LIMIT_MS)


def test_the_key_is_what_the_keyboard_meets_first(wizard: NewFileWizard, qtbot: QtBot) -> None:
    with qtbot.waitActive(wizard):
        wizard.activateWindow()
    to_recovery(qtbot, wizard)
    qtbot.waitUntil(wizard.recovery.card.shown_key.hasFocus, timeout=LIMIT_MS)


def test_a_passphrase_typed_twice_from_line_to_line_stays_hidden(
    wizard: NewFileWizard, qtbot: QtBot
) -> None:
    fields = wizard.passphrase.fields
    with qtbot.waitActive(wizard):
        wizard.activateWindow()
    typed_to_focus(qtbot, PASSPHRASE)
    typed_to_focus(qtbot, "\t")
    typed_to_focus(qtbot, PASSPHRASE)
    assert fields.second.text() == fields.first.text() == PASSPHRASE
    hidden = QLineEdit.EchoMode.Password
    assert [part.edit.echoMode() for part in (fields.first, fields.second)] == [hidden] * 2


def typed_to_focus(qtbot: QtBot, text: str) -> None:
    """Type each letter to whatever has the keyboard at that moment, as a user does."""
    for letter in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClicks(focus, letter)
