"""Joins the main window with what keeps its file safe: backups, their page, the second place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui import formats
from patrimoine_gui.backup.second_place import PlaceState
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.controllers.backup_queue import BackupFailure, BackupQueue, BackupResult
from patrimoine_gui.ui.main.pages.backups.backup_tasks import BackupTasks
from patrimoine_gui.ui.opening.newest_backup import day_of
from patrimoine_gui.wording.catalog_words import place_name

if TYPE_CHECKING:
    from patrimoine_gui.backup.catalog import CatalogEntry
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.progress import Progress
    from patrimoine_gui.ui.controllers.app_state import AppState
    from patrimoine_gui.ui.main.main_window import MainWindow
    from patrimoine_gui.ui.start.start_window import StartWindow


class BackupController(QObject):
    """Answers the page of backups and Ctrl+B; keeps a closed file until its backup is made."""

    open_asked = Signal(object, object)
    """A closed file is free again, and waited for: its `Path`, and its keys or None."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        """Make no backup yet.

        Args:
            state: the windows of the moment.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        self._waiting: tuple[Path, Keyring | None] | None = None
        self.queue = BackupQueue(state.manager, self.place, self)
        self.queue.progressed.connect(self._on_progressed)
        self.queue.saved.connect(self._on_saved)
        self.queue.failed.connect(self._on_failed)
        self.queue.released.connect(self._on_released)

    def place(self) -> Path | None:
        """Give the second place of the moment, None where none was chosen."""
        chosen = self._state.settings.current.second_place
        return Path(chosen) if chosen else None

    # --- windows ----------------------------------------------------------------------------------

    def listen_to(self, window: MainWindow) -> None:
        """Answer a main window, and give its page of backups what it needs."""
        window.left.connect(self.queue.leave)
        if not window.opened.access.is_file:
            return
        window.menus.back_up_asked.connect(self.back_up)
        page = window.backups_page
        page.back_up_asked.connect(self.back_up)
        page.place_chosen.connect(self._on_place_chosen)
        page.check_asked.connect(self._on_check_asked)
        page.listed.connect(self._on_listed)
        work = BackupTasks(self._state.manager, window.file, window.opened.keyring)
        page.show_file(work, window.household, self.place())
        if self.queue.works_on(window.file):
            window.status_bar.begin_backup()

    def listen_to_start(self, window: StartWindow) -> None:
        """Let the user give up waiting for a file that is being backed up."""
        window.cancel_asked.connect(self._on_cancel_asked)

    # --- a backup now -----------------------------------------------------------------------------

    @Slot()
    def back_up(self) -> None:
        """Back the open file up now, unless it is being changed or backed up."""
        state = self._state
        main = state.main
        is_free = state.wizard is None and state.key_controller.shown is None
        if main is not None and main.is_writable and is_free and self.lets_begin():
            main.status_bar.begin_backup()
            self.queue.back_up(main.opened)

    def lets_begin(self) -> bool:
        """Tell whether other work on the open file may begin; if not, the status bar says why."""
        main = self._state.main
        if main is None or not self.queue.works_on(main.file):
            return True
        main.status_bar.say(_("A backup is being made: try again in a moment."))
        return False

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        main = self._state.main
        if main is not None and self.queue.works_on(main.file) and not self.queue.holds(main.file):
            main.status_bar.show_progress(progress)

    @Slot(object)
    def _on_saved(self, saved: BackupResult) -> None:
        main = self._state.main
        if main is None or main.file != saved.file or saved.backup is None:
            return
        main.show_status(replace(main.status, last_backup=day_of(saved.backup)))
        main.status_bar.end_backup(main.status, _said(saved))
        main.backups_page.refresh()

    @Slot(object)
    def _on_failed(self, missed: BackupFailure) -> None:
        """Say at once that there is no backup, whatever is shown."""
        main = self._state.main
        if main is not None and main.file == missed.file:
            main.status_bar.end_backup(main.status)
        self._state.dialogs.close()
        self._state.show_error(missed.error)

    # --- a file that was closed -------------------------------------------------------------------

    def puts_off(self, file: Path, keyring: Keyring | None = None) -> bool:
        """Tell whether a file is still held since it was closed; it is opened once it is free."""
        if not self.queue.holds(file):
            return False
        self._waiting = (file, keyring)
        self._state.start.show_waiting(_("Backing up {file}…").format(file=file.name))
        return True

    @Slot(object)
    def _on_released(self, file: Path) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting[0] == file:
            self.open_asked.emit(*waiting)

    @Slot()
    def _on_cancel_asked(self) -> None:
        if self._waiting is not None:
            self._waiting = None
            self._state.start.show_home()

    # --- the page ---------------------------------------------------------------------------------

    @Slot(object)
    def _on_place_chosen(self, place: Path | None) -> None:
        """Remember a place, and let it have a backup at once: it is told to be ready."""
        settings = self._state.settings
        chosen = "" if place is None else str(place)
        settings.update(replace(settings.current, second_place=chosen))
        if place is not None:
            self.back_up()

    @Slot()
    def _on_check_asked(self) -> None:
        main = self._state.main
        if main is not None:
            work = BackupTasks(self._state.manager, main.file, main.opened.keyring)
            main.backups_page.health.begin(work.checking(main.opened.lock))

    @Slot(object)
    def _on_listed(self, entries: tuple[CatalogEntry, ...]) -> None:
        """Tell the age of the newest backup that is verified, now that it is known."""
        main = self._state.main
        if main is None or self.queue.works_on(main.file):
            return
        sound = (item.backup for item in entries if item.verified and item.backup)
        newest = next(sound, None)
        day = None if newest is None else day_of(newest)
        main.show_status(replace(main.status, last_backup=day))


def _said(saved: BackupResult) -> str:
    """Say how a backup ended, and what the second place did with it."""
    if saved.place is None or saved.place is PlaceState.READY:
        return _done(saved)
    place = place_name(saved.place).lower()
    return f"{_done(saved)} " + _("Second place: {state}.").format(state=place)


def _done(saved: BackupResult) -> str:
    """Say whether a backup was made now, or was there already."""
    if not saved.is_new and saved.backup is not None:
        moment = formats.short_moment(saved.backup.created)
        sentence = _("Nothing has changed since the verified backup of {moment}.")
        if saved.place is PlaceState.READY:
            sentence = _(
                "Nothing has changed since the verified backup of {moment}, which is in the second"
                " place too."
            )
        return sentence.format(moment=moment)
    if saved.place is PlaceState.READY:
        return _("Backup made and verified, here and in the second place.")
    return _("Backup made and verified.")
