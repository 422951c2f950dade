"""The page "Backups and integrity", and the window that closes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from patrimoine_gui.ui.controllers import backup_queue
from patrimoine_gui.ui.selftest.robot import RobotError, settle, wait_for
from scripts.pictures.slow_disk import slow_disk
from scripts.pictures.stage import rest
from tests.faults.household import execute

if TYPE_CHECKING:
    from patrimoine_gui.ui.main.pages.backups.backups_page import BackupsPage
    from scripts.pictures.stage import Stage


_SIZE: Final = (1240, 600)
_PIECES: Final = 0


def _opened(stage: Stage) -> BackupsPage:
    main = stage.open()
    main.resize(*_SIZE)
    main.show_backups()
    rest()
    return main.backups_page


def page_of_backups(stage: Stage) -> None:
    """Look at every tab, and at what each action answers."""
    page = _opened(stage)
    window, commands = page.window(), page.list.commands
    _weigh_all(page)
    stage.snap(window, "backups")
    wait_for(commands.done, page.list.verify_all.click, "verify")
    stage.snap(window, "backups-verified")
    _comparison(stage, page)
    commands.actions.readable.trigger()
    if commands.dialogs.question is None:
        raise RobotError("question")
    stage.snap(commands.dialogs.question, "readable-copy-warning")
    commands.dialogs.question.reject()
    _other_tabs(stage, page)
    _deletion_refused(stage, page)


def _weigh_all(page: BackupsPage) -> None:
    """Ask for the net worth of each of those days."""
    table, commands = page.list.table, page.list.commands
    for rank in reversed(range(table.backups.rowCount())):
        table.selectRow(rank)
        wait_for(commands.done, commands.actions.weigh.trigger, "weigh")


def _comparison(stage: Stage, page: BackupsPage) -> None:
    commands = page.list.commands
    page.list.table.selectRow(1)
    wait_for(commands.done, commands.actions.compare.trigger, "compare")
    if commands.dialog is None:
        raise RobotError("comparison")
    stage.snap(commands.dialog, "backups-comparison")
    commands.dialog.accept()
    settle()


def _deletion_refused(stage: Stage, page: BackupsPage) -> None:
    """Delete all backups but the last one that is verified; that one stays."""
    commands = page.list.commands
    page.tabs.setCurrentWidget(page.list)
    while page.list.table.backups.rowCount():
        count = page.list.table.backups.rowCount()
        commands.actions.delete.trigger()
        if commands.dialogs.question is None:
            raise RobotError("question")
        wait_for(commands.done, commands.dialogs.question.accept, "delete")
        rest()
        if page.list.table.backups.rowCount() == count:
            break
    stage.snap(page.window(), "backups-deletion-refused")


def _other_tabs(stage: Stage, page: BackupsPage) -> None:
    page.tabs.setCurrentWidget(page.log)
    stage.snap(page.window(), "upgrade-log")
    page.tabs.setCurrentWidget(page.health)
    wait_for(page.health.checked, page.health.check_button.click, "check")
    stage.snap(page.window(), "health-check")
    page.tabs.setCurrentWidget(page.place)
    page.place.show_place(stage.file.parent.parent / "USB" / "Sauvegardes")
    stage.snap(page.window(), "second-place-absent")


def no_backups(stage: Stage) -> None:
    """Look at the page when nothing was ever backed up."""
    shutil.rmtree(stage.household.manager.folders.backups)
    stage.snap(_opened(stage).window(), "backups-empty")


def closing(stage: Stage) -> None:
    """Close a file that has changed; its backup takes longer than the window waits.

    Raises:
        DriveError: nothing was said of it.
    """
    main = stage.open()
    execute(stage.file, "DELETE FROM valuation WHERE id = (SELECT max(id) FROM valuation)")
    main.file_monitor.accept(main.opened)  # it stands for an entry of the window itself
    safe = stage.app.backup_controller.queue
    with slow_disk(_PIECES) as disk:
        wait_for(disk.reached, main.close, "close")
        settle(backup_queue.NOTICE_MS)
        if safe.notice is None:
            raise RobotError("notice")
        stage.keep(safe.notice, "closing-notice")
