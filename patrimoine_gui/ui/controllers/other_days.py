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
from patrimoine_gui.ui.controllers.read_only_windows import Consultations
from patrimoine_gui.ui.controllers.save_as_controller import SavingElsewhere
from patrimoine_gui.ui.main.banners import Offer, Step
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.opening.access import Access, AccessKind
from patrimoine_gui.ui.start.ways_out import (
    Rescue,
    WaysIn,
    calls_for_a_backup,
    finding_ways_in,
    rescuing,
)
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonDialog
from patrimoine_gui.ui.wizards.recover.recover_task import Salvaging, preparing

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.controllers.app_controller import Desk
    from patrimoine_gui.ui.opening.opener import Opened
    from patrimoine_gui.ui.start.start_window import StartWindow


class OtherDays(QObject):
    """Answers the banners of the windows and the pages of files that cannot be opened."""

    restore_asked = Signal(object)
    """The user wants to restore this backup, a `Path`; None to choose one."""
    rescue_shown = Signal(object)
    """The page of a file that does not open now shows this `Rescue`, or these `WaysIn`."""

    def __init__(self, desk: Desk) -> None:
        """Work for the windows of a desk."""
        super().__init__(desk)
        self._desk = desk
        self.consultations = Consultations(self._new_window, self)
        self.consultations.emptied.connect(self._on_emptied)
        self.saving = SavingElsewhere(desk)
        self._search: BackgroundJob | None = None
        self._comparison: BackgroundJob | None = None
        self._compared: Path | None = None
        desk.door.reading.failed.connect(self._on_reading_failed)
        desk.door.failed.connect(self._on_not_opened)

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the page of a file that does not open."""
        window.backup_asked.connect(self.restore_asked)
        window.look_asked.connect(self.look_at_backup)
        window.salvage_asked.connect(self._on_salvage_asked)
        window.mend_asked.connect(self._on_mend_asked)
        window.cancel_asked.connect(self._on_cancel_asked)
        window.forgotten_asked.connect(self._on_forgotten)
        window.passphrase_asked.connect(self._desk.door.ask_for_key)
        window.recovery_asked.connect(self._on_recovery_asked)

    # --- a file that does not open ----------------------------------------------------------------

    @Slot(object)
    def _on_not_opened(self, error: BaseException) -> None:
        """Look beside the window which backups of the file open."""
        if self._search is not None:
            self._search.cancel()
        page = self._desk.start.diagnosis
        if page is None or not calls_for_a_backup(error):
            return
        self._search = BackgroundJob(rescuing(self._desk.manager, page.file), self)
        self._search.succeeded.connect(self._on_found)
        self._search.failed.connect(self._on_nothing_found)
        self._search.start()

    @Slot(object)
    def _on_found(self, result: JobResult) -> None:
        if self.sender() is self._search and isinstance(result.value, Rescue):
            self._search = None
            self._show_rescue(result.value)

    @Slot(object)
    def _on_nothing_found(self, _failure: JobFailure) -> None:
        if self.sender() is self._search:
            self._search = None
            self._show_rescue(Rescue())

    def _show_rescue(self, rescue: Rescue) -> None:
        page = self._desk.start.diagnosis
        if page is not None:
            page.show_rescue(rescue)
            self.rescue_shown.emit(rescue)

    # --- a damaged file ---------------------------------------------------------------------------

    @Slot(object)
    def _on_salvage_asked(self, file: Path) -> None:
        """Look for the keys of a damaged file, then propose to read it into a new one."""
        desk = self._desk
        if desk.reading.is_busy or desk.wizard is not None:
            return
        desk.start.show_waiting(_("Looking at {file}…").format(file=file.name))
        self._search = BackgroundJob(preparing(desk.manager, file), self)
        self._search.succeeded.connect(self._on_prepared)
        self._search.failed.connect(self._on_not_prepared)
        self._search.start()

    @Slot(object)
    def _on_mend_asked(self, file: Path) -> None:
        """Propose to put in order what another program did to a file."""
        desk = self._desk
        if not desk.reading.is_busy and desk.wizard is None:
            desk.door.mend(file)

    @Slot(object)
    def _on_prepared(self, result: JobResult) -> None:
        desk = self._desk
        if self.sender() is self._search and isinstance(result.value, Salvaging):
            self._search = None
            desk.show_wizard(desk.wizards.salvage(result.value, desk.start))

    @Slot(object)
    def _on_not_prepared(self, failure: JobFailure) -> None:
        if self.sender() is self._search:
            self._search = None
            self._desk.door.show_failure(failure.error)

    @Slot()
    def _on_cancel_asked(self) -> None:
        """Wait no more for the keys of a damaged file; whatever they are is not listened to."""
        if self._search is not None and not self._desk.reading.is_busy:
            self._search = None
            self._desk.start.show_home()

    # --- a forgotten passphrase -------------------------------------------------------------------

    @Slot(object)
    def _on_forgotten(self, file: Path) -> None:
        """Look beside the window what else opens a file."""
        self._desk.start.show_forgotten(file)
        self._search = BackgroundJob(finding_ways_in(self._desk.manager, file), self)
        self._search.succeeded.connect(self._on_ways_found)
        self._search.failed.connect(self._on_no_ways_found)
        self._search.start()

    @Slot(object)
    def _on_ways_found(self, result: JobResult) -> None:
        if self.sender() is self._search and isinstance(result.value, WaysIn):
            self._show_ways(result.value)

    @Slot(object)
    def _on_no_ways_found(self, failure: JobFailure) -> None:
        """The file itself has gone meanwhile: say so, as for any that does not open."""
        page = self._desk.start.forgotten
        if self.sender() is self._search and page is not None:
            self._desk.door.show_failure(failure.error)

    def _show_ways(self, ways: WaysIn) -> None:
        page = self._desk.start.forgotten
        if page is not None:
            page.show_ways(ways)
            self.rescue_shown.emit(ways)

    @Slot(object)
    def _on_recovery_asked(self, file: Path) -> None:
        self._desk.door.ask_for_key(file)
        if self._desk.start.unlock is not None:
            self._desk.start.unlock.form.other_way.click()

    # --- looking without changing -----------------------------------------------------------------

    def look_at(self, file: Path, kind: AccessKind) -> None:
        """Open something to be looked at, in a window of its own; asks for its key where needed.

        Args:
            file: the older file, the backup or the copy.
            kind: which of them it is.
        """
        if self._desk.reading.is_busy or self._desk.wizard is not None:
            return
        self._compared = None
        self._desk.door.look(Access(kind, file.absolute()), self._known_keys())

    @Slot(object)
    def look_at_backup(self, file: Path) -> None:
        """Open a backup read-only, in a window of its own."""
        self.look_at(file, AccessKind.BACKUP)

    def _known_keys(self) -> Keyring | None:
        return self._desk.main.opened.keyring if self._desk.main is not None else None

    def show(self, opened: Opened) -> None:
        """Show what was opened to be looked at, or how it differs from the open file."""
        main = self._desk.main
        if main is not None and self._compared == opened.access.source:
            self._compare(main, opened)
            return
        window = self.consultations.show(opened)
        self._desk.start.hide()
        self._desk.start.show_home()
        self._desk.settled.emit(window)

    # --- comparing a copy -------------------------------------------------------------------------

    def _compare(self, main: MainWindow, opened: Opened) -> None:
        today = local_time.today()
        task = partial(_comparison, main.household, opened.household, today)
        self._comparison = BackgroundJob(task, self)
        self._comparison.succeeded.connect(self._on_compared)
        self._comparison.start()

    @Slot(object)
    def _on_compared(self, result: JobResult) -> None:
        main = self._desk.main
        if self.sender() is not self._comparison or main is None or self._compared is None:
            return
        self._comparison = self._compared = None
        self._desk.start.hide()
        self._desk.start.show_home()
        if isinstance(result.value, Comparison):
            title = _("This file and its copy in conflict")
            amounts = Amounts(self._desk.settings.current.hide_amounts)
            names = _("In this file"), _("In the copy")
            dialog = ComparisonDialog(title, result.value, amounts, main, names=names)
            self._desk.dialogs.show(dialog)
            self._desk.settled.emit(dialog)

    def _new_window(self, opened: Opened) -> MainWindow:
        return self._desk.new_window(opened)

    def close(self) -> bool:
        """Close the windows of what is only looked at; tells whether there were any."""
        found = bool(self.consultations.shown)
        self.consultations.close_all()
        return found

    @Slot()
    def _on_emptied(self) -> None:
        desk = self._desk
        if desk.main is not None:
            desk.main.raise_()
            desk.main.activateWindow()

    # --- what the banners offer -------------------------------------------------------------------

    @Slot(object)
    def take(self, offer: Offer) -> None:
        """Do what a banner offers, for the window whose banner it is."""
        window = self.sender()
        if not isinstance(window, MainWindow):
            return
        if offer.step is Step.CLOSE:
            window.close()
        elif offer.step is Step.READ_AGAIN:
            self.reopen(window, window.file)
        elif offer.step is Step.OPEN_THERE and offer.file is not None:
            self.reopen(window, offer.file)
        elif offer.step is Step.SAVE_ELSEWHERE:
            self.saving.begin(window)
        elif offer.step is Step.LOCATE:
            self._desk.choosers.ask_for_file()
        elif offer.step is Step.RESTORE:
            self.restore_asked.emit(offer.file)
        elif offer.step is Step.UPGRADE and offer.file is not None:
            self._desk.start.show()  # the program ends with the last window that closes
            window.close()
            self._desk.open(offer.file)
        elif offer.step in {Step.LOOK, Step.COMPARE} and offer.file is not None:
            self.look_at(offer.file, AccessKind.COPY)
            self._compared = offer.file if offer.step is Step.COMPARE else None

    def reopen(self, window: MainWindow, file: Path) -> None:
        """Read a file again with the keys that are open; what is shown stays until it is there."""
        if self._desk.reading.is_busy or self._desk.wizard is not None:
            return
        window.opened.lock.release()
        self._desk.door.open(file, window.opened.keyring)

    @Slot(object)
    def _on_reading_failed(self, _error: BaseException) -> None:
        """Take back the file that was to be read again, where nobody else has it now."""
        main = self._desk.main
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
