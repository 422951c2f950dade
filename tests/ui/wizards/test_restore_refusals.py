"""What a restore refuses, and that it may be left on any page."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui.backup import streams
from patrimoine_gui.errors import Cancelled
from patrimoine_gui.ui.wizards.restore.restore_pages import RestorePageId
from tests import keys
from tests.ui.conftest import LIMIT_MS, shown_file, texts
from tests.ui.wizards.restore_steps import (
    AGAIN,
    COMMIT,
    NEXT,
    UNTOUCHED,
    compared,
    ended,
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
    from io import FileIO
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files


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
    app: AppController, qtbot: QtBot, current: files.Household, tmp_path: Path
) -> None:
    backup = saved(app, current)
    shown_file(app, qtbot, current.file)
    before = current.digest()
    app.opening_controller.open(tmp_path / "gone.patrimoine-backup")
    wizard = wizard_of(app)
    until(qtbot, wizard, RestorePageId.FAILURE, nothing)
    for words, content in spoilt(backup).items():
        wizard.button(AGAIN).click()
        assert wizard.currentId() == RestorePageId.CHOICE
        file = tmp_path / "it.patrimoine-backup"
        file.write_bytes(content)
        until(qtbot, wizard, RestorePageId.FAILURE, partial(wizard.read, file))
        told = texts(wizard.pages.failure)
        assert words in told
        assert "Your data is safe" in told
        assert file.read_bytes() == content
    left(app, qtbot, wizard.reject)
    assert current.digest() == before


def test_damage_is_found_before_anything_is_decided(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(app, current)
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(bytes(content))
    shown_file(app, qtbot, current.file)
    wizard = opened(app, qtbot, backup)
    until(qtbot, wizard, RestorePageId.FAILURE, wizard.button(NEXT).click)
    assert UNTOUCHED in texts(wizard.pages.failure)
    wizard.button(AGAIN).click()
    assert wizard.currentId() == RestorePageId.CHOICE
    left(app, qtbot, wizard.reject)
    assert not left_behind(app, current.file.parent)


# --- leaving ------------------------------------------------------------------------------------


def test_cancelling_is_safe_on_every_page(
    app: AppController, qtbot: QtBot, current: files.Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = saved(app, current)
    main = shown_file(app, qtbot, current.file)
    before = current.digest(), current.beside()
    for last in (RestorePageId.ABOUT, RestorePageId.COMPARISON, RestorePageId.TARGET):
        wizard = opened(app, qtbot, backup)
        if last is not RestorePageId.ABOUT:
            until(qtbot, wizard, RestorePageId.COMPARISON, wizard.button(NEXT).click)
        if last is RestorePageId.TARGET:
            wizard.button(NEXT).click()
        left(app, qtbot, wizard.reject)
        assert (current.digest(), current.beside()) == before
    wizard = opened(app, qtbot, backup)
    answered = slow_disk(monkeypatch)
    wizard.button(NEXT).click()
    wizard.reject()
    assert wizard.question is not None
    wizard.question.accept()
    until(qtbot, wizard, RestorePageId.CANCELLED, answered.set)
    assert isinstance(wizard.error, Cancelled)
    left(app, qtbot, wizard.accept)
    assert (current.digest(), current.beside()) == before
    assert app.main is main
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
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(app, current)
    shown_file(app, qtbot, current.file)
    wizard = opened(app, qtbot, backup)
    compared(qtbot, wizard)
    assert left_behind(app, current.file.parent)
    ended(app, qtbot, app.lock_controller.lock)
    assert app.wizard is None
    assert wizard.keyring is None
    assert not left_behind(app, current.file.parent)
    assert app.start.unlock is not None


def test_a_damaged_file_leads_to_its_backups_and_keeps_its_bytes(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    backup = saved(app, current)
    main = shown_file(app, qtbot, current.file)
    before = loaded(main)
    app.state.main = None
    main.retire(saves=False)
    broken = current.file.read_bytes()[:5000]
    current.file.write_bytes(broken)
    ended(app, qtbot, lambda: app.opening_controller.open(current.file))
    assert app.start.diagnosis is not None
    app.start.diagnosis.restore.click()
    wizard = wizard_of(app)
    qtbot.waitUntil(lambda: wizard.pages.choice.model.rowCount() > 0, timeout=LIMIT_MS)
    until(qtbot, wizard, RestorePageId.ABOUT, lambda: wizard.read(backup))
    wizard.button(NEXT).click()
    assert wizard.pages.unlock is not None
    wizard.pages.unlock.form.passphrase.edit.setText(keys.PASSPHRASE)
    until(qtbot, wizard, RestorePageId.COMPARISON, wizard.button(NEXT).click)
    wizard.button(NEXT).click()
    wizard.pages.target.replace.setChecked(True)
    assert "every byte of it is kept beside it" in texts(wizard.pages.target)
    until(qtbot, wizard, RestorePageId.DONE, wizard.button(COMMIT).click)
    assert wizard.outcome is not None
    assert wizard.outcome.set_aside is not None
    assert wizard.outcome.set_aside.read_bytes() == broken
    ended(app, qtbot, wizard.accept)
    assert app.main is not None
    assert loaded(app.main) == before
