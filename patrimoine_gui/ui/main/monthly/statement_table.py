"""The grid in which a statement is typed: Enter goes down, Tab across, Esc takes back a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.main.monthly.entered_row import INPUTS, Column

if TYPE_CHECKING:
    from patrimoine_gui.ui.main.monthly.statement_model import StatementModel

_Index = QModelIndex | QPersistentModelIndex
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CLEAR: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_TABS: Final = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_NAME_WIDTH: Final = 150
_NOTE_WIDTH: Final = 90


class CellDelegate(QStyledItemDelegate):
    """Edits one cell; the keys that leave it are told before anything else hears them."""

    left = Signal(object)
    """The `QKeyEvent` that ended an edit; what was typed is in the model."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Edit nothing yet."""
        super().__init__(parent)
        self.field: QLineEdit | None = None

    def createEditor(  # noqa: N802  (Qt's name)
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        """Give a field of the size of its cell."""
        self.field = field = QLineEdit(parent)
        field.setProperty("role", "cell")
        field.setFrame(False)
        if index.column() == Column.VALUE:
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        return field

    def updateEditorGeometry(  # noqa: N802  (Qt's name)
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """Fill the cell."""
        editor.setGeometry(option.rect)

    def destroyEditor(self, editor: QWidget, index: _Index) -> None:  # noqa: N802  (Qt's name)
        """Forget the field."""
        self.field = None
        super().destroyEditor(editor, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Keep what was typed when a key leaves the cell."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _ENTER or key in _TABS:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                self.left.emit(event)
                return True
        return super().eventFilter(editor, event)


class StatementTable(QTableView):
    """Shows a `StatementModel`."""

    ended = Signal()
    """Enter was pressed on the last row."""
    pasted = Signal(object)
    """What was pasted and found no row, a tuple of lines."""
    moved = Signal()
    """Another cell is the current one."""

    def __init__(self, model: StatementModel) -> None:
        """Show a statement."""
        super().__init__()
        self.lines = model
        self.delegate = CellDelegate(self)
        self._build()
        self.delegate.left.connect(self._on_left)
        model.modelReset.connect(self._on_reset)
        self._on_reset()

    def _build(self) -> None:
        self.setModel(self.lines)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(_("Values of the statement"))
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(-1)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.NOTE, QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(_NOTE_WIDTH)
        header.sectionResized.connect(self._on_resized)

    @Slot()
    def _on_reset(self) -> None:
        self.clearSpans()
        for rank, line in enumerate(self.lines.lines):
            if isinstance(line, str):
                self.setSpan(rank, 0, 1, len(Column))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Give the names what the figures leave: those are never cut."""
        super().resizeEvent(event)
        self._on_resized()

    @Slot()
    def _on_resized(self) -> None:
        others = sum(map(self.columnWidth, Column)) - self.columnWidth(Column.NAME)
        width = max(_NAME_WIDTH, self.viewport().width() - others)
        self.setColumnWidth(Column.NAME, width)

    # --- where to go ------------------------------------------------------------------------------

    def go_to(self, rank: int, column: Column = Column.VALUE) -> None:
        """Make a cell the current one."""
        self.setFocus()
        self.setCurrentIndex(self.lines.index(rank, column))

    def go_to_first(self) -> None:
        """Go to the first value that is old."""
        rank = self.lines.first()
        if rank is not None:
            self.go_to(rank)

    def _go_down(self, step: int) -> None:
        rank = self.lines.next_input(self.currentIndex().row(), step)
        if rank is not None:
            self.go_to(rank)
        elif step > 0:
            self.ended.emit()

    def _go_across(self, step: int) -> None:
        """Go to the next cell that can be typed into, and from the last of a row to the next."""
        current = self.currentIndex()
        columns = [column for column in INPUTS if (column - current.column()) * step > 0]
        if columns:
            self.go_to(current.row(), columns[0] if step > 0 else columns[-1])
            return
        rank = self.lines.next_input(current.row(), step)
        if rank is not None:
            self.go_to(rank, INPUTS[0] if step > 0 else INPUTS[-1])
        else:
            super().focusNextPrevChild(step > 0)

    def finish_edit(self) -> None:
        """Keep what is being typed."""
        field = self.delegate.field
        if field is not None:
            self.commitData(field)
            self.closeEditor(field, QAbstractItemDelegate.EndEditHint.NoHint)

    # --- keys -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Go on, clear, paste, take back or begin to type."""
        key = Qt.Key(event.key())
        if key in _ENTER or key in _TABS:
            self._on_left(event)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif key in _CLEAR:
            self.model().setData(self.currentIndex(), "")
        elif key != Qt.Key.Key_Escape:  # which would close the window
            if event.text().isprintable() and event.text():
                self._go_to_input()
            super().keyPressEvent(event)

    @Slot(object)
    def _on_left(self, event: QKeyEvent) -> None:
        key, keys = Qt.Key(event.key()), event.modifiers()
        if key in _TABS:
            self._go_across(_TABS[key])
        else:
            self._go_down(-1 if keys & Qt.KeyboardModifier.ShiftModifier else 1)

    def _go_to_input(self) -> None:
        """Let what is typed beside the cells that take it go into the new value."""
        current = self.currentIndex()
        if current.isValid() and current.column() not in INPUTS:
            self.go_to(current.row())

    def paste(self) -> None:
        """Fill in what was copied elsewhere, from the current row on."""
        text = QGuiApplication.clipboard().text()
        if text.strip() and self.currentIndex().isValid():
            self.pasted.emit(self.lines.paste(text, self.currentIndex().row()))

    def undo(self) -> None:
        """Take back what was typed last, and go there."""
        cell = self.lines.undo()
        if cell is not None:
            self.go_to(*cell)

    # --- Qt's own ---------------------------------------------------------------------------------

    def edit(  # type: ignore[override]
        self, index: _Index, trigger: QAbstractItemView.EditTrigger, event: QEvent
    ) -> bool:
        """Begin to edit: F2 and a double click keep what is there, and go behind it."""
        begins = super().edit(index, trigger, event)
        field = self.delegate.field
        if begins and field is not None and trigger != self.EditTrigger.AnyKeyPressed:
            field.end(False)  # noqa: FBT003  (Qt's own signature)
        return begins

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802  (Qt's name)
        """Tell that another cell is the current one."""
        super().currentChanged(current, previous)
        self.moved.emit()
