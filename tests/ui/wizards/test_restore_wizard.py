"""The restore wizard with real files: what it tells, and what it restores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.errors import FileUnreachable
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePageId
from patrimoine_gui.ui.wizards.restore.undo_wizard import UndoPageId, UndoWizard
from tests import keys
from tests.ui.conftest import LIMIT_MS, shown_file, texts
from tests.ui.wizards.restore_steps import (
    AGAIN,
    COMMIT,
    NEXT,
    compared,
    drop,
    ended,
    enter_something,
    keyring_of,
    left,
    left_behind,
    loaded,
    nothing,
    opened,
    saved,
    until,
    wizard_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files


# --- what it is ---------------------------------------------------------------------------------


def test_a_backup_says_what_it_is_before_any_passphrase(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(app, current)
    app.begin(backup)  # as the argument of the program
    wizard = wizard_of(app)
    until(qtbot, wizard, RestorePageId.ABOUT, nothing)
    told = texts(wizard.pages.about)
    head = app.manager.revisions.head.app_version
    assert "Asked for" in told
    assert f"that of version {head}, the present one" in told
    assert "of a file that was never opened here" in told
    assert wizard.keyring is None
    wizard.button(NEXT).click()
    assert wizard.currentId() == RestorePageId.UNLOCK
    left(app, qtbot, wizard.reject)


def test_a_wrong_passphrase_is_not_damage_and_the_right_one_goes_on(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    wizard = opened(app, qtbot, saved(app, current))
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
    until(qtbot, wizard, RestorePageId.COMPARISON, form.submit)
    assert "is not known on this computer" in texts(wizard.pages.comparison)
    left(app, qtbot, wizard.reject)
    assert wizard.keyring is None
    assert not form.passphrase.edit.text()
    assert not left_behind(app, current.file.parent)


def test_the_list_shows_the_newest_first_and_another_may_be_dropped(
    app: AppController, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    first, second = saved(app, current), None
    enter_something(current.file)
    second = saved(app, current)
    app.start.show()
    app.start.home.restore_button.click()
    wizard = wizard_of(app)
    qtbot.waitUntil(lambda: wizard.pages.choice.model.rowCount() == 2, timeout=LIMIT_MS)
    assert [wizard.pages.choice.model.at(row).file for row in (0, 1)] == [second, first]
    elsewhere = tmp_path / "on a key.patrimoine-backup"
    elsewhere.write_bytes(first.read_bytes())
    until(qtbot, wizard, RestorePageId.ABOUT, lambda: drop(wizard, elsewhere))
    assert wizard.run.backup is not None
    assert wizard.run.backup.file == elsewhere
    left(app, qtbot, wizard.reject)


# --- a new file ---------------------------------------------------------------------------------


def test_a_backup_dropped_on_the_open_window_becomes_a_file_of_its_own(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(app, current)
    before = household_file.load(current.file, keyring_of(app, current.file).fields)
    enter_something(current.file)
    present = current.digest()
    main = shown_file(app, qtbot, current.file)
    drop(main, backup)
    wizard = wizard_of(app)
    until(qtbot, wizard, RestorePageId.ABOUT, nothing)
    compared(qtbot, wizard)
    assert wizard.pages.comparison.panel is not None
    assert not wizard.pages.comparison.panel.tree.isHidden()
    assert wizard.pages.target.as_new.isChecked()
    until(qtbot, wizard, RestorePageId.DONE, wizard.button(COMMIT).click)
    assert current.digest() == present
    ended(app, qtbot, wizard.accept)
    assert app.main is not None
    day = wizard.run.backup.created.astimezone().date().isoformat() if wizard.run.backup else ""
    assert app.main.file == current.file.with_name(f"maison restored {day}.patrimoine")
    assert loaded(app.main) == before
    assert not left_behind(app, current.file.parent)


def test_a_place_that_is_gone_can_be_chosen_again(
    app: AppController, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    backup = saved(app, current)
    shown_file(app, qtbot, current.file)
    wizard = opened(app, qtbot, backup)
    compared(qtbot, wizard)
    wizard.pages.target.take(tmp_path / "gone" / "new.patrimoine")
    until(qtbot, wizard, RestorePageId.FAILURE, wizard.button(COMMIT).click)
    assert isinstance(wizard.error, FileUnreachable)
    wizard.button(AGAIN).click()
    assert wizard.currentId() == RestorePageId.TARGET
    taken = current.file
    wizard.pages.target.take(taken)
    assert wizard.pages.target.file != taken
    assert "nothing is overwritten" in texts(wizard.pages.target)
    until(qtbot, wizard, RestorePageId.DONE, wizard.button(COMMIT).click)
    left(app, qtbot, wizard.button(AGAIN).click)  # "Close": the open file stays open
    assert app.main is not None
    assert app.main.file == current.file
    assert not left_behind(app, current.file.parent)


# --- in the place of the present file -----------------------------------------------------------


def test_the_present_file_is_backed_up_replaced_and_comes_back(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(app, current)
    enter_something(current.file)
    main = shown_file(app, qtbot, current.file)
    entered = loaded(main)
    wizard = opened(app, qtbot, backup)
    compared(qtbot, wizard)
    wizard.pages.target.replace.setChecked(True)
    until(qtbot, wizard, RestorePageId.DONE, wizard.button(COMMIT).click)
    assert "You can undo this restore" in texts(wizard.pages.done)
    ended(app, qtbot, wizard.accept)
    assert app.main is not None
    assert app.main.file == current.file
    restored = loaded(app.main)
    assert restored != entered
    assert app.main.household == restored

    qtbot.waitUntil(lambda: app.restore_controller.options.undo is not None, timeout=LIMIT_MS)
    assert app.main.menus.undo_restore.isEnabled()
    app.main.menus.undo_restore.trigger()
    undo = app.wizard
    assert isinstance(undo, UndoWizard)
    assert undo.work.backup.kind is BackupKind.PRE_RESTORE
    with qtbot.waitSignal(undo.ended, timeout=LIMIT_MS):
        undo.button(COMMIT).click()
    assert undo.currentId() == UndoPageId.DONE
    ended(app, qtbot, undo.accept)
    assert app.main is not None
    assert loaded(app.main) == entered


def test_another_household_is_asked_about_and_never_replaces(
    app: AppController, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    other, keyring = tmp_path / "other.patrimoine", keys.new_keyring_of_others()
    app.manager.create(other, keyring)
    backup = app.manager.backups.make(other, keyring).file
    shown_file(app, qtbot, current.file)
    wizard = opened(app, qtbot, backup)
    assert not wizard.button(NEXT).isEnabled()
    assert wizard.pages.about.consent is not None
    assert "It cannot replace that one" in texts(wizard.pages.about)
    wizard.pages.about.consent.setChecked(True)
    wizard.button(NEXT).click()
    assert wizard.currentId() == RestorePageId.UNLOCK
    assert wizard.pages.unlock is not None
    wizard.pages.unlock.form.passphrase.edit.setText(keys.PASSPHRASE)
    until(qtbot, wizard, RestorePageId.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    assert not wizard.pages.target.replace.isEnabled()
    assert "another household" in texts(wizard.pages.target)
    left(app, qtbot, wizard.reject)
