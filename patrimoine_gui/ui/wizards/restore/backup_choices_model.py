"""The backups that may be restored, one a row: when, of which file, why, by which version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.labels import tip
from patrimoine_gui.wording.backup_words import kind_name

if TYPE_CHECKING:
    from patrimoine_gui.backup.backups import Backup

Index = QModelIndex | QPersistentModelIndex
Sources = Mapping[str, Path]
"""Files that were opened here, by their tag."""

COLUMNS: Final = 5
FILE: Final = 1
REASON: Final = 2
SIZE: Final = 4
_NOWHERE: Final = QModelIndex()


class BackupChoicesModel(QAbstractTableModel):
    """Five columns: date, file, reason, version, size; newest first, as it is given."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        super().__init__()
        self._shown: Sequence[Backup] = ()
        self._sources: Sources = {}

    def show_backups(self, backups: Sequence[Backup], sources: Sources) -> None:
        """Show backups.

        Args:
            backups: newest first.
            sources: what their files are called, where that is known.
        """
        self.beginResetModel()
        self._shown, self._sources = backups, sources
        self.endResetModel()

    def at(self, row: int) -> Backup:
        """Give the backup of a row."""
        return self._shown[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of backups."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802  (Qt's name)
        """Give the number of columns."""
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        backup, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(backup)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(backup.file.name)
        if role == Qt.ItemDataRole.AccessibleTextRole and not column:
            return ", ".join(self._cells(backup))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def _cells(self, backup: Backup) -> tuple[str, ...]:
        source = self._sources.get(backup.source)
        return (
            formats.short_moment(backup.created),
            source.stem if source else _("another file"),
            kind_name(backup.kind),
            backup.app_version,
            formats.size(backup.size),
        )

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
            return (_("Date"), _("File"), _("Reason"), _("Version"), _("Size"))[section]
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == SIZE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
