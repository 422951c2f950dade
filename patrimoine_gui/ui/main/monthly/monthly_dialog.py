"""The monthly statement: every value that is copied by hand, typed in one go and saved at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox, QWidget

from patrimoine_gui import formats
from patrimoine_gui.errors import EntryUnreadable
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.portfolio.monthly_statement import surprises
from patrimoine_gui.portfolio.monthly_statement.statement_day import usual_day
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.main.monthly.entered_row import Column, EnteredRow, read_day
from patrimoine_gui.ui.main.monthly.row_texts import fault_sentence
from patrimoine_gui.ui.main.monthly.statement_footer import StatementFooter
from patrimoine_gui.ui.main.monthly.statement_model import StatementModel
from patrimoine_gui.ui.main.monthly.statement_table import StatementTable
from patrimoine_gui.ui.main.monthly.surprise_list import SurpriseList
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.roles import set_role
from patrimoine_gui.ui.widgets.top_level import close_by_keys, size_within_screen
from patrimoine_gui.wording import explain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue
    from patrimoine_gui.portfolio.monthly_statement.surprises import Surprise
    from patrimoine_gui.ui.amounts import Amounts
    from patrimoine_gui.ui.main.household_editor import HouseholdEditor

_SIZE: Final = (1120, 680)
_SMALLEST: Final = (640, 420)
_DAY_WIDTH: Final = 140
_MOST_NAMED: Final = 3


class MonthlyDialog(QDialog):
    """Types a statement; it closes once that is saved, or given up on purpose."""

    saved = Signal(object)
    """So many values are in the file."""

    def __init__(
        self, editor: HouseholdEditor, amounts: Amounts, parent: QWidget | None = None
    ) -> None:
        """Ask for new values.

        Args:
            editor: gives the file as it is, and writes.
            amounts: how amounts are written.
            parent: the window of the file.
        """
        super().__init__(parent)
        self._editor = editor
        snapshot = editor.snapshot
        self.model = StatementModel(snapshot, usual_day(snapshot.today), amounts)
        self.table = StatementTable(self.model)
        self.day_field = QLineEdit()
        self.message = InlineMessage()
        self.surprise_list = SurpriseList()
        self.footer = StatementFooter(amounts)
        self.save_button = button(_("&Save"), "primary", "check")
        self.close_button = button(_("&Close"))
        self.question: QMessageBox | None = None
        self._told: tuple[Surprise, ...] = ()
        self._notice = ("", "")
        self._is_saving = False
        self._leaves = False
        self._build()
        self._connect()
        self._show_day()
        self._on_typed()
        if not self.model.entered:
            self._say(_("Nothing is valued by hand yet: add what you own or owe first."), "info")
            self.save_button.setEnabled(False)

    def _build(self) -> None:
        self.setWindowTitle(_("Monthly statement"))
        self.setWindowIcon(icons.app_icon())
        self.day_field.setFixedWidth(_DAY_WIDTH)
        day_label = label(_("&Date of the statement:"), wrap=False)
        day_label.setBuddy(self.day_field)
        top = row(label(_("Monthly statement"), "title", wrap=False), spacing=2 * SPACE)
        top.addStretch(1)
        top.addWidget(day_label)
        top.addWidget(self.day_field)
        self.message.keep_room()
        hint = label(
            _("= same value · +200 so much more · =12*3 formula · Enter next · Ctrl+Enter save"),
            "small",
        )
        buttons = row()
        buttons.addWidget(hint, 1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.save_button)
        layout = column(margin=2 * SPACE)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        for part in (self.message, self.surprise_list, self.footer):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.setLayout(layout)
        size_within_screen(self, _SIZE, _SMALLEST)
        close_by_keys(self)

    def _connect(self) -> None:
        self.model.typed.connect(self._on_typed)
        self.table.moved.connect(self._on_moved)
        self.table.ended.connect(self._on_ended)
        self.table.pasted.connect(self._on_pasted)
        self.day_field.editingFinished.connect(self._on_day_typed)
        self.day_field.returnPressed.connect(self.table.go_to_first)
        self.surprise_list.chosen.connect(self._on_surprise)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)

    # --- what is typed ----------------------------------------------------------------------------

    @Slot()
    def _on_typed(self) -> None:
        self._told, self._notice = (), ("", "")
        self.surprise_list.hide()
        self.save_button.setText(_("&Save"))
        self.footer.show_totals(self.model)
        self._on_moved()

    @Slot()
    def _on_moved(self) -> None:
        """Say what is wrong with the cell, or else what was said last."""
        index = self.table.currentIndex()
        line = self.model.lines[index.row()] if index.isValid() else ""
        fault = line.faults.get(Column(index.column())) if isinstance(line, EnteredRow) else None
        text, tone = (fault_sentence(fault), "bad") if fault else self._notice
        self.message.say(text, tone)

    def _say(self, text: str, tone: str) -> None:
        self._notice = text, tone
        self.message.say(text, tone)

    @Slot()
    def _on_ended(self) -> None:
        self.save_button.setFocus()

    @Slot(object)
    def _on_pasted(self, left: Sequence[str]) -> None:
        if left:
            named = ", ".join(" ".join(line.split()) for line in left[:_MOST_NAMED])
            text = ngettext(
                "{count} pasted line fits no row: {lines}",
                "{count} pasted lines fit no row: {lines}",
                len(left),
            )
            more = "…" if len(left) > _MOST_NAMED else ""
            self._say(text.format(count=formats.integer(len(left)), lines=named + more), "warn")

    # --- the day ----------------------------------------------------------------------------------

    def _show_day(self) -> None:
        self.day_field.setText(formats.short_day(self.model.day))
        set_role(self.day_field, "")

    @Slot()
    def _on_day_typed(self) -> None:
        self._apply_day()

    def _apply_day(self) -> bool:
        """Read the last values as of the day in the field; tells whether it can be read."""
        try:
            day = read_day(self.day_field.text(), self.model.today, self.model.day)
        except EntryUnreadable as error:
            set_role(self.day_field, "bad")
            self._say(fault_sentence(error), "bad")
            return False
        if day != self.model.day:
            self.model.show_day(day)
        self._show_day()
        return True

    # --- saving -----------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Write all that is typed, once what cannot be read is mended and surprises are seen."""
        self.table.finish_edit()
        fault = self.model.first_fault()
        if self._is_saving or not self._apply_day():
            return
        if fault is not None:
            self.table.go_to(*fault)
            return
        values = self.model.new_values
        if not values:
            self._say(_("Nothing is typed yet."), "info")
        elif self._surprises(values):
            self.surprise_list.list.setFocus()
        else:
            self._write(values)

    def _surprises(self, values: Sequence[NewValue]) -> bool:
        """Show what surprises; tells whether it was not shown before."""
        found = surprises.find(values)
        is_new = found != self._told
        self._told = found
        if is_new:
            self.surprise_list.show_surprises(found, self._editor.snapshot.household)
            self.save_button.setText(_("&Save all the same"))
        return is_new

    def _write(self, values: Sequence[NewValue]) -> None:
        self._hold(saving=True)
        self._say(_("Saving…"), "info")
        self._editor.execute(partial(_save, values), self._on_saved, self._on_failed)

    def _on_saved(self) -> None:
        self.saved.emit(len(self.model.new_values))
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        """Keep all that was typed, and say why it is not in the file."""
        self._hold(saving=False)
        self.table.setFocus()
        told = explain(error)
        self._say(f"{told.title}. {' '.join(told.sentences())}", "bad")

    def _hold(self, *, saving: bool) -> None:
        self._is_saving = saving
        for part in (self.table, self.day_field, self.save_button, self.close_button):
            part.setEnabled(not saving)

    @Slot(object)
    def _on_surprise(self, owned_id: int) -> None:
        self.table.go_to(self.model.rank(owned_id))

    # --- leaving ----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  (Qt's name)
        """Begin where a value is old."""
        super().showEvent(event)
        self.table.go_to_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Let neither Esc close the window nor Enter press a button that has not the focus."""
        if event.key() not in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  (Qt's name)
        """Ask before anything typed is lost."""
        self.table.finish_edit()
        if self._is_saving or (self.model.is_typed and not self._leaves):
            event.ignore()
            if not self._is_saving:
                self._ask()
        else:
            super().closeEvent(event)

    def _ask(self) -> None:
        if self.question is not None:
            return
        self.question = box = QMessageBox(self)
        box.setIconPixmap(icons.pixmap("patrimoine", "", 40))
        box.setWindowTitle(_("Close the statement"))
        box.setText(_("What you typed is not saved yet."))
        box.setInformativeText(_("Nothing of it is in your file."))
        box.addButton(_("&Discard it"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(_("&Keep typing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        close_by_keys(box)
        box.finished.connect(self._on_answered)
        box.open()

    @Slot()
    def _on_answered(self) -> None:
        box, self.question = self.question, None
        if box is None:
            return
        role = box.buttonRole(box.clickedButton()) if box.clickedButton() else None
        box.deleteLater()
        if role is QMessageBox.ButtonRole.DestructiveRole:
            self._leaves = True
            self.close()


def _save(values: Sequence[NewValue], transaction: Transaction) -> None:
    from patrimoine_gui.portfolio.monthly_statement import saving

    saving.save(transaction, values)
