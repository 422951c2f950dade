"""What the status bar of the main window shows: the file, its format, its backup, the padlock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton

from patrimoine_gui import formats, local_time
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.main.file_notices import shown_name
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.labels import ElidedLabel, tip
from patrimoine_gui.wording.backup_words import backup_age

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStatusBar

    from patrimoine_gui.migration.progress import Progress
    from patrimoine_gui.ui.opening.access import Access
    from patrimoine_gui.ui.opening.file_status import FileStatus
    from patrimoine_gui.ui.opening.opener import OpenedFile

_NOTICE_MS: Final = 8000
_BAR_WIDTH: Final = 110
_STALE_DAYS: Final = 30


class StatusBar(QObject):
    """Fills the status bar of a window."""

    lock_asked = Signal()
    """The padlock was pressed."""
    backups_asked = Signal()
    """The user wants to see the backups."""

    def __init__(self, bar: QStatusBar, opened: OpenedFile) -> None:
        """Put its parts in a status bar.

        Args:
            bar: of a window.
            opened: what the window shows.
        """
        super().__init__(bar)
        self._bar = bar
        self.padlock = QToolButton()
        self.backup = QToolButton()
        self.progress = QProgressBar()
        self.version = QLabel()
        self._build(opened)

    def _build(self, opened: OpenedFile) -> None:
        self._bar.setSizeGripEnabled(False)
        access, status = opened.access, opened.status
        name = ElidedLabel(status.file.name if access.is_file else shown_name(access))
        name.setToolTip(tip(str(status.file)))
        self._bar.addWidget(name, 1)
        self.version.setText(_("Format {version}").format(version=status.version))
        self._build_padlock()
        self._build_backup()
        self.progress.setFixedWidth(_BAR_WIDTH)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress of the backup"))
        self.progress.hide()
        for part in (self.padlock, self.version, self.progress, self.backup):
            self._bar.addPermanentWidget(part)

    def _build_padlock(self) -> None:
        """Say that the file is open to whoever sits here; pressed, it locks."""
        padlock = self.padlock
        padlock.setText(_("Unlocked"))
        padlock.setIcon(icons.icon("lock-open", colours().muted))
        padlock.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tip = _("This file is unlocked, and reserved for this window. Press to lock it (Ctrl+L).")
        padlock.setToolTip(tip)
        padlock.setAccessibleName(_("Unlocked"))
        padlock.setAccessibleDescription(tip)
        padlock.clicked.connect(self.lock_asked)

    def show_access(self, access: Access) -> None:
        """Say that what is shown is only looked at, where that is so."""
        if access.is_writable:
            return
        padlock = self.padlock
        padlock.setText(_("Read-only"))
        padlock.setIcon(icons.icon("eye", colours().muted))
        tip = _("Nothing can be changed here. Press to lock it (Ctrl+L).")
        padlock.setToolTip(tip)
        padlock.setAccessibleName(_("Read-only"))
        padlock.setAccessibleDescription(tip)
        self.backup.setVisible(access.is_file)

    def _build_backup(self) -> None:
        """Tell the age of the last backup; pressed, it leads to all of them."""
        self.backup.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.backup.clicked.connect(self.backups_asked)

    def give_way(self, *, narrow: bool) -> None:
        """Leave out the format and the words of the padlock, or show them again."""
        self.version.setVisible(not narrow)
        style = Qt.ToolButtonStyle
        shown = style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        self.padlock.setToolButtonStyle(shown)

    def show_backup(self, status: FileStatus) -> None:
        """Tell the age of the last verified backup; a sign says whether it is old."""
        day, today = status.last_backup, local_time.today()
        text = backup_age(day, today)
        stale = day is None or (today - day).days > _STALE_DAYS
        palette = colours()
        sign, tint = ("warning", palette.warn) if stale else ("shield", palette.muted)
        self.backup.setIcon(icons.icon(sign, tint))
        self.backup.setText(text)
        tip = _("Press to see every backup (Ctrl+2).")
        description = f"{formats.day(day)} — {tip}" if day else tip
        self.backup.setToolTip(description)
        self.backup.setAccessibleName(text)
        self.backup.setAccessibleDescription(description)

    def begin_backup(self) -> None:
        """Say that a backup is being made."""
        self.progress.setRange(0, 0)
        self.progress.show()
        self.backup.setText(_("Backing up…"))
        self.backup.setIcon(icons.icon("save", colours().muted))

    def show_progress(self, progress: Progress) -> None:
        """Tell how far the backup is."""
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(progress.fraction * 1000))

    def end_backup(self, status: FileStatus, said: str = "") -> None:
        """Tell the age of the last backup again, and how the work ended."""
        self.progress.hide()
        self.show_backup(status)
        if said:
            self.say(said)

    def say(self, text: str) -> None:
        """Say something for a few seconds."""
        self._bar.showMessage(text, _NOTICE_MS)
