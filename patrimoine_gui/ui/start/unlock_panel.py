"""Asks for the key of a protected file; nothing of the file is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from patrimoine_gui import config
from patrimoine_gui.errors import RecoveryKeyMalformed, WrongPassphrase
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.keys.unlock_form import UnlockForm
from patrimoine_gui.ui.widgets.labels import ElidedLabel, label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.scroll_area import scrolled

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.ui.secret import Unlocking

_WIDTH: Final = 520
_TOP: Final = 7 * SPACE


class UnlockPanel(QWidget):
    """Asks for the passphrase or the recovery key of one file.

    While the keys are worked out it cannot be left: whoever waits gets the file, or an answer.
    """

    unlocked = Signal(object)
    """What opening the file gave."""
    failed = Signal(object)
    """The error that is now shown."""
    back_asked = Signal()
    """Go back to the list of files; the file stays locked."""
    other_asked = Signal()
    """Choose another file."""
    forgotten_asked = Signal(object)
    """The user does not know the passphrase of this `Path` any more."""

    def __init__(
        self, file: Path, unlocking: Unlocking, parent: QWidget | None = None, *, name: str = ""
    ) -> None:
        """Ask for the key of a file.

        Args:
            file: which one.
            unlocking: makes the task that unlocks and opens it.
            parent: widget that holds it.
            name: what the user reads, where that is not the name of the file.
        """
        super().__init__(parent)
        self.file = file
        self.name = name or file.stem
        self.is_backup = file.name.endswith(config.BACKUP_EXTENSION)
        self.form = UnlockForm(unlocking)
        self.safe = InlineMessage()
        self.unlock_button = button(_("&Unlock"), "primary", "lock-open")
        self.forgotten = button(_("&Passphrase forgotten?"), "link")
        self.other = button(_("&Another file…"))
        self.back = button(_("&Back"))
        self._build()
        self._connect()

    def _build(self) -> None:
        words = column(spacing=2)
        words.addWidget(ElidedLabel(self.name, "title"))
        words.addWidget(ElidedLabel(str(self.file.parent), "small"))
        top = row(picture("lock", 40), spacing=2 * SPACE)
        top.addLayout(words, 1)
        told = label(self._told(), "muted")
        buttons = row(self.unlock_button, self.other)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        content = QWidget()
        content.setMaximumWidth(_WIDTH)
        layout = column(top, told, frame(column(self.form, self.safe)), spacing=2 * SPACE)
        layout.addLayout(buttons)
        layout.addWidget(self.forgotten, 0, Qt.AlignmentFlag.AlignLeft)
        self.forgotten.setHidden(self.is_backup)
        content.setLayout(layout)
        self._centre(content)
        self.setAccessibleName(_("Unlock {file}").format(file=self.name))

    def _told(self) -> str:
        if self.is_backup:
            return _("The passphrase, or the recovery key, of that day opens this backup.")
        return _("This file is locked. Its passphrase opens it.")

    def _centre(self, content: QWidget) -> None:
        holder = QWidget()
        inside = row(margin=3 * SPACE)  # from the top down: what comes and goes moves nothing above
        inside.setContentsMargins(3 * SPACE, _TOP, 3 * SPACE, 3 * SPACE)
        inside.addStretch(1)
        inside.addWidget(content, 8, Qt.AlignmentFlag.AlignTop)
        inside.addStretch(1)
        holder.setLayout(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(holder))

    def _connect(self) -> None:
        form = self.form
        for field in (form.passphrase, form.recovery):
            field.submitted.connect(form.submit)
            field.changed.connect(self._on_changed)
        form.other_way.clicked.connect(self._on_changed)
        self.unlock_button.clicked.connect(form.submit)
        form.state_changed.connect(self._on_state_changed)
        form.unlocked.connect(self.unlocked)
        form.failed.connect(self._on_failed)
        self.other.clicked.connect(self.other_asked)
        self.forgotten.clicked.connect(self._on_forgotten)
        self.back.clicked.connect(self._on_back)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._on_back)

    @property
    def is_busy(self) -> bool:
        """Whether the keys are being worked out."""
        return self.form.busy

    @property
    def by_recovery_key(self) -> bool:
        """Whether the recovery key is asked for."""
        return self.form.by_recovery_key

    def focus_first(self) -> None:
        """Give the keyboard to the field."""
        self.form.focus_first()

    def forget(self) -> None:
        """Empty the fields."""
        self.form.forget()

    @Slot()
    def _on_changed(self) -> None:
        self.safe.say("")

    @Slot()
    def _on_state_changed(self) -> None:
        self.unlock_button.setEnabled(self.form.can_submit)
        for part in (self.other, self.back, self.forgotten):
            part.setEnabled(not self.form.busy)

    @Slot(object)
    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, WrongPassphrase | RecoveryKeyMalformed):
            self.safe.say(_("Your data is safe: the file has not been changed."), "info")
        else:
            self.safe.say("")
        self.form.focus_first()
        self.failed.emit(error)

    @Slot()
    def _on_forgotten(self) -> None:
        self.forgotten_asked.emit(self.file)

    @Slot()
    def _on_back(self) -> None:
        if not self.is_busy:
            self.back_asked.emit()
