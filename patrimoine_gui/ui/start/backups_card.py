"""The way out of a file that does not open: its newest good backup, older ones, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from patrimoine_gui import formats
from patrimoine_gui.errors import FileTooNew, KeysTooNew
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.disclosure import Disclosure
from patrimoine_gui.ui.widgets.frames import line
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.wording.backup_words import kind_name
from patrimoine_gui.wording.catalog_words import entry_state

if TYPE_CHECKING:
    from patrimoine_gui.backup.catalog import CatalogEntry
    from patrimoine_gui.ui.start.recovery_options import UsableBackups


class BackupsCard(QFrame):
    """Lists the backups that open, each with two ways to use it; neither changes the file."""

    look_asked = Signal(object)
    """Open this backup read-only, a `Path`."""
    restore_asked = Signal(object)
    """Restore this backup, a `Path`."""

    def __init__(
        self, error: BaseException | None, parent: QWidget | None = None, *, title: str = ""
    ) -> None:
        """Say that backups are looked for.

        Args:
            error: why the file does not open, None where only its passphrase is missing.
            parent: widget that holds it.
            title: what the backups are, where their file does not say it.
        """
        super().__init__(parent)
        self.is_too_new = isinstance(error, FileTooNew | KeysTooNew)
        self.buttons: list[QPushButton] = []
        self.other = button(_("&Restore another backup…"), "link")
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE)
        self.setProperty("role", "card")
        layout = column(label(title or self._title(), "heading"), self._list, margin=2 * SPACE)
        layout.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(layout)
        self.other.setVisible(error is not None)
        self._list.addWidget(label(_("Looking for the backups of this file…"), "muted"))

    def _title(self) -> str:
        return _("Backups that this version opens") if self.is_too_new else _("Your backups")

    def show_backups(self, usable: UsableBackups) -> None:
        """Show what was found."""
        clear(self._list)
        self.buttons.clear()
        if usable.backups:
            self._show_backups(usable.backups)
        else:
            self.other.setText(_("Restore a backup from &elsewhere…"))
            none = _("There is no backup of this file on this computer that this version opens.")
            self._list.addWidget(label(none, "muted"))
        if usable.newer:
            self._list.addWidget(label(_newer(usable.newer), "muted"))

    def _show_backups(self, backups: tuple[CatalogEntry, ...]) -> None:
        self._list.addLayout(self._entry(backups[0], leads=True))
        if self.is_too_new:
            text = _("What was entered since then is in the newer file, and stays there.")
            self._list.addWidget(label(text, "muted"))
        older = backups[1:]
        if not older:
            return
        content = QWidget()
        layout = column(spacing=SPACE)
        for entry in older:
            layout.addWidget(line())
            layout.addLayout(self._entry(entry, leads=False))
        content.setLayout(layout)
        text = ngettext("{count} older backup", "{count} older backups", len(older))
        self._list.addWidget(Disclosure(text.format(count=len(older)), content))

    def _entry(self, entry: CatalogEntry, *, leads: bool) -> QVBoxLayout:
        backup = entry.backup
        if backup is None:
            return column()
        moment = formats.moment(backup.created)
        told = _("{reason}, Patrimoine {version}, {size}. {state}.").format(
            reason=kind_name(backup.kind),
            version=backup.app_version,
            size=formats.size(entry.size),
            state=entry_state(entry),
        )
        roles = ("", "primary") if self.is_too_new else ("primary", "")
        first, second = roles if leads else ("", "")
        restore = self._button(_("Restore it…"), first, entry, moment)
        look = self._button(_("Open it read-only"), second, entry, moment)
        restore.clicked.connect(self._on_restore)
        look.clicked.connect(self._on_look)
        buttons = row(look, restore) if self.is_too_new else row(restore, look)
        buttons.addStretch(1)
        return column(label(moment, "strong"), label(told, "muted"), buttons, spacing=4)

    def _button(self, text: str, role: str, entry: CatalogEntry, moment: str) -> QPushButton:
        made = button(text, role)
        made.setAccessibleDescription(moment)
        made.setProperty("backup", entry.file)
        self.buttons.append(made)
        return made

    @Slot()
    def _on_restore(self) -> None:
        self.restore_asked.emit(_file_of(self.sender()))

    @Slot()
    def _on_look(self) -> None:
        self.look_asked.emit(_file_of(self.sender()))


def _file_of(pressed: object) -> object:
    return pressed.property("backup") if isinstance(pressed, QPushButton) else None


def _newer(count: int) -> str:
    text = ngettext(
        "{count} other backup was made by a newer version. It opens once Patrimoine is updated.",
        "{count} other backups were made by a newer version. They open once Patrimoine is updated.",
        count,
    )
    return text.format(count=count)
