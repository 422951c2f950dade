"""The first window: recent files, open, create, example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from patrimoine_gui import config
from patrimoine_gui.formats import visible
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.start.diagnosis_page import DiagnosisPage
from patrimoine_gui.ui.start.forgotten_page import ForgottenPage
from patrimoine_gui.ui.start.home_page import HomePage
from patrimoine_gui.ui.start.unlock_panel import UnlockPanel
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.file_drop import dropped_file
from patrimoine_gui.ui.widgets.labels import label, title_of
from patrimoine_gui.ui.widgets.layouts import SPACE, column
from patrimoine_gui.ui.widgets.top_level import close_by_keys, size_within_screen

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress
    from patrimoine_gui.ui.secret import Unlocking
    from patrimoine_gui.ui.widgets.keys.retry_delay import Tries

_SIZE = (900, 600)
_SMALLEST = (640, 430)
_BAR = 260
_PARTS = 1000


class StartWindow(QWidget):
    """Leads to a file; asks for its key; shows why one cannot be opened."""

    open_asked = Signal()
    """The user wants to choose a file."""
    file_asked = Signal(object)
    """The user wants this file, a `Path`."""
    create_asked = Signal()
    """The user wants a new file."""
    restore_asked = Signal()
    """The user wants to restore a backup."""
    backup_asked = Signal(object)
    """The user wants to restore this backup, a `Path`."""
    look_asked = Signal(object)
    """The user wants to look at this backup, a `Path`, and to change nothing."""
    recover_asked = Signal(object)
    """The user wants what can be read of this damaged file, a `Path`, in a new one."""
    mend_asked = Signal(object)
    """The user wants this `Path` put in order, and agreed to what was said of it."""
    example_asked = Signal()
    """The user wants to look at the example."""
    back_asked = Signal()
    """The user has read why a file cannot be opened, and goes back."""
    forget_asked = Signal(object)
    """The user wants this `Path` out of the list; the file itself stays."""
    cancel_asked = Signal()
    """The user does not want to wait for a file."""
    forgotten_asked = Signal(object)
    """The user does not know the passphrase of this `Path` any more."""
    passphrase_asked = Signal(object)
    """The user wants to try the passphrase of this `Path` again."""
    recovery_asked = Signal(object)
    """The user wants to open this `Path` by its recovery key."""
    unlocked = Signal(object)
    """What a file gave once its key was found."""
    unlock_failed = Signal(object)
    """The error of a try to unlock; it is already shown."""

    def __init__(self, recent: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Show recent files, given as paths."""
        super().__init__(parent)
        self.pages = QStackedWidget()
        self.home = HomePage(recent)
        self.waiting = label("", "heading")
        self.bar = QProgressBar()
        self.cancel = button(_("&Cancel"))
        self.diagnosis: DiagnosisPage | None = None
        self.unlock: UnlockPanel | None = None
        self.forgotten: ForgottenPage | None = None
        self._build()
        self._connect()
        self.home.focus_first()

    def _build(self) -> None:
        self.setWindowTitle(config.APP_NAME)
        self.setWindowIcon(icons.app_icon())
        self.setAcceptDrops(True)
        size_within_screen(self, _SIZE, _SMALLEST)
        close_by_keys(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)
        self.pages.addWidget(self.home)
        self.pages.addWidget(self._wait())

    def _wait(self) -> QWidget:
        bar = self.bar
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(_BAR)
        bar.setAccessibleName(_("Please wait"))
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        layout = column(spacing=2 * SPACE)
        layout.addStretch(1)
        layout.addWidget(self.waiting)
        layout.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        page.setLayout(layout)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        keys.activated.connect(self.cancel.click)
        return page

    def _connect(self) -> None:
        self.home.open_button.clicked.connect(self.open_asked)
        self.home.create_button.clicked.connect(self.create_asked)
        self.home.restore_button.clicked.connect(self.restore_asked)
        self.home.example_button.clicked.connect(self.example_asked)
        self.cancel.clicked.connect(self._on_cancel)
        self.home.recent.chosen.connect(self.file_asked)
        self.home.recent.forgotten.connect(self.forget_asked)
        for keys, signal in (
            (QKeySequence.StandardKey.Open, self.open_asked),
            (QKeySequence.StandardKey.New, self.create_asked),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(signal)

    @Slot()
    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel_asked.emit()

    def show_home(self) -> None:
        """Show the list of files, the last one first under the keyboard."""
        self.pages.setCurrentIndex(0)
        self._drop_last()
        self.home.focus_first()

    def show_waiting(self, text: str) -> None:
        """Show that something is being read or written."""
        self.waiting.setText(visible(text))
        self.bar.setRange(0, 0)
        self.pages.setCurrentIndex(1)
        self.cancel.setEnabled(True)
        self.cancel.setFocus()
        self._drop_last()

    def show_progress(self, progress: Progress) -> None:
        """Show how far what is waited for is."""
        self.bar.setRange(0, _PARTS)
        self.bar.setValue(round(progress.fraction * _PARTS))

    def show_recent(self, recent: tuple[str, ...]) -> None:
        """Show other recent files."""
        self.home.recent.show_files(recent)

    def show_error(self, file: Path, error: BaseException) -> None:
        """Show why a file cannot be opened."""
        self._drop_last()
        page = DiagnosisPage(file, error)
        page.back_asked.connect(self.show_home)
        page.back_asked.connect(self.back_asked)
        page.name_asked.connect(self.create_asked)
        page.other_asked.connect(self.open_asked)
        page.retry_asked.connect(self.file_asked)
        page.restore_asked.connect(self.restore_asked)
        page.backup_asked.connect(self.backup_asked)
        page.look_asked.connect(self.look_asked)
        page.recover_asked.connect(self.recover_asked)
        page.mend_asked.connect(self.mend_asked)
        self.diagnosis = page
        self._show_page(page)

    def show_unlock(self, file: Path, unlocking: Unlocking, tries: Tries, name: str = "") -> None:
        """Ask for the key of a file.

        Args:
            file: which one.
            unlocking: makes the task that unlocks and opens it.
            tries: the failures so far.
            name: what the user reads, where that is not the name of the file.
        """
        self._drop_last()
        panel = UnlockPanel(file, unlocking, name=name)
        panel.form.resume(tries)
        panel.unlocked.connect(self.unlocked)
        panel.failed.connect(self.unlock_failed)
        panel.back_asked.connect(self.show_home)
        panel.back_asked.connect(self.back_asked)
        panel.other_asked.connect(self.open_asked)
        panel.forgotten_asked.connect(self.forgotten_asked)
        self.unlock = panel
        title = _("{file}, locked — {app}")
        self.setWindowTitle(title_of(title.format(file=name or file.stem, app=config.APP_NAME)))
        self._show_page(panel)

    def show_forgotten(self, file: Path) -> None:
        """Show what opens a file whose passphrase is forgotten."""
        self._drop_last()
        page = ForgottenPage(file)
        page.back_asked.connect(self.passphrase_asked)
        page.recovery_asked.connect(self.recovery_asked)
        page.backup_asked.connect(self.backup_asked)
        page.look_asked.connect(self.look_asked)
        self.forgotten = page
        self._show_page(page)

    def _show_page(self, page: DiagnosisPage | UnlockPanel | ForgottenPage) -> None:
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        page.focus_first()

    def _drop_last(self) -> None:
        """Put away the page of one file; what was typed there goes with it."""
        if self.unlock is not None:
            self.unlock.forget()
            self.setWindowTitle(config.APP_NAME)
        for page in (self.diagnosis, self.unlock, self.forgotten):
            if page is not None:
                self.pages.removeWidget(page)
                page.deleteLater()
        self.diagnosis = self.unlock = self.forgotten = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  (Qt's name)
        """Accept one local file."""
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  (Qt's name)
        """Open the file that was dropped."""
        file = dropped_file(event)
        if file is not None:
            event.acceptProposedAction()
            self.file_asked.emit(file)
