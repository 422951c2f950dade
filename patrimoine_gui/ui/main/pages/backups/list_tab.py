"""The list of the backups, and what the one that is selected is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.ui import addresses
from patrimoine_gui.ui.main.pages.backups.backup_actions import ActionRow
from patrimoine_gui.ui.main.pages.backups.backup_commands import BackupCommands
from patrimoine_gui.ui.main.pages.backups.backup_table import BackupTable
from patrimoine_gui.ui.main.pages.backups.placeholder import Placeholder
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.wording.backup_words import retention_sentence
from patrimoine_gui.wording.catalog_words import entry_facts

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.amounts import Amounts
    from patrimoine_gui.ui.main.pages.backups.backup_tasks import BackupListing, BackupTasks


_NARROW: Final = 640


class ListTab(QWidget):
    """Lists the backups, in the background; the work on them is that of `commands`."""

    back_up_asked = Signal()
    """The user wants a backup now."""
    listed = Signal(object)
    """The backups were read: their `CatalogEntry`, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.table = BackupTable()
        self.commands = BackupCommands(self.table, self)
        self.buttons = ActionRow(self.commands.actions)
        self.verify_all = button(_("Verify &all"), icon="shield")
        self.folder_button = button(_("O&pen the folder"), icon="folder")
        self.use = label("", "muted")
        self.retention = label(retention_sentence(), "small")
        self.facts = label("", "muted")
        self.parts = QStackedWidget()
        self.blank = Placeholder()
        self.folder_button.setAccessibleName(_("Open the folder of the backups"))
        self.folder_button.setToolTip(_("Open the folder of the backups"))
        self._build()
        self._connect()

    def _build(self) -> None:
        top = row()
        top.addWidget(self.use, 1)
        top.addWidget(self.folder_button)
        top.addWidget(self.verify_all)
        filled = QWidget()
        inside = column(self.table, self.facts, self.buttons)
        inside.setStretch(0, 1)
        filled.setLayout(inside)
        self.parts.addWidget(self.blank)
        self.parts.addWidget(filled)
        layout = column(top, self.parts, self.commands.line, self.commands.message, spacing=SPACE)
        layout.addWidget(self.retention)
        layout.setStretch(1, 1)
        layout.setContentsMargins(0, SPACE, 0, 0)
        self.setLayout(layout)
        self.commands.actions.put_in(self.table)

    def _connect(self) -> None:
        self.table.chosen.connect(self._on_chosen)
        self.verify_all.clicked.connect(self.commands.verify_all)
        self.folder_button.clicked.connect(self._on_folder)
        self.blank.back_up_asked.connect(self.back_up_asked)
        self.blank.again_asked.connect(self.read)
        self.commands.read.connect(self._show_listing)
        self.commands.unread.connect(self._show_error)

    def show_file(self, work: BackupTasks, household: Household) -> None:
        """Show the backups of a file, once they are read."""
        self.commands.work, self.commands.household = work, household

    def show_amounts(self, amounts: Amounts) -> None:
        """Show amounts, or hide them."""
        self.commands.amounts = amounts
        self.table.backups.show_amounts(amounts)

    def forget(self) -> None:
        """Stop the work, and forget keys, household and backups."""
        self.commands.forget()
        self.table.backups.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave the room to the list in a narrow window."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.folder_button.setText("" if narrow else _("O&pen the folder"))
        self.retention.setVisible(not narrow)
        self.use.setToolTip(retention_sentence() if narrow else "")

    @Slot()
    def read(self) -> None:
        """Read the list again."""
        if not self.table.backups.entries:
            self.blank.show_reading()
        self.commands.read_list()

    @Slot(object)
    def _show_listing(self, listing: BackupListing) -> None:
        self.table.show_entries(listing.entries)
        self.blank.show_empty()
        self.parts.setCurrentIndex(1 if listing.entries else 0)
        self.verify_all.setEnabled(bool(listing.entries))
        count = len(listing.entries)
        text = ngettext("{count} backup", "{count} backups", count)
        ours = sum(item.size for item in listing.entries)
        number = text.format(count=formats.integer(count))
        parts = [number, formats.size(ours)]
        if listing.use.free is not None:
            parts.append(_("{free} free").format(free=formats.size(listing.use.free)))
        self.use.setText(" · ".join(parts) if count else "")
        self.listed.emit(listing.entries)

    @Slot(object)
    def _show_error(self, _error: BaseException) -> None:
        self.table.show_entries(())
        self.blank.show_unreadable(_("The folder of the backups cannot be read"))
        self.parts.setCurrentIndex(0)
        self.verify_all.setEnabled(False)
        self.use.setText("")

    @Slot()
    def _on_chosen(self) -> None:
        entry = self.table.entry
        self.facts.setText(entry_facts(entry) if entry is not None else "")

    @Slot()
    def _on_folder(self) -> None:
        if self.commands.work is not None:
            folder = self.commands.work.manager.folders.backups
            addresses.open_folder(folder)
