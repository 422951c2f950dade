"""Leads from anywhere to a restore: a menu, a file that was dropped, a page of an error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.i18n import _
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.widgets.file_drop import FileDropFilter
from patrimoine_gui.ui.wizards.restore.restore_context import RestoreContext
from patrimoine_gui.ui.wizards.restore.restore_tasks import RestoreTasks
from patrimoine_gui.ui.wizards.restore.undo_wizard import UndoTasks

if TYPE_CHECKING:
    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.controllers.backup_controller import BackupController
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
    """Begins restores, one at a time."""

    wizard_ready = Signal(object)
    """A wizard that is to be shown."""
    file_dropped = Signal(object)
    """A file, a `Path`, was dropped on a main window."""

    def __init__(
        self, state: AppState, backups: BackupController, parent: QObject | None = None
    ) -> None:
        """Begin nothing yet.

        Args:
            state: the windows of the moment.
            backups: says whether the open file is being backed up.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self._backups = backups
        self.options = RevertOptions()
        self._jobs = JobRunner(self)

    def listen_to(self, window: MainWindow) -> None:
        """Answer the menus of a main window."""
        window.menus.restore_asked.connect(self.ask)
        window.menus.undo_restore_asked.connect(self.undo)
        window.menus.revert_asked.connect(self.revert)
        window.backups_page.restore_asked.connect(self.restore)
        FileDropFilter(window).dropped.connect(self.file_dropped)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the start window, and the pages of files that do not open."""
        window.restore_asked.connect(self.ask)
        window.backup_asked.connect(self.restore)

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
        if self.options.revert is not None:
            self._restore(self.options.revert.file, keeps_format=True)

    @Slot()
    def undo(self) -> None:
        """Undo the last restore of the open file."""
        state, backup = self._state, self.options.undo
        if state.main is None or backup is None or not self._may_begin():
            return
        work = UndoTasks(state.manager, state.main.opened, backup, state.opener.policy)
        self.wizard_ready.emit(state.wizards.undo(work, state.main))

    def _restore(self, backup: Path | None, *, keeps_format: bool = False) -> None:
        if self._may_begin():
            state = self._state
            work = RestoreTasks(state.manager, self._context(), keeps_format)
            window = state.main or state.start
            self.wizard_ready.emit(state.wizards.restore(work, backup, window))

    def _may_begin(self) -> bool:
        if not self._state.is_free or self._state.key_controller.shown is not None:
            return False
        return self._backups.lets_begin()

    def _context(self) -> RestoreContext:
        settings = self._state.settings.current
        recent = [Path(file) for file in settings.recent]
        sources = {file_tag(file): file for file in reversed(recent)}
        main = self._state.main
        if main is None:
            return RestoreContext(sources, hidden=settings.hide_amounts)
        sources[file_tag(main.file)] = main.file
        return RestoreContext(sources, main.opened, main.household, settings.hide_amounts)

    # --- what the open file can go back to --------------------------------------------------------

    @Slot(object)
    def on_settled(self, window: object) -> None:
        """Look what a file can go back to, once its window is shown."""
        if isinstance(window, MainWindow) and window is self._state.main:
            self.look(window)

    def look(self, window: MainWindow) -> None:
        """Look beside the window what the file can go back to, and tell its menus."""
        self.options = RevertOptions()
        self._jobs.run(partial(_look, self._state.manager, window.file), self._on_looked)

    def _on_looked(self, options: RevertOptions) -> None:
        main = self._state.main
        if main is None:
            return
        self.options = options
        undo = "" if options.undo is not None else _("This file has not been restored.")
        none = _("There is no backup of this file from before an upgrade.")
        main.menus.offer_undo(undo)
        main.menus.offer_revert("" if options.revert is not None else none)


def _look(manager: MigrationManager, file: Path, _report: Report, _cancel: Cancel) -> RevertOptions:
    upgrade = manager.last_upgrade(file)
    is_old = upgrade is not None and upgrade.ordinal < manager.revisions.head.ordinal
    return RevertOptions(manager.restores.last(file), upgrade if is_old else None)
