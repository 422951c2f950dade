"""A file that is closed is backed up if that is due; nobody waits, and no failure is silent."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from patrimoine_gui.backup import store
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import FileBusy
from patrimoine_gui.ui.controllers import backup_queue
from patrimoine_gui.ui.dialogs.error_dialog import ErrorDialog
from tests.ui.conftest import LIMIT_MS, shown_file, unlocked

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController
    from tests.faults import household as files


def closed(app: AppController, qtbot: QtBot) -> None:
    """Close the window, and wait until its file is free."""
    assert app.main is not None
    with qtbot.waitSignal(app.backup_controller.queue.released, timeout=LIMIT_MS):
        app.main.close()


def a_slow_disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let no background thread sync anything to the disk before the event that is given."""
    sync, over = os.fsync, threading.Event()

    def wait_and_sync(descriptor: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            over.wait(LIMIT_MS / 1000)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", wait_and_sync)
    return over


def test_a_changed_file_is_backed_up_after_its_window_is_gone_and_once_only(
    app: AppController, qtbot: QtBot, current: files.Household, qapp: QApplication
) -> None:
    keyring = shown_file(app, qtbot, current.file).opened.keyring
    qapp.setQuitOnLastWindowClosed(True)
    try:
        began = time.monotonic()
        assert app.main is not None
        with qtbot.waitSignal(app.backup_controller.queue.released, timeout=LIMIT_MS):
            app.main.close()
            assert time.monotonic() - began < 1
            assert app.main is None
            assert not QGuiApplication.quitOnLastWindowClosed()
            with pytest.raises(FileBusy):
                FileLock(current.file, "another").acquire()
        assert QGuiApplication.quitOnLastWindowClosed()
    finally:
        qapp.setQuitOnLastWindowClosed(False)
    (backup,) = store.listed(app.folders.backups)
    assert backup.kind is store.BackupKind.AUTOMATIC
    assert store.is_verified(backup, keyring)
    with FileLock(current.file, "another"):
        pass
    main = shown_file(app, qtbot, current.file)
    assert main.status_bar.backup.text() == "Last verified backup: today"
    closed(app, qtbot)
    assert store.listed(app.folders.backups) == (backup,)


def test_a_long_backup_is_told_by_a_window_that_closes_by_itself(
    app: AppController, qtbot: QtBot, current: files.Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_queue, "NOTICE_MS", 0)
    shown_file(app, qtbot, current.file)
    safe = app.backup_controller.queue
    assert app.main is not None
    disk = a_slow_disk(monkeypatch)
    with qtbot.waitSignal(safe.released, timeout=LIMIT_MS):
        app.main.close()
        qtbot.waitUntil(lambda: safe.notice is not None, timeout=LIMIT_MS)
        assert safe.notice is not None
        assert safe.notice.isVisible()
        disk.set()
    assert safe.notice is None


def test_a_backup_that_fails_is_told_at_once_and_the_file_is_free(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    shown_file(app, qtbot, current.file)
    app.folders.backups.parent.mkdir(parents=True, exist_ok=True)
    app.folders.backups.write_bytes(b"in the way")
    closed(app, qtbot)
    dialog = app.state.dialogs.shown
    assert isinstance(dialog, ErrorDialog)
    assert dialog.isVisible()
    dialog.accept()
    assert app.folders.backups.read_bytes() == b"in the way"
    with FileLock(current.file, "another"):
        pass


def test_a_file_that_is_locked_is_backed_up_first_and_opens_again(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    main.activateWindow()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        qtbot.keyClick(main, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert [item.kind for item in store.listed(app.folders.backups)] == [store.BackupKind.AUTOMATIC]
    assert unlocked(app, qtbot).file == current.file


def test_a_file_that_is_asked_for_while_it_is_backed_up_opens_after(
    app: AppController, qtbot: QtBot, current: files.Household
) -> None:
    main = shown_file(app, qtbot, current.file)
    app.start.show()
    main.close()
    assert app.backup_controller.queue.holds(current.file)
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.open(current.file)
    assert len(store.listed(app.folders.backups)) == 1
    assert unlocked(app, qtbot).file == current.file
