"""The way to a file: it is read, asks for its key in the start window, or is refused there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.errors import Cancelled, FileDamaged
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.controllers.file_reader import FileReader
from patrimoine_gui.ui.main.file_notices import shown_name
from patrimoine_gui.ui.opening.opener import OpenedFile, Opener, OpeningResult, ProposedUpgrade
from patrimoine_gui.ui.opening.read_only_opening import LockedCopy, ReadOnlyOpener, UnlockedCopy
from patrimoine_gui.ui.widgets.keys.retry_delay import Tries

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.progress import Progress
    from patrimoine_gui.ui.opening.access import Access
    from patrimoine_gui.ui.settings import SettingsStore
    from patrimoine_gui.ui.start.start_window import StartWindow

StartWindowGetter = Callable[[], "StartWindow"]
"""Gives the start window of the moment: a change of language makes another one."""


class FileOpener(QObject):
    """Opens one file at a time; what it gives is told once, and not kept."""

    opened = Signal(object)
    """The file is open: `OpenedFile`."""
    proposed = Signal(object)
    """The file has to be upgraded first: `ProposedUpgrade`."""
    recovered = Signal()
    """What was just told was unlocked by a recovery key: its passphrase may be forgotten."""
    failed = Signal(object)
    """The error that says why nothing was opened; it is shown already."""
    stopped = Signal()
    """Nothing was opened, as the user asked."""
    settled = Signal(object)
    """The start window asks or tells something, and nothing is being read."""

    def __init__(
        self,
        opener: Opener,
        settings: SettingsStore,
        threshold: StartWindowGetter,
        parent: QObject | None = None,
    ) -> None:
        """Read nothing yet.

        Args:
            opener: opens files.
            settings: knows which files were opened before.
            threshold: where it is asked and told.
            parent: owner.
        """
        super().__init__(parent)
        self._opener = opener
        self._settings = settings
        self._threshold = threshold
        self.reader = FileReader(opener, self)
        self._read_only_opener = ReadOnlyOpener(opener)
        self.file: Path | None = None
        self._tries: dict[Path, Tries] = {}
        self.reader.found.connect(self._show_found)
        self.reader.failed.connect(self.show_failure)
        self.reader.progressed.connect(self._show_progress)

    @property
    def start(self) -> StartWindow:
        """The start window of the moment."""
        return self._threshold()

    def listen_to_start(self, window: StartWindow) -> None:
        """Answer the unlocking of a file, and the wait for one."""
        window.cancel_asked.connect(self.reader.cancel)
        window.unlocked.connect(self.on_unlocked)
        window.unlock_failed.connect(self.on_not_unlocked)

    def open(self, file: Path, keyring: Keyring | None = None) -> None:
        """Read a file beside the window; none may be being read.

        Args:
            file: which one, absolute.
            keyring: its keys, where they are known.
        """
        self.file = file
        self.start.show_waiting(_("Reading {file}…").format(file=file.name))
        known = keyring is not None or self._settings.current.has_recent(file)
        self.reader.begin(file, keyring, known=known)

    def mend(self, file: Path) -> None:
        """Look at what another program did to a file, as the user agreed to have it put in order.

        Args:
            file: which one, absolute; none may be being read.
        """
        self.file = file
        self.start.show_waiting(_("Reading {file}…").format(file=file.name))
        self.reader.run(self._opener.mending(file))

    def look(self, access: Access, keyring: Keyring | None = None) -> None:
        """Open something to be looked at and not changed; nothing may be being read.

        Args:
            access: what it is.
            keyring: keys that may open it; else they are asked for.
        """
        self.file = access.source
        self.start.show_waiting(_("Preparing {file}…").format(file=shown_name(access)))
        self.start.show()
        self.start.raise_()
        self.reader.run(self._read_only_opener.looking(access, keyring))

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        self.start.show_progress(progress)

    def remember(self) -> Path:
        """Put the file in question first among the recent ones, and give it."""
        file = self.file or Path()
        self._settings.update(self._settings.current.with_recent(file))
        self.start.show_recent(self._settings.current.recent)
        return file

    def forget_tries(self, file: Path) -> None:
        """Forget how often a key was mistyped: the file is open."""
        self._tries.pop(file, None)

    def ask_for_key(self, file: Path) -> None:
        """Ask for the key of a file in the start window."""
        tries = self._tries.get(file, Tries())
        self.start.show_unlock(file, self._opener.unlocking(file), tries)

    @Slot(object)
    def show_failure(self, error: BaseException) -> None:
        """Say in the start window why the file cannot be opened."""
        start = self.start
        if isinstance(error, Cancelled):
            start.show_home()
            self.stopped.emit()
        else:
            start.show_error(self.file or Path(), error)
            start.show()
            start.raise_()
            self.failed.emit(error)
        self.settled.emit(start)

    @Slot(object)
    def on_unlocked(self, found: OpeningResult) -> None:
        """Go on with what a file gave once its key was typed."""
        unlock = self.start.unlock
        by_recovery_key = unlock is not None and unlock.by_recovery_key
        self._show_found(found)
        if by_recovery_key:
            self.recovered.emit()

    @Slot(object)
    def on_not_unlocked(self, error: BaseException) -> None:
        """Remember that a key was mistyped, which is shown already; damage gets its own page."""
        if isinstance(error, FileDamaged):
            self.show_failure(error)
            return
        unlock = self.start.unlock
        if unlock is not None:
            self._tries[unlock.file] = unlock.form.tries
        self.settled.emit(self.start)

    @Slot(object)
    def _show_found(self, found: OpeningResult) -> None:
        if isinstance(found, OpenedFile):
            self.opened.emit(found)
        elif isinstance(found, ProposedUpgrade):
            self.proposed.emit(found)
        elif isinstance(found, UnlockedCopy):
            self.look(found.access, found.keyring)
        elif isinstance(found, LockedCopy):
            self._show_unlock_of(found.access)
        else:
            self._show_unlock(self.remember())

    def _show_unlock_of(self, access: Access) -> None:
        """Ask for the key of something that is only looked at."""
        tries = self._tries.get(access.source, Tries())
        unlocking = self._read_only_opener.unlocking(access)
        self.start.show_unlock(access.source, unlocking, tries, shown_name(access))
        self._bring_start()

    def _show_unlock(self, file: Path) -> None:
        self.ask_for_key(file)
        self._bring_start()

    def _bring_start(self) -> None:
        start = self.start
        start.show()
        start.raise_()
        start.activateWindow()
        self.settled.emit(start)
