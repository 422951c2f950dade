"""Opens something to be looked at and not changed, or compares it with the open file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui import local_time
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.comparison.households import Comparison, compare
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.controllers.read_only_windows import ReadOnlyWindows
from patrimoine_gui.ui.opening.access import Access, AccessKind
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.opening.opener import OpenedFile
    from patrimoine_gui.ui.start.start_window import StartWindow


class ReadOnlyController(QObject):
    """Shows older files, backups and copies, each in a window of its own."""

    settled = Signal(object)
    """What was asked for is shown: its window."""

    def __init__(
        self,
        state: AppState,
        make: Callable[[OpenedFile], MainWindow],
        parent: QObject | None = None,
    ) -> None:
        """Show nothing yet.

        Args:
            state: the windows of the moment.
            make: makes a main window whose menus are answered.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self.windows = ReadOnlyWindows(make, self)
        self.windows.emptied.connect(self._on_emptied)
        self._jobs = JobRunner(self)
        self._compared: Path | None = None

    def listen_to(self, window: MainWindow) -> None:
        """Answer the list of backups of a main window."""
        window.backups_page.look_asked.connect(self.look_at_backup)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the backups that a start window offers."""
        window.look_asked.connect(self.look_at_backup)

    @Slot(object, object)
    def look_at(self, file: Path, kind: AccessKind) -> None:
        """Open something to be looked at, in a window of its own; asks for its key where needed.

        Args:
            file: the older file, the backup or the copy.
            kind: which of them it is.
        """
        self._open(file, kind, None)

    @Slot(object)
    def compare_copy(self, file: Path) -> None:
        """Show how a copy differs from the open file, once it can be read."""
        self._open(file, AccessKind.COPY, file)

    def _open(self, file: Path, kind: AccessKind, compared: Path | None) -> None:
        state = self._state
        if not state.is_free:
            return
        self._compared = compared
        keyring = state.main.opened.keyring if state.main is not None else None
        state.file_opener.look(Access(kind, file.absolute()), keyring)

    @Slot(object)
    def look_at_backup(self, file: Path) -> None:
        """Open a backup read-only, in a window of its own."""
        self.look_at(file, AccessKind.BACKUP)

    def show(self, opened: OpenedFile) -> None:
        """Show what was opened to be looked at, or how it differs from the open file."""
        main = self._state.main
        if main is not None and self._compared == opened.access.source:
            self._compare(main, opened)
            return
        window = self.windows.show(opened)
        self._leave_start()
        self.settled.emit(window)

    def close(self) -> bool:
        """Close the windows of what is only looked at; tells whether there were any."""
        were_any = bool(self.windows.shown)
        self.windows.close_all()
        return were_any

    @Slot()
    def _on_emptied(self) -> None:
        main = self._state.main
        if main is not None:
            main.raise_()
            main.activateWindow()

    def _leave_start(self) -> None:
        self._state.start.hide()
        self._state.start.show_home()

    # --- comparing a copy -------------------------------------------------------------------------

    def _compare(self, main: MainWindow, opened: OpenedFile) -> None:
        today = local_time.today()
        task = partial(_comparison, main.household, opened.household, today)
        self._jobs.run(task, self._on_compared)

    def _on_compared(self, comparison: Comparison) -> None:
        main = self._state.main
        if main is None or self._compared is None:
            return
        self._compared = None
        self._leave_start()
        title = _("This file and its copy in conflict")
        amounts = Amounts(self._state.settings.current.hide_amounts)
        names = _("In this file"), _("In the copy")
        dialog = ComparisonDialog(title, comparison, amounts, main, names=names)
        self._state.dialogs.show(dialog)
        self.settled.emit(dialog)


def _comparison(
    before: Household, after: Household, today: date, _report: Report, _cancel: Cancel
) -> Comparison:
    return compare(before, after, today)
