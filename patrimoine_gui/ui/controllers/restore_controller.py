"""Leads from anywhere to a restore: a menu, a file that was dropped, a page of an error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from patrimoine_gui.i18n import _
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.background import BackgroundJob, JobFailure, JobResult
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.widgets.file_drop import FileDropFilter
from patrimoine_gui.ui.wizards.restore.restore_context import RestoreContext
from patrimoine_gui.ui.wizards.restore.restore_tasks import RestoreTasks
from patrimoine_gui.ui.wizards.restore.undo_wizard import UndoTasks

if TYPE_CHECKING:
    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.start.start_window import StartWindow


@dataclass(frozen=True, slots=True)
class RevertOptions:
    """What the open file can go back to.

    Attributes:
        undo: the file as it was before its last restore, None where it was not restored.
        revert: the file as it was before its last upgrade, None where no such backup is left.
    """

    undo: Backup | None = None
    revert: Backup | None = None


class RestoreController(QObject):
    """Begins restores for the windows of a app, one at a time."""

    def __init__(self, app: AppController) -> None:
        """Begin nothing yet."""
        super().__init__(app)
        self._app = app
        self.ways = RevertOptions()
        self._job: BackgroundJob | None = None
        app.settled.connect(self._on_settled)

    def listen_to(self, window: MainWindow) -> None:
        """Answer the menus of a main window."""
        window.restore_menu_asked.connect(self.ask)
        window.undo_restore_asked.connect(self.undo)
        window.revert_asked.connect(self.revert)
        window.backups_page.restore_asked.connect(self.restore)
        FileDropFilter(window).dropped.connect(self._app.open)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the buttons of a start window."""
        window.restore_asked.connect(self.ask)

    # --- what is asked ----------------------------------------------------------------------------

    @Slot()
    def ask(self) -> None:
        """Ask which backup is to be restored."""
        self._restore(None)

    @Slot(object)
    def restore(self, backup: Path | None) -> None:
        """Restore a backup, once the user has seen what it is; None to ask which."""
        self._restore(backup.absolute() if backup is not None else None)

    @Slot()
    def revert(self) -> None:
        """Go back to before the last upgrade of the open file."""
        if self.ways.revert is not None:
            self._restore(self.ways.revert.file, keeps_format=True)

    @Slot()
    def undo(self) -> None:
        """Undo the last restore of the open file."""
        app, backup = self._app, self.ways.undo
        if app.main is None or backup is None or not self._may_begin():
            return
        work = UndoTasks(app.manager, app.main.opened, backup, app.opener.policy)
        app.show_wizard(app.wizards.undo(work, app.main))

    def _restore(self, backup: Path | None, *, keeps_format: bool = False) -> None:
        if self._may_begin():
            app = self._app
            work = RestoreTasks(app.manager, self._context(), keeps_format)
            app.show_wizard(app.wizards.restore(work, backup, app.main or app.start))

    def _may_begin(self) -> bool:
        app = self._app
        if app.reading.is_busy or app.wizard is not None or app.key_controller.shown is not None:
            return False
        return app.backup_controller.lets_begin()

    def _context(self) -> RestoreContext:
        app = self._app
        settings = app.settings.current
        recent = [Path(file) for file in settings.recent]
        sources = {file_tag(file): file for file in reversed(recent)}
        main = app.main
        if main is None:
            return RestoreContext(sources, hidden=settings.hide_amounts)
        sources[file_tag(main.file)] = main.file
        return RestoreContext(sources, main.opened, main.household, settings.hide_amounts)

    # --- what the open file can go back to --------------------------------------------------------

    @Slot(object)
    def _on_settled(self, window: object) -> None:
        if isinstance(window, MainWindow) and window is self._app.main:
            self.look(window)

    def look(self, window: MainWindow) -> None:
        """Look beside the window what the file can go back to, and tell its menus."""
        self.ways = RevertOptions()
        self._job = BackgroundJob(partial(_look, self._app.manager, window.file), self)
        self._job.succeeded.connect(self._on_looked)
        self._job.failed.connect(self._on_not_looked)
        self._job.start()

    @Slot(object)
    def _on_looked(self, result: JobResult) -> None:
        main = self._app.main
        if (
            self.sender() is not self._job
            or main is None
            or not isinstance(result.value, RevertOptions)
        ):
            return
        self.ways = result.value
        undo = "" if self.ways.undo is not None else _("This file has not been restored.")
        none = _("There is no backup of this file from before an upgrade.")
        main.menus.offer_undo(undo)
        main.menus.offer_revert("" if self.ways.revert is not None else none)

    @Slot(object)
    def _on_not_looked(self, _failure: JobFailure) -> None:
        """Leave the menus as they are: nothing is offered."""


def _look(manager: MigrationManager, file: Path, _report: Report, _cancel: Cancel) -> RevertOptions:
    upgrade = manager.last_upgrade(file)
    is_old = upgrade is not None and upgrade.ordinal < manager.revisions.head.ordinal
    return RevertOptions(manager.last_restore(file), upgrade if is_old else None)
