"""The page "Backups and integrity": the backups, the second place, the upgrades, the check."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.main.pages.backups.health_tab import HealthTab
from patrimoine_gui.ui.main.pages.backups.list_tab import ListTab
from patrimoine_gui.ui.main.pages.backups.log_tab import LogTab
from patrimoine_gui.ui.main.pages.backups.place_tab import PlaceTab
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, row
from patrimoine_gui.ui.widgets.roles import set_role

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.amounts import Amounts
    from patrimoine_gui.ui.main.pages.backups.backup_tasks import BackupTasks


_NARROW: Final = 640


class BackupsPage(QWidget):
    """Reads nothing before it is first shown."""

    back_up_asked = Signal()
    """The user wants a backup now."""
    restore_asked = Signal(object)
    """The user wants this backup restored: its `Path`."""
    look_asked = Signal(object)
    """The user wants to look at this backup, and change nothing: its `Path`."""
    place_chosen = Signal(object)
    """The user chose a second place, a `Path`, or none any more."""
    check_asked = Signal()
    """The user wants the open file checked."""
    listed = Signal(object)
    """The backups were read: their `CatalogEntry`, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.title = label(_("Backups and integrity"), "title", wrap=False)
        self.make_button = button(_("Back up &now"), "primary", "save")
        self.tabs = QTabWidget()
        self.list = ListTab()
        self.place = PlaceTab()
        self.log = LogTab()
        self.health = HealthTab()
        self._work: BackupTasks | None = None
        self._is_read = False
        self._build()
        self._connect()

    def _build(self) -> None:
        top = row(self.title)
        top.addWidget(self.make_button)
        top.setStretch(0, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.list, _("Backups"))
        self.tabs.addTab(self.place, _("2nd place"))
        self.tabs.addTab(self.log, _("Upgrades"))
        self.tabs.addTab(self.health, _("Check"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.addLayout(top)
        layout.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.make_button.clicked.connect(self.back_up_asked)
        self.list.back_up_asked.connect(self.back_up_asked)
        self.list.commands.restore_asked.connect(self.restore_asked)
        self.list.commands.look_asked.connect(self.look_asked)
        self.list.listed.connect(self.listed)
        self.place.chosen.connect(self.place_chosen)
        self.health.check_asked.connect(self.check_asked)
        self.health.checked.connect(self.read)

    def show_file(self, work: BackupTasks, household: Household, place: Path | None) -> None:
        """Show the backups of a file, as soon as the page is looked at.

        Args:
            work: makes the tasks.
            household: what the file holds.
            place: the second place, None without one.
        """
        self._work = work
        self.list.show_file(work, household)
        self.place.place, self.place.backups = place, work.shelf.folder
        if self.isVisible():
            self.read()

    def show_household(self, household: Household) -> None:
        """Compare backups with the file as it is now."""
        self.list.commands.household = household

    def allow_backup(self, *, allowed: bool) -> None:
        """Let a backup be made, or say that the file cannot be written where it is."""
        for part in (self.make_button, self.list.blank.make):
            part.setEnabled(allowed)
            part.setToolTip("" if allowed else _("The file cannot be backed up as it is now."))

    def show_amounts(self, amounts: Amounts) -> None:
        """Show amounts, or hide them."""
        self.list.show_amounts(amounts)

    def show_keys(self, keyring: Keyring) -> None:
        """Use other keys from now on: those of the file were changed."""
        if self._work is not None:
            self._work = self.list.commands.work = replace(self._work, keyring=keyring)
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read everything again, now or when the page is next looked at."""
        self._is_read = False
        if self.isVisible():
            self.read()

    def forget(self) -> None:
        """Stop the work, and forget keys, household and backups."""
        self._work = None
        self.list.forget()
        self.health.forget()

    @Slot()
    def read(self) -> None:
        """Read the backups, the second place and the log again."""
        if self._work is not None:
            self._is_read = True
            self.list.read()
            self.place.show_place(self.place.place)
            self.log.read(self._work)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Write the title smaller in a narrow window."""
        super().resizeEvent(event)
        set_role(self.title, "heading" if self.width() < _NARROW else "title")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (Qt's name)
        """Read what is shown for the first time."""
        super().showEvent(event)
        if not self._is_read:
            self.read()
