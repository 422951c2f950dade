"""A protected file asks for its key, says what is wrong with it, and gives nothing away."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.database import file_header
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.ui.widgets.keys.retry_delay import RETRY_DELAY
from tests import keys
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS, shown_file, texts, unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.crypto.recovery_key import RecoveryKey
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.start.unlock_panel import UnlockPanel

pytestmark = pytest.mark.usefixtures("styled")

DAMAGE = ("damag", "endommag", "corrupt")


def sealed(app: AppController, qtbot: QtBot, file: Path) -> UnlockPanel:
    """Open a protected file as far as the question for its key."""
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.begin(file)
    assert app.start.unlock is not None
    return app.start.unlock


def try_with(app: AppController, qtbot: QtBot, text: str) -> UnlockPanel:
    """Type something and press Enter; gives the page that answers."""
    panel = app.start.unlock
    assert panel is not None
    panel.form.field.edit.setText(text)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        qtbot.keyClick(panel.form.field.edit, Qt.Key.Key_Return)
    trouble = panel.form.trouble  # what is added to a layout is shown in a later turn of the loop
    qtbot.waitUntil(
        lambda: (
            not trouble.isVisible()
            or all(part.isVisible() for part in trouble.findChildren(QLabel))
        ),
        timeout=LIMIT_MS,
    )
    return panel


def keyrings() -> list[Keyring]:
    """Give the keyrings that anything still holds, but for those of the tests themselves."""
    gc.collect()
    mine = {id(keys.new_keyring()), id(keys.new_keyring_of_others())}
    return [item for item in gc.get_objects() if type(item) is Keyring and id(item) not in mine]


@pytest.fixture
def with_recovery_key(current: files.Household) -> tuple[files.Household, RecoveryKey]:
    """Give a file of this version, and its recovery key."""
    manager = current.manager()
    header = manager.header(current.file)
    assert header is not None
    keyring = Keyring.unlock(header, keys.PASSPHRASE, keys.QUICK)
    changed, recovery = keyring.with_new_recovery_key()
    manager.keys.change(current.file, keyring, changed)
    return current, recovery


# --- what is asked --------------------------------------------------------------------------


def test_a_protected_file_asks_for_its_key_and_holds_nothing(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    panel = sealed(app, qtbot, current.file)
    assert app.main is None
    assert panel.isVisible()
    assert "maison" in app.start.windowTitle()
    assert panel.form.passphrase.edit.echoMode() == QLineEdit.EchoMode.Password
    with FileLock(current.file, "another"):
        pass


def test_the_passphrase_opens_the_file_from_the_keyboard_alone(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    panel = sealed(app, qtbot, current.file)
    with qtbot.waitActive(app.start):
        app.start.activateWindow()
    assert app.start.focusWidget() is panel.form.passphrase.edit
    try_with(app, qtbot, keys.PASSPHRASE)
    assert app.main is not None
    assert app.main.file == current.file
    assert app.start.unlock is None


def test_an_accent_typed_as_two_characters_is_the_same(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    sealed(app, qtbot, current.file)
    try_with(app, qtbot, keys.PASSPHRASE.replace("É", "E\u0301"))
    assert app.main is not None


def test_the_recovery_key_opens_it_and_a_new_passphrase_is_proposed_not_forced(
    app: AppController, qtbot: QtBot, with_recovery_key: tuple[files.Household, RecoveryKey]
) -> None:
    current, recovery = with_recovery_key
    panel = sealed(app, qtbot, current.file)
    panel.form.other_way.click()
    try_with(app, qtbot, recovery.text().lower().replace("-", " "))
    assert app.main is not None
    wizard = app.state.key_controller.shown
    assert wizard is not None
    assert wizard.isVisible()
    wizard.reject()
    assert app.main.isVisible()
    assert app.state.key_controller.shown is None


def test_esc_leads_to_the_list_and_forgets_what_was_typed(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    panel = sealed(app, qtbot, current.file)
    line = panel.form.passphrase.edit
    line.setText("half a passphr")
    with qtbot.waitActive(app.start):
        app.start.activateWindow()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert app.start.unlock is None
    assert app.start.pages.currentIndex() == 0
    assert not line.text()
    assert not line.isUndoAvailable()
    assert str(current.file) in app.settings.current.recent


def test_a_file_in_use_is_said_to_be_before_anything_is_typed(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    with FileLock(current.file, "patrimoine-migrate"), qtbot.waitSignal(app.settled):
        app.begin(current.file)
    assert app.start.unlock is None
    assert app.start.diagnosis is not None


# --- what goes wrong ------------------------------------------------------------------------


@pytest.mark.usefixtures("each_language")
def test_a_wrong_passphrase_is_not_called_damage_and_the_file_is_said_to_be_safe(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    before = current.digest()
    sealed(app, qtbot, current.file)
    panel = try_with(app, qtbot, "Elodie & Marc, trois chats 2026")
    assert app.main is None
    assert panel.form.passphrase.message.isVisible()
    assert panel.safe.isVisible()
    assert panel.safe.text
    assert not [word for word in DAMAGE if word in texts(panel).lower()]
    assert current.digest() == before
    with FileLock(current.file, "another"):
        pass


@pytest.mark.usefixtures("each_language")
def test_damaged_keys_are_not_called_a_wrong_passphrase(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    sealed(app, qtbot, current.file)
    files.execute(current.file, "UPDATE file_header SET mac = zeroblob(32)")
    panel = try_with(app, qtbot, keys.PASSPHRASE)
    assert app.main is None
    assert panel.form.trouble.isVisible()
    assert not panel.form.passphrase.message.isVisible()
    assert [word for word in DAMAGE if word in texts(panel).lower()]


def test_a_file_that_went_away_meanwhile_is_said_to_be_gone(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    sealed(app, qtbot, current.file)
    current.file.rename(current.file.with_name("elsewhere"))
    panel = try_with(app, qtbot, keys.PASSPHRASE)
    assert "There is no file here" in texts(panel)


def test_each_trouble_has_its_own_sentence(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    said = set()
    sealed(app, qtbot, current.file)
    said.add(texts(try_with(app, qtbot, "wrong")))
    panel = app.start.unlock
    assert panel is not None
    panel.form.other_way.click()
    said.add(texts(try_with(app, qtbot, "AAAA-BBBB")))
    files.execute(current.file, "UPDATE file_header SET body = '{}'")
    panel.form.other_way.click()
    said.add(texts(try_with(app, qtbot, keys.PASSPHRASE)))
    files.execute(current.file, "DROP TABLE file_header")
    said.add(texts(try_with(app, qtbot, keys.PASSPHRASE)))
    current.file.unlink()
    said.add(texts(try_with(app, qtbot, keys.PASSPHRASE)))
    assert len(said) == 5


# --- after failures -------------------------------------------------------------------------


def test_the_third_failure_makes_one_wait_with_a_countdown_that_leaving_does_not_shorten(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    panel = sealed(app, qtbot, current.file)
    for _try in range(2):
        try_with(app, qtbot, "wrong")
        assert panel.unlock_button.isEnabled()
    try_with(app, qtbot, "wrong")
    assert not panel.unlock_button.isEnabled()
    assert "Try again in 5 seconds." in texts(panel)
    assert panel.back.isEnabled()
    panel.back.click()
    panel = sealed(app, qtbot, current.file)
    assert not panel.unlock_button.isEnabled()
    assert "Try again in" in texts(panel)


def test_the_wait_grows_and_is_never_a_lockout() -> None:
    assert [RETRY_DELAY.seconds(failures) for failures in range(1, 8)] == [0, 0, 5, 10, 20, 30, 30]


def test_success_forgets_the_failures(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    sealed(app, qtbot, current.file)
    try_with(app, qtbot, "wrong")
    try_with(app, qtbot, "wrong")
    unlocked(app, qtbot)
    assert not app.state.file_opener._tries


# --- what is left behind --------------------------------------------------------------------


def test_only_the_window_of_the_file_holds_its_keys(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    before = {id(item) for item in keyrings()}
    main = shown_file(app, qtbot, current.file)
    (held,) = [item for item in keyrings() if id(item) not in before]
    assert held is main.opened.keyring
    del held
    main.close()
    qtbot.waitUntil(lambda: not app.backup_controller.queue.is_busy, timeout=LIMIT_MS)
    del main
    assert not [item for item in keyrings() if id(item) not in before]


def test_no_field_keeps_a_passphrase_that_has_opened_a_file(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    panel = sealed(app, qtbot, current.file)
    line = panel.form.passphrase.edit
    unlocked(app, qtbot)
    assert not line.text()
    lines = [item for item in app.start.findChildren(QLineEdit) if item.text()]
    assert not lines


def test_a_wizard_does_not_make_its_user_type_twice(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    header = file_header.read_from(current.file)
    assert header is not None
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.open(current.file, keys.unlocked(header))
    assert app.main is not None


def test_keys_of_another_household_are_not_tried(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.open(current.file, keys.new_keyring_of_others())
    assert app.main is None
    assert app.start.unlock is not None


# --- looks ----------------------------------------------------------------------------------


def test_a_long_name_and_a_small_window_leave_everything_in_reach(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    long = current.file.with_name("très long nom de foyer " * 6 + ".patrimoine")
    current.file.rename(long)
    panel = sealed(app, qtbot, long)
    app.start.resize(app.start.minimumSize())
    parts: tuple[QWidget, ...] = (panel.form.passphrase, panel.unlock_button, panel.back)
    qtbot.waitUntil(lambda: all(part.visibleRegion().boundingRect() for part in parts))
    assert app.start.width() <= app.start.minimumWidth()


def test_changing_the_language_or_the_theme_keeps_the_question(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    sealed(app, qtbot, current.file)
    app.preferences.choose_language("fr")
    assert app.start.unlock is not None
    assert app.start.isVisible()
    assert app.start.unlock.file == current.file
