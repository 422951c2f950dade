"""A forgotten passphrase: the ways in that are left, and an honest word where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.start.backups_card import BackupsCard
from patrimoine_gui.ui.start.recovery_options import UsableBackups
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import ElidedLabel, label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.scroll_area import scrolled

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.ui.start.recovery_options import UnlockOptions

_WIDTH: Final = 620


class ForgottenPage(QWidget):
    """Says what opens a file whose passphrase is forgotten; nothing here changes anything."""

    back_asked = Signal(object)
    """Ask for the passphrase of this `Path` again."""
    recovery_asked = Signal(object)
    """Ask for the recovery key of this `Path`."""
    backup_asked = Signal(object)
    """Restore this backup, a `Path`."""
    look_asked = Signal(object)
    """Open this backup read-only, a `Path`."""

    def __init__(self, file: Path, parent: QWidget | None = None) -> None:
        """Say what is true of every file; `show_options` tells the rest."""
        super().__init__(parent)
        self.file = file
        self.recovery = button(_("Use the &recovery key"), "primary", "key")
        self.back = button(_("&Try the passphrase again"))
        self.backups = BackupsCard(None, title=_("Backups with another passphrase"))
        self._ways = QVBoxLayout()
        self._ways.setSpacing(2 * SPACE)
        self._build()
        self._connect()

    def _build(self) -> None:
        words = column(label(_("Passphrase forgotten"), "title"), spacing=2)
        words.addWidget(ElidedLabel(self.file.name, "small"))
        top = row(picture("key", 40), spacing=2 * SPACE)
        top.addLayout(words, 1)
        safe = _("Your data is safe: the file is what it was, and waits for one of its keys.")
        content = QWidget()
        content.setMaximumWidth(_WIDTH)
        layout = column(top, banner("good", safe), spacing=2 * SPACE)
        layout.addLayout(self._ways)
        layout.addWidget(self.backups)
        layout.addWidget(frame(_advice()))
        buttons = row(self.back)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(1)
        content.setLayout(layout)
        self.backups.hide()
        self.recovery.hide()
        self.recovery.setParent(self)
        self._ways.addWidget(label(_("Looking for other ways in…"), "muted"))
        self._centre(content)
        self.setAccessibleName(_("Passphrase forgotten"))

    def _centre(self, content: QWidget) -> None:
        holder = QWidget()
        inside = row(margin=4 * SPACE)
        inside.addStretch(1)
        inside.addWidget(content, 8, Qt.AlignmentFlag.AlignTop)
        inside.addStretch(1)
        holder.setLayout(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(holder))

    def _connect(self) -> None:
        self.back.clicked.connect(self._on_back)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self._on_back)
        self.recovery.clicked.connect(self._on_recovery)
        self.backups.restore_asked.connect(self.backup_asked)
        self.backups.look_asked.connect(self.look_asked)

    def focus_first(self) -> None:
        """Give the keyboard to what is advised."""
        (self.back if self.recovery.isHidden() else self.recovery).setFocus()

    def show_options(self, ways: UnlockOptions) -> None:
        """Show what is left: the recovery key, older passphrases, or nothing."""
        clear(self._ways)
        if ways.has_recovery_key:
            self._ways.addWidget(self._recovery_card(ways))
        elif ways.backups:
            text = _("This file has no recovery key: no other key than its passphrase opens it.")
            self._ways.addWidget(banner("warn", text))
        else:
            self._ways.addWidget(banner("warn", _nothing(), _("There is no other way in")))
        self.backups.setVisible(bool(ways.backups))
        if ways.backups:
            self.backups.show_backups(UsableBackups(ways.backups))
        self.focus_first()

    def _recovery_card(self, ways: UnlockOptions) -> QFrame:
        explanation = _(
            "This file has a recovery key: 34 characters, which you were asked to note or to print."
            " It opens the file as the passphrase does, and lets you choose a new one."
        )
        layout = column(label(_("The recovery key"), "heading"), label(explanation))
        if ways.recovery_made is not None:
            sentence = _("It was made on {day}: an earlier one no longer opens this file.")
            text = sentence.format(day=formats.day(ways.recovery_made))
            layout.addWidget(label(text, "muted"))
        buttons = row(self.recovery)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        self.recovery.show()
        return frame(layout)

    @Slot()
    def _on_back(self) -> None:
        self.back_asked.emit(self.file)

    @Slot()
    def _on_recovery(self) -> None:
        self.recovery_asked.emit(self.file)


def _advice() -> QVBoxLayout:
    return column(
        label(_("Before giving up"), "heading"),
        label(
            _(
                "Try once more with the eye open: capitals, accents, spaces, and the keyboard in"
                " the right language. Try the phrases that you used before."
            )
        ),
    )


def _nothing() -> str:
    return _(
        "This file has no recovery key, and every backup of it on this computer has the same"
        " passphrase. Nobody can open it without that phrase, not even the authors of Patrimoine:"
        " this is what protects it. Keep the file and its backups: forgotten phrases do come back."
    )
