"""What the banners of a main window offer: the file read again, saved elsewhere, or restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import UserError
from patrimoine_gui.ui.main.banners import BannerAction, BannerOffer
from patrimoine_gui.ui.main.main_window import MainWindow
from patrimoine_gui.ui.opening.access import AccessKind

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.ui.controllers.app_state import AppState


class BannerController(QObject):
    """Does what is pressed in a banner, or asks for it."""

    restore_asked = Signal(object)
    """The user wants to restore this backup, a `Path`; None to choose one."""
    save_as_asked = Signal(object)
    """The user wants what this `MainWindow` shows in a new file."""
    look_asked = Signal(object, object)
    """The user wants to look at this `Path`, which is of this `AccessKind`."""
    comparison_asked = Signal(object)
    """The user wants to know how the copy at this `Path` differs from the open file."""
    open_asked = Signal(object)
    """The user wants this `Path` opened, as any other file."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        """Answer no window yet.

        Args:
            state: the windows of the moment.
            parent: owner.
        """
        super().__init__(parent)
        self._state = state
        state.file_opener.reader.failed.connect(self._on_reading_failed)

    def listen_to(self, window: MainWindow) -> None:
        """Answer the banners of a main window."""
        window.offer_taken.connect(self.take)

    @Slot(object)
    def take(self, offer: BannerOffer) -> None:
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
            self.save_as_asked.emit(window)
        elif offer.action is BannerAction.LOCATE:
            self._state.file_dialogs.ask_for_file()
        elif offer.action is BannerAction.RESTORE:
            self.restore_asked.emit(offer.file)
        elif offer.file is not None:
            self._take_about(offer.action, offer.file, window)

    def _take_about(self, action: BannerAction, file: Path, window: MainWindow) -> None:
        if action is BannerAction.UPGRADE:
            self._state.start.show()  # the program ends with the last window that closes
            window.close()
            self.open_asked.emit(file)
        elif action is BannerAction.LOOK:
            self.look_asked.emit(file, AccessKind.COPY)
        elif action is BannerAction.COMPARE:
            self.comparison_asked.emit(file)

    @Slot(object, object)
    def reopen(self, window: MainWindow, file: Path) -> None:
        """Read a file again with the keys that are open; what is shown stays until it is there."""
        if self._state.is_free:
            window.opened.lock.release()
            self._state.file_opener.open(file, window.opened.keyring)

    @Slot(object)
    def _on_reading_failed(self, _error: BaseException) -> None:
        """Take back the file that was to be read again, where nobody else has it now."""
        main = self._state.main
        if main is None or not main.opened.access.is_writable or main.opened.lock.is_held:
            return
        try:
            main.opened.lock.acquire()
        except (UserError, OSError):
            return
