"""A file that cannot be opened: why, whether the data is safe, and what to do next."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from patrimoine_gui.errors import (
    FileBusy,
    FileDamaged,
    FileExists,
    FileTooNew,
    FileUnreachable,
    MarksMissing,
    NotAHouseholdFile,
    UserError,
)
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.start.backups_card import BackupsCard
from patrimoine_gui.ui.start.damage_card import damage_card
from patrimoine_gui.ui.start.recovery_options import (
    calls_for_a_backup,
    can_be_mended,
    may_be_read_in_part,
)
from patrimoine_gui.ui.temporary_errors import is_temporary
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.report_button import ReportButton, technical_details
from patrimoine_gui.ui.widgets.roles import set_role, tone_colour
from patrimoine_gui.ui.widgets.scroll_area import scrolled
from patrimoine_gui.wording import explain
from patrimoine_gui.wording.error_location import places

if TYPE_CHECKING:
    from patrimoine_gui.ui.start.recovery_options import UsableBackups

_WIDTH = 640


class DiagnosisPage(QWidget):
    """One error about one file, with its next action; no action ever deletes anything."""

    back_asked = Signal()
    """Go back to the list of files."""
    other_asked = Signal()
    """Choose another file."""
    name_asked = Signal()
    """Choose another name for a new file."""
    retry_asked = Signal(object)
    """Try the same file again, a `Path`."""
    restore_asked = Signal()
    """Choose a backup to restore."""
    backup_asked = Signal(object)
    """Restore this backup, a `Path`."""
    look_asked = Signal(object)
    """Open this backup read-only, a `Path`."""
    recover_asked = Signal(object)
    """Read what can be read of this `Path` into a new file."""
    mend_asked = Signal(object)
    """Put this `Path` in order on a copy, as was said."""

    def __init__(self, file: Path, error: BaseException, parent: QWidget | None = None) -> None:
        """Explain why a file cannot be opened."""
        super().__init__(parent)
        self.file = file
        self.error = error
        self.explanation = explain(error)
        self.back = button(_("&Back"))
        busy = isinstance(error, FileBusy)
        self.other = button(_("Choose another &file…"), "" if busy else "primary")
        self.retry = button(_("&Try again"), "primary" if busy else "")
        self.name = button(_("Choose another &name…"), "primary")
        self.existing = button(_("&Open this file"))
        self.recover = button(_("Read what can be &read…"))
        self.mend = button(_mending(error), "primary")
        self.backups_card = BackupsCard(error)
        self.restore = self.backups_card.other
        self._build()
        self._connect()

    def _build(self) -> None:
        told = self.explanation
        name, tone = _sign(self.error)
        top = row(spacing=2 * SPACE)
        top.addWidget(picture(name, 40, tone_colour(tone, colours())), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(column(label(told.title, "title"), label(told.what, select=True)), 1)
        about = facts(places(self.error) or [(_("File"), str(self.file))])
        advice = column(label(_("What to do now"), "heading"), label(told.next, select=True))
        content = QWidget()
        content.setMaximumWidth(_WIDTH)
        layout = column(top, banner("good", told.safe), spacing=2 * SPACE)
        layout.addWidget(frame(column(advice, about, spacing=2 * SPACE)))
        layout.addWidget(self.backups_card)
        if may_be_read_in_part(self.error):
            layout.addWidget(self._last_resort())
        layout.addLayout(self._buttons())
        if isinstance(self.error, FileDamaged):
            layout.addWidget(damage_card(self.error))
        layout.addWidget(technical_details(self.error))
        layout.addStretch(1)
        content.setLayout(layout)
        self._centre(content)
        self.setAccessibleName(told.title)
        self.setAccessibleDescription(" ".join(told.sentences()))

    def _buttons(self) -> QVBoxLayout:
        self.retry.setVisible(is_temporary(self.error))
        self.backups_card.setVisible(calls_for_a_backup(self.error))
        taken = isinstance(self.error, FileExists)
        self.mend.setVisible(can_be_mended(self.error))
        if can_be_mended(self.error):
            set_role(self.other, "")
        self.other.setVisible(not taken)
        self.name.setVisible(taken)
        self.existing.setVisible(taken)
        busy = isinstance(self.error, FileBusy)
        first, second = (self.retry, self.other) if busy else (self.other, self.retry)
        buttons = row(self.mend, self.name, self.existing, first, second, self.back)
        if not isinstance(self.error, UserError):
            buttons.addWidget(ReportButton(self.error))
        buttons.addStretch(1)
        return column(buttons)

    def _last_resort(self) -> QFrame:
        """Offer to read a damaged file in part: a backup that is good gives more."""
        told = label(
            _(
                "Without a good backup, or for what was entered since: Patrimoine reads everything"
                " that is still readable into a new file. This one stays exactly as it is."
            )
        )
        buttons = row(self.recover)
        buttons.addStretch(1)
        return frame(column(label(_("What is left in this file"), "heading"), told, buttons))

    def focus_first(self) -> None:
        """Give the keyboard to the next action that is advised."""
        buttons = (
            item for item in (self.mend, self.name, self.other, self.retry) if not item.isHidden()
        )
        primary = (item for item in buttons if item.property("role") == "primary")
        next(primary, self.back).setFocus()

    def _centre(self, content: QWidget) -> None:
        holder = QWidget()
        inside = row(margin=4 * SPACE)
        inside.addStretch(1)
        inside.addWidget(content, 8)
        inside.addStretch(1)
        holder.setLayout(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(holder))

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_asked)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.back_asked)
        self.other.clicked.connect(self.other_asked)
        self.retry.clicked.connect(self._on_retry)
        self.existing.clicked.connect(self._on_retry)
        self.name.clicked.connect(self.name_asked)
        self.restore.clicked.connect(self.restore_asked)
        self.recover.clicked.connect(self._on_recover)
        self.mend.clicked.connect(self._on_mend)
        self.backups_card.restore_asked.connect(self.backup_asked)
        self.backups_card.look_asked.connect(self.look_asked)

    @Slot()
    def _on_retry(self) -> None:
        self.retry_asked.emit(self.file)

    @Slot()
    def _on_recover(self) -> None:
        self.recover_asked.emit(self.file)

    @Slot()
    def _on_mend(self) -> None:
        self.mend_asked.emit(self.file)

    def show_backups(self, usable: UsableBackups) -> None:
        """Show which backups of the file open; the newest good one is then what is advised."""
        self.backups_card.show_backups(usable)
        if usable.backups or may_be_read_in_part(self.error):
            set_role(self.other, "")
        if not usable.backups:
            set_role(self.recover, "primary")


def _mending(error: BaseException) -> str:
    """Name what puts a file in order, as far as something can."""
    return _("&Take it back…") if isinstance(error, MarksMissing) else _("&Go on without it…")


def _sign(error: BaseException) -> tuple[str, str]:
    """Give the icon of an error and its tone."""
    if isinstance(error, FileBusy):
        return "lock", "info"
    if isinstance(error, FileExists):
        return "file", "info"
    if isinstance(error, FileTooNew):
        return "clock", "info"
    if isinstance(error, NotAHouseholdFile | FileUnreachable):
        return "file", "warn"
    if isinstance(error, FileDamaged) or not isinstance(error, UserError):
        return "warning", "bad"
    return "circle-info", "warn"
