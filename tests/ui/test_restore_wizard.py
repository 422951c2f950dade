"""The restore wizard with real files: what it tells, what it restores, and what it refuses."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWizard

from patrimoine_gui.backup import streams
from patrimoine_gui.backup.container_header import BackupKind
from patrimoine_gui.errors import Cancelled, FileUnreachable
from patrimoine_gui.migration import staging
from patrimoine_gui.portfolio import repository
from patrimoine_gui.ui.wizards.restore import RestoreWizard
from patrimoine_gui.ui.wizards.restore_pages import RestorePageId as Id
from patrimoine_gui.ui.wizards.undo import UndoPageId, UndoWizard
from tests import keys
from tests.faults import household as files
from tests.ui.conftest import LIMIT_MS, shown_file, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import FileIO
    from pathlib import Path

    import pytest
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.desk import Desk
    from patrimoine_gui.ui.main_window import MainWindow

NEXT = QWizard.WizardButton.NextButton
COMMIT = QWizard.WizardButton.CommitButton
AGAIN = QWizard.WizardButton.CustomButton1
UNTOUCHED = "Neither this file nor your household file has been changed."


def saved(desk: Desk, household: files.Household) -> Path:
    """Back a file up as its user does, and give the backup."""
    header = desk.manager.header(household.file)
    assert header is not None
    return desk.manager.back_up(household.file, keys.unlocked(header)).file


def enter_something(file: Path) -> None:
    """Take the oldest value out of a file, as an entry made after a backup would."""
    files.execute(file, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")


def wizard_of(desk: Desk) -> RestoreWizard:
    assert isinstance(desk.wizard, RestoreWizard)
    return desk.wizard


def until(qtbot: QtBot, wizard: RestoreWizard, page: Id, begin: Callable[[], object]) -> None:
    """Begin work of the wizard, and wait for the page that tells its end."""
    with qtbot.waitSignal(wizard.ended, timeout=LIMIT_MS):
        begin()
    assert Id(wizard.currentId()) is page, wizard.error


def opened(desk: Desk, qtbot: QtBot, backup: Path) -> RestoreWizard:
    """Open a backup as a double click does, and give the page that says what it is."""
    desk.open(backup)
    wizard = wizard_of(desk)
    until(qtbot, wizard, Id.ABOUT, _nothing)
    return wizard


def _nothing() -> None:
    """Wait for what has begun already."""


def compared(qtbot: QtBot, wizard: RestoreWizard) -> None:
    until(qtbot, wizard, Id.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    assert wizard.currentId() == Id.TARGET


def ended(desk: Desk, qtbot: QtBot, end: Callable[[], object]) -> None:
    """Close the wizard, and wait until what it leads to is shown."""
    with qtbot.waitSignal(desk.settled, timeout=LIMIT_MS):
        end()


def left(desk: Desk, qtbot: QtBot, end: Callable[[], object]) -> None:
    """Close the wizard above what was shown before."""
    with qtbot.waitSignal(desk.wizards.ended, timeout=LIMIT_MS):
        end()


def loaded(window: MainWindow) -> object:
    return repository.load(window.file, window.opened.keyring.fields)


def left_behind(desk: Desk, *folders: Path) -> list[str]:
    """Name the private copies that are still there."""
    places = (staging.folder(desk.folders), *folders)
    return [
        path.name
        for folder in places
        if folder.is_dir()
        for path in folder.iterdir()
        if path.name.endswith(".staged")
    ]


# --- what it is ---------------------------------------------------------------------------------


def test_a_backup_says_what_it_is_before_any_passphrase(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(desk, current)
    desk.begin(backup)  # as the argument of the program
    wizard = wizard_of(desk)
    until(qtbot, wizard, Id.ABOUT, _nothing)
    told = texts(wizard.pages.about)
    head = desk.manager.revisions.head.app_version
    assert "Asked for" in told
    assert f"that of version {head}, the present one" in told
    assert "of a file that was never opened here" in told
    assert wizard.keyring is None
    wizard.button(NEXT).click()
    assert wizard.currentId() == Id.UNLOCK
    left(desk, qtbot, wizard.reject)


def test_a_wrong_passphrase_is_not_damage_and_the_right_one_goes_on(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    wizard = opened(desk, qtbot, saved(desk, current))
    wizard.button(NEXT).click()
    assert wizard.pages.unlock is not None
    form = wizard.pages.unlock.form
    form.passphrase.edit.setText("not this one")
    with qtbot.waitSignal(form.failed, timeout=LIMIT_MS):
        wizard.button(NEXT).click()
    told = texts(wizard.pages.unlock)
    assert "This is not the passphrase of" in told
    assert "Your data is safe" in told
    form.passphrase.edit.setText(keys.PASSPHRASE)
    until(qtbot, wizard, Id.COMPARISON, form.submit)
    assert "is not known on this computer" in texts(wizard.pages.comparison)
    left(desk, qtbot, wizard.reject)
    assert wizard.keyring is None
    assert not form.passphrase.edit.text()
    assert not left_behind(desk, current.file.parent)


def test_the_list_shows_the_newest_first_and_another_may_be_dropped(
    desk: Desk, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    first, second = saved(desk, current), None
    enter_something(current.file)
    second = saved(desk, current)
    desk.start.show()
    desk.start.restore_button.click()
    wizard = wizard_of(desk)
    qtbot.waitUntil(lambda: wizard.pages.choice.model.rowCount() == 2, timeout=LIMIT_MS)
    assert [wizard.pages.choice.model.at(row).file for row in (0, 1)] == [second, first]
    elsewhere = tmp_path / "on a key.patrimoine-backup"
    elsewhere.write_bytes(first.read_bytes())
    until(qtbot, wizard, Id.ABOUT, lambda: drop(wizard, elsewhere))
    assert wizard.backup is not None
    assert wizard.backup.file == elsewhere
    left(desk, qtbot, wizard.reject)


def drop(window: QWidget, file: Path) -> None:
    """Drop a file on a window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    buttons, keyboard = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(9, 9), action, data, buttons, keyboard)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(9, 9), action, data, buttons, keyboard)
    QApplication.sendEvent(window, event)
    assert event.isAccepted()


# --- a new file ---------------------------------------------------------------------------------


def test_a_backup_dropped_on_the_open_window_becomes_a_file_of_its_own(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(desk, current)
    before = repository.load(current.file, _keyring(desk, current.file).fields)
    enter_something(current.file)
    present = current.digest()
    main = shown_file(desk, qtbot, current.file)
    drop(main, backup)
    wizard = wizard_of(desk)
    until(qtbot, wizard, Id.ABOUT, _nothing)
    compared(qtbot, wizard)
    assert wizard.pages.comparison.panel is not None
    assert not wizard.pages.comparison.panel.tree.isHidden()
    assert wizard.pages.target.as_new.isChecked()
    until(qtbot, wizard, Id.DONE, wizard.button(COMMIT).click)
    assert current.digest() == present
    ended(desk, qtbot, wizard.accept)
    assert desk.main is not None
    day = wizard.backup.created.astimezone().date().isoformat() if wizard.backup else ""
    assert desk.main.file == current.file.with_name(f"maison restored {day}.patrimoine")
    assert loaded(desk.main) == before
    assert not left_behind(desk, current.file.parent)


def _keyring(desk: Desk, file: Path) -> Keyring:
    header = desk.manager.header(file)
    assert header is not None
    return keys.unlocked(header)


def test_a_place_that_is_gone_can_be_chosen_again(
    desk: Desk, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    backup = saved(desk, current)
    shown_file(desk, qtbot, current.file)
    wizard = opened(desk, qtbot, backup)
    compared(qtbot, wizard)
    wizard.pages.target.take(tmp_path / "gone" / "new.patrimoine")
    until(qtbot, wizard, Id.FAILURE, wizard.button(COMMIT).click)
    assert isinstance(wizard.error, FileUnreachable)
    wizard.button(AGAIN).click()
    assert wizard.currentId() == Id.TARGET
    taken = current.file
    wizard.pages.target.take(taken)
    assert wizard.pages.target.file != taken
    assert "nothing is overwritten" in texts(wizard.pages.target)
    until(qtbot, wizard, Id.DONE, wizard.button(COMMIT).click)
    left(desk, qtbot, wizard.button(AGAIN).click)  # "Close": the open file stays open
    assert desk.main is not None
    assert desk.main.file == current.file
    assert not left_behind(desk, current.file.parent)


# --- in the place of the present file -----------------------------------------------------------


def test_the_present_file_is_backed_up_replaced_and_comes_back(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(desk, current)
    enter_something(current.file)
    main = shown_file(desk, qtbot, current.file)
    entered = loaded(main)
    wizard = opened(desk, qtbot, backup)
    compared(qtbot, wizard)
    wizard.pages.target.replace.setChecked(True)
    until(qtbot, wizard, Id.DONE, wizard.button(COMMIT).click)
    assert "You can undo this restore" in texts(wizard.pages.done)
    ended(desk, qtbot, wizard.accept)
    assert desk.main is not None
    assert desk.main.file == current.file
    restored = loaded(desk.main)
    assert restored != entered
    assert desk.main.household == restored

    qtbot.waitUntil(lambda: desk.guide.ways.undo is not None, timeout=LIMIT_MS)
    assert desk.main.menus.undo_restore.isEnabled()
    desk.main.menus.undo_restore.trigger()
    undo = desk.wizard
    assert isinstance(undo, UndoWizard)
    assert undo.work.backup.kind is BackupKind.PRE_RESTORE
    with qtbot.waitSignal(undo.ended, timeout=LIMIT_MS):
        undo.button(COMMIT).click()
    assert undo.currentId() == UndoPageId.DONE
    ended(desk, qtbot, undo.accept)
    assert desk.main is not None
    assert loaded(desk.main) == entered


def test_another_household_is_asked_about_and_never_replaces(
    desk: Desk, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    other, keyring = tmp_path / "other.patrimoine", keys.new_keyring_of_others()
    desk.manager.create(other, keyring)
    backup = desk.manager.back_up(other, keyring).file
    shown_file(desk, qtbot, current.file)
    wizard = opened(desk, qtbot, backup)
    assert not wizard.button(NEXT).isEnabled()
    assert wizard.pages.about.consent is not None
    assert "It cannot replace that one" in texts(wizard.pages.about)
    wizard.pages.about.consent.setChecked(True)
    wizard.button(NEXT).click()
    assert wizard.currentId() == Id.UNLOCK
    assert wizard.pages.unlock is not None
    wizard.pages.unlock.form.passphrase.edit.setText(keys.PASSPHRASE)
    until(qtbot, wizard, Id.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    assert not wizard.pages.target.replace.isEnabled()
    assert "another household" in texts(wizard.pages.target)
    left(desk, qtbot, wizard.reject)


# --- refusals -----------------------------------------------------------------------------------


def spoilt(backup: Path) -> dict[str, bytes]:
    """Give what may be taken for a backup, by the words that name it."""
    whole = backup.read_bytes()
    newer = bytearray(whole)
    newer[9] = 2
    newer[16] ^= 1  # so that its hash is not the one of our version
    return {
        "It is an archive": b"PK\x03\x04" + bytes(200),
        "It is a text": b"Dear all,\n" * 30,
        "transferred as if it were text": whole.replace(b"\r\n", b"\n"),
        "not complete": whole[:-100],
        "newer version": bytes(newer),
        "no content at all": b"",
    }


def test_what_is_no_good_backup_is_named_and_another_can_be_chosen(
    desk: Desk, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    backup = saved(desk, current)
    shown_file(desk, qtbot, current.file)
    before = current.digest()
    desk.open(tmp_path / "gone.patrimoine-backup")
    wizard = wizard_of(desk)
    until(qtbot, wizard, Id.FAILURE, _nothing)
    for words, content in spoilt(backup).items():
        wizard.button(AGAIN).click()
        assert wizard.currentId() == Id.CHOICE
        file = tmp_path / "it.patrimoine-backup"
        file.write_bytes(content)
        until(qtbot, wizard, Id.FAILURE, partial(wizard.read, file))
        told = texts(wizard.pages.failure)
        assert words in told
        assert "Your data is safe" in told
        assert file.read_bytes() == content
    left(desk, qtbot, wizard.reject)
    assert current.digest() == before


def test_damage_is_found_before_anything_is_decided(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(desk, current)
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(bytes(content))
    shown_file(desk, qtbot, current.file)
    wizard = opened(desk, qtbot, backup)
    until(qtbot, wizard, Id.FAILURE, wizard.button(NEXT).click)
    assert UNTOUCHED in texts(wizard.pages.failure)
    wizard.button(AGAIN).click()
    assert wizard.currentId() == Id.CHOICE
    left(desk, qtbot, wizard.reject)
    assert not left_behind(desk, current.file.parent)


# --- leaving ------------------------------------------------------------------------------------


def test_cancelling_is_safe_on_every_page(
    desk: Desk, qtbot: QtBot, current: files.Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = saved(desk, current)
    main = shown_file(desk, qtbot, current.file)
    before = current.digest(), current.beside()
    for last in (Id.ABOUT, Id.COMPARISON, Id.TARGET):
        wizard = opened(desk, qtbot, backup)
        if last is not Id.ABOUT:
            until(qtbot, wizard, Id.COMPARISON, wizard.button(NEXT).click)
        if last is Id.TARGET:
            wizard.button(NEXT).click()
        left(desk, qtbot, wizard.reject)
        assert (current.digest(), current.beside()) == before
    wizard = opened(desk, qtbot, backup)
    answered = slow_disk(monkeypatch)
    wizard.button(NEXT).click()
    wizard.reject()
    assert wizard.question is not None
    wizard.question.accept()
    until(qtbot, wizard, Id.CANCELLED, answered.set)
    assert isinstance(wizard.error, Cancelled)
    left(desk, qtbot, wizard.accept)
    assert (current.digest(), current.beside()) == before
    assert desk.main is main
    assert main.isVisible()


def slow_disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let no backup be read before the event is set."""
    answered, read = threading.Event(), streams.fill

    def fill(reader: FileIO, view: memoryview) -> int:
        answered.wait(LIMIT_MS / 1000)
        return read(reader, view)

    monkeypatch.setattr(streams, "fill", fill)
    return answered


def test_locking_closes_the_wizard_and_puts_its_copy_away(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(desk, current)
    shown_file(desk, qtbot, current.file)
    wizard = opened(desk, qtbot, backup)
    compared(qtbot, wizard)
    assert left_behind(desk, current.file.parent)
    ended(desk, qtbot, desk.lock)
    assert desk.wizard is None
    assert wizard.keyring is None
    assert not left_behind(desk, current.file.parent)
    assert desk.start.unlock is not None


def test_a_damaged_file_leads_to_its_backups_and_keeps_its_bytes(
    desk: Desk, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(desk, current)
    main = shown_file(desk, qtbot, current.file)
    before = loaded(main)
    desk.main = None
    main.retire(saves=False)
    broken = current.file.read_bytes()[:5000]
    current.file.write_bytes(broken)
    ended(desk, qtbot, lambda: desk.open(current.file))
    assert desk.start.diagnosis is not None
    desk.start.diagnosis.restore.click()
    wizard = wizard_of(desk)
    qtbot.waitUntil(lambda: wizard.pages.choice.model.rowCount() > 0, timeout=LIMIT_MS)
    until(qtbot, wizard, Id.ABOUT, lambda: wizard.read(backup))
    wizard.button(NEXT).click()
    assert wizard.pages.unlock is not None
    wizard.pages.unlock.form.passphrase.edit.setText(keys.PASSPHRASE)
    until(qtbot, wizard, Id.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    wizard.pages.target.replace.setChecked(True)
    assert "every byte of it is kept beside it" in texts(wizard.pages.target)
    until(qtbot, wizard, Id.DONE, wizard.button(COMMIT).click)
    assert wizard.outcome is not None
    assert wizard.outcome.set_aside is not None
    assert wizard.outcome.set_aside.read_bytes() == broken
    ended(desk, qtbot, wizard.accept)
    assert desk.main is not None
    assert loaded(desk.main) == before
