"""The days that are not like the others: a file moved, newer, damaged, or only to be looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui import local_time
from patrimoine_gui.errors import UserError
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.comparison.households import Comparison, compare
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.background import BackgroundJob, JobFailure, JobResult
from patrimoine_gui.ui.controllers.read_only_windows import ReadOnlyWindows
from patrimoine_gui.ui.controllers.save_as_controller import SaveAsController
from patrimoine_gui.ui.main.banners import BannerAction, Offer
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.opening.access import Access, AccessKind
from patrimoine_gui.ui.start.recovery_options import (
    UnlockOptions,
    UsableBackups,
    calls_for_a_backup,
    finding_backups,
    finding_unlock_options,
)
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonDialog
from patrimoine_gui.ui.wizards.recover.recover_task import RecoverTask, preparing

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.opening.opener import OpenedFile
    from patrimoine_gui.ui.start.start_window import StartWindow


class OtherDays(QObject):
    """Answers the banners of the windows and the pages of files that cannot be opened."""

    restore_asked = Signal(object)
    """The user wants to restore this backup, a `Path`; None to choose one."""
    options_shown = Signal(object)
    """The page of a file that does not open shows `UsableBackups`, or `UnlockOptions`."""

    def __init__(self, app: AppController) -> None:
        """Work for the windows of a app."""
        super().__init__(app)
        self._app = app
        self.consultations = ReadOnlyWindows(self._new_window, self)
        self.consultations.emptied.connect(self._on_emptied)
        self.saving = SaveAsController(app)
        self._search: BackgroundJob | None = None
        self._comparison: BackgroundJob | None = None
        self._compared: Path | None = None
        app.file_opener.reading.failed.connect(self._on_reading_failed)
        app.file_opener.failed.connect(self._on_not_opened)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the page of a file that does not open."""
        window.backup_asked.connect(self.restore_asked)
        window.look_asked.connect(self.look_at_backup)
        window.recover_asked.connect(self._on_recover_asked)
        window.mend_asked.connect(self._on_mend_asked)
        window.cancel_asked.connect(self._on_cancel_asked)
        window.forgotten_asked.connect(self._on_forgotten)
        window.passphrase_asked.connect(self._app.file_opener.ask_for_key)
        window.recovery_asked.connect(self._on_recovery_asked)

    # --- a file that does not open ----------------------------------------------------------------

    @Slot(object)
    def _on_not_opened(self, error: BaseException) -> None:
        """Look beside the window which backups of the file open."""
        if self._search is not None:
            self._search.cancel()
        page = self._app.start.diagnosis
        if page is None or not calls_for_a_backup(error):
            return
        self._search = BackgroundJob(finding_backups(self._app.manager, page.file), self)
        self._search.succeeded.connect(self._on_found)
        self._search.failed.connect(self._on_nothing_found)
        self._search.start()

    @Slot(object)
    def _on_found(self, result: JobResult) -> None:
        if self.sender() is self._search and isinstance(result.value, UsableBackups):
            self._search = None
            self._show_backups(result.value)

    @Slot(object)
    def _on_nothing_found(self, _failure: JobFailure) -> None:
        if self.sender() is self._search:
            self._search = None
            self._show_backups(UsableBackups())

    def _show_backups(self, backups: UsableBackups) -> None:
        page = self._app.start.diagnosis
        if page is not None:
            page.show_backups(backups)
            self.options_shown.emit(backups)

    # --- a damaged file ---------------------------------------------------------------------------

    @Slot(object)
    def _on_recover_asked(self, file: Path) -> None:
        """Look for the keys of a damaged file, then propose to read it into a new one."""
        app = self._app
        if app.reading.is_busy or app.wizard is not None:
            return
        app.start.show_waiting(_("Looking at {file}…").format(file=file.name))
        self._search = BackgroundJob(preparing(app.manager, file), self)
        self._search.succeeded.connect(self._on_prepared)
        self._search.failed.connect(self._on_not_prepared)
        self._search.start()

    @Slot(object)
    def _on_mend_asked(self, file: Path) -> None:
        """Propose to put in order what another program did to a file."""
        app = self._app
        if not app.reading.is_busy and app.wizard is None:
            app.file_opener.mend(file)

    @Slot(object)
    def _on_prepared(self, result: JobResult) -> None:
        app = self._app
        if self.sender() is self._search and isinstance(result.value, RecoverTask):
            self._search = None
            app.show_wizard(app.wizards.recover(result.value, app.start))

    @Slot(object)
    def _on_not_prepared(self, failure: JobFailure) -> None:
        if self.sender() is self._search:
            self._search = None
            self._app.file_opener.show_failure(failure.error)

    @Slot()
    def _on_cancel_asked(self) -> None:
        """Wait no more for the keys of a damaged file; whatever they are is not listened to."""
        if self._search is not None and not self._app.reading.is_busy:
            self._search = None
            self._app.start.show_home()

    # --- a forgotten passphrase -------------------------------------------------------------------

    @Slot(object)
    def _on_forgotten(self, file: Path) -> None:
        """Look beside the window what else opens a file."""
        self._app.start.show_forgotten(file)
        self._search = BackgroundJob(finding_unlock_options(self._app.manager, file), self)
        self._search.succeeded.connect(self._on_ways_found)
        self._search.failed.connect(self._on_no_ways_found)
        self._search.start()

    @Slot(object)
    def _on_ways_found(self, result: JobResult) -> None:
        if self.sender() is self._search and isinstance(result.value, UnlockOptions):
            self._show_options(result.value)

    @Slot(object)
    def _on_no_ways_found(self, failure: JobFailure) -> None:
        """The file itself has gone meanwhile: say so, as for any that does not open."""
        page = self._app.start.forgotten
        if self.sender() is self._search and page is not None:
            self._app.file_opener.show_failure(failure.error)

    def _show_options(self, ways: UnlockOptions) -> None:
        page = self._app.start.forgotten
        if page is not None:
            page.show_options(ways)
            self.options_shown.emit(ways)

    @Slot(object)
    def _on_recovery_asked(self, file: Path) -> None:
        self._app.file_opener.ask_for_key(file)
        if self._app.start.unlock is not None:
            self._app.start.unlock.form.other_way.click()

    # --- looking without changing -----------------------------------------------------------------

    def look_at(self, file: Path, kind: AccessKind) -> None:
        """Open something to be looked at, in a window of its own; asks for its key where needed.

        Args:
            file: the older file, the backup or the copy.
            kind: which of them it is.
        """
        if self._app.reading.is_busy or self._app.wizard is not None:
            return
        self._compared = None
        self._app.file_opener.look(Access(kind, file.absolute()), self._known_keys())

    @Slot(object)
    def look_at_backup(self, file: Path) -> None:
        """Open a backup read-only, in a window of its own."""
        self.look_at(file, AccessKind.BACKUP)

    def _known_keys(self) -> Keyring | None:
        return self._app.main.opened.keyring if self._app.main is not None else None

    def show(self, opened: OpenedFile) -> None:
        """Show what was opened to be looked at, or how it differs from the open file."""
        main = self._app.main
        if main is not None and self._compared == opened.access.source:
            self._compare(main, opened)
            return
        window = self.consultations.show(opened)
        self._app.start.hide()
        self._app.start.show_home()
        self._app.settled.emit(window)

    # --- comparing a copy -------------------------------------------------------------------------

    def _compare(self, main: MainWindow, opened: OpenedFile) -> None:
        today = local_time.today()
        task = partial(_comparison, main.household, opened.household, today)
        self._comparison = BackgroundJob(task, self)
        self._comparison.succeeded.connect(self._on_compared)
        self._comparison.start()

    @Slot(object)
    def _on_compared(self, result: JobResult) -> None:
        main = self._app.main
        if self.sender() is not self._comparison or main is None or self._compared is None:
            return
        self._comparison = self._compared = None
        self._app.start.hide()
        self._app.start.show_home()
        if isinstance(result.value, Comparison):
            title = _("This file and its copy in conflict")
            amounts = Amounts(self._app.settings.current.hide_amounts)
            names = _("In this file"), _("In the copy")
            dialog = ComparisonDialog(title, result.value, amounts, main, names=names)
            self._app.dialogs.show(dialog)
            self._app.settled.emit(dialog)

    def _new_window(self, opened: OpenedFile) -> MainWindow:
        return self._app.new_window(opened)

    def close(self) -> bool:
        """Close the windows of what is only looked at; tells whether there were any."""
        found = bool(self.consultations.shown)
        self.consultations.close_all()
        return found

    @Slot()
    def _on_emptied(self) -> None:
        app = self._app
        if app.main is not None:
            app.main.raise_()
            app.main.activateWindow()

    # --- what the banners offer -------------------------------------------------------------------

    @Slot(object)
    def take(self, offer: Offer) -> None:
        """Do what a banner offers, for the window whose banner it is."""
        window = self.sender()
        if not isinstance(window, MainWindow):
            return
        if offer.action is BannerAction.CLOSE:
            window.close()
        elif offer.action is BannerAction.READ_AGAIN:
            self.reopen(window, window.file)
        elif offer.action is BannerAction.OPEN_THERE and offer.file is not None:
            self.reopen(window, offer.file)
        elif offer.action is BannerAction.SAVE_ELSEWHERE:
            self.saving.begin(window)
        elif offer.action is BannerAction.LOCATE:
            self._app.file_dialogs.ask_for_file()
        elif offer.action is BannerAction.RESTORE:
            self.restore_asked.emit(offer.file)
        elif offer.action is BannerAction.UPGRADE and offer.file is not None:
            self._app.start.show()  # the program ends with the last window that closes
            window.close()
            self._app.open(offer.file)
        elif offer.action in {BannerAction.LOOK, BannerAction.COMPARE} and offer.file is not None:
            self.look_at(offer.file, AccessKind.COPY)
            self._compared = offer.file if offer.action is BannerAction.COMPARE else None

    def reopen(self, window: MainWindow, file: Path) -> None:
        """Read a file again with the keys that are open; what is shown stays until it is there."""
        if self._app.reading.is_busy or self._app.wizard is not None:
            return
        window.opened.lock.release()
        self._app.file_opener.open(file, window.opened.keyring)

    @Slot(object)
    def _on_reading_failed(self, _error: BaseException) -> None:
        """Take back the file that was to be read again, where nobody else has it now."""
        main = self._app.main
        if main is None or not main.opened.access.is_writable or main.opened.lock.is_held:
            return
        try:
            main.opened.lock.acquire()
        except (UserError, OSError):
            return


def _comparison(
    before: Household, after: Household, today: date, _report: Report, _cancel: Cancel
) -> Comparison:
    return compare(before, after, today)
