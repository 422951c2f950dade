"""The backups of a household, newest first: a table that stays quick with ten thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from patrimoine_gui import formats
from patrimoine_gui.errors import TargetUnknown
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import revisions
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.wording.backup_words import kind_name
from patrimoine_gui.wording.catalog_words import entry_state, state_detail

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.backup.catalog import CatalogEntry
    from patrimoine_gui.ui.main.pages.backups.backup_tasks import BackupWorth

Index = QModelIndex | QPersistentModelIndex
DATE: Final = 0
KIND: Final = 1
STATE: Final = 2
WORTH: Final = 3
VERSION: Final = 4
FORMAT: Final = 5
SIZE: Final = 6
_RIGHT: Final = (WORTH, SIZE)
_NOWHERE: Final = QModelIndex()
_SIGNS: Final = {
    "verified": ("circle-check", "good"),
    "unverified": ("circle", "muted"),
    "suspect": ("warning", "bad"),
    "unreadable": ("circle-stop", "bad"),
}


class BackupsModel(QAbstractTableModel):
    """One line a backup: when, why, its state, what the household was worth, version, size."""

    def __init__(self) -> None:
        """Hold no backup yet."""
        super().__init__()
        self.entries: tuple[CatalogEntry, ...] = ()
        self._worths: dict[Path, BackupWorth] = {}
        self._amounts = Amounts()
        self._short = False
        self._versions = revisions.load()

    def show_entries(self, entries: tuple[CatalogEntry, ...]) -> None:
        """Show backups, given newest first; what was worked out of them before is kept."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def show_worths(self, worths: dict[Path, BackupWorth]) -> None:
        """Show what the household was worth on the days of some backups."""
        self._worths |= worths
        self._changed(WORTH)

    def show_amounts(self, amounts: Amounts) -> None:
        """Show amounts, or hide them."""
        self._amounts = amounts
        self._changed(WORTH)

    def shorten(self, *, short: bool) -> None:
        """Leave out since when a backup is known to be good, or say it again."""
        if short != self._short:
            self._short = short
            self._changed(KIND)
            self._changed(STATE)

    def forget(self) -> None:
        """Forget every amount and every backup."""
        self._worths = {}
        self.show_entries(())

    def _changed(self, column: int) -> None:
        if self.entries:
            last = self.index(len(self.entries) - 1, column)
            self.dataChanged.emit(self.index(0, column), last)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of backups."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of columns."""
        return 0 if parent.isValid() else SIZE + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows; the state has a sign and a word, never a colour alone."""
        entry, column = self.entries[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(entry, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.DecorationRole and column == STATE:
            sign, tint = _SIGNS[entry.state.value]
            return icons.icon(sign, getattr(colours(), tint))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(entry, column)
        return None

    def _text(self, entry: CatalogEntry, column: int) -> str:
        if column == STATE:
            return entry_state(entry, short=self._short)
        if column == SIZE:
            return formats.size(entry.size)
        if entry.backup is None:
            return entry.file.name if column == DATE else ""
        return self._worth(entry) if column == WORTH else self._fact(entry.backup, column)

    def _fact(self, backup: Backup, column: int) -> str:
        """Give what a backup says of itself."""
        if column == DATE:
            return formats.short_moment(backup.created)
        if column == KIND:
            return kind_name(backup.kind, short=self._short)
        return backup.app_version if column == VERSION else self._format(backup.revision)

    def _worth(self, entry: CatalogEntry) -> str:
        worth = self._worths.get(entry.file)
        if worth is None:
            return formats.UNKNOWN
        if worth.needs_secret:
            return _("passphrase of that day")
        if worth.failed:
            return _("cannot be read")
        written = self._amounts.exact(worth.cents)
        return _("{amount} (incomplete)").format(amount=written) if worth.is_short else written

    def _format(self, revision: str) -> str:
        try:
            return self._versions.get(revision).app_version
        except TargetUnknown:
            return _("newer")

    def _tip(self, entry: CatalogEntry, column: int) -> str:
        if column == STATE:
            return state_detail(entry)
        if column == WORTH:
            return self._worth_tip(entry)
        return entry.file.name

    def _worth_tip(self, entry: CatalogEntry) -> str:
        worth = self._worths.get(entry.file)
        if worth is None:
            return _("Press “Net worth that day” to have it read in this backup.")
        if worth.needs_secret:
            return _("Other keys open this backup: its passphrase is the one of that day.")
        if worth.on is None:
            return ""
        text = _("at {day}; records are missing from it") if worth.is_short else _("at {day}")
        return text.format(day=formats.day(worth.on))

    def headerData(  # noqa: N802  (Qt's name)
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Give the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return _titles()[section]
        return None


def _titles() -> tuple[str, ...]:
    return (
        _("Date"),
        _("Reason"),
        _("State"),
        _("Net worth"),
        _("Version"),
        _("Format"),
        _("Size"),
    )


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
